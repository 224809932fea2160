"""Every rule's own examples, and that its words and signs call for it wherever its pattern matches."""

import re
from time import process_time

import pytest

from tasks.records import Article, Document
from tasks.translation.evidence import TABLE
from tasks.translation.reading import Reading, read_all
from tasks.translation.rules import BadRule, Rule, all_rules, find_called, read_rule, rules_in

FILES = ("punctuation", "calques", "notices", "markup")
RULES = [rule for file in FILES for rule in all_rules(file)]
names = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def language_of(rule: Rule) -> str:
    return min(rule.languages, default="en")


def reading(text: str, rule: Rule) -> Reading:
    (one,) = read_all([Article(Document("a", 0, text, "", "text/plain", "utf-8"), text, language=language_of(rule))])
    return one


def found(rule: Rule, text: str) -> bool:
    """Whether the rule finds something if it is called for, as the step looks for it."""
    if rule.kind == "markup":
        return rule.is_in(text)
    file = next(file for file in FILES if rule in all_rules(file))
    rules, called = rules_in(file, language_of(rule)), reading(text, rule).called
    details = [each.detail for each in find_called(rules, called, text)]
    return rule.is_in(text) and rule.detail in details


@names
def test_rule_finds_its_examples(rule: Rule) -> None:
    assert [line for line in rule.matches if not found(rule, line)] == []


@names
def test_rule_passes_its_near_misses(rule: Rule) -> None:
    assert rule.near_misses
    assert [line for line in rule.near_misses if rule.is_in(line)] == []


@names
def test_rule_is_well_formed(rule: Rule) -> None:
    assert rule.kind in TABLE
    assert 0 < rule.weight < 1
    assert rule.detail.endswith(".")


@names
def test_rule_is_quick_on_hostile_lines(rule: Rule) -> None:
    examples = (" ".join((*rule.matches, *rule.near_misses)), rule.matches[0], "a ")
    lines = [example * (40_000 // len(example)) for example in examples]
    began = process_time()
    for line in lines:
        for _ in rule.find(line):
            pass
    assert process_time() - began < 1 * len(lines)


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def test_notices_speak_fifteen_languages() -> None:
    spoken = {language for rule in all_rules("notices") for language in rule.id.partition(".")[0].split("-")}
    assert len(spoken) >= 15


@pytest.mark.parametrize(
    "change",
    [{"words": []}, {"matches": []}, {"pattern": "("}],
    ids=["no anchor", "no example", "no pattern"],
)
def test_bad_rule_is_named(change: dict[str, object]) -> None:
    table = {"id": "x.y", "words": ["a"], "pattern": "a", "weight": 0.1, "detail": "A.", "matches": ["a"]} | change
    with pytest.raises(BadRule, match=re.escape("x.y")):
        read_rule(table, "calque")
