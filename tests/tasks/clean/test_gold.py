"""Small pages in two dozen languages, written for this test and labelled line by line.

In the files, lines of junk begin with a dash and those of the article with two spaces; `=` begins a page: its language,
its name, its address if it has one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.clean import CleaningSettings, clean
from tasks.records import Article, Category, Document

GOLD = Path(__file__).parent / "gold"


@dataclass(frozen=True, slots=True)
class GoldPage:
    language: str
    name: str
    url: str | None
    lines: tuple[tuple[bool, str], ...]

    def cleaned(self, settings: CleaningSettings) -> Article:
        text = "\n".join(line for _, line in self.lines)
        return clean(Document(self.name, 0, text, "0" * 64, "text/plain", "utf-8", url=self.url), settings)


def pages() -> Iterator[GoldPage]:
    for path in sorted(GOLD.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            head, *lines = block.split("\n")
            _, language, name, *url = head.split(" ")
            yield GoldPage(language, name, url[0] if url else None, tuple((line[0] == "-", line[2:]) for line in lines))


PAGES = list(pages())


def left(page: GoldPage, settings: CleaningSettings) -> tuple[list[str], list[str]]:
    """Lines of the article that are not in the body, but for a dateline before them, and junk that is."""
    body = Counter(page.cleaned(settings).body.split("\n"))
    lost, kept = [], []
    for junk, line in page.lines:
        there = next((rest for rest in (line, line.partition(" – ")[2]) if rest and body[rest] > 0), None)
        if there:
            body[there] -= 1
        if junk and there:
            kept.append(line)
        elif not junk and not there:
            lost.append(line)
    return lost, kept


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.language}-{page.name}")
def test_no_line_of_an_article_is_lost(page: GoldPage) -> None:
    assert left(page, CleaningSettings())[0] == []


def test_the_strict_setting_loses_few() -> None:
    lines = sum(not junk for page in PAGES for junk, _ in page.lines)
    lost = [line for page in PAGES for line in left(page, CleaningSettings(strict=True))[0]]
    assert len(lost) <= 0.08 * lines, lost  # lists, on pages written to look like junk


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.language}-{page.name}")
def test_at_most_one_line_of_junk_is_left_on_a_page(page: GoldPage) -> None:
    assert len(left(page, CleaningSettings())[1]) <= 1


@pytest.mark.parametrize("model", [False, True])
def test_of_all_junk_nearly_nothing_is_left(model: bool) -> None:
    junk = sum(junk for page in PAGES for junk, _ in page.lines)
    kept = [line for page in PAGES for line in left(page, CleaningSettings(model=model))[1]]
    assert junk > 200
    assert len(kept) <= 0.02 * junk, kept


def test_the_pages_hold_every_family_of_junk_and_two_dozen_languages() -> None:
    found = {span.category for page in PAGES for span in page.cleaned(CleaningSettings()).spans}
    assert set(Category) - found == set()
    assert len({page.language for page in PAGES}) >= 24


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.language}-{page.name}")
def test_the_clean_body_is_clean(page: GoldPage) -> None:
    body = page.cleaned(CleaningSettings()).body
    again = GoldPage(page.language, page.name, page.url, tuple((False, line) for line in body.split("\n")))
    assert again.cleaned(CleaningSettings()).body == body
