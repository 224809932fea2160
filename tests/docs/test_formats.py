"""docs/formats.md names every ending, field and name that readers know, and no others."""

import re
from pathlib import Path

from tasks.read import endings, fields

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text()
FORMATS, FIELDS = PAGE.split("## Fields of records")


def test_every_ending_is_named() -> None:
    table = "\n".join(line.split("|")[1] for line in FORMATS.splitlines() if line.startswith("| `"))
    known = {*endings.PAGES, *endings.SAVED, *endings.LINES, *endings.SHEETS, *endings.TABLES, *endings.FEEDS}
    known |= {*endings.PAGE_PARTS, endings.MAIL, endings.WEB_ARCHIVE, ".warc.gz", ".json", ".txt", ".md", ".markdown"}
    assert set(re.findall(r"`(\.[\w.]+)`", table)) == known


def test_every_field_and_name_is_named() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", FIELDS, re.MULTILINE)
    assert {name: tuple(names.split(", ")) for name, names in rows} == fields.FIELDS
