"""Pages written for these tests, and what the cleaner makes of them by rules and blocks alone.

What the line model thinks of a line is tested beside the model.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tasks.clean import CleaningSettings, clean
from tasks.records import Article, Document


@pytest.fixture(scope="session")
def paragraphs() -> tuple[str, ...]:
    return (
        "The harbour of the small town was closed on Monday after a storm tore two fishing boats from their moorings.",
        "Nobody was hurt, the mayor told reporters, but the boats will have to be lifted out by a crane from the city.",
        "Fishermen had asked for a longer breakwater for years; the council will vote on the money in the spring.",
        "The weather service expects calm days until Friday, when the next front arrives from the north-west coast.",
    )


@pytest.fixture(scope="session")
def blank() -> Document:
    return Document("page.txt", 0, "", "0" * 64, "text/plain", "utf-8")


@pytest.fixture(scope="session")
def page(blank: Document) -> Callable[..., Article]:
    def cleaned(*lines: str, **record: str) -> Article:
        return clean(replace(blank, text="\n".join(lines), **record), CleaningSettings(model=False))

    return cleaned


@pytest.fixture(scope="session")
def removed() -> Callable[[Article], dict[str, str]]:
    """Each removed line with its rule."""
    return lambda article: {span.text.strip("\n"): span.rule for span in article.spans}
