"""What a line model removes and loses, in characters, on lines of outlets that it was not fitted on."""

import numpy as np

from tasks.clean.line_page import Flags, Floats
from training.labelled_lines import Lines

LOSSES = (0.0025, 0.005, 0.01, 0.015, 0.03)


def report(lines: Lines, scores: Floats) -> None:
    """Print the junk removed at each loss of good characters when the model is asked once.

    Arguments:
        lines: the labelled lines.
        scores: theirs, as `line_rows.as_taken` gives them.
    """
    print("good characters lost ≤  " + "".join(f"{loss:9.2%}" for loss in LOSSES))
    for name, group in (("light", lines.light), ("whole", ~lines.light)):
        bars = [allowed(lines, scores, loss, group) for loss in LOSSES]
        shares = [removed(lines, lines.decided | (scores >= bar), group) for bar in bars]
        print(f"{name} pages, junk removed " + "".join(f"{share:9.2%}" for share in shares))


def report_setting(name: str, bar: float, lines: Lines, gone: Flags) -> None:
    """Print what a setting of the cleaner removes and loses where."""
    for kind, group in (("light", lines.light), ("whole", ~lines.light)):
        print(f"{name}, from {bar:.4f}: {kind} pages {removed(lines, gone, group):.2%} of the junk", end=" ")
        print(f"for {lost(lines, gone, group):.3%} of the good characters")
    print(f"  pages without junk lose {lost(lines, gone, without_junk(lines)):.3%}; by language ", end="")
    print(", ".join(f"{language} {share:.2%}" for language, share in lost_by_language(lines, gone)))


def allowed(lines: Lines, scores: Floats, loss: float, group: Flags | None = None) -> float:
    """The lowest threshold at which a group (light pages) loses at most the share `loss` of its good characters.

    What rules and blocks lose counts as lost.
    """
    good = (lines.light if group is None else group) & lines.sure & ~lines.junk
    budget = loss * lines.length[good].sum() - lines.length[good & lines.decided].sum()
    asked = good & ~lines.decided
    order = np.argsort(-scores[asked], kind="stable")
    within = int(np.searchsorted(np.cumsum(lines.length[asked][order]), budget, side="right"))
    # The first good line that may not go sets the bar; a little above it, as scores are rounded.
    return float(scores[asked][order][min(within, len(order) - 1)]) + 1e-4


def lost(lines: Lines, gone: Flags, group: Flags) -> float:
    """Share of the group's good characters that are in lines that go."""
    good = group & lines.sure & ~lines.junk
    return float(lines.length[good & gone].sum() / max(lines.length[good].sum(), 1))


def lost_by_language(lines: Lines, gone: Flags) -> list[tuple[str, float]]:
    """The loss of each language with 200 good lines or more, worst first."""
    sizes = [len(page.lines) for page in lines.pages]
    language = np.repeat([str(page.language) for page in lines.pages], sizes)
    good = lines.sure & ~lines.junk
    names, counts = np.unique(language[good], return_counts=True)
    shares = [(str(name), lost(lines, gone, language == name)) for name in names[counts >= 200]]
    return sorted(shares, key=lambda item: -item[1])


def without_junk(lines: Lines) -> Flags:
    """The lines of light pages that have no junk at all."""
    clean = [page.light and not (~page.keep & page.sure).any() for page in lines.pages]
    found: Flags = np.repeat(clean, [len(page.lines) for page in lines.pages])
    return found


def removed(lines: Lines, gone: Flags, group: Flags) -> float:
    """Share of the group's junk characters that are in lines that go."""
    junk = group & lines.sure & lines.junk
    return float(lines.length[junk & gone].sum() / max(lines.length[junk].sum(), 1))
