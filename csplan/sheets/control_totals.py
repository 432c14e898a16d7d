"""The control totals, on Controls: what was published, or must be, against the workbook."""

from __future__ import annotations

from csplan.rules import controls
from csplan.sheets.column import Column, Shown, Value, calculated, number, text, word
from csplan.sheets.sheet import Group, Owner, Sheet
from csplan.terms.vocabulary import ControlResult, ControlScope, FinanceView

__all__ = ["CONTROL_TOTALS", "OWN_CONTROLS", "ControlTotal"]


class ControlTotal:
    """One control: a published total, or 0 where the workbook must agree with itself."""

    ref: Column[Value] = text("Ref", "Unique, e.g. C-01", required=True, width=9)
    control: Column[Value] = text("Control", "What was published", required=True, width=40)
    heading: Column[Value] = text("Heading", "Of which heading", width=34)
    scope: Column[Value] = word(ControlScope, "Scope", "What it adds up", required=True, width=14)
    service: Column[Value] = text("Service", "Of which service", width=10)
    published_total: Column[Value] = number(
        "Published total", "As the plan prints it", shown=Shown.POUNDS, required=True, width=16
    )
    own_total: Column[float | str] = calculated(
        "Own difference", controls.own_total, shown=Shown.POUNDS, folded=True, width=14
    )
    workbook_total: Column[Value] = calculated(
        "Workbook total", controls.workbook_total, shown=Shown.POUNDS, width=16
    )
    control_difference: Column[float | str] = calculated(
        "Difference", controls.control_difference, shown=Shown.POUNDS, width=12
    )
    control_lines: Column[float | str] = calculated(
        "Lines", controls.control_lines, shown=Shown.COUNT, width=8
    )
    allowance: Column[float | str] = calculated(
        "Rounding allowed", controls.allowance, shown=Shown.POUNDS, width=11
    )
    compared: Column[Value] = calculated(
        "Rows compared", controls.compared, shown=Shown.COUNT, folded=True, width=10, since=2
    )
    result: Column[str] = calculated(
        "Result", controls.control_result, width=22, marked=ControlResult
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan prints it", folded=True, width=10)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=40
    )


CONTROL_TOTALS = Sheet(
    name="Control_totals",
    row=ControlTotal,
    title="Control totals",
    purpose="Published totals against the workbook's. Differences of rounding are shown, "
    "never altered.",
    tab="Controls",
    named_by="control",
    group=Group.CSPLAN,
    owner=Owner.TEMPLATE,
    ref_pattern=r"C-\d{2,4}",
)

_HOW = "The workbook against itself: it must come to £0."

_CONTROLS: tuple[tuple[str, ControlScope, str | None, str], ...] = (
    ("Virements net to zero", ControlScope.VIREMENTS, None, _HOW),
    ("Funded changes reach their lines", ControlScope.FUNDED_CHANGES, None, _HOW),
    (
        "Revised budget is original budget and funded changes",
        ControlScope.REVISED,
        None,
        f"{_HOW} Virements move budget; they never create any.",
    ),
    ("Parts of savings add to what was approved", ControlScope.SAVINGS_PARTS, None, _HOW),
    (
        "Savings listed are the savings in the bridge",
        ControlScope.SAVINGS,
        None,
        f"{_HOW} List on Savings what Pressures takes out of the budget.",
    ),
    (
        "The bridge reaches this year's budget",
        ControlScope.BRIDGE,
        None,
        f"{_HOW} It always does while last year's budget is derived; type that budget to test it.",
    ),
    (
        "The bridge's end is the sum of the budget lines",
        ControlScope.BRIDGE_BUDGET,
        None,
        "The published net budget against the lines as printed: rounding is allowed.",
    ),
    *(
        (f"{what} by {view}", scope, str(view), f"{_HOW} If not, a line is missing on Finance.")
        for what, scope in (
            ("Revised budgets", ControlScope.REVISED_BY),
            ("Actuals", ControlScope.ACTUAL_BY),
            ("Forecast variances", ControlScope.FORECAST_BY),
        )
        for view in (
            FinanceView.SERVICE,
            FinanceView.KIND,
            FinanceView.HEADING,
            FinanceView.GROUP,
        )
    ),
    (
        "The medium term's first year has the bridge's pressures",
        ControlScope.TERM_PRESSURES,
        None,
        f"{_HOW} Give this year's pressures on Medium term as on Pressures.",
    ),
    (
        "The medium term's first year has the bridge's savings",
        ControlScope.TERM_SAVINGS,
        None,
        f"{_HOW} Give this year's savings on Medium term as on Pressures.",
    ),
)

OWN_CONTROLS: list[dict[str, Value]] = [
    {
        "ref": f"C-{number}",
        "control": control,
        "scope": str(scope),
        "heading": heading,
        "published_total": 0.0,
        "note": note,
    }
    for number, (control, scope, heading, note) in enumerate(_CONTROLS, start=51)
]
"""The rows by which every workbook is held against itself."""
