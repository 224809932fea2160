"""The line rules: read from `rules/*.toml`, checked, and compiled so that a line costs some two microseconds.

A rule matches a whole folded line (`tasks.clean.page.fold`), by phrase or by pattern. Phrases are looked up in one
dictionary. Patterns are tried by how the line begins, one after the other, and compiled when a line first begins so:
707 of 1,355 in the first 2,000 articles. (One alternation of all patterns of a beginning would be compiled for every
beginning, and most patterns have many.) Every pattern is bounded in what it may repeat, and lines beyond `MAX_LINE`
characters are not looked at, so that no line can make a pattern slow.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tasks.clean.openings import DIGIT, opening_of, openings
from tasks.clean.page import MAX_LINE, Decision, fold
from tasks.records import Category

RULES = Path(__file__).parent / "rules"

# What is trimmed before a line is compared: list bullets and arrows before, marks and arrows after.
LEADING = " \t•●▪■►▶»›>→*·|–—-+#_✓✔📷📸🎥"
TRAILING = " \t:：.…!»›>→▶►|*·–—-+▼▲_©×"

# A word that several languages share (newsletter, login) goes to the rule that most readers know.
_FIRST = ("any", "en")
_NOT_FOLDABLE = re.compile(r"\\[ABDSWZ]")

# What a rule for last lines needs stands so near the beginning of the line.
NEEDED_WITHIN = 150

LAST = "last"
WHERE = ("anywhere", "edge", "head", "tail", LAST)
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
    (head), only after them (tail), or only on the last lines of the page, one by one from its end (last), where the
    patterns say how the line begins, and paragraphs are looked at as well. `opens` names the block that the line
    begins. `field` is the column that the named group `value` of a pattern fills. `needs` is what a line must hold (a
    last line in its first `NEEDED_WITHIN` characters) for the rule's patterns to be tried, for patterns that may begin
    with anything; they are tried on lines that read as paragraphs only with `paragraphs`. `match` and `miss` are lines
    that it must and must not match.
    """

    id: str
    category: Category
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    where: str = "anywhere"
    opens: str = ""
    field: str = ""
    needs: str = ""
    paragraphs: bool = False
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()

    @property
    def decision(self) -> Decision:
        """The reason that a line removed by this rule carries."""
        return Decision(self.id, self.category)


# How a pattern is tried on a line, and the rule that it is of.
_Tried: TypeAlias = tuple[Callable[[str], re.Match[str] | None], Rule]


