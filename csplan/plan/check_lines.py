"""Findings as the rows of the Checks table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Row
    from csplan.terms.finding import Finding

__all__ = ["check_lines"]

_WORST_FIRST = ("Fault", "Error", "To confirm", "Warning", "Note", "Confirmed", "Accepted")


def check_lines(findings: Sequence[Finding]) -> list[Row]:
    """Return one row a finding, the gravest first; accepted ones come last and say so."""
    rows: list[Row] = [
        {
            "severity": _severity(finding),
            "code": str(finding.code),
            "sheet": finding.sheet,
            "cell": finding.cell,
            "ref": finding.ref,
            "found": finding.found,
            "where": finding.where,
            "message": finding.message,
            "fix": f"{_severity(finding)}: {finding.accepted}" if finding.accepted else finding.fix,
        }
        for finding in findings
    ]
    return sorted(rows, key=lambda row: _WORST_FIRST.index(str(row["severity"])))


def _severity(finding: Finding) -> str:
    """Return the word of the Severity column, which the overall flag counts."""
    if finding.accepted:
        return "Confirmed" if finding.code.is_to_confirm else "Accepted"
    return "To confirm" if finding.code.is_to_confirm else str(finding.severity)
