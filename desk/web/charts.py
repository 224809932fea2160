"""Charts as inline SVG, made here: no script, no style of their own, every value also in words.

Colours come from the style sheet by class, so that they follow light and dark.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from desk.render.words import excerpt

_WIDTH, _HEIGHT = 420, 150
_TOP, _WIDEST = 14, 60
_ROW = 20
_LABEL, _LABELLED = 130, 30
_GAP = 0.25
SERIES = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its values from the bottom up (one for each series), and what it says in words."""

    label: str
    values: tuple[float, ...]
    words: str


def columns(title: str, bars: Sequence[Bar], scale: Callable[[float], str]) -> Markup:
    """Upright bars, in the order of time; `scale` writes the value at the top."""
    top = max((sum(bar.values) for bar in bars), default=0) or 1
    width = min(_WIDTH / max(len(bars), 1), _WIDEST)
    drawn = [_column(bar, number * width, width, top) for number, bar in enumerate(bars)]
    every = -(-_LABELLED // max(int(width), 1))
    labels = [
        Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
            (number + 0.5) * width, _HEIGHT + 14, bar.label
        )
        for number, bar in enumerate(bars)
        if number % every == 0
    ]
    line = Markup('<line class="axis" x1="0" x2="{0}" y1="{1}" y2="{1}"/>')
    axis = line.format(_WIDTH, _HEIGHT) + line.format(_WIDTH, _TOP)
    axis += Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_WIDTH, _TOP - 3, scale(top))
    return _svg(title, bars, _HEIGHT + 18, Markup("").join([axis, *drawn, *labels]))


def rows(title: str, bars: Sequence[Bar]) -> Markup:
    """Lying bars with their labels beside them, the longest first."""
    top = max((sum(bar.values) for bar in bars), default=0) or 1
    drawn = Markup("").join(_row(bar, number * _ROW, top) for number, bar in enumerate(bars))
    return _svg(title, bars, max(len(bars), 1) * _ROW, drawn)


def _column(bar: Bar, left: float, width: float, top: float) -> Markup:
    parts = Markup("")
    bottom = float(_HEIGHT)
    for series, value in enumerate(bar.values):
        height = value / top * (_HEIGHT - _TOP)
        bottom -= height
        parts += Markup('<rect class="s{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
            series % SERIES, left + width * _GAP / 2, bottom, width * (1 - _GAP), height
        )
    return _titled(bar, parts)


def _row(bar: Bar, y: float, top: float) -> Markup:
    label = Markup('<text x="{}" y="{:.1f}" text-anchor="end">{}</text>').format(
        _LABEL - 6, y + 13, excerpt(bar.label, 20)
    )
    width = sum(bar.values) / top * (_WIDTH - _LABEL - 60)
    drawn = Markup('<rect class="s0" x="{}" y="{:.1f}" width="{:.1f}" height="{}"/>').format(
        _LABEL, y + 3, max(width, 1), _ROW - 7
    )
    value = Markup('<text class="value" x="{:.1f}" y="{:.1f}">{}</text>').format(
        _LABEL + width + 5, y + 13, bar.words.rpartition(": ")[2]
    )
    return _titled(bar, label + drawn + value)


def _titled(bar: Bar, drawn: Markup) -> Markup:
    """The bar with its words as a tooltip."""
    return Markup("<g><title>{}</title>{}</g>").format(bar.words, drawn)


def _svg(title: str, bars: Sequence[Bar], height: int, inner: Markup) -> Markup:
    said = f"{title}. {'; '.join(bar.words for bar in bars)}"
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, height, escape(said), inner
    )
