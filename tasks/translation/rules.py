"""Rules as data: patterns with the languages they hold in, a weight, and lines that they must and must not match.

A rule is tried only where it is called for: by one of its `words`, which must be among the tokens of the text between
white space, or, where it has none, by one of its `signs`. Then its pattern is tried at its signs, or else near its
words. Of some hundred rules, an ordinary article tries a few, on a few characters.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.translation.evidence import DATA, MOST_FLAGS, Evidence
from tasks.translation.tokens import Tokens, hashes_of


class BadRule(ValueError):
    """A rule file holds something that is no rule; names the rule and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern. What it marks is its group `mark`, or else the whole match.

    Where a rule matches more often than `at_most`, it is a habit of the page and no evidence. `forms` are its words
    as they are and with a capital.
    """

    id: str
    kind: str
    pattern: re.Pattern[str]
    weight: float
    detail: str
    words: tuple[str, ...]
    forms: tuple[str, ...]
    signs: tuple[str, ...]
    languages: frozenset[str]
    but_languages: frozenset[str]
    but_after: frozenset[str]
    at_least: int
    at_most: int
    matches: tuple[str, ...]
    near_misses: tuple[str, ...]

    def holds_in(self, language: str) -> bool:
        """Whether the rule is meant for articles of this language."""
        return (not self.languages or language in self.languages) and language not in self.but_languages

    def find(self, text: str) -> Iterator[Evidence]:
        """Every place of the text that the rule matches, in the order of the text."""
        matches = list(self.places(text))
        if not matches:
            return
        done = -1
        group = "mark" if "mark" in self.pattern.groupindex else 0
        for start, end in sorted(match.span(group) for match in matches):
            if start >= done and not (self.but_after and word_before(text, start) in self.but_after):
                done = end
                yield Evidence(self.kind, start, end, self.weight, self.detail)

    def is_in(self, text: str) -> bool:
        """Whether the rule matches at least as often as it must."""
        return sum(1 for _ in islice(self.find(text), self.at_least)) == self.at_least

    def places(self, text: str) -> Iterator[re.Match[str]]:
        """Every match of the pattern: at a sign, or on the line of a word and near it."""
        for sign in self.signs:
            at = text.find(sign)
            while at >= 0:
                if match := self.pattern.match(text, at):
                    yield match
                at = text.find(sign, at + len(sign))
        if not self.signs:
            yield from self.near_words(text)

    def near_words(self, text: str) -> Iterator[re.Match[str]]:
        """Every match of the pattern on the line of one of the words, no further from it than the limits below."""
        for at in sorted([at for form in self.forms for at in all_places(form, text)]):
            first = text.rfind("\n", max(0, at - BEFORE), at) + 1 or max(0, at - BEFORE)
            last = text.find("\n", at, at + AFTER)
            match = self.pattern.search(text, first, at + AFTER if last < 0 else last)
            if match and (last >= 0 or match.end() < at + AFTER):
                yield match


# How far, in characters, a match may begin before a word of its rule, and end after it begins.
BEFORE, AFTER = 120, 180


def all_places(part: str, text: str) -> Iterator[int]:
    """Where the part stands in the text, whatever is around it."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def word_before(text: str, at: int) -> str:
    """The letters just before a place, in lower case, of the last thirty characters."""
    letters = LETTERS.findall(text, max(0, at - 30), at)
    return letters[-1].lower() if letters else ""


LETTERS = re.compile(r"[^\W\d_]++")


def called_by_tokens(tokens: Tokens) -> list[set[str]]:
    """The rules that the tokens of each article call for."""
    by_hash, may_call = callers()
    likely = np.flatnonzero(may_call[tokens.hashes >> FILTER_SHIFT])
    by_article = tokens.by_article(likely, tokens.hashes[likely].tolist())
    return [{rule for hash in hashes if hash in by_hash for rule in by_hash[hash]} for hashes in by_article]


