"""Where a feed, or news in XML, can be cut: between its items, each range read within the elements around it."""

from collections.abc import Iterator
from xml.parsers import expat

from tasks.read.content import BLOCK, Readable
from tasks.read.cut_records import UTF16_OR_32, NotCut
from tasks.read.feeds import ITEMS
from tasks.read.files import ByteRange, Frame
from tasks.read.limits import Limits
from tasks.read.outcome import Refused


def cut_items(content: Readable, range_bytes: int, _limits: Limits) -> Iterator[ByteRange]:
    """Ranges that begin with an item, then why there are no more."""
    scan = _Scan(content)
    start = first = number = place = 0
    before = b""
    damage = None
    try:
        for number, place in enumerate(scan.items()):
            if number and place - start >= range_bytes:
                yield ByteRange(start, place, first, Frame(before, scan.after))
                start, first, before = place, number, scan.before
        damage = content.damage
    except expat.ExpatError as error:
        damage = content.damage or Refused("bad-xml", f"No valid XML from some place on: {error}. Fetch it again.")
    if damage is None:
        yield ByteRange(start, scan.size, first, Frame(before))
        return
    # The last item may not be whole.
    if start < place and number:
        yield ByteRange(start, place, first, Frame(before, scan.after))
    yield ByteRange(place, place + 1, number, refused=damage)


class _Scan:
    """One pass over XML; nothing is expanded or fetched.

    Attributes:
        before, after: what stands around the items, once the first is found.
        size: of the content, at the end.
    """

    def __init__(self, content: Readable) -> None:
        self._content = content
        self.before = self.after = b""
        self.size = 0
        self._open: list[str] = []
        self._outside: list[str] | None = None
        self._within = 0
        self._places: list[int] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._entity

    def items(self) -> Iterator[int]:
        """Where each item begins.

        Raises:
            ExpatError: it is no XML from some place on.
            NotCut: items stand in several elements, or none comes within a megabyte.
        """
        head = block = self._content.read(BLOCK)
        if head.startswith(UTF16_OR_32):
            raise NotCut
        # As the reader does; to a parser it would be an error.
        blanks = len(head) - len(head.lstrip())
        block = head[blanks:]
        while block:
            self._parser.Parse(block, False)
            self.size += len(block)
            if self._outside is None:
                raise NotCut
            if not self.before:
                self.before = head[: blanks + self._places[0]]
                self.after = "".join(f"</{name}>" for name in reversed(self._outside)).encode()
            yield from (blanks + place for place in self._places)
            self._places.clear()
            block = self._content.read(BLOCK)
        self.size += blanks
        self._parser.Parse(b"", True)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if self._within == 0 and name.rpartition(":")[2] in ITEMS:
            self._outside = self._outside or list(self._open)
            if self._open != self._outside or not self._open:
                raise NotCut
            self._places.append(self._parser.CurrentByteIndex)
            self._within = len(self._open) + 1
        self._open.append(name)

    def _end(self, _name: str) -> None:
        if len(self._open) == self._within:
            self._within = 0
        self._open.pop()

    def _entity(self, *_declared: object) -> None:
        raise NotCut
