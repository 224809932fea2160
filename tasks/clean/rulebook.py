"""The line rules: read from `rules/*.toml`, checked, and compiled so that a line costs a microsecond.

A rule matches a whole folded line (`tasks.clean.page.fold`), by phrase or by pattern. Phrases are looked up in one
dictionary. Patterns are tried by the first letter of the line, all of a letter in one alternation (measured: 63
patterns tried one by one 239 µs per 4.3 KB article, an alternation 55 µs). Every pattern is bounded in what it may
repeat, and lines beyond `MAX_LINE` characters are not looked at, so that no line can make a pattern slow.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tasks.clean.page import MAX_LINE, Decision, fold
from tasks.records import Category

RULES = Path(__file__).parent / "rules"

# What is trimmed before a line is compared: list bullets and arrows before, marks and arrows after.
LEADING = " \t•●▪■►▶»›>→*·|–—-+#_✓✔📷📸🎥"
TRAILING = " \t:.…!»›>→▶►|*·–—-+▼▲_©×"

ANY = "any"
WHERE = ("anywhere", "edge", "head", "tail")
OPENS = ("related", "comments", "author", "end", "tags")
FIELDS = ("byline", "external_id", "original_source", "outlet")


class RuleError(ValueError):
    """A rule file that cannot be used; names the file, the rule and what to change."""

    def __init__(self, source: str, rule: str, problem: str) -> None:
        super().__init__(f"{source}: rule {rule}: {problem}")
        self.source, self.rule, self.problem = source, rule, problem

    def __reduce__(self) -> tuple[type["RuleError"], tuple[str, str, str]]:
        return type(self), (self.source, self.rule, self.problem)


@dataclass(frozen=True, slots=True)
class Rule:
    """One family of junk in one language.

    `where` says on which kept lines it holds: anywhere, only at an edge (outside the paragraphs), only before them
    (head) or only after them (tail). `opens` names the block that the line begins. `field` is the column that the named
    group `value` of a pattern fills. `match` and `miss` are lines that it must and must not match.
    """

    id: str
    category: Category
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    where: str = "anywhere"
    opens: str = ""
    field: str = ""
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()

    @property
    def decision(self) -> Decision:
        """The reason that a line removed by this rule carries."""
        return Decision(self.id, self.category)


class Rulebook:
    """All rules, ready to be matched against folded lines; patterns are compiled when a line first needs them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._phrases: dict[str, Rule] = {}
        self._patterns: dict[str, list[tuple[str, Rule]]] = defaultdict(list)
        self._compiled: dict[str, tuple[re.Pattern[str], list[Rule]]] = {}
        for rule in self.rules:
            for phrase in rule.phrases:
                self._phrases.setdefault(fold(phrase).lstrip(LEADING).rstrip(TRAILING), rule)
            for pattern in rule.patterns:
                for letter in openings(pattern):
                    self._patterns[letter].append((pattern, rule))

    def match(self, folded: str) -> Rule | None:
        """The first rule that matches the folded line, None when there is none."""
        if len(folded) > MAX_LINE:
            return None
        line = folded.lstrip(LEADING)
        rule = self._phrases.get(line.rstrip(TRAILING))
        if rule or not line:
            return rule
        letter = "0" if line[0].isdecimal() else line[0]
        pattern, owners = self._compiled.get(letter) or self._compile(letter)
        found = pattern.fullmatch(line)
        return owners[found.lastindex - 1] if found and found.lastindex else None

    def _compile(self, letter: str) -> tuple[re.Pattern[str], list[Rule]]:
        """One alternation of the patterns that may begin with the letter; each is a group, earlier rules win."""
        entries = self._patterns.get(letter, []) + self._patterns[ANY]
        groups = "|".join(f"({pattern.replace('(?P<value>', '(?:')})" for pattern, _ in entries)
        self._compiled[letter] = re.compile(groups or "(?!)"), [rule for _, rule in entries]
        return self._compiled[letter]


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
        members = atom[1:-1].replace("\\d", "0").replace("\\", "")
        begins = {ANY} if members.startswith("^") or "-" in members or "w" in members else set(members)
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


def value_of(rule: Rule, line: str) -> str | None:
    """What the rule's named group `value` covers in the line, for the column `rule.field`.

    In the spelling of the publisher; folded for the rare line whose folding changes its length.
    """
    folded = fold(line)
    written = line if len(folded) == len(line) else folded
    offset = len(folded) - len(folded.lstrip(LEADING))
    for pattern in _value_patterns(rule.patterns):
        if found := pattern.fullmatch(folded, offset):
            return written[slice(*found.span("value"))].strip(" .:,") or None
    return None


@cache
def _value_patterns(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns if "(?P<value>" in pattern)


@cache
def rulebook() -> Rulebook:
    """The rules shipped with copydesk, read once per process."""
    return Rulebook(rule for path in sorted(RULES.glob("*.toml")) for rule in read_rules(path))


def read_rules(path: Path) -> Iterator[Rule]:
    """The rules of one file, checked.

    Raises:
        RuleError: an unknown key, category or place, a rule without examples, or a spelling that can never match.
    """
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
        yield _checked(path.name, entry)


def _checked(source: str, entry: dict[str, Any]) -> Rule:
    name = entry.get("id", "without id")
    if unknown := entry.keys() - Rule.__dataclass_fields__.keys():
        raise RuleError(source, name, f"unknown keys {sorted(unknown)}; remove them")
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    try:
        rule = Rule(**{**entry, **lists, "category": Category(entry["category"])})
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(source, name, f"{error}; give id, a known category, match and miss") from error
    if rule.where not in WHERE or (rule.opens and rule.opens not in OPENS) or (rule.field and rule.field not in FIELDS):
        raise RuleError(source, name, f"where is one of {WHERE}, opens of {OPENS}, field of {FIELDS}")
    if not rule.match or not rule.miss:
        raise RuleError(source, name, "give at least one line under match and one near miss under miss")
    for pattern in rule.patterns:
        if pattern.replace("(?P<value>", "(?p<value>") != fold(pattern):
            raise RuleError(source, name, f"write the pattern {pattern!r} as folded lines are spelt: {fold(pattern)!r}")
    return rule
