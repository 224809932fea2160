"""The last layer: lines that the line model judges to be junk, among those that rules and blocks leave open."""

from collections.abc import Sequence

from tasks.clean.model import CAREFUL, STRICT, Question
from tasks.clean.page import Decision, Page
from tasks.records import Category, Layer


def question(page: Page, learned: frozenset[int], removed: int, headline: str | None) -> Question | None:
    """What the model is asked about a page; None where it is not asked.

    The model sees the kept lines only, as it will see them on the cleaned body, and is asked again until it finds
    nothing: so cleaning a body changes nothing. (It removes as much as with the removed lines as neighbours.)

    Arguments:
        page: the lines that rules and blocks leave.
        learned: removed lines that the model sees all the same.
        removed: how many lines rules and blocks took.
        headline: the headline of the record, None without.
    """
    # Measured: nothing but paragraphs is nearly always an article; asking cost a third of the time of all cleaning.
    # Where there is no paragraph to compare with, nothing can be told.
    shown = _shown(page, learned)
    if len(set(map(page.prose.__getitem__, shown))) < 2:
        return None
    return Question([page.lines[index] for index in shown], headline, removed)


def drop_guesses(page: Page, learned: frozenset[int], scores: Sequence[float], *, strict: bool) -> bool:
    """Drop the kept lines to which the model gives more than the threshold; answers whether there were any.

    Arguments:
        page: as the question was asked about.
        learned: as in the question.
        scores: the answer, for each line that was shown.
        strict: take the harder threshold.
    """
    threshold = STRICT if strict else CAREFUL
    if max(scores) < threshold:
        return False
    judged = zip(_shown(page, learned), scores, strict=True)
    guesses = {index: score for index, score in judged if score >= threshold and index not in learned}
    if not any(page.prose[index] for index in page.kept if index not in guesses):
        return False
    for index, score in guesses.items():
        page.drop(index, Decision("model.line", Category.OTHER, Layer.MODEL, score))
    return page.settle()


def _shown(page: Page, learned: frozenset[int]) -> list[int]:
    return sorted(learned.union(page.kept)) if learned else page.kept
