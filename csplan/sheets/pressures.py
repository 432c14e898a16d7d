"""The Pressures sheet: the bridge from last year's budget to this year's."""

from __future__ import annotations

from csplan.rules import bridge, money_check
from csplan.rules.rule import Rule
from csplan.sheets.column import Column, Shown, Value, calculated, number, row_check_by, text, word
from csplan.sheets.sheet import Group, Sheet
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.vocabulary import BridgeStep

if TYPE_CHECKING:
    from typing import Any

__all__ = ["PRESSURES", "Pressure"]


def _bar(heading: str, rule: Rule[..., Any]) -> Column[float | str]:
    made: Column[float | str] = calculated(
        heading,
        rule,
        shown=Shown.POUNDS,
        folded=True,
        width=13,
    )
    return made


class Pressure:
    """One step of the bridge.  Unit: pounds.  Sign: a pressure is positive, a saving negative."""

    ref: Column[Value] = text("Ref", "Unique, e.g. P-01", required=True, width=8)
    change: Column[Value] = text("Step", "What changes the budget", required=True, width=46)
    kind: Column[Value] = word(
        BridgeStep, "Kind", "Opening or closing budget, saving or pressure", required=True, width=17
    )
    order: Column[Value] = number("Order", "Its place in the bridge", required=True, width=8)
    amount: Column[Value] = number(
        "Amount",
        "A pressure positive, a saving negative; leave last year's budget blank to derive it",
        shown=Shown.POUNDS,
        entry=True,
        width=16,
    )
    lasts: Column[Value] = text("Lasts", "For how long, as the plan says", width=24)
    row_check: Column[str] = row_check_by(money_check.pressure_row_check)
    this_years_budget: Column[float | str] = calculated(
        "Budget this year", bridge.this_years_budget, shown=Shown.POUNDS, folded=True, width=16
    )
    last_years_budget: Column[float | str] = calculated(
        "Budget last year", bridge.last_years_budget, shown=Shown.POUNDS, folded=True, width=16
    )
    basis: Column[str] = calculated("Basis", bridge.bridge_basis, width=13)
    bridge_amount: Column[Value] = calculated(
        "Bridge", bridge.bridge_amount, shown=Shown.POUNDS, width=16
    )
    bridge_level: Column[Value] = calculated(
        "Budget after the step", bridge.bridge_level, shown=Shown.POUNDS, width=16
    )
    bar_base: Column[float | str] = _bar("Chart: base", bridge.bar_base)
    bar_total: Column[float | str] = _bar("Chart: budget", bridge.bar_total)
    bar_rise: Column[float | str] = _bar("Chart: rise", bridge.bar_rise)
    bar_fall: Column[float | str] = _bar("Chart: fall", bridge.bar_fall)
    as_printed: Column[Value] = text("As printed", "What the plan says", width=44, begins_page=True)
    plan_line: Column[Value] = text("Plan line", "Where the plan prints it", folded=True, width=9)
    note: Column[Value] = text("Note", "What a reader of the row should know", width=96)


PRESSURES = Sheet(
    name="Pressures",
    row=Pressure,
    title="Pressures: from last year's budget to this year's",
    purpose="The changes as the plan prints them. It does not print last year's budget: where "
    "nobody types it, it is derived: this year's net budget less the changes printed.",
    tab="Pressures",
    group=Group.MONEY,
    ref_pattern=r"P-\d{2,4}",
    named_by="change",
    few_rows=8,
)
