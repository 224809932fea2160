"""Which values may be in the large segments of the index, one bit each: most values of a new article are nowhere.

A Bloom filter with one hash (Bloom 1970). Without it each value is looked for in every segment, which with a million
articles costs more than all the rest of finding duplicates.
"""

import numpy as np

from tasks.duplicates.segments import SHIFT, Numbers, Segment

# Eight to sixteen bits for each entry: 6 to 12 % of the values that are nowhere pass.
_BITS_PER_ENTRY = 8
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_EIGHT, _SEVEN, _THREE = np.uint64(8), np.uint64(7), np.uint64(3)
_ENTRIES_AT_ONCE = 1 << 20


class Seen:
    """Bits for the values of segments, kept while segments come and go; a bit too many costs a look-up, no more."""

    def __init__(self, entries: int) -> None:
        bits = max((entries * _BITS_PER_ENTRY - 1).bit_length(), 10)
        self._shift = np.uint64(64 - bits)
        self._bits = np.zeros(1 << (bits - 3), np.uint8)

    def has_room(self, entries: int) -> bool:
        """Whether so many entries leave most bits unset."""
        return entries * _BITS_PER_ENTRY <= 8 * self._bits.size

    def add(self, segment: Segment) -> None:
        """Set the bits of all values of a segment."""
        for start in range(0, segment.entries.size, _ENTRIES_AT_ONCE):
            place = self._places(segment.entries[start : start + _ENTRIES_AT_ONCE] >> SHIFT)
            np.bitwise_or.at(self._bits, place >> _THREE, np.left_shift(1, place & _SEVEN).astype(np.uint8))

    def may_hold(self, values: Numbers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether each value may be in a segment that was added; False is sure."""
        place = self._places(values)
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
            self._bits[place >> _THREE] >> (place & _SEVEN).astype(np.uint8) & 1
        ).astype(np.bool_)
        return found

    def _places(self, values: Numbers) -> Numbers:
        return (values * _SPREAD) >> self._shift
