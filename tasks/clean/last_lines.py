"""The last lines of a page: notes about its author, corrections, appeals to readers, terms of use.

They read as paragraphs do, and in the article the same words may be its subject. On the last lines they are not: each
is looked at alone, from the end of the page upwards, until one is none of these.
"""

from tasks.clean.page import Page
from tasks.clean.rulebook import rulebook

_MOST = 15


def drop_last_lines(page: Page) -> None:
    """Drop the kept lines at the end of the page that a rule for last lines knows, behind the first paragraph."""
    lead = page.lead()
    if not page.kept or not page.prose[page.kept[lead]]:
        return
    for index in page.kept[:lead:-1][:_MOST]:
        rule = rulebook().match_last(page.folded[index])
        if rule is None:
            break
        page.drop(index, rule.decision)
