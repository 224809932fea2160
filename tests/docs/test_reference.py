"""Tables in the documentation that say what the code's data say."""

import re
from pathlib import Path

from docs.console import ROOT
from docs.rules import reference
from tasks.clean.rulebook import Rulebook, read_rules
from tasks.translation.evidence import TABLE


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_the_rules_page_is_what_the_rules_say() -> None:
    assert page("rules") == reference(), "run: python -m docs.rules > docs/rules.md"


def test_the_kinds_of_evidence_are_as_described() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.+?) \| ([\d.]+) \| ?(yes)? ?\|$", page("translation-evidence"), re.M)
    assert rows == [(name, kind.explanation, str(kind.most), "yes" * kind.decisive) for name, kind in TABLE.items()]


def test_the_example_of_a_rule_is_one(tmp_path: Path) -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```$", page("write-a-rule"), re.M | re.S)
    (tmp_path / "en.toml").write_text(example)
    [rule] = read_rules(tmp_path / "en.toml")
    book = Rulebook([rule])
    assert all(book.match(line.lower(), book.needs_in(line.lower())) == rule for line in rule.match)
    assert not any(book.match(line.lower(), book.needs_in(line.lower())) for line in rule.miss)
