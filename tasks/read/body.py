"""The article's text of a page: trafilatura finds it, the body model mends what it missed and what it took too much."""

from collections.abc import Iterable, Sequence

from lxml.etree import _Element
from trafilatura import bare_extraction
from trafilatura.metadata import Document
from trafilatura.xml import xmltotxt

from tasks.read.block_features import block_features, mark_accepted
from tasks.read.blocks import Block, read_blocks
from tasks.read.body_model import body_model
from tasks.read.structured import PageFacts

_REPEATED = 40


def extract_text(tree: _Element) -> str:
    """The text that trafilatura takes from a page.

    Its fast mode, without the comparison with readability and justext: measured with the model behind it, the better
    base and two thirds of the time. Deduplication stays off: it keeps state in the process.
    """
    found = bare_extraction(tree, fast=True, include_comments=False, deduplicate=False)
    return xmltotxt(found.body, False) if isinstance(found, Document) else ""


def article_text(tree: _Element, facts: PageFacts, titles: Sequence[str]) -> str:
    """The article's text, one block per line; empty where the page has none.

    Arguments:
        tree: the parsed page.
        facts: what it says about itself.
        titles: its first-level headings, then its title element.
    """
    extracted = extract_text(tree)
    blocks = read_blocks(tree)
    if not extracted.strip() or not blocks:
        # A page whose text is fetched by scripts may still give it in JSON-LD.
        return extracted if extracted.strip() else facts.article_body
    accepted = mark_accepted(blocks, extracted)
    taken = body_model().is_body(block_features(blocks, accepted, facts, titles))
    text = "\n".join(unrepeated(block for block, is_taken in zip(blocks, taken, strict=True) if is_taken))
    # Where the model leaves nearly nothing it has not understood the page; then the extractor's own text stands.
    return text if len(text) * 5 >= len(extracted) else extracted


def unrepeated(blocks: Iterable[Block]) -> list[str]:
    """The blocks' texts; long ones that a page repeats for other screens, once."""
    seen: set[str] = set()
    kept = []
    for block in blocks:
        if len(block.key) < _REPEATED or block.key not in seen:
            kept.append(block.text)
        seen.add(block.key)
    return kept
