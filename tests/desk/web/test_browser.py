"""The desk in Debian's chromium: what people see, click and type, and what axe-core says of it."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from os import geteuid
from pathlib import Path

import pytest
import uvicorn

from desk.web.app import DeskSettings, opened
from desk.web.server import address, listening

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

# Milliseconds, for a machine that does something else as well.
PATIENCE = 120_000
EVERY = (
    "/",
    "/?q=truce&duplicates=1",
    "/?q=nothingatall",
    "/?q=%22open",
    "/article/1",
    "/article/3",
    "/article/5",
    "/duplicates",
    "/duplicates/2",
    "/batches",
    "/batches/1",
    "/rules",
    "/rules?rule=en.share.story",
    "/headlines",
    "/quarantine",
    "/quarantine/1",
    "/nowhere",
)


@contextmanager
def served(settings: DeskSettings) -> Iterator[str]:
    """A desk on a port of its own; its address."""
    with opened(settings) as app, listening("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address("127.0.0.1", listener).rstrip("/")
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, timeout=PATIENCE)
        sync_api.expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(database: str) -> Iterator[str]:
    with served(DeskSettings(database)) as url:
        yield url


Open = Callable[..., "sync_api.Page"]


@pytest.fixture
def open_page(chromium: sync_api.Browser, site: str) -> Iterator[Open]:
    """Opens pages; at the end no page has complained, and none has asked another host."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_one(path: str, at: str = site, **options: object) -> sync_api.Page:
            context = stack.enter_context(
                chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            )
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda asked: None if asked.url.startswith(at) else complaints.append(asked.url))
            page.set_default_timeout(PATIENCE)
            page.goto(at + path)
            return page

        yield open_one
    # What a test asks for on purpose: a page that is not there, a search that cannot be read, a desk that is gone.
    assert [said for said in complaints if "status of 40" not in said and "ERR_FAILED" not in said] == []


def headlines(page: sync_api.Page) -> list[str]:
    return [text.strip() for text in page.locator(".articles h2").all_inner_texts()]


def test_search_as_you_type_swaps_the_results(open_page, site) -> None:
    page = open_page("/")
    page.evaluate("window.same = true")
    page.locator("#q").press_sequentially("farmers")
    # Before the last key was pressed, "farmer" may have found the same.
    page.wait_for_url("**/?q=farmers")
    sync_api.expect(page.locator(".total")).to_contain_text("1 article for")
    assert headlines(page) == ["Article 5, no headline"]
    assert page.locator("mark").all_inner_texts() == ["Farmers"]
    assert page.evaluate("window.same")
    assert page.evaluate("document.activeElement.id") == "q"
    page.locator("#q").fill('"farmers')
    sync_api.expect(page.get_by_role("alert")).to_contain_text("a quotation mark is not closed")
    page.locator("#q").fill("")
    sync_api.expect(page.locator(".total")).to_contain_text("5 articles")
    page.wait_for_url(f"{site}/")


def test_a_desk_that_is_gone_is_said(open_page) -> None:
    page = open_page("/")
    page.context.route("**/?q=*", lambda route: route.abort())
    page.locator("#q").fill("truce")
    sync_api.expect(page.get_by_role("alert")).to_contain_text("The desk does not answer")


def test_without_scripts_everything_is_there(open_page) -> None:
    page = open_page("/", java_script_enabled=False)
    page.locator("#q").fill("truce")
    page.get_by_role("button", name="Search").click()
    found = page.locator(".articles h2")
    sync_api.expect(found).to_have_text(["Ministers agree on a truce"])
    page.get_by_role("link", name="Show duplicates as well").click()
    sync_api.expect(found).to_have_count(2)
    page.get_by_role("link", name="Morning Example").click()
    sync_api.expect(found).to_have_text(["Ministers Agree on a Truce!"])
    page.get_by_role("link", name="take this filter away").first.click()
    sync_api.expect(found).to_have_count(2)


def test_the_reason_is_told_by_mouse_and_by_keyboard(open_page) -> None:
    page = open_page("/article/1")
    related = page.locator(".received del.c-related")
    why = related.locator(".why")
    sync_api.expect(why).to_be_hidden()
    related.hover()
    sync_api.expect(why).to_be_visible()
    assert "en.related.read-also" in why.inner_text()
    page.mouse.move(0, 0)
    for _ in range(3):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "cut c-related"
    sync_api.expect(why).to_be_visible()


def test_categories_differ_in_more_than_colour(open_page) -> None:
    page = open_page("/article/1")
    looks = page.locator(".received .cut").evaluate_all(
        "cuts => cuts.map(cut => { const look = getComputedStyle(cut);"
        " return [look.backgroundColor + look.backgroundImage, look.borderBottomStyle]; })"
    )
    assert page.locator(".received .cut > .tag").all_inner_texts() == ["headline", "dateline", "related", "share"]
    assert len({colour for colour, _ in looks}) == 3
    assert [line for _, line in looks] == ["solid", "solid", "solid", "dashed"]


