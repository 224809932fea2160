"""The cleaner: from a document as read to an article with its headline, its body and every removed span."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tasks.clean.blocks import drop_blocks
from tasks.clean.datelines import find_dateline
from tasks.clean.dates import date_line
from tasks.clean.fields import Fields, field_value, outlet_of
from tasks.clean.glued import cut_menus
from tasks.clean.guesses import drop_guesses, question
from tasks.clean.headlines import drop_headline
from tasks.clean.inline import cut_inline_lists
from tasks.clean.last_lines import drop_last_lines
from tasks.clean.model import Question, answers
from tasks.clean.page import Decision, Page, fold, words_of
from tasks.clean.repeats import drop_repeats
from tasks.clean.rulebook import Rule, rulebook
from tasks.records import Article, Category, Document, HeadlineSource, Layer, body_of

DATE = Decision("any.date.line", Category.DATE)
DATELINE = Decision("any.dateline", Category.DATELINE)

# Of 1,384 labelled pages one took more than six; the bound is for pages made to be slow.
_MAX_ROUNDS = 30
_DIGITS = {ord(digit): "0" for digit in "123456789"}


@dataclass(frozen=True, slots=True)
class CleaningSettings:
    """How to clean.

    `strict` chooses the harder threshold of the line model, `model` whether it is asked at all. `learned` names, per
    outlet, the lines (as `normalise_line` spells them) that recur over its articles and were accepted as boilerplate.
    """

    strict: bool = False
    model: bool = True
    learned: Mapping[str, frozenset[str]] = field(default_factory=dict)


DEFAULT = CleaningSettings()


def normalise_line(line: str) -> str:
    """The line as learned lines are compared: folded, every digit a zero, single spaces."""
    return " ".join(fold(line).translate(_DIGITS).split())


def clean(document: Document, settings: CleaningSettings = DEFAULT) -> Article:
    """Move the headline, dateline, byline, date and credit to their columns and mark everything that is not the body.

    Arguments:
        document: a document whose text is character-normalised, offsets in characters.
        settings: thresholds and learned lines; part of the cleaner version.

    Returns:
        The article, with `body_of(text, spans) == body`.
    """
    (article,) = clean_all([document], settings)
    return article


def clean_all(documents: Iterable[Document], settings: CleaningSettings = DEFAULT) -> list[Article]:
    """The batch form of `clean`: one article per document, in order, each as by itself.

    The line model judges the lines of all documents together, round by round.
    """
    cleanings = [_Cleaning(document, settings) for document in documents]
    waiting = cleanings if settings.model else []
    for _ in range(_MAX_ROUNDS):
        asked = [(each, asking) for each in waiting if (asking := each.question())]
        if not asked:
            break
        scores = answers([asking for _, asking in asked])
        judged = [(each, found) for (each, _), found in zip(asked, scores, strict=True)]
        waiting = [each for each, found in judged if each.hear(found, strict=settings.strict)]
    return [each.article() for each in cleanings]


class _Cleaning:
    """One document while it is cleaned: first by rules and blocks, then by what the line model says of the rest."""

    __slots__ = ("document", "fields", "headline", "headline_source", "hits", "learned", "outlet", "page", "removed")

    def __init__(self, document: Document, settings: CleaningSettings) -> None:
        self.document = document
        self.fields = Fields()
        self.page = page = Page(document.text)
        cut_menus(page)
        self.hits = _match(page)
        self.outlet = outlet_of(document)
        self.learned = _drop_learned(page, settings.learned, self.outlet)
        drop_blocks(page, self.hits)
        for index, rule in self.hits.items():
            if rule.where == "anywhere":
                _apply(page, self.fields, index, rule)
        self.headline, self.headline_source = self.settle()
        self.removed = len(page.decisions)

    def question(self) -> Question | None:
        """What the line model is asked about the page, None where it is not.

        Learned lines are shown to it until it finds nothing more: what stands beside them would be kept otherwise, and
        to learn a line would bring junk back. Then it is asked without them, as about the body.
        """
        return question(self.page, self.learned, self.removed, self.document.headline)

    def hear(self, scores: Sequence[float], *, strict: bool) -> bool:
        """Drop what the line model judges to be junk; answers whether there is something to ask it again."""
        if drop_guesses(self.page, self.learned, scores, strict=strict):
            self.settle()
            return True
        shown, self.learned = self.learned, frozenset()
        return bool(shown)

    def settle(self) -> tuple[str | None, HeadlineSource]:
        """Run what depends on neighbours and position; answers the headline and where it is from."""
        return _settle(self.page, self.fields, self.hits, self.document, self.outlet)

    def article(self) -> Article:
        """The article, after all decisions."""
        document, fields, page = self.document, self.fields, self.page
        cut_inline_lists(page)
        spans = page.spans()
        body = body_of(document.text, spans)
        return Article(
            document=document,
            body=body,
            spans=spans,
            headline=self.headline,
            headline_source=self.headline_source,
            outlet=self.outlet or fields.outlet,
            original_source=fields.original_source,
            byline=document.byline or fields.byline,
            published_at=document.published_at or fields.published_at,
            dateline=fields.dateline,
            external_id=document.external_id or fields.external_id,
            word_count=words_of(body, len(page.kept)),
        )


def _match(page: Page) -> dict[int, Rule]:
    """The rule of each line that one matches."""
    book, folded = rulebook(), page.folded
    # Looking for all that rules need in paragraphs as well doubled the time of all rules and found little.
    needs = book.needs_in("\n".join([folded[index] for index in page.kept if not page.prose[index]]))
    hits = {}
    for index in page.kept:
        if rule := book.match(folded[index], book.paragraph_needs if page.prose[index] else needs):
            hits[index] = rule
    return hits


def _drop_learned(page: Page, learned: Mapping[str, frozenset[str]], outlet: str | None) -> frozenset[int]:
    """Drop the lines that were accepted as boilerplate of the outlet that the record names, and answer which."""
    lines = learned.get(outlet or "")
    if not lines:
        return frozenset()
    decision = Decision(f"learned.{outlet}", Category.OTHER, Layer.LEARNED)
    found = frozenset(index for index in page.kept if normalise_line(page.lines[index]) in lines)
    for index in found:
        page.drop(index, decision)
    return found


def _apply(page: Page, fields: Fields, index: int, rule: Rule) -> None:
    """Drop a matched line and take its value; a line that should name somebody and does not is no such line."""
    if rule.field:
        value = field_value(rule, page.lines[index])
        if value is None:
            return
        fields.fill(rule.field, value)
    page.drop(index, rule.decision)


def _settle(
    page: Page, fields: Fields, hits: Mapping[int, Rule], document: Document, outlet: str | None
) -> tuple[str | None, HeadlineSource]:
    """Run what depends on neighbours and position until nothing more goes, so that the body is clean by itself."""
    headline, source = document.headline, document.headline_source
    page.settle()
    for _ in range(_MAX_ROUNDS):
        before = len(page.kept)
        _drop_edges(page, fields, hits)
        page.settle()
        found = drop_headline(page, document, headline)
        if headline is None and found is not None:
            headline, source = found
        page.settle()
        drop_repeats(page)
        page.settle()
        if _cut_dateline(page, fields) or len(page.kept) < before:
            continue
        # On what is left a mark may stand behind the article that stood in the middle, or a list go on.
        drop_blocks(page, hits)
        if page.settle():
            continue
        # After all others: the last line may be the mark of what stands behind the article.
        drop_last_lines(page, outlet)
        if not page.settle():
            break
    return headline, source


def _drop_edges(page: Page, fields: Fields, hits: Mapping[int, Rule]) -> None:
    """Lines that are junk only before or after the article: bylines, dates, section names."""
    lead, tail = page.lead(2, hits), page.tail(hits)
    for place, index in enumerate(page.kept):
        if lead <= place < tail:
            continue
        rule = hits.get(index)
        if rule is None:
            moment = date_line(page.folded[index])
            if moment is not None:
                page.drop(index, DATE)
                if place < lead:
                    fields.fill("published_at", moment)
        elif rule.where in ("edge", "head" if place < lead else "tail"):
            _apply(page, fields, index, rule)


def _cut_dateline(page: Page, fields: Fields) -> bool:
    """Take the dateline off the first paragraph; answers whether there was one."""
    lead = page.lead()
    if lead >= len(page.kept) or not page.prose[page.kept[lead]]:
        return False
    dateline = find_dateline(page.lines[page.kept[lead]])
    if dateline is None:
        return False
    page.cut(page.kept[lead], dateline.length, DATELINE)
    fields.fill("dateline", dateline.place)
    fields.fill("outlet", dateline.agency)
    fields.fill("published_at", dateline.published_at)
    return True
