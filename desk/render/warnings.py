"""What should make somebody look: a rule or an outlet that suddenly lost far more than before."""

import dataclasses
import shlex
from collections.abc import Sequence
from typing import Any

from desk.records.numbers import Surge
from desk.render.page import Page
from desk.render.words import percent


def warnings_of(surges: Sequence[Surge]) -> list[dict[str, Any]]:
    """The warnings as plain data, each with its sentence as `message`."""
    return [{**dataclasses.asdict(surge), "message": message(surge)} for surge in surges]


def show_notes(page: Page, notes: Sequence[str]) -> None:
    """What is wrong with manifests."""
    if notes:
        page.heading("In manifests, passed over")
        for note in notes:
            page.line((note, "yellow"), indent=2)


def show_warnings(page: Page, surges: Sequence[Surge], batch_id: int) -> None:
    """Each warning with the command that shows what was removed."""
    if not surges:
        return
    page.heading("Suddenly far more was removed")
    for surge in surges:
        page.line((message(surge), "yellow"), indent=2)
        if surge.name:
            page.hint("Look", f"removed --{surge.kind} {shlex.quote(surge.name)} --batch {batch_id}", indent=4)


def message(surge: Surge) -> str:
    """The warning in a sentence."""
    now, before = percent(surge.now), percent(surge.before)
    if surge.kind == "rule":
        return f"Rule {surge.name} took something out of {now} of the articles, {before} of these outlets' before."
    name = surge.name or "Articles without an outlet"
    return f"{name}: on average {now} of the text was removed, {before} before."
