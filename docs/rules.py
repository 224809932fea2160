"""Writes docs/rules.md from the rules themselves: python -m docs.rules > docs/rules.md."""

from collections import defaultdict
from collections.abc import Iterator

from tasks.clean.rulebook import RULES, Rule, read_rules

INTRODUCTION = """# The rules

Made by `docs/rules.py` from `tasks/clean/rules/`; a test compares. Each rule stands with one of the lines that it must
match; the files hold all of them, and lines that it must not. [Write one](write-a-rule.md).
"""


def reference() -> str:
    """The whole page."""
    families: dict[str, list[Rule]] = defaultdict(list)
    for path in sorted(RULES.glob("*.toml")):
        for rule in read_rules(path):
            families[rule.category].append(rule)
    parts = [INTRODUCTION]
    for category in sorted(families):
        parts += [f"## {category}\n", *_table(families[category])]
    return "\n".join(parts)


def _table(rules: list[Rule]) -> Iterator[str]:
    yield "| rule | for example | holds |\n|---|---|---|"
    for rule in rules:
        block = f", opens a block ({rule.opens})" if rule.opens else ""
        field = f", fills `{rule.field}`" if rule.field else ""
        yield f"| `{rule.id}` | {_cell(rule.match[0])} | {rule.where}{block}{field} |"
    yield ""


def _cell(text: str) -> str:
    for special in "\\|*_`[]<>":
        text = text.replace(special, f"\\{special}")
    return text.replace("\n", " ")


if __name__ == "__main__":
    print(reference(), end="")
