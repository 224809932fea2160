"""The report after `ingest`: what became of each document of a small batch, the totals of a large one."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from desk.invocation import command, spelled
from desk.records.articles import Span
from desk.records.ledger import Quarantined
from desk.records.numbers import BatchReport, Count, LoadedArticle
from desk.render.page import Column, Page, Piece
from desk.render.warnings import show_notes, show_warnings
from desk.render.words import (
    category_reason,
    counted,
    duration,
    excerpt,
    language_name,
    moment,
    number,
    one_line,
    percent,
    place,
)
from flows.request import IngestSummary

_RULES = 12
_PURPOSE = 48
# A terminal cuts further, so that lines fit; what is read in a log has lines of a bearable length.
_EXCERPT, _PIPED_EXCERPT = 200, 60


def show_report(page: Page, report: BatchReport, summary: IngestSummary) -> None:
    """The report of a batch, and three commands to go on with."""
    _title(page, report, summary)
    show_notes(page, summary.notes)
    show_warnings(page, report.surges, report.batch.id)
    if report.articles:
        for article in report.articles:
            page.line()
            _article(page, article)
    elif report.batch.loaded:
        _totals(page, report, summary)
    _quarantine(page, report)
    _next(page, next_commands(report))


def _next(page: Page, commands: list[tuple[str, str]]) -> None:
    """The commands with their purposes beside them, or above them where the terminal is too narrow."""
    page.heading("Try next")
    if not page.in_terminal or max(len(line) for line, _ in commands) + _PURPOSE <= page.width:
        page.table([Column("", "green"), Column("", "dim", give=True)], commands, indent=2)
        return
    for line, purpose in commands:
        page.line((purpose, "dim"), indent=2)
        page.table([Column("", "green")], [[line]], indent=4)


def show_replayed(page: Page, report: BatchReport, summary: IngestSummary) -> None:
    """What became of the inputs in quarantine that were read again."""
    if not summary.documents_seen:
        page.line("Nothing is in quarantine that fits.")
        return
    again = f"{counted(summary.documents_seen, 'input')} read again"
    counts = [
        again,
        f"{counted(summary.loaded, 'article')} loaded",
        f"{number(summary.quarantined)} still in quarantine",
    ]
    page.line((f"Batch {summary.batch}", "bold"), ": ", " · ".join([*counts, duration(summary.seconds)]))
    for article in report.articles:
        page.line()
        _article(page, article)
    if summary.quarantined:
        page.line()
        page.hint("Why they stay", "quarantine list")


def _title(page: Page, report: BatchReport, summary: IngestSummary) -> None:
    batch = report.batch
    title = (f"Batch {batch.id}", "bold")
    if not summary.loaded and not summary.quarantined and not summary.passed_over:
        seen = f"{counted(summary.files_seen, 'file')} seen, all known and unchanged"
        what = seen if summary.files_seen else "No file was found"
        page.line(title, ": nothing is new. ", (f"{what} ({duration(summary.seconds)}).", "dim"))
        return
    counts = [
        counted(batch.files_seen, "file"),
        f"{counted(batch.loaded, 'article')} loaded",
        f"{number(batch.unchanged)} unchanged" if batch.unchanged else "",
        counted(batch.duplicates, "duplicate"),
        f"{number(batch.quarantined)} in quarantine" if batch.quarantined else "",
        f"{counted(batch.passed_over, 'record')} passed over" if batch.passed_over else "",
        duration(summary.seconds),
    ]
    page.line(title, ": ", " · ".join(count for count in counts if count))


def _article(page: Page, article: LoadedArticle) -> None:
    page.line((f"#{article.id}", "bold cyan"), " ", *_title_of(article))
    page.line((" · ".join(_facts(article)), ""), indent=3)
    if article.duplicate_of is not None:
        score = f", {article.duplicate_score:.2f}" if article.duplicate_score is not None else ""
        page.line((f"duplicate of #{article.duplicate_of} ({article.duplicate_kind}{score})", "yellow"), indent=3)
    if article.replaces:
        others = ", ".join(f"#{number} ({kind})" for number, kind in article.replaces)
        page.line((f"kept in place of {others}", "yellow"), indent=3)
    if article.translation_likely:
        page.line((f"likely translated ({article.translation_score:.2f}): {_signs(article)}", "yellow"), indent=3)
    removed = sum(span.end - span.start for span in article.spans)
    if not removed:
        page.line("nothing removed", indent=3)
        return
    page.line(f"removed {percent(removed, article.characters)} of the text:", indent=3)
    columns = [Column("", "bold"), Column("", right=True), Column("", "red", give=True), Column("", "dim")]
    page.table(columns, list(_removed(article.spans, _EXCERPT if page.in_terminal else _PIPED_EXCERPT)), indent=5)


def _title_of(article: LoadedArticle) -> list[Piece]:
    if article.headline:
        return [(one_line(article.headline), "bold")]
    return [("(no headline)", "dim italic"), "  ", (excerpt(article.beginning, _PIPED_EXCERPT), "italic")]


def _facts(article: LoadedArticle) -> Iterator[str]:
    yield place(PurePath(article.path).name, article.position)
    yield article.outlet or "outlet not named"
    if article.original_source:
        yield f"source {article.original_source}"
    when = ", ".join(part for part in (article.dateline, moment(article.published_at)) if part)
    if when:
        yield when
    yield language_name(article.language)
    yield counted(article.word_count, "word")


def _signs(article: LoadedArticle) -> str:
    kinds: dict[str, list[str]] = {}
    for flag in article.flags:
        kinds.setdefault(flag.kind, []).append(excerpt(flag.excerpt, 24))
    return "; ".join(f"{kind} {', '.join(dict.fromkeys(found))}" for kind, found in kinds.items())


def _removed(spans: tuple[Span, ...], longest: int) -> Iterator[tuple[str, str, str, str]]:
    """One line per category, in the order of the text: what, how often, the longest example, and its rule."""
    for category in dict.fromkeys(span.category for span in spans):
        mine = [span for span in spans if span.category == category]
        example = max(mine, key=lambda span: len(span.text))
        others = len({span.rule for span in mine}) - 1
        rule = example.rule + (f" +{others}" if others else "")
        yield category, f"{len(mine)}×", excerpt(example.text, longest) or category_reason(category), rule


def _totals(page: Page, report: BatchReport, summary: IngestSummary) -> None:
    rate = summary.documents_seen / summary.seconds if summary.seconds else 0
    page.line(
        f"{number(report.words)} words, {counted(report.translated, 'article')} likely translated,"
        f" {number(round(rate))} documents/s"
    )
    _counts(page, "Languages", tuple(Count(language_name(item.value), item.articles) for item in report.languages))
    _counts(page, "Outlets", report.outlets)
    _counts(page, "Duplicates", report.duplicate_kinds)
    if report.replaced:
        page.line()
        are = "is a duplicate" if report.replaced == 1 else "are duplicates"
        page.line(f"{counted(report.replaced, 'article')} of other batches {are} of these now")
    if report.rules:
        page.heading("Rules that removed most")
        columns = [
            Column("rule", "bold"),
            Column("spans", right=True),
            Column("articles", right=True),
            Column("example", "red", give=True),
        ]
        rows = [
            (rule.rule, number(rule.spans), number(rule.articles), excerpt(rule.example, 80))
            for rule in report.rules[:_RULES]
        ]
        page.table(columns, rows, indent=2)
    _times(page, summary.stage_seconds)


def _counts(page: Page, title: str, counts: tuple[Count, ...]) -> None:
    if counts:
        page.heading(title)
        page.table(
            [Column("", give=True), Column("", right=True)], [(c.value, number(c.articles)) for c in counts], indent=2
        )


def _times(page: Page, stage_seconds: Mapping[str, float]) -> None:
    if not stage_seconds:
        return
    page.heading("CPU time by step")
    whole = sum(stage_seconds.values())
    rows = [(name, f"{seconds:.1f} s", percent(seconds, whole)) for name, seconds in stage_seconds.items()]
    page.table([Column(""), Column("", right=True), Column("", "dim", right=True)], rows, indent=2)


def _quarantine(page: Page, report: BatchReport) -> None:
    if not report.quarantined:
        return
    page.heading(f"In quarantine: {number(report.batch.quarantined)}")
    columns = [Column("", "bold"), Column("", give=True), Column("", "dim", give=True)]
    page.table(columns, [_unread(entry) for entry in report.quarantined], indent=2)
    if (more := report.batch.quarantined - len(report.quarantined)) > 0:
        page.hint(f"And {number(more)} more", f"quarantine list --batch {report.batch.id}", indent=2)


def _unread(entry: Quarantined) -> tuple[str, str, str]:
    name = place(PurePath(entry.path).name, entry.position)
    return entry.reason, name, spelled(entry.detail)


def next_commands(report: BatchReport) -> list[tuple[str, str]]:
    """Three commands that make sense after this batch, each with what it is for."""
    commands = []
    if report.batch.quarantined:
        commands.append(("quarantine list", "what could not be read, and why"))
    most = max(report.articles, key=lambda article: len(article.spans), default=None)
    if most is not None and most.spans:
        commands.append((f"show {most.id} --diff", "the text as received beside the cleaned one"))
    if report.batch.duplicates or report.replaced:
        commands.append(("duplicates", "which articles repeat which"))
    if word := _search_word(report):
        commands.append((f"search {shlex.quote(word)}", "articles with this word"))
    commands += [("removed", "what was taken out, rule by rule"), ("stats", "the database in numbers")]
    commands.append(("export articles.jsonl", "take the articles away"))
    return [(command(words), purpose) for words, purpose in commands[:3]]


def _search_word(report: BatchReport) -> str | None:
    """The longest word of the first headline: it is likely to say what the article is about."""
    words = [word for article in report.articles for word in (article.headline or "").split() if word.isalpha()]
    return max(words[:12], key=len, default=None)
