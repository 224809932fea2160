"""Rules as data: patterns with the languages they hold in, a weight, and lines that they must and must not match.

A rule is tried only where one of its `words` is among the words of the text, or one of its `signs` is in it: of
some hundred rules, an ordinary article tries none or one.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tasks.translation.evidence import DATA, Evidence


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
    matches: tuple[str, ...]
    near_misses: tuple[str, ...]

    def holds_in(self, language: str) -> bool:
        """Whether the rule is meant for articles of this language."""
        return (not self.languages or language in self.languages) and language not in self.but_languages

    def find(self, text: str) -> Iterator[Evidence]:
        """Every place of the text that the rule matches."""
        for match in self.pattern.finditer(text):
            start, end = match.span("mark" if "mark" in self.pattern.groupindex else 0)
            yield Evidence(self.kind, start, end, self.weight, self.detail)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one file, indexed by the words that call for them."""

    rules: tuple[Rule, ...]
    by_word: dict[str, tuple[Rule, ...]]
    by_sign: tuple[tuple[str, Rule], ...]
    words: frozenset[str] = field(default=frozenset())

    def called(self, text: str, words: Collection[str], language: str) -> list[Rule]:
        """The rules worth trying on a text in lower case with these words, in the order of the file."""
        wanted = {rule.id for word in self.words.intersection(words) for rule in self.by_word[word]}
        wanted.update(rule.id for sign, rule in self.by_sign if sign in text)
        return [rule for rule in self.rules if rule.id in wanted and rule.holds_in(language)] if wanted else []


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
    try:
        pattern = re.compile(table["pattern"], re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise BadRule(f"rule {name}: its pattern is no regular expression ({error})") from error
    return Rule(
        id=name,
        kind=kind,
        pattern=pattern,
        weight=table["weight"],
        detail=table["detail"],
        words=frozenset(table.get("words", ())),
        signs=tuple(table.get("signs", ())),
        languages=frozenset(table.get("languages", ())),
        but_languages=frozenset(table.get("but_languages", ())),
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
    return RuleBook(rules, by_word, signs, frozenset(by_word))
