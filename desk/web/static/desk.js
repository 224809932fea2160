// Comfort only: every page works without. Search as you type fetches the same page and takes its results.
"use strict";

const search = document.querySelector("form[data-live]");
const field = search?.querySelector("#q");
const WAIT = 220;
let timer, request;

async function refresh() {
  request?.abort();
  const mine = (request = new AbortController());
  const results = document.getElementById("results");
  const asked = new URLSearchParams([...new FormData(search)].filter(([, value]) => value));
  const address = "/" + (asked.size ? "?" + asked : "");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("results");
    if (!found) throw new Error(page.querySelector(".notice h1")?.textContent || "The desk did not answer as expected.");
    const filters = (within) => within.querySelector(".facets details");
    filters(found)?.toggleAttribute("open", Boolean(filters(results)?.open));
    results.replaceWith(found);
    document.title = page.title;
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name === "AbortError") return;
    results.setAttribute("aria-busy", "false");
    const notice = document.createElement("p");
    notice.className = "notice wrong";
    notice.setAttribute("role", "alert");
    notice.textContent = error instanceof TypeError ? "The desk does not answer. Is copydesk desk still running?" : error.message;
    results.querySelector(":scope > .notice")?.remove();
    results.prepend(notice);
  }
}

field?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
});

// Keys: / to the search, j and k through a list or the removed parts, n and p to the next and previous.
const STEPS = ".articles h2 a, .received .cut[tabindex], tbody tr > :first-child a";

function step(forward) {
  const stops = [...document.querySelectorAll(STEPS)].filter((stop) => stop.offsetParent !== null);
  const at = stops.indexOf(document.activeElement);
  const next = stops[at < 0 ? (forward ? 0 : -1) : at + (forward ? 1 : -1)];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/" && field) field.select();
  else if (event.key === "/") location.assign("/");
  else if (event.key === "j") step(true);
  else if (event.key === "k") step(false);
  else if (event.key === "n") document.querySelector("a[rel=next]")?.click();
  else if (event.key === "p") document.querySelector("a[rel=prev]")?.click();
  else return;
  event.preventDefault();
});
