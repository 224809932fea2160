"""With which characters a match of a pattern may begin, so that a line meets only the patterns that could hold."""

import re
from functools import cache

# A number in digits of any script that a line or pattern begins with. Elsewhere a digit ends the prefix.
DIGIT = "0"
LENGTH = 5
_NUMBER = re.compile(r"\d+")
# What is not itself in a pattern: escapes and classes, each as one, and what makes groups and alternatives.
_MARKS = re.compile(r"\\.|\[[]^]?(?:\\.|[^]\\])*\]|[()|]")
# Plain characters, digits aside, as many as no quantifier is for: they are one atom.
_PLAIN = re.compile(r"[^\\\[(.?*+{|)\d]+(?![?*+{])")
_QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")

# Prefixes of what part of a pattern matches, with whether what follows the part continues them.
_Prefixes = dict[str, bool]


def opening_of(line: str) -> str:
    """What a line begins with, as `openings` spells it: five characters, a number as one."""
    if line[:1].isdecimal() and (number := _NUMBER.match(line)):
        return DIGIT + line[number.end() : number.end() + LENGTH - 1]
    return line[:LENGTH]


@cache
def openings(pattern: str) -> frozenset[str]:
    """The first characters, up to five, of whatever the pattern matches; the empty one when that cannot be told.

    Knows what rules are written in: alternatives, groups, what must not follow, optional and repeated atoms,
    escapes and plain classes.
    """
    return frozenset(_of_pattern(pattern))


def _of_pattern(pattern: str) -> _Prefixes:
    found: _Prefixes = {}
    for alternative in _alternatives(pattern):
        for prefix, continues in _of_sequence(alternative).items():
            found[prefix] = found.get(prefix, True) and continues
    return found


def _of_sequence(pattern: str) -> _Prefixes:
    """The prefixes of a pattern without alternatives, atom by atom until all are long enough or cut off."""
    closed: _Prefixes = {}
    opened = {""}
    while pattern and opened:
        atom, quantifier, pattern = _first_atom(pattern)
        begins, following = _of_atom(atom), set()
        if quantifier:
            if quantifier != "?" and atom != r"\d":
                begins = dict.fromkeys(begins, False)
            if quantifier.startswith(("?", "*", "{0", "{,")):
                following = set(opened)
        for before in opened:
            for prefix, continues in begins.items():
                longer = _joined(before, prefix)
                if longer is None:
                    closed[before] = False
                elif continues and len(longer) < LENGTH:
                    following.add(longer)
                else:
                    closed[longer[:LENGTH]] = False
        opened = following
    return closed | dict.fromkeys(opened - closed.keys(), True)


def _joined(before: str, prefix: str) -> str | None:
    """The two as one prefix; None where a digit in the second ends the first."""
    if before == DIGIT and prefix[:1].isdecimal():
        return prefix if prefix.startswith(DIGIT) else None
    return None if before and prefix.startswith(DIGIT) else before + prefix


def _of_atom(atom: str) -> _Prefixes:
    if atom[0] not in "\\[(.":
        return {atom: True}
    if atom.startswith("(?!"):
        return {"": True}  # takes up nothing
    if atom.startswith("("):
        return _of_pattern(re.sub(r"^\((?:\?:|\?P<value>)?", "", atom)[:-1])
    if atom.startswith("["):
        members = atom[1:-1].replace(r"\d", DIGIT)
        told = not (members.startswith("^") or "-" in members[:-1] or r"\w" in members or r"\s" in members)
        return dict.fromkeys(members.replace("\\", ""), True) if told else {"": False}
    if atom == r"\d":
        return {DIGIT: True}
    return {"": False} if atom in (".", r"\w", r"\s") else {atom[-1]: True}


def _alternatives(pattern: str) -> list[str]:
    """The pattern split at the bars outside its groups and classes."""
    parts, depth, begin = [], 0, 0
    for mark in _MARKS.finditer(pattern) if "|" in pattern else ():
        if mark[0] == "|" and not depth:
            parts.append(pattern[begin : mark.start()])
            begin = mark.end()
        depth += (mark[0] == "(") - (mark[0] == ")")
    return [*parts, pattern[begin:]]


def _first_atom(pattern: str) -> tuple[str, str, str]:
    """The first atom of a pattern without alternatives, its quantifier, and what follows."""
    mark = _PLAIN.match(pattern) or _MARKS.match(pattern)
    end = _group_end(pattern) if pattern[0] == "(" else mark.end() if mark else 1
    quantifier = _QUANTIFIER.match(pattern, end)
    after = quantifier.end() if quantifier else end
    return pattern[:end], pattern[end:after], pattern[after:]


def _group_end(pattern: str) -> int:
    """Where the group that the pattern begins with closes."""
    depth = 0
    for mark in _MARKS.finditer(pattern):
        depth += (mark[0] == "(") - (mark[0] == ")")
        if not depth:
            return mark.end()
    raise ValueError(f"{pattern}: a group that does not close")
