"""What was removed rule by rule, headlines that repeat, and what could not be read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desk.queries import quarantine as inputs
from desk.queries.headlines import repeated_headlines
from desk.queries.learned import learned
from desk.queries.ledger import Asked as Spans
from desk.queries.ledger import removed_lines, rule_counts
from desk.records.ledger import LearnedLine, Quarantined, RemovedLine, RepeatedHeadline, RuleCount
from desk.records.numbers import Count
from desk.web.asked import Asked
from schema.vocabulary import LineStatus

# So many removed parts are counted while somebody waits: those stored last.
LATEST = 200_000
_LOOKED_AT = 3_000
_EXAMPLES, _LINES, _HEADLINES, _INPUTS = 60, 100, 100, 100
_BEGINNING = 4_000


@dataclass(frozen=True, slots=True)
class RulesView:
    """All rules, or the examples of one; and the lines learned, with the status that is shown."""

    rules: tuple[RuleCount, ...]
    chosen: str | None
    examples: tuple[RemovedLine, ...]
    outlets: int
    category: str | None
    categories: tuple[str, ...]
    lines: tuple[LearnedLine, ...]
    lines_total: int
    status_shown: str
    latest: int = LATEST


@dataclass(frozen=True, slots=True)
class HeadlinesView:
    """The headlines that most articles carry, and how many repeat in all."""

    headlines: tuple[RepeatedHeadline, ...]
    total: int


@dataclass(frozen=True, slots=True)
class QuarantineView:
    """Inputs in quarantine, those of one reason or all, and how many there are for each reason."""

    entries: tuple[Quarantined, ...]
    total: int
    reasons: tuple[Count, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One input in quarantine, with how it begins; None where it was too large to keep."""

    entry: Quarantined
    beginning: str | None
    more: int


def rules(connection: Connection, asked: Asked) -> RulesView:
    """What each rule removed, with the examples of the one that is asked for."""
    rule, category = asked.text("rule"), asked.text("category")
    counts = rule_counts(connection, Spans(rule_is=rule, category=category, latest=LATEST))
    examples: tuple[RemovedLine, ...] = ()
    if rule:
        lines_of_rule, _ = removed_lines(connection, Spans(rule_is=rule, latest=LATEST), limit=_LOOKED_AT)
        examples = spread(lines_of_rule, _EXAMPLES)
    status = asked.text("status")
    status = status if status in set(LineStatus) else LineStatus.PROPOSED.value
    lines, total = learned(connection, status=status, limit=_LINES)
    return RulesView(
        counts,
        rule,
        examples,
        len({line.outlet for line in examples if line.outlet}),
        category,
        tuple(sorted({count.category for count in counts})),
        lines,
        total,
        str(status),
    )


def spread(lines: Sequence[RemovedLine], most: int) -> tuple[RemovedLine, ...]:
    """So many of the lines, of as many articles as there are; in the order of the lines."""
    of_article: Counter[int] = Counter()
    turns = []
    for number, line in enumerate(lines):
        turns.append((of_article[line.article_id], number))
        of_article[line.article_id] += 1
    return tuple(lines[number] for number in sorted(number for _turn, number in sorted(turns)[:most]))


def headlines(connection: Connection, _asked: Asked) -> HeadlinesView:
    """The headlines that several articles carry."""
    return HeadlinesView(*repeated_headlines(connection, limit=_HEADLINES))


def quarantine(connection: Connection, asked: Asked) -> QuarantineView:
    """What could not become an article, latest first."""
    reason = asked.text("reason")
    entries, total = inputs.quarantined(connection, inputs.Asked(reason=reason), limit=_INPUTS)
    return QuarantineView(entries, total, inputs.reasons(connection), reason)


def entry(connection: Connection, asked: Asked) -> EntryView:
    """One input in quarantine.

    Raises:
        QuarantineMissing: nothing has this number.
    """
    one, content = inputs.quarantined_input(connection, asked.number("id") or 0)
    if content is None:
        return EntryView(one, None, 0)
    text = content[:_BEGINNING].decode("utf-8", errors="backslashreplace")
    return EntryView(one, text, max(len(content) - _BEGINNING, 0))
