"""This module tests what an error says of the findings that it holds."""

from __future__ import annotations

import pytest

from csplan.terms.catalogue import Code
from csplan.terms.errors import PlanHasFaults
from csplan.terms.finding import Finding
from csplan.terms.refusals import Refusal


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([Code.SHEET_MISSING], "The workbook has 1 fault of structure; nothing was written."),
        (
            [Code.SHEET_MISSING, Code.FIGURE_UNLIKELY, Code.SHEET_MISSING],
            "The workbook has 2 faults of structure; nothing was written.",
        ),
    ],
)
def test_faults_are_counted_among_the_findings(codes: list[Code], said: str) -> None:
    findings = [
        Finding(code=code, sheet="Grants", message="It is gone.", fix="Put it back.")
        for code in codes
    ]
    error = PlanHasFaults(findings)
    assert (Refusal.PLAN_HAS_FAULTS, tuple(findings)) == (error.code, error.findings)
    assert str(error).startswith(said)
