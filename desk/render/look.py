"""What `ingest --dry-run` found: the files by kind, which field is what, and what would go to quarantine."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from desk.render.page import Column, Page
from desk.render.warnings import show_notes
from desk.render.words import counted, excerpt, number

if TYPE_CHECKING:
    from flows.looking import IngestLook, KindLook

_EXAMPLE = 60
_REASONS = 8


def show_look(page: Page, look: "IngestLook") -> None:
    """The files kind by kind; nothing of this is stored."""
    if not look.kinds:
        page.line("No file was found.")
    files = sum(kind.files for kind in look.kinds)
    size = sum(kind.size for kind in look.kinds)
    page.line((f"{counted(files, 'file')}, {number(size)} bytes", "bold"), ". Nothing is read into the database.")
    show_notes(page, look.notes)
    for kind in look.kinds:
        _kind(page, kind)


def look_data(look: "IngestLook") -> dict[str, Any]:
    """The same as plain data."""
    return {"kinds": [_kind_data(kind) for kind in look.kinds], "warnings": look.notes}


def _kind(page: Page, kind: "KindLook") -> None:
    page.heading(f"{kind.kind}: {counted(kind.files, 'file')}")
    page.line(" · ".join(_facts(kind)), indent=2)
    fields = [(ours, theirs or "—", number(seen.number), seen.example) for (ours, theirs), seen in kind.fields.items()]
    if fields:
        columns = [Column("field", "bold"), Column("read from"), Column("found", right=True), _example("for example")]
        page.table(columns, [(*row[:3], excerpt(row[3], _EXAMPLE)) for row in fields], indent=2)
    if kind.unused:
        columns = [Column("not used", "dim"), _example("for example")]
        rows = [(name, excerpt(seen.example, _EXAMPLE)) for name, seen in kind.unused.items()]
        page.table(columns, rows, indent=2)
    if kind.refused:
        reasons = sorted(kind.refused.items(), key=lambda item: -item[1].number)
        columns = [Column("quarantine", "yellow"), Column("", right=True), _example("first"), _example("why")]
        refused = [(reason, number(seen.number), seen.example, detail) for (reason, detail), seen in reasons[:_REASONS]]
        page.table(columns, refused, indent=2)


def _facts(kind: "KindLook") -> Iterator[str]:
    yield f"first {kind.first}"
    yield "all looked at" if kind.looked_at == kind.files else f"{number(kind.looked_at)} of them looked at"
    yield counted(kind.documents, "document")
    if kind.refused:
        yield f"{number(sum(seen.number for seen in kind.refused.values()))} for quarantine"
    if kind.passed_over:
        yield f"{counted(kind.passed_over, 'record')} passed over"
    if kind.stated:
        yield f"{number(kind.stated)} with a manifest or an option"


def _example(title: str) -> Column:
    return Column(title, "dim", give=True)


def _kind_data(kind: "KindLook") -> dict[str, Any]:
    plain = ("kind", "files", "size", "first", "stated", "looked_at", "documents", "passed_over")
    return {
        **{name: getattr(kind, name) for name in plain},
        "fields": [
            {"field": ours, "read_from": theirs or None, "found": seen.number, "example": seen.example}
            for (ours, theirs), seen in kind.fields.items()
        ],
        "unused": [{"name": name, "found": s.number, "example": s.example} for name, s in kind.unused.items()],
        "quarantine": [
            {"reason": reason, "detail": detail, "found": seen.number, "first": seen.example}
            for (reason, detail), seen in kind.refused.items()
        ],
    }
