"""The control totals on Checks: what was published against what the workbook adds up to."""

from __future__ import annotations

from dataclasses import dataclass

from csplan.rules import summary
from csplan.sheets.column import Shown, Value, calculated, number, text, word
from csplan.sheets.sheet import Owner, Sheet
from csplan.terms.vocabulary import ControlScope

__all__ = ["CONTROL_TOTALS", "ControlTotal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotal:
    """One published total.  Unit: pounds."""

    ref: Value = text("Ref", "Unique, e.g. C-01", required=True, width=9)
    control: Value = text("Control", "What was published", required=True, width=40)
    heading: Value = text("Heading", "Of which heading", width=34)
    scope: Value = word(ControlScope, "Scope", "What it adds up", required=True, width=14)
    service: Value = text("Service", "Of which service", width=10)
    published_total: Value = number(
        "Published total", "As the plan prints it", shown=Shown.POUNDS, required=True, width=16
    )
    workbook_total: float | str = calculated(
        "Workbook total", summary.workbook_total, shown=Shown.POUNDS, width=16
    )
    control_difference: float | str = calculated(
        "Difference", summary.control_difference, shown=Shown.POUNDS, width=12
    )
    control_lines: float | str = calculated(
        "Lines", summary.control_lines, shown=Shown.COUNT, width=8
    )
    allowance: float | str = calculated(
        "Rounding allowed", summary.allowance, shown=Shown.POUNDS, width=11
    )
    result: str = calculated("Result", summary.control_result, width=12)
    plan_line: Value = text("Plan line", "Where the plan prints it", folded=True, width=10)
    note: Value = text("Note", "What a reader of the row should know", folded=True, width=40)


CONTROL_TOTALS = Sheet(
    name="Control_totals",
    row=ControlTotal,
    title="Control totals",
    purpose="Published totals against the workbook's. Differences of rounding are shown, "
    "never altered.",
    tab="Checks",
    owner=Owner.TEMPLATE,
    ref_pattern=r"C-\d{2,4}",
)
