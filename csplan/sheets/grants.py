"""The Grants sheet: ring-fenced money, outside the net controllable budget."""

from __future__ import annotations

from csplan.rules import capital, money_check
from csplan.sheets.column import Column, Shown, Value, calculated, number, row_check_by, text, word
from csplan.sheets.sheet import Group, Sheet
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.vocabulary import YesNo

if TYPE_CHECKING:
    from typing import Any

    from csplan.rules.rule import Rule

__all__ = ["GRANTS", "Grant"]


def _pounds(heading: str, meaning: str, **says: object) -> Column[Value]:
    return number(heading, meaning, shown=Shown.POUNDS, entry=True, width=15, **says)


def _carried(heading: str, rule: Rule[..., Any], **says: Any) -> Column[Any]:  # noqa: ANN401
    later = "year" in says
    return calculated(
        heading, rule, shown=Shown.POUNDS, width=15, signed=True, since=2, folded=later, **says
    )


class Grant:
    """One ring-fenced grant, or a block of one.

    Unit: pounds.  Sign: spending is positive; a balance that is a deficit is negative.
    """

    ref: Column[Value] = text("Ref", "Unique, e.g. G-01", required=True, width=8)
    grant: Column[Value] = text("Grant", "The grant, or its block", required=True, width=44)
    ring_fenced: Column[Value] = word(
        YesNo, "Ring-fenced", "Whether it may be spent on one purpose only", required=True, width=11
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan mentions it", folded=True, width=9)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=54
    )
    allocation: Column[Value] = _pounds("Allocation", "What is granted for the year", minimum=0)
    spent_to_date: Column[Value] = _pounds("Spent to date", "Spent by the budget month")
    forecast: Column[Value] = _pounds("Forecast", "Where the year's spending will end")
    brought_forward: Column[Value] = _pounds(
        "Brought forward", "From earlier years; a deficit is negative", since=2
    )
    in_year_2: Column[Value] = _pounds(
        "In-year balance", "Expected: a deficit is negative", year=1, folded=True, since=2
    )
    in_year_3: Column[Value] = _pounds(
        "In-year balance", "Expected: a deficit is negative", year=2, folded=True, since=2
    )
    row_check: Column[str] = row_check_by(money_check.grant_row_check)
    grant_variance: Column[float | str] = calculated(
        "Forecast less allocation",
        capital.grant_variance,
        shown=Shown.POUNDS,
        width=15,
        signed=True,
    )
    result: Column[str] = calculated("At the end of the year", capital.grant_result, width=24)
    carried_forward: Column[Value] = _carried("Carried forward", capital.carried_forward)
    grant_balance: Column[str] = calculated("Balance", capital.grant_balance, width=19, since=2)
    carried_2: Column[float | str] = _carried("Carried forward", capital.carried_2, year=1)
    carried_3: Column[float | str] = _carried("Carried forward", capital.carried_3, year=2)
    commentary: Column[Value] = text(
        "Commentary", "Why, and what is being done", entry=True, width=40
    )


GRANTS = Sheet(
    name="Grants",
    row=Grant,
    title="Grants outside the net budget",
    purpose="Grants and other ring-fenced money. None of it is in the net "
    "controllable budget; what is not spent is carried forward.",
    tab="Grants",
    group=Group.MONEY,
    ref_pattern=r"G-\d{2,4}",
    named_by="grant",
    few_rows=6,
    order=(
        "ref",
        "grant",
        "ring_fenced",
        "allocation",
        "spent_to_date",
        "forecast",
        "brought_forward",
        "grant_variance",
        "result",
        "carried_forward",
        "grant_balance",
        "commentary",
    ),
)
