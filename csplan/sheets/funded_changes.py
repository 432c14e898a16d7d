"""The Funded changes sheet: new money for a budget line, its source and authority."""

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
    word,
)
from csplan.sheets.sheet import Group, Sheet
from csplan.terms.vocabulary import FundingSource

__all__ = ["FUNDED_CHANGES", "FundedChange"]


class FundedChange:
    """One change of the budget that is paid from elsewhere.  Unit: pounds."""

    ref: Column[Value] = text("Ref", "Unique, e.g. F-001", required=True, width=9)
    line: Column[Value] = link(
        "Budget", "Line", "The budget line that changes", required=True, entry=True, width=10
    )
    amount: Column[Value] = number(
        "Amount",
        "Positive raises the line's budget, negative lowers it",
        shown=Shown.POUNDS,
        required=True,
        entry=True,
        width=14,
    )
    source: Column[Value] = word(
        FundingSource, "Source", "Where the money comes from", required=True, entry=True, width=16
    )
    date: Column[Value] = day("Date", "When it was approved", required=True, entry=True, width=13)
    authority: Column[Value] = text(
        "Authority", "Who approved it, under which delegation", required=True, entry=True, width=34
    )
    reason: Column[Value] = text("Reason", "What the money is for", entry=True, width=44)
    row_check: Column[str] = row_check_by(
        budget_check.funded_change_row_check, folded=False, width=13
    )
    amount_added: Column[float | str] = calculated(
        "Amount added", revenue.usable_amount, shown=Shown.POUNDS, width=14
    )


FUNDED_CHANGES = Sheet(
    name="Funded_changes",
    row=FundedChange,
    title="Funded changes",
    purpose="New money for a line: a grant, reserves, contingency, a carry-forward. "
    "It changes the total budget, so it is kept apart from virements.",
    tab="Funded changes",
    group=Group.MONEY,
    ref_pattern=r"F-\d{3,5}",
    named_by="line",
    few_rows=2,
)
