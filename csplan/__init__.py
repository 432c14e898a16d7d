"""A council's service plan in one Excel workbook: checked, calculated, updated in place, reported.

    plan = csplan.read("plan.xlsx")
    for finding in csplan.check(plan):
        print(finding.place, finding.message)
    results = csplan.calculate(plan)
    csplan.enter("plan.xlsx", "Indicators", frame)
    csplan.update("plan.xlsx")
    csplan.write_scorecards(results, "Scorecards")

Names are imported when they are first used, so that `import csplan` costs nothing.
"""

from __future__ import annotations

from csplan.terms.version import VERSION

TYPE_CHECKING = False  # as mypy takes it; to import typing would cost more than all the rest here
if TYPE_CHECKING:
    from typing import Any

    from csplan import xlsx
    from csplan.commands.explaining import Explanation
    from csplan.commands.explaining import explain_row as explain
    from csplan.plan.calculate import calculate
    from csplan.plan.check import check
    from csplan.plan.findings import Findings, findings
    from csplan.plan.plan import Plan, Results
    from csplan.scorecards import one as scorecard
    from csplan.scorecards import write as write_scorecards
    from csplan.scorecards.one_page import ScorecardPage
    from csplan.template.create import create
    from csplan.terms.errors import CsplanError, PlanHasFaults, WorkbookError
    from csplan.terms.finding import Finding, Severity
    from csplan.workbook.enter import Entered, enter
    from csplan.workbook.read import read
    from csplan.workbook.update import Updated, update

__version__ = VERSION

__all__ = [
    "CsplanError",
    "Entered",
    "Explanation",
    "Finding",
    "Findings",
    "Plan",
    "PlanHasFaults",
    "Results",
    "ScorecardPage",
    "Severity",
    "Updated",
    "WorkbookError",
    "__version__",
    "calculate",
    "check",
    "create",
    "enter",
    "explain",
    "findings",
    "read",
    "scorecard",
    "update",
    "write_scorecards",
    "xlsx",
]

_HOMES = {
    "CsplanError": "csplan.terms.errors",
    "Entered": "csplan.workbook.enter",
    "Explanation": "csplan.commands.explaining",
    "Finding": "csplan.terms.finding",
    "Findings": "csplan.plan.findings",
    "Plan": "csplan.plan.plan",
    "PlanHasFaults": "csplan.terms.errors",
    "Results": "csplan.plan.plan",
    "ScorecardPage": "csplan.scorecards.one_page",
    "Severity": "csplan.terms.finding",
    "Updated": "csplan.workbook.update",
    "WorkbookError": "csplan.terms.errors",
    "calculate": "csplan.plan.calculate",
    "check": "csplan.plan.check",
    "create": "csplan.template.create",
    "enter": "csplan.workbook.enter",
    "explain": "csplan.commands.explaining",
    "findings": "csplan.plan.findings",
    "read": "csplan.workbook.read",
    "scorecard": "csplan.scorecards",
    "update": "csplan.workbook.update",
    "write_scorecards": "csplan.scorecards",
}
_CALLED_THERE = {"explain": "explain_row", "scorecard": "one", "write_scorecards": "write"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (PEP 562)
    """Import a public name from the room where it lives."""
    from importlib import import_module

    if name == "xlsx":
        return import_module("csplan.xlsx")
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), _CALLED_THERE.get(name, name))


def __dir__() -> list[str]:
    """Show the public names, and nothing else."""
    return sorted(__all__)
