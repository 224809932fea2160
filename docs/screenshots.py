"""Makes the pictures of the web desk for the documentation: python -m docs.screenshots (needs chromium).

What they show is seeds/ and a few made-up stories, loaded in three batches.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from os import geteuid
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
LARGEST_BYTES = 200_000
COPYDESK = str(Path(sys.executable).with_name("copydesk"))
_STORY = "{0} opens on Friday after two years of work. The mayor said that {1} would come to the opening.\n\nRead also"
_PLACES = ("The bridge", "The new library", "The market hall", "The tram line", "The swimming pool", "The theatre")
_GUESTS = ("the builders", "both schools", "the choir", "three hundred guests", "the fire brigade", "the neighbours")
_ARABIC = (
    "افتتاح المكتبة الجديدة يوم الجمعة\n\nتفتح المكتبة الجديدة في وسط المدينة أبوابها يوم الجمعة بعد عامين من العمل. "
    "وقال رئيس البلدية إن مئة قارئ سيحضرون حفل الافتتاح.\n\nاقرأ أيضا\n\nوتضم المكتبة أربعين ألف كتاب للأطفال والكبار."
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the page, and the window; `wait` is to be seen before it is taken."""

    name: str
    path: str
    width: int = 1180
    height: int = 760
    scheme: str = "light"
    hover: str = ""


TAKEN = (
    Picture("articles", "/?q=truce+OR+opens"),
    Picture("article", "/article/5", height=540, hover=".received del.cut >> nth=0"),
    Picture("dark", "/article/3", height=540, scheme="dark"),
    Picture("batches", "/batches"),
    Picture("phone", "/?q=%D8%A7%D9%84%D9%85%D9%83%D8%AA%D8%A8%D8%A9", width=390, height=700),
)


def stories(batch: int) -> list[dict[str, str]]:
    """The made-up records of a batch."""
    records = [
        {
            "id": f"{batch}-{number}",
            "text": f"{_STORY.format(place, guests)}\n\n{place} is the {number + batch}th to open this year.",
            "title": f"{place} opens on Friday",
            "outlet": ("Lune Valley Post", "The Harbour Echo")[number % 2],
            "date": f"2024-0{batch}-1{number}",
        }
        for number, (place, guests) in enumerate(zip(_PLACES[batch - 1 :], _GUESTS, strict=False))
    ]
    arabic = {"id": f"{batch}-ar", "text": _ARABIC, "outlet": "صحيفة الميناء", "date": f"2024-0{batch}-20"}
    return [*records, arabic] if batch == 2 else records


def fill(folder: Path) -> str:
    """Load the stories; the URL of the database."""
    url = f"sqlite:///{folder}/articles.db"
    for batch in (1, 2):
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in stories(batch)]
        (folder / f"town-{batch}.jsonl").write_text("".join(lines), encoding="utf-8")
    for source in ("seeds", "town-1.jsonl", "town-2.jsonl"):
        command = [COPYDESK, "ingest", source, "--direct", "--database", url]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return url


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """Open the page and store what the window shows."""
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_page(viewport=size, color_scheme="dark" if picture.scheme == "dark" else "light")  # type: ignore[arg-type]
    page.goto(address + picture.path)
    if picture.hover:
        page.locator(picture.hover).hover()
    target = PICTURES / f"{picture.name}.png"
    page.screenshot(path=target)
    page.close()
    if target.stat().st_size > LARGEST_BYTES:
        raise SystemExit(f"{target}: {target.stat().st_size:,} bytes. Make its window smaller.")
    return target


def main() -> None:
    """Fill a database, open a desk over it, and take all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seeds").symlink_to(ROOT / "seeds")
        command = [COPYDESK, "desk", "--port", "0", "--database", fill(folder)]
        desk = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            said = desk.stderr.readline() if desk.stderr else ""
            address = next(word for word in said.split() if word.startswith("http")).rstrip("/")
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox"] if geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
                for picture in TAKEN:
                    print(take(browser, address, picture).relative_to(ROOT))
                browser.close()
        finally:
            desk.terminate()
            desk.wait()


if __name__ == "__main__":
    main()
