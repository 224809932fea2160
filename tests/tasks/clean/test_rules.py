import time

import pytest

from tasks.clean.fields import field_value
from tasks.clean.openings import openings
from tasks.clean.page import MAX_LINE, fold
from tasks.clean.rulebook import LAST, Rule, Rulebook, RuleError, read_rules, rulebook
from tasks.records import Category

RULES = rulebook().rules
LANGUAGES = {
    *("ar", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "is", "it", "ja", "ko"),
    *("nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "ur", "vi", "zh"),
}


def match(book: Rulebook, line: str) -> Rule | None:
    folded = fold(line)
    if book.rules[0].where == LAST:
        return book.match_last(folded)
    return book.match(folded, book.needs_in(folded))


def holds(rule: Rule, line: str) -> bool:
    return match(Rulebook([rule]), line) is not None and (not rule.field or field_value(rule, line) is not None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_matches_its_examples_and_not_its_near_misses(rule: Rule) -> None:
    assert [line for line in rule.match if not holds(rule, line)] == []
    assert [line for line in rule.miss if holds(rule, line)] == []


def test_ids_are_unique_and_name_their_language() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert {name.split(".")[0] for name in ids} == LANGUAGES | {"any"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_line_makes_a_rule_slow(rule: Rule) -> None:
    book = Rulebook([rule])
    needed = fold(rule.needs)
    began = time.process_time()
    for line in (*rule.match, *rule.miss):
        for piece in (line[:4], line[:9], line, " ".join(line)):
            for length in (MAX_LINE, 100_000):
                match(book, (needed + piece * (length // len(piece) + 1))[:length])
    assert time.process_time() - began < 1 * (len(rule.match) + len(rule.miss))


@pytest.mark.parametrize("piece", ["by ", "a", "1:1", "(", "facebook", "© ", "- ", "sign up for x ", "read more: "])
def test_no_line_of_100000_characters_takes_long(piece: str) -> None:
    book = rulebook()
    match(book, piece)
    began = time.process_time()
    for length in (100_000, MAX_LINE, MAX_LINE - 1, 200, 80):
        match(book, (piece * 100_000)[:length])
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("pattern", "prefixes"),
    [
        ("read more", {"read "}),
        ("(?:read|see) more", {"read ", "see m"}),
        ("(?:last )?updated", {"last ", "updat"}),
        (r"\d{1,2} comments", {"0 com"}),
        (r"\d\d?:\d{2}", {"0:"}),
        (r"\d{1,2} ?min", {"0 min", "0min"}),
        (r"\d[\d.,]{0,8}k", {"0", "0.", "0,", "0k"}),
        (r"\d{1,2}5x", {"0"}),
        (r"no\d{1,2}", {"no"}),
        (r"[(\[]?(?:photo|image)", {"(phot", "(imag", "[phot", "[imag", "photo", "image"}),
        (r"[^.]{2,40} said", {""}),
        (r"a[^.]{2,40}", {"a"}),
        (r"\(c\) \d{4}", {"(c) "}),
        ("(?!the )[a-z]{2,9} is", {""}),
        ("(?!the )read", {"read"}),
        (r"[\w.]{2,9} is", {""}),
        ("a?b", {"ab", "b"}),
        ("(?:ab)+c", {"ab"}),
        ("x|yz", {"x", "yz"}),
    ],
)
def test_openings(pattern: str, prefixes: set[str]) -> None:
    assert openings(pattern) == prefixes


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('id = "x"\ncategory = "promo"\nphrases = ["a"]\nmatch = ["a"]\nmiss = ["b"]\ncolour = 1', "unknown keys"),
        ('id = "x"\ncategory = "noise"\nphrases = ["a"]\nmatch = ["a"]\nmiss = ["b"]', "noise"),
        ('id = "x"\ncategory = "promo"\nphrases = ["a"]\nmatch = ["a"]', "near miss"),
        ('id = "x"\ncategory = "promo"\npatterns = [\'a\\\\Wb\']\nmatch = ["a b"]\nmiss = ["b"]', "upper-case"),
        ('id = "x"\ncategory = "promo"\nwhere = "top"\nphrases = ["a"]\nmatch = ["a"]\nmiss = ["b"]', "where"),
        ('id = "x"\ncategory = "promo"\nwhere = "last"\nphrases = ["a"]\nmatch = ["a"]\nmiss = ["b"]', "patterns only"),
        (
            'id = "x"\ncategory = "promo"\nparagraphs = true\nphrases = ["a"]\nmatch = ["a"]\nmiss = ["b"]',
            "with `needs`",
        ),
    ],
)
def test_a_rule_file_with_a_mistake_is_refused_with_its_name(tmp_path, text: str, problem: str) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(f"[[rule]]\n{text}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=problem) as raised:
        list(read_rules(path))
    assert "xx.toml" in str(raised.value)


def test_the_value_keeps_the_publisher_s_spelling() -> None:
    rule = Rule("x", Category.CREDIT, patterns=("source: (?P<value>.{2,40})",), field="original_source")
    assert field_value(rule, "• SOURCE: The Daily Example.") == "The Daily Example"
