"""Rules as data: patterns with the languages they hold in, a weight, and lines that they must and must not match.

A rule is tried only where it is called for: by one of its `words`, which must be among the tokens of the text between
white space, in lower case; or by one of its `signs`, and then only at the places of the sign. Of some two hundred
rules, an ordinary article tries none or one.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tasks.translation.evidence import DATA, Evidence, Reading


class BadRule(ValueError):
    """A rule file holds something that is no rule; names the rule and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern. What it marks is its group `mark`, or else the whole match."""

    id: str
    kind: str
    pattern: re.Pattern[str]
    weight: float
    detail: str
    words: frozenset[str]
    signs: tuple[str, ...]
    languages: frozenset[str]
    but_languages: frozenset[str]
    but_after: frozenset[str]
    matches: tuple[str, ...]
    near_misses: tuple[str, ...]

    def holds_in(self, language: str) -> bool:
        """Whether the rule is meant for articles of this language."""
        return (not self.languages or language in self.languages) and language not in self.but_languages

    def find(self, text: str) -> Iterator[Evidence]:
        """Every place of the text that the rule matches."""
        for match in self.places(text):
            start, end = match.span("mark" if "mark" in self.pattern.groupindex else 0)
            if not (self.but_after and word_before(text, start) in self.but_after):
                yield Evidence(self.kind, start, end, self.weight, self.detail)

    def places(self, text: str) -> Iterator[re.Match[str]]:
        """Every match of the pattern; at the signs only, where the rule has signs."""
        if not self.signs:
            yield from self.pattern.finditer(text)
        for sign in self.signs:
            at = text.find(sign)
            while at >= 0:
                match = self.pattern.match(text, at)
                if match is not None:
                    yield match
                at = text.find(sign, match.end() if match is not None else at + 1)


def word_before(text: str, at: int) -> str:
    """The letters just before a place, in lower case, of the last thirty characters."""
    letters = LETTERS.findall(text, max(0, at - 30), at)
    return letters[-1].lower() if letters else ""


LETTERS = re.compile(r"[^\W\d_]++")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one file, indexed by what calls for them."""

    rules: tuple[Rule, ...]
    by_word: dict[str, tuple[Rule, ...]]
    by_sign: tuple[tuple[str, Rule], ...]

    def find(self, text: str, reading: Reading) -> Iterator[Evidence]:
        """What the rules for the reading's language find in the text, rule by rule in the order of the file."""
        wanted = {rule.id for word in self.by_word.keys() & reading.words for rule in self.by_word[word]}
        plain = text.isascii()
        wanted.update(rule.id for sign, rule in self.by_sign if not (plain and sign > "\x7f") and sign in text)
        for rule in self.rules if wanted else ():
            if rule.id in wanted and rule.holds_in(reading.language):
                yield from rule.find(text)


# How a word may be written between white space.
WRITTEN = ("{}", "{},", "{}.", "{}:", "({}", "({}:", "[{}", "“{}", '"{}', "{})", "*{}", "_{}", "—{}")


def read_rules(tables: Iterable[dict[str, Any]], kind: str) -> Iterator[Rule]:
    """Build the rules of a file, group by group; a group's settings hold for all of its rules.

    Raises:
        BadRule: a rule without an anchor or an example, or whose pattern is none.
    """
    for group in tables:
        shared = {key: value for key, value in group.items() if key != "rules"}
        for table in group["rules"]:
            yield read_rule({**shared, **table}, kind)


def read_rule(table: dict[str, Any], kind: str) -> Rule:
    """Build one rule from its table."""
    name = table.get("id", "without id")
    if not (table.get("words") or table.get("signs")):
        raise BadRule(f"rule {name}: give the words or signs that call for it")
    if not table.get("matches"):
        raise BadRule(f"rule {name}: give at least one line that it must match")
    flags = re.MULTILINE if table.get("exact_case") else re.MULTILINE | re.IGNORECASE
    try:
        pattern = re.compile(table["pattern"], flags)
    except re.error as error:
        raise BadRule(f"rule {name}: its pattern is no regular expression ({error})") from error
    return Rule(
        id=name,
        kind=kind,
        pattern=pattern,
        weight=table["weight"],
        detail=table["detail"],
        words=frozenset(form.format(word) for word in table.get("words", ()) for form in WRITTEN),
        signs=tuple(table.get("signs", ())),
        languages=frozenset(table.get("languages", ())),
        but_languages=frozenset(table.get("but_languages", ())),
        but_after=frozenset(table.get("but_after", ())),
        matches=tuple(table["matches"]),
        near_misses=tuple(table.get("near_misses", ())),
    )


@cache
def rule_book(file: str) -> RuleBook:
    """The rules of `data/<file>.toml`, read once per process."""
    with (DATA / f"{file}.toml").open("rb") as stream:
        table = tomllib.load(stream)
    rules = tuple(read_rules(table["groups"], table["kind"]))
    by_word: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for word in sorted(rule.words):
            by_word[word] = (*by_word.get(word, ()), rule)
    signs = tuple((sign, rule) for rule in rules for sign in rule.signs)
    return RuleBook(rules, by_word, signs)
