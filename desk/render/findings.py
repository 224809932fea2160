"""What a check found."""

from collections.abc import Sequence
from typing import Protocol

from desk.render.page import Page
from desk.render.words import counted


class Finding(Protocol):
    """Something wrong: what, where, and what to do about it."""

    @property
    def what(self) -> str: ...  # noqa: D102

    @property
    def where(self) -> str: ...  # noqa: D102

    @property
    def remedy(self) -> str: ...  # noqa: D102


def show_findings(page: Page, subject: str, findings: Sequence[Finding]) -> None:
    """Each finding in three lines, or that all is well."""
    if not findings:
        page.line(("All is well: ", "green"), subject)
        return
    page.line((f"{subject}: {counted(len(findings), 'problem')}", "bold red"))
    for finding in findings:
        page.line((finding.what, "bold"), indent=2)
        page.line((f"where: {finding.where}", ""), indent=4)
        page.line((f"do: {finding.remedy}", ""), indent=4)
