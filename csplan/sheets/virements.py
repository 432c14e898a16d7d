"""The Virements sheet: budget moved from one line to another, by whose authority."""

from __future__ import annotations

from csplan.rules import budget_check, revenue
from csplan.sheets.column import (
    Column,
    Shown,
    Value,
    calculated,
    day,
    link,
    number,
    row_check_by,
    text,
)
from csplan.sheets.sheet import Group, Sheet

__all__ = ["VIREMENTS", "Virement"]


class Virement:
    """One virement, both halves of it.  One row of the Virements sheet.  Unit: pounds."""

    ref: Column[Value] = text("Ref", "Unique, e.g. V-001", required=True, width=9)
    from_line: Column[Value] = link("Budget", "From", "The line that gives", entry=True, width=10)
    to_line: Column[Value] = link("Budget", "To", "The line that receives", entry=True, width=10)
    amount: Column[Value] = number(
        "Amount",
        "What moves, as a positive figure",
        shown=Shown.POUNDS,
        required=True,
        entry=True,
        minimum=0,
        width=14,
    )
    date: Column[Value] = day("Date", "When it was approved", required=True, entry=True, width=13)
    authority: Column[Value] = text(
        "Authority", "Who approved it, under which delegation", required=True, entry=True, width=34
    )
    reason: Column[Value] = text("Reason", "Why the budget moves", entry=True, width=44)
    row_check: Column[str] = row_check_by(budget_check.virement_row_check, folded=False, width=13)
    amount_moved: Column[float | str] = calculated(
        "Amount moved", revenue.usable_amount, shown=Shown.POUNDS, width=14
    )


VIREMENTS = Sheet(
    name="Virements",
    row=Virement,
    title="Virements",
    purpose="Budget moved between lines; each row is both halves, so that they net to zero. "
    "One without a date and an authority moves nothing.",
    tab="Virements",
    group=Group.MONEY,
    ref_pattern=r"V-\d{3,5}",
    named_by="to_line",
    few_rows=2,
)
