"""What a line model removes and loses, in characters, on lines of outlets that it was not fitted on."""

import numpy as np

from tasks.clean.line_page import Flags, Floats
from training.line_fit import Lines

LOSSES = (0.0025, 0.005, 0.01, 0.015, 0.03)


def report(lines: Lines, scores: Floats) -> None:
    """Print the share of junk characters removed at each loss of good ones, for light and for whole pages."""
    print("good characters lost ≤ " + "".join(f"{loss:10.2%}" for loss in LOSSES))
    for name, group in (("light", lines.light), ("whole", ~lines.light)):
        shares = (removed(lines, scores, group, allowed(lines, scores, loss, group)) for loss in LOSSES)
        print(f"{name} pages, junk removed" + "".join(f"{share:10.2%}" for share in shares))
    print(f"light pages without junk lose {clean_page_loss(lines, scores, allowed(lines, scores, 0.005)):.3%}")


def allowed(lines: Lines, scores: Floats, loss: float, group: Flags | None = None) -> float:
    """The lowest threshold at which a group (light pages) loses at most the share `loss` of its good characters."""
    good = (lines.light if group is None else group) & lines.sure & ~lines.junk
    total = lines.length[good].sum()
    asked = good & lines.open
    order = np.argsort(-scores[asked], kind="stable")
    lost = np.cumsum(lines.length[asked][order]) / total
    within = int(np.searchsorted(lost, loss, side="right"))
    # The first good line that may not go sets the bar; a little above it, as scores are rounded.
    return float(scores[asked][order][min(within, len(order) - 1)]) + 1e-4


def removed(lines: Lines, scores: Floats, group: Flags, threshold: float) -> float:
    """Share of the group's junk characters that go at a threshold, or went before."""
    junk = group & lines.sure & lines.junk
    gone = lines.decided | (lines.open & (scores >= threshold))
    return float(lines.length[junk & gone].sum() / lines.length[junk].sum())


def clean_page_loss(lines: Lines, scores: Floats, threshold: float) -> float:
    """Share of good characters that light pages without any junk lose at a threshold."""
    total = lost = 0
    for page, at in zip(lines.pages, lines.slices(), strict=True):
        sure = lines.sure[at]
        if page.light and not (lines.junk[at] & sure).any():
            gone = lines.decided[at] | (lines.open[at] & (scores[at] >= threshold))
            total += int(lines.length[at][sure].sum())
            lost += int(lines.length[at][sure & gone].sum())
    return lost / max(total, 1)
