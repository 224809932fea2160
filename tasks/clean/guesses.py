"""The last layer: lines that the line model judges to be junk, among those that rules and blocks leave open."""

from tasks.clean.model import CAREFUL, STRICT, junk_scores, plainly_prose
from tasks.clean.page import Decision, Page
from tasks.records import Category, Layer


def drop_guesses(page: Page, headline: str | None, *, strict: bool) -> bool:
    """Drop the kept lines to which the model gives more than the threshold; answers whether there were any.

    The model sees the kept lines only, as it will see them on the cleaned body, and is asked again until it finds
    nothing: so cleaning a body changes nothing. (It removes as much as with the removed lines as neighbours.)

    Args:
        page: the lines that rules and blocks leave.
        headline: the headline of the record, None without.
        strict: take the harder threshold.
    """
    # Measured: nothing but paragraphs is nearly always an article; asking cost a third of the time of all cleaning.
    # Where there is no paragraph to compare with, nothing can be told.
    if len({page.prose[index] for index in page.kept}) < 2:
        return False
    lines = [page.lines[index] for index in page.kept]
    wanted = [not plainly_prose(line) for line in lines]
    threshold = STRICT if strict else CAREFUL
    scores = junk_scores(lines, headline, [False] * len(lines), wanted)
    guesses = {index: score for index, score in zip(page.kept, scores, strict=True) if score >= threshold}
    if not any(page.prose[index] for index in page.kept if index not in guesses):
        return False
    for index, score in guesses.items():
        page.drop(index, Decision("model.line", Category.OTHER, Layer.MODEL, round(score, 4)))
    return page.settle()
