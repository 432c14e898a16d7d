"""The Profiles sheet: how a budget is spent over the twelve months of the year."""

from __future__ import annotations

from csplan.rules import profiling
from csplan.sheets.column import Column, Shown, Value, calculated, number, row_check_by, text
from csplan.sheets.sheet import Group, Sheet

__all__ = ["PROFILES", "Profile"]


def _month(heading: str) -> Column[Value]:
    return number(
        heading,
        "The month's part of the year, in any unit (days, weeks, %, £); only the share counts",
        entry=True,
        minimum=0,
        width=9,
    )


class Profile:
    """One pattern of twelve months.  One row of the Profiles sheet."""

    ref: Column[Value] = text(
        "Ref", "Unique, e.g. TERM; Budget's Profile names it", required=True, width=12
    )
    profile: Column[Value] = text("Pattern", "What it is called", required=True, width=26)
    note: Column[Value] = text(
        "Note", "Where the pattern comes from, and for what it is meant", width=52
    )
    april: Column[Value] = _month("Apr")
    may: Column[Value] = _month("May")
    june: Column[Value] = _month("Jun")
    july: Column[Value] = _month("Jul")
    august: Column[Value] = _month("Aug")
    september: Column[Value] = _month("Sep")
    october: Column[Value] = _month("Oct")
    november: Column[Value] = _month("Nov")
    december: Column[Value] = _month("Dec")
    january: Column[Value] = _month("Jan")
    february: Column[Value] = _month("Feb")
    march: Column[Value] = _month("Mar")
    row_check: Column[str] = row_check_by(profiling.profile_row_check)
    whole_year: Column[float | str] = calculated(
        "Whole year", profiling.whole_year, shown=Shown.COUNT, width=10
    )
    part_to_date: Column[float | str] = calculated(
        "To date", profiling.part_to_date, shown=Shown.COUNT, width=10
    )


PROFILES = Sheet(
    name="Profiles",
    row=Profile,
    title="Profiles",
    purpose="How a budget is spent over the year. Add a row for a pattern of your own; "
    "a budget line without a profile follows a straight line.",
    tab="Profiles",
    group=Group.MONEY,
    ref_pattern=r"[A-Z][A-Z0-9-]{1,19}",
    named_by="profile",
    few_rows=8,
    refs="profile_refs",
)
