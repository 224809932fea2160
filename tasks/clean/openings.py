"""With which characters a match of a pattern may begin, so that a line meets only the patterns that could hold."""

import re

ANY = "any"


def openings(pattern: str) -> set[str]:
    """The characters that a match of the pattern may begin with: `0` for any digit, `ANY` for whatever cannot be told.

    Knows what rules are written in: alternatives, groups, optional atoms, escapes and plain classes.
    """
    alternatives = _alternatives(pattern)
    if len(alternatives) > 1:
        return {letter for each in alternatives for letter in openings(each)}
    atom, quantifier, rest = _first_atom(pattern)
    if atom.startswith("("):
        begins = openings(re.sub(r"^\((?:\?:|\?P<value>)?", "", atom)[:-1])
    elif atom.startswith("["):
        members = atom[1:-1].replace("\\d", "0")
        begins = {ANY} if members.startswith("^") or "-" in members[:-1] else set(members.replace("\\", ""))
    else:
        begins = {{"\\d": "0"}.get(atom, atom[-1])} if atom not in (".", "\\w", "\\s", "") else {ANY}
    if quantifier == "?" or quantifier.startswith(("{0", "*")):
        begins = begins | openings(rest)
    return {ANY} if ANY in begins else begins


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
