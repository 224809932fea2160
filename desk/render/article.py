"""One article as people read it: headline block, body, what was removed and why, evidence of translation."""

from bisect import bisect_right

from rich.text import Text

from desk.records.articles import Article, ArticlePage, Copy, Flag, Span
from desk.render.page import Column, Page, Piece
from desk.render.words import (
    category_reason,
    counted,
    excerpt,
    language_name,
    moment,
    one_line,
    percent,
    place,
    safe,
)

_EXCERPT = 200
_TEXT_INDENT = 17


def show_raw(page: Page, article: ArticlePage) -> None:
    """The text as received."""
    page.exactly(article.text)


def show_article(page: Page, shown: ArticlePage) -> None:
    """Everything about the article, from the headline to its duplicates."""
    _headline_block(page, shown)
    page.line()
    if page.in_terminal:
        page.draw(body_with_evidence(shown))
    else:
        page.line(shown.article.body.strip("\n"))
    _removed(page, shown)
    _evidence(page, shown)
    _copies(page, shown.copies)
    if shown.copies or shown.article.duplicate_of is not None:
        page.line()
        page.hint("What differs, and why one was kept", f"duplicates {shown.article.id}")


def _headline_block(page: Page, shown: ArticlePage) -> None:
    article = shown.article
    headline: Piece = (one_line(article.headline), "bold") if article.headline else ("(no headline)", "dim italic")
    page.line((f"#{article.id}", "bold cyan"), "  ", headline)
    page.table([Column("", "dim"), Column("")], [(name, value) for name, value in _facts(shown) if value], indent=2)


def _facts(shown: ArticlePage) -> list[tuple[str, str]]:
    article = shown.article
    language = f"{language_name(article.language)} ({article.language}, confidence {article.language_confidence:.2f})"
    return [
        ("headline from", "" if article.headline_source == "none" else article.headline_source.replace("-", " ")),
        ("outlet", article.outlet or ""),
        ("first published by", article.original_source or ""),
        ("byline", article.byline or ""),
        ("published", moment(article.published_at)),
        ("dateline", article.dateline or ""),
        ("language", language),
        ("length", counted(article.word_count, "word")),
        ("translated", _translation(article)),
        ("duplicate", _duplicate(article)),
        ("url", article.url or ""),
        ("file", _file(shown)),
        ("identifier", article.external_id or ""),
        ("batch", f"{article.batch_id}, cleaner {article.cleaner_version[:12]}"),
    ]


def _translation(article: Article) -> str:
    if article.translation_likely:
        return f"likely (score {article.translation_score:.2f}; strength of the evidence, no probability)"
    return f"not likely (score {article.translation_score:.2f})" if article.translation_score else ""


def _duplicate(article: Article) -> str:
    if article.duplicate_of is None:
        return ""
    return f"of #{article.duplicate_of}, {_kind(article.duplicate_kind, article.duplicate_score)}"


def _kind(kind: str | None, score: float | None) -> str:
    return f"{kind} ({score:.2f})" if score is not None else kind or ""


def _file(shown: ArticlePage) -> str:
    return f"{place(shown.article.path, shown.article.position)} ({shown.media_type}, {shown.encoding})"


def body_with_evidence(shown: ArticlePage) -> Text:
    """The body with each piece of evidence underlined and numbered, as it is listed below."""
    body = Text()
    at = 0
    for number, flag in enumerate(shown.flags, start=1):
        start, end = (in_body(offset, shown.spans) for offset in (flag.start, flag.end))
        if start is None or end is None or start < at:
            continue  # in a removed part, or within evidence that is marked already
        body.append(safe(shown.article.body[at:start]))
        body.append(safe(shown.article.body[start:end]), "underline yellow")
        body.append(f"[{number}]", "yellow")
        at = end
    body.append(safe(shown.article.body[at:]))
    return body


def in_body(offset: int, spans: tuple[Span, ...]) -> int | None:
    """Where an offset of the text is in the body; None inside a removed span. `spans` are in order."""
    before = bisect_right([span.start for span in spans], offset)
    if before and offset < spans[before - 1].end:
        return None if offset > spans[before - 1].start else offset - _length(spans[: before - 1])
    return offset - _length(spans[:before])


def _length(spans: tuple[Span, ...]) -> int:
    return sum(span.end - span.start for span in spans)


def line_numbers(text: str, start: int, end: int) -> str:
    """The lines, counted from 1, that a span touches: `7` or `9–23`."""
    held = text[start:end]
    first = text.count("\n", 0, start + len(held) - len(held.lstrip("\n"))) + 1
    last = text.count("\n", 0, end - len(held) + len(held.rstrip("\n"))) + 1
    return f"{first}" if last <= first else f"{first}–{last}"


def _removed(page: Page, shown: ArticlePage) -> None:
    if not shown.spans:
        page.heading("Nothing was removed")
        return
    characters = _length(shown.spans)
    share = percent(characters, len(shown.text))
    page.heading(f"Removed: {counted(len(shown.spans), 'piece')}, {counted(characters, 'character')} ({share})")
    for span in shown.spans:
        _removed_span(page, span, line_numbers(shown.text, span.start, span.end))
    page.hint("Put one back by its number", f"restore {shown.article.id} {shown.spans[-1].id}", indent=2)


def _removed_span(page: Page, span: Span, lines: str) -> None:
    """Number, lines, what it was and why, and the rule; then the text."""
    by = "" if span.layer == "rule" else f" ({span.layer})"
    doubt = f" confidence {span.confidence:.2f}" if span.confidence < 1 else ""
    page.line(
        (f"{span.id:>5}", "cyan"),
        (f" line {lines:<6}", "dim"),
        (span.category, "bold"),
        f": {category_reason(span.category)}",
        (f"  {span.rule}{by}{doubt}", "dim"),
    )
    page.line((excerpt(span.text, _EXCERPT), "red"), indent=_TEXT_INDENT)


def _evidence(page: Page, shown: ArticlePage) -> None:
    if not shown.flags:
        return
    page.heading(f"Signs of translation: {len(shown.flags)}")
    rows = [_sign(number, flag, shown.text) for number, flag in enumerate(shown.flags, start=1)]
    columns = [Column("", "yellow", right=True), Column("line", right=True), Column("sign"), Column("weight")]
    page.table([*columns, Column("passage", "yellow", give=True), Column("why", give=True)], rows, indent=2)


def _sign(number: int, flag: Flag, text: str) -> list[Piece]:
    line = line_numbers(text, flag.start, flag.end)
    return [f"[{number}]", line, flag.kind, f"{flag.weight:.2f}", flag.excerpt, flag.detail]


def _copies(page: Page, copies: tuple[Copy, ...]) -> None:
    if not copies:
        return
    page.heading(f"Kept, with {counted(len(copies), 'duplicate')}")
    rows = [(f"#{copy.id}", _kind(copy.kind, copy.score), copy.outlet or "", copy.headline or "") for copy in copies]
    page.table([Column("", "cyan"), Column("kind"), Column("outlet"), Column("headline", give=True)], rows, indent=2)
