"""The batches: each run with its counts, and what changed from run to run."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import Connection

from desk.queries import quarantine
from desk.queries.counts import value_counts
from desk.queries.history import (
    Idle,
    batch_list,
    batch_of,
    idle_batches,
    languages_by_batch,
    removed_shares,
    replaced_by,
    stage_seconds,
)
from desk.queries.ledger import Asked as Spans
from desk.queries.ledger import rule_counts
from desk.queries.surges import surges
from desk.records.ledger import Quarantined, RuleCount
from desk.records.numbers import Batch, Count
from desk.render.warnings import message
from desk.render.words import counted, language_name, number, percent
from desk.web.asked import Asked
from desk.web.charts import SERIES, Bar, columns, rows
from schema.tables import articles

PER_PAGE = 50
_CHARTED = 24
_OUTLETS = 10
# Languages and outlets of a batch.
_LISTED = 200
# The rules and warnings of a larger batch are left to the command line, which may take its time.
_EXPLAINED = 50_000
_QUARANTINED = 20


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its title, the key to its colours, and the table that says the same."""

    title: str
    drawn: Markup
    bars: tuple[Bar, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchesView:
    """The list of batches, the charts over the latest, where the next page begins, and what the list leaves out."""

    batches: tuple[Batch, ...]
    charts: tuple[Chart, ...]
    next: str | None
    idle: Idle


@dataclass(frozen=True, slots=True)
class BatchView:
    """One batch; `rules` is None where it is too large to explain while somebody waits.

    `duplicates` are its articles that are marked now, by kind; `replaced` counts those of other batches that are marked
    as duplicates of its articles.
    """

    batch: Batch
    languages: tuple[Count, ...]
    outlets: tuple[Count, ...]
    duplicates: tuple[Count, ...]
    replaced: int
    rules: tuple[RuleCount, ...] | None
    warnings: tuple[str, ...]
    quarantined: tuple[Quarantined, ...]
    stages: Chart | None


def seconds(batch: Batch) -> float | None:
    """How long a batch took; None while it runs."""
    if batch.finished_at is None:
        return None
    began, ended = (datetime.fromisoformat(moment) for moment in (batch.started_at, batch.finished_at))
    return max((ended - began).total_seconds(), 0.0)


def rate(batch: Batch) -> str:
    """Documents a second, where it took long enough to tell."""
    took = seconds(batch)
    return f"{number(round(batch.documents_seen / took))}/s" if took and took >= 1 else ""


def view(connection: Connection, asked: Asked) -> BatchesView:
    """The list of batches with its charts."""
    found = batch_list(connection, limit=PER_PAGE + 1, before=asked.number("before"), idle=asked.flag("idle"))
    shown = found[:PER_PAGE]
    charted = [batch for batch in shown if batch.loaded][:_CHARTED][::-1]
    following = asked.link(before=shown[-1].id) if len(found) > PER_PAGE else None
    charts = tuple(_charts(connection, charted)) if charted else ()
    return BatchesView(shown, charts, following, idle_batches(connection))


def batch(connection: Connection, asked: Asked) -> BatchView:
    """One batch.

    Raises:
        BatchMissing: none has this number.
    """
    one = batch_of(connection, asked.number("id") or 0)
    mine = articles.c.batch_id == one.id
    small = one.loaded <= _EXPLAINED
    return BatchView(
        one,
        value_counts(connection, articles.c.language, mine, limit=_LISTED),
        value_counts(connection, articles.c.outlet, mine, limit=_LISTED),
        value_counts(connection, articles.c.duplicate_kind, mine),
        replaced_by(connection, one.id) if small else 0,
        rule_counts(connection, Spans(batch=one.id)) if small else None,
        tuple(map(message, surges(connection, one.id))) if small else (),
        quarantine.quarantined(connection, quarantine.Asked(batch=one.id), limit=_QUARANTINED)[0],
        _stages(stage_seconds(connection, one.id)),
    )


def _charts(connection: Connection, batches: Sequence[Batch]) -> list[Chart]:
    volume = [Bar(f"{one.id}", (one.loaded,), f"batch {one.id}: {counted(one.loaded, 'article')}") for one in batches]
    shares = [one.duplicates / one.loaded if one.loaded else 0.0 for one in batches]
    copies = [
        Bar(f"{one.id}", (share,), f"batch {one.id}: {percent(share)}")
        for one, share in zip(batches, shares, strict=True)
    ]
    charts = [_chart("Articles loaded, batch by batch", volume, _whole)]
    if any(shares):
        charts.append(_chart("Share of duplicates, batch by batch", copies, percent))
    if languages := _languages(connection, batches):
        charts.insert(1, languages)
    removed = [
        Bar(share.outlet, (share.removed,), f"{share.outlet}: {percent(share.removed)}")
        for share in removed_shares(connection, limit=_OUTLETS)
    ]
    if removed:
        title = "Outlets that lost the largest part of their text"
        charts.append(Chart(title, rows(title, removed), tuple(removed)))
    return charts


def _chart(title: str, bars: Sequence[Bar], scale: Callable[[float], str]) -> Chart:
    return Chart(title, columns(title, bars, scale), tuple(bars))


def _whole(value: float) -> str:
    return number(round(value))


def _languages(connection: Connection, batches: Sequence[Batch]) -> Chart | None:
    """The languages of each batch; all but the most frequent together, as others."""
    found = languages_by_batch(connection, [one.id for one in batches])
    whole: Counter[str] = Counter()
    for counts in found.values():
        whole.update(counts)
    if not whole:
        return None
    shown = [code for code, _ in whole.most_common(SERIES if len(whole) <= SERIES else SERIES - 1)]
    names = tuple(language_name(code) for code in shown) + (("others",) if len(whole) > len(shown) else ())
    bars = []
    for one in batches:
        counts = found.get(one.id, {})
        values = [counts.get(code, 0) for code in shown]
        values += [sum(counts.values()) - sum(values)] if len(names) > len(shown) else []
        words = ", ".join(f"{name} {number(value)}" for name, value in zip(names, values, strict=True) if value)
        bars.append(Bar(f"{one.id}", tuple(values), f"batch {one.id}: {words or 'none'}"))
    title = "Languages, batch by batch"
    return Chart(title, columns(title, bars, _whole), tuple(bars), names)


def _stages(spent: dict[str, float]) -> Chart | None:
    if not spent:
        return None
    bars = tuple(Bar(name, (value,), f"{name}: {value:.1f} s") for name, value in spent.items())
    title = "CPU time by step"
    return Chart(title, rows(title, bars), bars)
