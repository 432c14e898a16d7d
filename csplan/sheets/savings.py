"""The Savings sheet: what was approved, and what has become of it."""

from __future__ import annotations

from csplan.rules import money_check, savings
from csplan.sheets.column import Column, Shown, Value, calculated, link, number, row_check_by, text
from csplan.sheets.sheet import Group, Sheet

__all__ = ["SAVINGS", "Saving"]


def _part(heading: str, meaning: str) -> Column[Value]:
    return number(heading, meaning, shown=Shown.POUNDS, entry=True, minimum=0, width=14)


class Saving:
    """One approved saving.  Unit: pounds.  Sign: a saving is a positive figure."""

    ref: Column[Value] = text("Ref", "Unique, e.g. S-01", required=True, width=8)
    saving: Column[Value] = text(
        "Saving", "The proposal, as it was approved", required=True, width=40
    )
    service: Column[Value] = link(
        "Services", "Service", "The service whose saving it is, if it is one service's", width=10
    )
    line: Column[Value] = link(
        "Budget", "Line", "The budget line that it lowers", folded=True, width=10
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan prints it", folded=True, width=9)
    as_printed: Column[Value] = text("As printed", "What the plan says", folded=True, width=24)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=34
    )
    query: Column[Value] = text(
        "Query",
        "A question about the published plan that is not settled; clear it once it is",
        folded=True,
        width=30,
    )
    approved: Column[Value] = number(
        "Approved",
        "The saving that was approved for this year",
        shown=Shown.POUNDS,
        required=True,
        minimum=0,
        width=14,
    )
    delivered: Column[Value] = _part("Delivered", "Already banked")
    on_track: Column[Value] = _part("On track", "Will be delivered this year")
    at_risk: Column[Value] = _part("At risk", "May not be delivered; say what is being done")
    unachievable: Column[Value] = _part("Unachievable", "Cannot be delivered this year")
    one_off_replacement: Column[Value] = _part(
        "One-off replacement", "Covered this year only by other means; not one of the four parts"
    )
    full_year_effect: Column[Value] = _part("Full-year effect", "What it will save in a full year")
    outcome: Column[Value] = calculated(
        "Outcome", savings.outcome_of_line, folded=True, width=10, since=2
    )
    row_check: Column[str] = row_check_by(money_check.saving_row_check)
    over_delivery: Column[float | str] = calculated(
        "Over-delivery", savings.over_delivery, shown=Shown.POUNDS, width=14
    )
    parts_difference: Column[float | str] = calculated(
        "Parts less approved", savings.parts_difference, shown=Shown.POUNDS, width=14, signed=True
    )
    not_covered: Column[float | str] = calculated(
        "Not covered", savings.not_covered, shown=Shown.POUNDS, width=14
    )
    brag: Column[str] = calculated("BRAG", savings.saving_brag, shown=Shown.RAG, width=15)
    commentary: Column[Value] = text(
        "Commentary", "What is being done about it", entry=True, width=40
    )


SAVINGS = Sheet(
    name="Savings",
    row=Saving,
    title="Savings tracker",
    purpose="List each approved saving as a positive figure; delivered, on track, at risk and "
    "unachievable must add to it.",
    tab="Savings",
    group=Group.MONEY,
    ref_pattern=r"S-\d{2,4}",
    named_by="saving",
    few_rows=2,
)
