"""A page as a sequence of blocks of text, each with where it stands in the markup: what the body is chosen from."""

import re
from dataclasses import dataclass, field

from lxml.etree import _Element, iterwalk

from tasks.read.normalise import normalise

_BLOCK_TAGS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_NO_TEXT = frozenset(
    (
        *("audio", "button", "canvas", "embed", "head", "iframe", "input", "label", "math", "noscript", "object"),
        *("option", "script", "select", "style", "svg", "template", "textarea", "video"),
    )
)
# What outlets call the parts of a page that are not its article, and those that are, in class and id.
_BESIDE = re.compile(
    r"related|promo|newsletter|share|social|comment|caption|credit|byline|author|\btags?\b|breadcrumb|widget|cookie|consent"
    r"|subscri|paywall|recirc|recommend|most-|popular|trending|sidebar|disclaim|toolbar|nav|menu|footer|header|teaser"
    r"|advert|\bads?\b|sponsor|outbrain|taboola|sign-?up|login|modal|popup|gallery|more-|read-?more|also|\bbio\b"
    r"|contributor|copyright|correction|\btoc\b|table-of-contents|meta|date|rating|product|affiliate|inline-?story"
    r"|embed|tweet|poll",
    re.IGNORECASE,
)
_BODY = re.compile(r"article|body|content|story|text|paragraph|entry|post|main", re.IGNORECASE)
_STANDFIRST = re.compile(
    r"standfirst|\bdek\b|dek[_-]|[_-]dek|subtitle|sub-?head|sub-?title|summary|\blead\b|lead-|intro|excerpt|teaser"
    r"|strapline|headline__sub|preamble|chapo|sottotitolo|entradilla|vorspann",
    re.IGNORECASE,
)
_LONGEST_ATTRIBUTE = 300
_WORDS = re.compile(r"\w++")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: the sums over itself and its ancestors.

    Arguments:
        inside: tags of the element and its ancestors.
        beside: how many of them are named like a part that is not the article; `own_beside` the element itself.
        body: how many are named like the article's body.
        standfirst: 1 if the element is named like a standfirst, halved per level below one that is.
    """

    inside: frozenset[str] = frozenset()
    beside: int = 0
    own_beside: bool = False
    body: int = 0
    standfirst: float = 0.0
    depth: int = 0


@dataclass(slots=True)
class Block:
    """Text between two block boundaries; `style` is the tag and class it shares with its like, `linked` a share."""

    text: str
    tag: str
    style: tuple[str, str]
    place: Place
    parent: _Element
    linked: float
    key: str = field(default="")

    def __post_init__(self) -> None:
        self.key = key_of(self.text)


def key_of(text: str) -> str:
    """The letters and digits alone: what stays the same when two extractors space a line differently."""
    return "".join(_WORDS.findall(text)).lower()


class BlockReader:
    """Walks a tree once; no recursion, so that depth costs nothing."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._silent = 0
        self._open: list[_Element] = []
        # The places of the first elements of `_open`: worked out only where there is text, few elements have any.
        self._places: list[Place] = []
        self._names: dict[tuple[str, str], tuple[bool, bool, bool]] = {}

    def read(self, tree: _Element) -> list[Block]:
        """The blocks of a tree in document order."""
        for event, element in iterwalk(tree, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._start(element)
            elif event == "end":
                self._end(element)
            elif not self._silent:
                self._text(element.tail)
        return self.blocks

    def _start(self, element: _Element) -> None:
        tag = element.tag
        if self._silent or tag in _NO_TEXT:
            self._silent += 1
            return
        if tag in _BLOCK_TAGS:
            self._close_block()
            self._open.append(element)
        elif tag == "br":
            self._parts.append("\n")
        self._links += tag == "a"
        self._text(element.text)

    def _end(self, element: _Element) -> None:
        if self._silent:
            self._silent -= 1
        elif element.tag in _BLOCK_TAGS:
            self._close_block()
            self._open.pop()
            del self._places[len(self._open) :]
        else:
            self._links -= element.tag == "a"
        if not self._silent:
            self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if text:
            # Line ends in the source are spaces; only <br> makes a line.
            self._parts.append(text.replace("\n", " "))
            if self._links:
                self._linked += len(text)

    def _close_block(self) -> None:
        if not self._parts:
            return
        text = "".join(self._parts)
        # Four of five are the white space between two tags.
        if self._open and not text.isspace() and (text := normalise(text).strip()):
            self._add(text, self._open[-1])
        self._parts.clear()
        self._linked = 0

    def _add(self, text: str, element: _Element) -> None:
        up = element.getparent()
        style = (element.tag, element.get("class") or "")
        # Two line breaks in a row are how old pages make paragraphs.
        pieces = [piece.strip() for piece in text.split("\n\n")]
        linked = min(self._linked, len(text)) / len(text)
        parent = element if up is None else up
        for piece in filter(None, pieces):
            self.blocks.append(Block(piece, element.tag, style, self._place(), parent, linked))

    def _place(self) -> Place:
        for element in self._open[len(self._places) :]:
            self._places.append(self._below(self._places[-1] if self._places else Place(), element))
        return self._places[-1]

    def _below(self, above: Place, element: _Element) -> Place:
        tag = element.tag
        if tag in {"html", "body"}:
            return above
        beside, body, standfirst = self._named(element)
        return Place(
            inside=above.inside if tag in above.inside else above.inside | {tag},
            beside=above.beside + beside,
            own_beside=beside,
            body=above.body + body,
            standfirst=1.0 if standfirst else above.standfirst / 2,
            depth=above.depth + 1,
        )

    def _named(self, element: _Element) -> tuple[bool, bool, bool]:
        attributes = (element.get("class") or "", element.get("id") or "")
        if attributes not in self._names:
            name = " ".join(attributes)[:_LONGEST_ATTRIBUTE]
            found = (_BESIDE.search(name), _BODY.search(name), _STANDFIRST.search(name))
            self._names[attributes] = (found[0] is not None, found[1] is not None, found[2] is not None)
        return self._names[attributes]


def read_blocks(tree: _Element) -> list[Block]:
    """The blocks of a parsed page in document order."""
    return BlockReader().read(tree)