class Rulebook:
    """All rules, ready to be matched against folded lines."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._phrases: dict[str, Rule] = {}
        for rule in self.rules:
            for phrase in rule.phrases:
                self._phrases.setdefault(fold(phrase).lstrip(LEADING).rstrip(TRAILING), rule)
        self._longest_phrase = max(map(len, self._phrases), default=0)
        self._patterns = _Patterns(rule for rule in self.rules if rule.where != LAST)
        self._last_patterns = _Patterns((rule for rule in self.rules if rule.where == LAST), whole=False)
        self.paragraph_needs = sorted({fold(rule.needs) for rule in self.rules if rule.paragraphs})

    def needs_in(self, folded: str) -> list[str]:
        """Which of the things that some rules need the text holds: looked for once per page, not once per line."""
        return self._patterns.needs_in(folded)

    def match(self, folded: str, needs: Iterable[str]) -> Rule | None:
        """The first rule that matches the folded line, None when there is none.

        `needs` is what to look for in the line: what `needs_in` found on its page, or `paragraph_needs` in a paragraph.
        """
        if len(folded) > MAX_LINE:
            return None
        line = folded.lstrip(LEADING)
        phrase = line.rstrip(TRAILING)
        if len(phrase) <= self._longest_phrase and (rule := self._phrases.get(phrase)):
            return rule
        return self._patterns.first(line, needs, line)

    def match_last(self, folded: str) -> Rule | None:
        """The first rule for last lines that the beginning of the folded line matches, None when there is none."""
        line = folded[:MAX_LINE].lstrip(LEADING)
        return self._last_patterns.first(line, self._last_patterns.needs, line[:NEEDED_WITHIN])


class _Patterns:
    """The patterns of rules by what a line begins with, or holds; compiled when a line first needs them.

    `whole`: a pattern has to match all of the line, not only its beginning.
    """

    def __init__(self, rules: Iterable[Rule], whole: bool = True) -> None:
        self._whole = whole
        self._by_opening: dict[str, list[tuple[int, str, Rule]]] = defaultdict(list)
        self._by_need: dict[str, list[tuple[str, Rule]]] = defaultdict(list)
        for place, (rule, pattern) in enumerate((each, pattern) for each in rules for pattern in each.patterns):
            if rule.needs:
                self._by_need[fold(rule.needs)].append((pattern, rule))
                continue
            for opening in openings(pattern):
                self._by_opening[opening].append((place, pattern, rule))
        self.needs = sorted(self._by_need)
        # Many needs hold another (a colon), and are looked for only where that is.
        self._families: dict[str, list[str]] = defaultdict(list)
        for need in sorted(self.needs, key=len):
            self._families[max((root for root in self._families if root in need), key=len, default=need)].append(need)
        # All that an opening begins with: as much of a line as tells which patterns to try.
        self._told = {opening[:length] for opening in self._by_opening for length in range(len(opening) + 1)} | {""}
        self._begun = cache(self._compile_begun)
        self._holding = cache(self._compile_holding)

    def needs_in(self, folded: str) -> list[str]:
        """Which of the needs the text holds."""
        roots = filter(folded.__contains__, self._families)
        return sorted([need for root in roots for need in self._families[root] if need in folded])

    def first(self, line: str, needs: Iterable[str], near: str) -> Rule | None:
        """The first rule with a pattern that matches, found by the line's opening or by the `needs` that `near` holds.

        `near` is the line, or as much of its beginning as is to hold them.
        """
        opening, told = opening_of(line), self._told
        while opening not in told:
            opening = opening[:-1]
        for matches, rule in self._begun(opening):
            if matches(line):
                return rule
        for need in needs:
            if need in near:
                for matches, rule in self._holding(need):
                    if matches(line):
                        return rule
        return None

    def _compile_begun(self, opening: str) -> list[_Tried]:
        """What to try on lines that begin so: first the patterns that tell most of the beginning.

        Behind a number, where many patterns tell no more than it, those of the first rules.
        """
        lengths = range(len(opening), -1, -1)
        found = [each for length in lengths for each in self._by_opening.get(opening[:length], ())]
        if opening.startswith(DIGIT):
            found.sort()
        return [self._compile(pattern, rule) for _, pattern, rule in found]

    def _compile_holding(self, need: str) -> list[_Tried]:
        return [self._compile(pattern, rule) for pattern, rule in self._by_need[need]]

    def _compile(self, pattern: str, rule: Rule) -> _Tried:
        compiled = _pattern(pattern)
        return (compiled.fullmatch if self._whole else compiled.match), rule


def value_of(rule: Rule, line: str) -> str | None:
    """What the rule's named group `value` covers in the line, for the column `rule.field`.

    In the spelling of the publisher; folded for the rare line whose folding changes its length.
    """
    folded = fold(line)
    written = line if len(folded) == len(line) else folded
    offset = len(folded) - len(folded.lstrip(LEADING))
    for pattern in rule.patterns:
        if "(?P<value>" in pattern and (found := _pattern(pattern).fullmatch(folded, offset)):
            return written[slice(*found.span("value"))].strip(" .:,") or None
    return None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def rulebook() -> Rulebook:
    """The rules shipped with copydesk, read once per process."""
    files = sorted(RULES.glob("*.toml"), key=lambda path: (path.stem not in _FIRST, path.stem))
    return Rulebook(rule for path in files for rule in read_rules(path))


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
    lists["patterns"] = tuple(fold(pattern).replace("(?p<", "(?P<") for pattern in entry.get("patterns", ()))
    try:
        rule = Rule(**{**entry, **lists, "category": Category(entry["category"])})
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(source, name, f"{error}; give id, a known category, match and miss") from error
    if rule.where not in WHERE or (rule.opens and rule.opens not in OPENS) or (rule.field and rule.field not in FIELDS):
        raise RuleError(source, name, f"where is one of {WHERE}, opens of {OPENS}, field of {FIELDS}")
    if (rule.where == LAST and rule.phrases) or (rule.paragraphs and not rule.needs):
        raise RuleError(source, name, "rules for last lines have patterns only; `paragraphs` is for rules with `needs`")
    if not rule.match or not rule.miss:
        raise RuleError(source, name, "give at least one line under match and one near miss under miss")
    if strange := [pattern for pattern in entry.get("patterns", ()) if _NOT_FOLDABLE.search(pattern)]:
        raise RuleError(source, name, f"patterns meet folded lines; write {strange} without upper-case escapes")
    if (
        not rule.needs
        and rule.where != LAST
        and (wide := [pattern for pattern in rule.patterns if "" in openings(pattern)])
    ):
        raise RuleError(source, name, f"give `needs`: {wide} may begin with anything and would be tried on every line")
    return rule
