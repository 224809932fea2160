"""The pictures in the documentation are there, are small, and are those that the script takes."""

import re
from pathlib import Path

from docs.screenshots import LARGEST_BYTES, PICTURES, ROOT, TAKEN

PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]


def test_every_picture_shown_is_taken_by_the_script_and_small() -> None:
    shown = {Path(name).name for page in PAGES for name in re.findall(r"!\[[^]]+\]\(([^)]+\.png)\)", page.read_text())}
    stored = {picture.name: picture.stat().st_size for picture in PICTURES.glob("*")}
    assert shown <= set(stored) == {f"{picture.name}.png" for picture in TAKEN}
    assert all(1_000 < size <= LARGEST_BYTES for size in stored.values())
