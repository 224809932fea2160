"""With which characters a match of a pattern may begin, so that a line meets only the patterns that could hold."""

import re
from functools import cache

# A number in digits of any script that a line or pattern begins with. Elsewhere a digit ends the prefix.
DIGIT = "0"
LENGTH = 3
_NUMBER = re.compile(r"\d+")

# Prefixes of what part of a pattern matches, with whether what follows the part continues them.
_Prefixes = dict[str, bool]


def opening_of(line: str) -> str:
    """What a line begins with, as `openings` spells it: three characters, a number as one."""
    if line[:1].isdecimal() and (number := _NUMBER.match(line)):
        return DIGIT + line[number.end() : number.end() + LENGTH - 1]
    return line[:LENGTH]


@cache
def openings(pattern: str) -> frozenset[str]:
    """The first characters, up to three, of whatever the pattern matches; the empty one when that cannot be told.

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
        begins = _of_atom(atom)
        if quantifier not in ("", "?") and atom != r"\d":
            begins = dict.fromkeys(begins, False)
        following = set(opened) if quantifier == "?" or quantifier.startswith(("{0", "{,", "*")) else set()
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
    parts, depth, begin, at = [], 0, 0, 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif character == "[":
            at = _class_end(pattern, at)
        elif character == "|" and not depth:
            parts.append(pattern[begin:at])
            begin = at + 1
        else:
            depth += (character == "(") - (character == ")")
        at += 1
    return [*parts, pattern[begin:]]


def _first_atom(pattern: str) -> tuple[str, str, str]:
    """The first atom of a pattern without alternatives, its quantifier, and what follows."""
    end = 1
    if pattern.startswith("\\"):
        end = 2
    elif pattern.startswith("["):
        end = _class_end(pattern, 0) + 1
    elif pattern.startswith("("):
        depth, end = 0, 0
        while not end or depth:
            if pattern[end] == "\\":
                end += 1
            elif pattern[end] == "[":
                end = _class_end(pattern, end)
            else:
                depth += (pattern[end] == "(") - (pattern[end] == ")")
            end += 1
    quantifier = re.match(r"[?*+]|\{\d*,?\d*\}|", pattern[end:])
    length = len(quantifier[0]) if quantifier else 0
    return pattern[:end], pattern[end : end + length], pattern[end + length :]


def _class_end(pattern: str, at: int) -> int:
    """Where the class that begins at `at` closes."""
    at += 2 if pattern[at + 1 : at + 2] in ("]", "^") else 1
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at
