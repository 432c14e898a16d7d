"""An amount that is unlike what stands beside it, as a finding: to be confirmed, at its cell."""

from __future__ import annotations

from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from csplan.plan.plan import Plan
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["CHECK_SOURCE", "unlikely_amount"]

CHECK_SOURCE = "Check it against its source."


def unlikely_amount(
    plan: Plan, sheet: Sheet, index: int, column: str, said: str, fix: str = CHECK_SOURCE
) -> Finding:
    """Return the finding that a cell's amount is unlikely, as it is said, with what to do."""
    found = plan.table(sheet)[index].get(column)
    return plan.finding(
        Code.AMOUNT_UNLIKELY, said, fix, sheet=sheet, index=index, column=column, found=found
    )
