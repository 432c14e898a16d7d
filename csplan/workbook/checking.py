"""A workbook read and judged as an update does it, without what writing one needs.

Says what is wrong; changes nothing.
"""

from __future__ import annotations

from pathlib import Path

from csplan.files.other_names import other_names_findings
from csplan.plan.calculate import calculate
from csplan.plan.changes import with_changes
from csplan.plan.check import check, has_faults
from csplan.terms.catalogue import Code
from csplan.terms.errors import CsplanError, PlanHasFaults, WorkbookError
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.refusals import Refusal
from csplan.workbook.owned import TypedOver, owned_writes
from csplan.workbook.read import open_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.changes import Change
    from csplan.plan.plan import Plan, Results

__all__ = ["judged", "read_and_check"]


def read_and_check(path: str | Path) -> tuple[Plan, tuple[Finding, ...]]:
    """Read and check a workbook; formulas that were typed over are among the findings.

    Raises: WorkbookError where the file cannot be read.
    """
    work = open_workbook(path)
    if has_faults(work.plan):
        return work.plan, check(work.plan)
    results, findings = judged(work.plan)
    owned = owned_writes(work, results)
    restored = (_restored(one) for one in owned.restored)
    return work.plan, (*findings, *restored, *other_names_findings(Path(path)))


def judged(plan: Plan, changed: Sequence[Change] = ()) -> tuple[Results, tuple[Finding, ...]]:
    """Calculate and check a plan, in the light of what changed since the run before.

    Raises: PlanHasFaults where its structure cannot be trusted.
    """
    if has_faults(plan):
        raise _reason(check(plan))
    results = calculate(plan)
    return results, check(with_changes(plan, changed), results)


def _reason(findings: Sequence[Finding]) -> CsplanError:
    """Return why a plan is not calculated: its faults, or only that its workbook is older."""
    faults = [one for one in findings if one.is_fault]
    if [one.code for one in faults] == [Code.UPGRADE_NEEDED]:
        return WorkbookError(Refusal.UPGRADE_NEEDED, f"{faults[0].message}\n{faults[0].fix}")
    return PlanHasFaults(findings)


def _restored(one: TypedOver) -> Finding:
    """Return the note that a formula was typed over."""
    return Finding(
        code=Code.FORMULA_RESTORED,
        sheet=one.sheet,
        cell=one.cell,
        ref=one.ref,
        found=str(one.found or ""),
        message=f"The formula of {one.heading} was typed over with {one.found}.",
        fix="csplan update puts it back; type figures into the input columns.",
    )
