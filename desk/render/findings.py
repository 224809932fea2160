"""What a check found."""

from collections.abc import Mapping, Sequence

from desk.render.page import Page
from desk.render.words import counted
from schema.findings import Finding


def show_findings(page: Page, found: Mapping[str, Sequence[Finding]]) -> None:
    """For each thing checked: that all is well, or what is wrong, where, and what to do."""
    for subject, findings in found.items():
        if not findings:
            page.line(("All is well: ", "green"), subject)
            continue
        page.line((f"{subject}: {counted(len(findings), 'problem')}", "bold red"))
        for finding in findings:
            page.line((finding.what, "bold"), indent=2)
            page.line(("where: ", "dim"), finding.where, indent=4)
            page.line(("do:    ", "dim"), finding.remedy, indent=4)