def test_evidence_is_underlined_with_its_explanation(open_page) -> None:
    page = open_page("/article/5")
    sign = page.locator(".clean .sign")
    assert sign.locator("u").evaluate("sign => getComputedStyle(sign).textDecorationStyle") == "wavy"
    sign.focus()
    sync_api.expect(sign.locator(".why")).to_be_visible()
    assert "a form that English does not have" in sign.locator(".why").inner_text()


def test_all_the_way_by_keyboard(open_page) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("truce OR farmers OR 停火 OR هدنة")
    with page.expect_event("load"):  # The address alone changes while one types.
        page.keyboard.press("Enter")
    page.locator("main").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")
    assert page.locator("h1").inner_text().strip()[:8] in second or "no headline" in second
    here = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != here)
    page.keyboard.press("p")
    page.wait_for_url(here)
    page.get_by_role("link", name="Back to the list").press("Enter")
    page.wait_for_url("**/?q=truce*")


def test_arabic_reads_from_the_right(open_page) -> None:
    page = open_page("/article/3")
    for story in (page.locator(".clean .story"), page.locator(".received .story"), page.locator("h1")):
        assert story.evaluate("story => getComputedStyle(story).direction") == "rtl"
    assert page.locator(".clean .story").get_attribute("lang") == "ar"
    body = page.locator(".clean .story").evaluate(
        "story => { const range = document.createRange(); range.selectNodeContents(story);"
        " return [range.getBoundingClientRect().right, story.getBoundingClientRect().right]; }"
    )
    assert abs(body[0] - body[1]) < 2


def test_a_phone_shows_every_page_without_scrolling_sideways(open_page, site) -> None:
    page = open_page("/", viewport={"width": 390, "height": 844})
    sync_api.expect(page.locator(".facets ul").first).to_be_hidden()
    page.get_by_text("Narrow the list").click()
    sync_api.expect(page.locator(".facets ul").first).to_be_visible()
    for path in EVERY:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


SHIFTS = """() => new Promise(done => {
  let sum = 0;
  const add = list => list.getEntries().forEach(entry => { sum += entry.value; });
  new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


def test_nothing_jumps_while_a_page_loads_on_a_phone(open_page) -> None:
    page = open_page("/?q=the", viewport={"width": 390, "height": 844})
    # web.dev/articles/cls: up to 0.1 is good.
    assert page.evaluate(SHIFTS) <= 0.1


def test_paper_has_the_story_and_not_the_buttons(open_page) -> None:
    page = open_page("/article/1")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".brand").evaluate("brand => getComputedStyle(brand).color") == "rgb(28, 27, 25)"
    sync_api.expect(page.locator(".masthead nav")).to_be_hidden()
    sync_api.expect(page.locator(".clean .story")).to_be_visible()


def test_axe_finds_nothing_in_light_nor_in_dark(open_page, site) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    # The policy of the pages lets no script in, and so not axe either; the desk's own are tested elsewhere.
    page = open_page("/", color_scheme="light", bypass_csp=True)
    # Between the two nothing but colours differs.
    of_colours = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
    for path in EVERY:
        page.goto(site + path)
        page.emulate_media(color_scheme="light")
        found = axe.run(page).response["violations"]
        page.emulate_media(color_scheme="dark")
        found += page.evaluate("options => axe.run(options)", of_colours)["violations"]
        assert [(path, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_a_story_cannot_run_a_script(open_page, hostile) -> None:
    with served(DeskSettings(hostile)) as url:
        page = open_page("/article/1", at=url)
        assert "taken" not in page.title().split(" · ")[-1]
        for path in ("/", "/rules", "/batches/1", "/quarantine/1", "/data/articles"):
            page.goto(url + path)
            assert page.title() != "taken"
            assert page.locator("img").count() == 0


def test_a_learned_line_is_reviewed(open_page, database, tmp_path) -> None:
    copy = Path(shutil.copy(Path(database.removeprefix("sqlite:///")), tmp_path / "articles.db"))
    with served(DeskSettings(f"sqlite:///{copy}", review=True)) as url:
        page = open_page("/rules", at=url)
        page.get_by_role("button", name="Accept: our newsletters").click()
        page.wait_for_url("**/rules#learned")
        sync_api.expect(page.locator("#learned")).to_contain_text("None is proposed")
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT status FROM learned_lines").fetchall() == [("accepted",)]
        # A form of another page, in the same browser with the same cookies.
        page.goto("about:blank")
        page.set_content(
            f'<form method="post" action="{url}/rules/learned/1"><input name="decision" value="reject"></form>'
        )
        page.evaluate("document.forms[0].submit()")
        page.wait_for_url("**/rules/learned/1")
        assert "from another site" in page.content()
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT status FROM learned_lines").fetchall() == [("accepted",)]


def test_the_tables_work_under_their_policy(open_page, site) -> None:
    page = open_page("/data/articles?_facet=language")
    page.get_by_role("link", name="copydesk: articles").wait_for()
    assert page.locator(".facet-info-name").first.inner_text().startswith("language")
    page.goto(f"{site}/data?sql=select+count(*)+from+articles")
    page.locator(".CodeMirror").first.wait_for()  # the editor is made by Datasette's own inline script
    assert re.search(r"\b6\b", page.locator("table").inner_text())
