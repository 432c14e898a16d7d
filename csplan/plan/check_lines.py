"""Findings as the rows of the Checks table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Row
    from csplan.terms.finding import Finding

__all__ = ["check_lines"]


def check_lines(findings: Sequence[Finding]) -> list[Row]:
    """Return one row a finding, gravest kinds as they are sorted; accepted ones say so."""
    return [
        {
            "severity": "Accepted" if finding.accepted else str(finding.severity),
            "code": str(finding.code),
            "sheet": finding.sheet,
            "cell": finding.cell,
            "ref": finding.ref,
            "found": finding.found,
            "message": finding.message,
            "fix": f"Accepted: {finding.accepted}" if finding.accepted else finding.fix,
        }
        for finding in findings
    ]
