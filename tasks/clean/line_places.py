"""Where the lines of pages stand: among the others, among the prose, and what is around them.

Several pages are computed at once, each as it would be alone to the last bit: running sums of fractions, which round
by what stands before, begin anew with every page.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import Flags, Floats, Ints, Page

SHIFTS = (-3, -2, -1, 1, 2, 3)
RADII = (2, 5, 12)


@dataclass(frozen=True, slots=True)
class Places:
    """Where each line is: its number among all, its page, that page's first line and the line after its last."""

    line: Ints
    page: Ints
    begin: Ints
    end: Ints


def places_of(page: Page) -> Places:
    """The places of all lines."""
    return Places(
        np.arange(len(page.page_of)),
        page.page_of,
        page.first.take(page.page_of),
        page.first.take(page.page_of + 1),
    )


def sums_by_page(rows: Floats, first: Ints) -> Floats:
    """Running sums along the rows, from a zero on for each page: line i of page p stands at i + p."""
    sums = np.zeros((len(rows), rows.shape[1] + len(first) - 1))
    for number, (begin, end) in enumerate(pairwise(first.tolist())):
        rows[:, begin:end].cumsum(axis=1, out=sums[:, begin + number + 1 : end + number + 1])
    return sums


def position(places: Places, width: Floats, prose: Flags, sums: Floats) -> tuple[NDArray[Any], ...]:
    """Where lines stand among the others and among the prose; `sums` of the widths of all lines and of prose."""
    line, page, begin, end = places.line, places.page, places.begin, places.end
    reach, mass = sums
    own, upto, total = width * prose, mass.take(line + page + 1), mass.take(end + page)
    before = upto - own
    # The nearest line of prose on either side, not counting the line itself; beyond the page where there is none.
    n = len(line)
    previous, following = np.full(n + 1, -1), np.full(n + 1, n)
    np.maximum.accumulate(np.where(prose, line, -1), out=previous[1:])
    np.minimum.accumulate(np.where(prose, line, n)[::-1], out=following[n - 1 :: -1])
    previous, following = np.maximum(previous[:-1], begin - 1), np.minimum(following[1:], end)
    behind = previous + 1
    gap = reach.take(following + page) - reach.take(behind + page)
    widths = width.take(previous) * (previous >= begin), width.take(following, mode="clip") * (following < end)
    logs = np.log1p(np.concatenate((before, total - upto, gap, *widths)))
    number = line - begin
    counted = stack(number, end - 1 - line, number / (end - begin))
    return counted, before / np.maximum(total, 1.0), line - previous, following - line, following - behind, logs


def stack(*columns: NDArray[Any]) -> Floats:
    """The columns as rows of one matrix; several times as fast as numpy's `stack` on small pages."""
    return np.concatenate(columns, dtype=np.float64).reshape(len(columns), -1)


def neighbours(rows: NDArray[np.float32], places: Places) -> NDArray[np.float32]:
    """The same rows for the lines before and after, one set for each distance; -1 beyond the page."""
    edge = max(SHIFTS)
    at = places.line + edge * (places.page + 1)
    padded = np.full((len(rows), int(at[-1]) + edge + 1), -1, np.float32)
    padded[:, at] = rows
    around: NDArray[np.float32] = padded.take(at + np.array(SHIFTS)[:, None], axis=1)
    return around.swapaxes(0, 1)


def windows(rows: Floats, places: Places, sums: Floats) -> Floats:
    """Means of the rows over the lines around each line, itself left out; one set of rows for each radius."""
    radius = np.array(RADII)[:, None]
    low = np.maximum(places.line - radius, places.begin)
    high = np.minimum(places.line + radius + 1, places.end)
    total = sums.take(high + places.page, axis=1) - sums.take(low + places.page, axis=1)
    means: Floats = (total - rows[:, None]) / np.maximum(high - low - 1, 1)
    return means.swapaxes(0, 1)