def called_by_signs(language: str, text: str) -> set[str]:
    """The rules without words that the signs in the text call for."""
    # One look for any sign is three times as fast as one for each, and few texts have one.
    any_sign = any_sign_in(language)
    if any_sign is None or not any_sign.search(text):
        return set()
    return {rule for sign, rule in signs_in(language) if sign in text}


def find_called(rules: Mapping[str, Rule], called: Set[str], text: str) -> Iterator[Evidence]:
    """What the rules that are called for find in the text, in the order of the rules."""
    for name in sorted(rules.keys() & called, key=list(rules).index) if called else ():
        rule = rules[name]
        found = list(islice(rule.find(text), MOST_FLAGS + 1))
        if len(found) <= rule.at_most or rule.at_most == MOST_FLAGS:
            yield from found


def written(forms: Iterable[str]) -> Iterator[str]:
    """How words in these forms may stand between white space."""
    yield from (frame.format(form) for form in dict.fromkeys(forms) for frame in FRAMES)


FRAMES = ("{}", "{},", "{}.", "{}:", "({}", "({}:", "[{}", "“{}", '"{}', "{})", "*{}", "_{}", "—{}")


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
    words = tuple(table.get("words", ()))
    return Rule(
        id=name,
        kind=kind,
        pattern=pattern,
        weight=table["weight"],
        detail=table["detail"],
        words=words,
        forms=tuple(form for word in words for form in (word, word.capitalize())),
        signs=tuple(table.get("signs", ())),
        languages=frozenset(table.get("languages", ())),
        but_languages=frozenset(table.get("but_languages", ())),
        but_after=frozenset(table.get("but_after", ())),
        at_least=table.get("at_least", 1),
        at_most=table.get("at_most", MOST_FLAGS),
        matches=tuple(table["matches"]),
        near_misses=tuple(table.get("near_misses", ())),
    )


@cache
def all_rules(file: str) -> tuple[Rule, ...]:
    """The rules of `data/<file>.toml`, read once per process."""
    with (DATA / f"{file}.toml").open("rb") as stream:
        table = tomllib.load(stream)
    return tuple(read_rules(table["groups"], table["kind"]))


@cache
def rules_in(file: str, language: str) -> Mapping[str, Rule]:
    """The rules of one file that hold in articles of the language, by their ids."""
    return {rule.id: rule for rule in all_rules(file) if rule.holds_in(language)}


@cache
def callers() -> tuple[dict[int, tuple[str, ...]], NDArray[np.bool_]]:
    """Hash of a token → the rules that it calls for, in all files and languages; and a filter of such hashes.

    An index per language took a megabyte each. The filter says of the first bits of a hash whether any token that
    calls for a rule has them: of 100 tokens that call for none it lets three pass.
    """
    by_token: dict[str, tuple[str, ...]] = {}
    for rule in (rule for file in TEXT_FILES for rule in all_rules(file)):
        for token in written(rule.forms):
            by_token[token] = (*by_token.get(token, ()), rule.id)
    hashes = hashes_of(list(by_token))
    may_call = np.zeros(1 << FILTER_BITS, np.bool_)
    may_call[hashes >> FILTER_SHIFT] = True
    return dict(zip(hashes.tolist(), by_token.values(), strict=True)), may_call


FILTER_BITS = 18
FILTER_SHIFT = np.uint64(64 - FILTER_BITS)


@cache
def signs_in(language: str) -> tuple[tuple[str, str], ...]:
    """The signs that call for rules without words in articles of the language, each with its rule."""
    rules = [rule for file in TEXT_FILES for rule in rules_in(file, language).values() if not rule.words]
    return tuple((sign, rule.id) for rule in rules for sign in rule.signs)


@cache
def any_sign_in(language: str) -> re.Pattern[str] | None:
    """A pattern for any of these signs; most languages share one. None where there are none."""
    signs = [re.escape(sign) for sign, _ in signs_in(language)]
    return re.compile("|".join(signs)) if signs else None


# The files whose rules look at text; those of `markup` look at the source of a page.
TEXT_FILES = ("punctuation", "notices", "calques")
