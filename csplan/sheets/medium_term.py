"""The Medium term tab: five years of the budget, step by step and year by year; printed points."""

from __future__ import annotations

from csplan.rules import counting, medium_term
from csplan.sheets.column import Column, Shown, Value, calculated, number, row_check_by, text, word
from csplan.sheets.sheet import Group, Owner, Sheet
from csplan.terms.period import FinancialYear
from csplan.terms.vocabulary import MediumTermKind

__all__ = [
    "MEDIUM_TERM",
    "MEDIUM_TERM_YEARS",
    "MediumTermStep",
    "MediumTermYear",
    "years_from",
]

_TAB = "Medium term"
_YEARS = 5


def _changes(heading: str, meaning: str, kind: MediumTermKind) -> Column[float]:
    rule = counting.add_amounts(
        meaning,
        "medium_term__amount",
        ("medium_term__kind", kind),
        ("medium_term__year", "year"),
        ("medium_term__row_check", '"OK"'),
    )
    return calculated(heading, rule, shown=Shown.POUNDS, width=15, signed=True)


class MediumTermYear:
    """One of five years.  Unit: pounds.  Sign: a saving negative; a positive gap is to be found."""

    place: Column[Value] = number("Place", "1 is this plan's year", width=8)
    year: Column[Value] = text("Year", "The financial year", width=44)
    pressures: Column[float] = _changes(
        "Pressures", "Add the year's pressures; one that ends is negative.", MediumTermKind.PRESSURE
    )
    savings: Column[float] = _changes(
        "Savings agreed", "Add the year's savings that are agreed.", MediumTermKind.SAVING
    )
    savings_in_full: Column[float] = calculated(
        "Savings in a full year",
        medium_term.savings_in_full,
        shown=Shown.POUNDS,
        width=14,
        signed=True,
    )
    base: Column[float | str] = calculated(
        "Base budget", medium_term.base, shown=Shown.POUNDS, width=15
    )
    needed: Column[Value] = calculated(
        "Budget needed", medium_term.needed, shown=Shown.POUNDS, width=15
    )
    funding: Column[float | str] = calculated(
        "Funding", medium_term.funding, shown=Shown.POUNDS, width=15
    )
    gap: Column[float | str] = calculated(
        "Gap to be found", medium_term.gap, shown=Shown.POUNDS, width=15
    )
    one_percent: Column[float | str] = calculated(
        "1% of the budget", medium_term.one_percent, shown=Shown.POUNDS, width=13
    )


MEDIUM_TERM_YEARS = Sheet(
    name="Medium_term_years",
    row=MediumTermYear,
    title="Five years of the budget",
    purpose="Base budget, pressures and savings agreed make the budget needed; what is not funded "
    "is the gap. All of it follows from the steps below.",
    tab=_TAB,
    group=Group.MONEY,
    owner=Owner.TEMPLATE,
    named_by="year",
    since=2,
    order=("place", "year", "base", "pressures", "savings", "savings_in_full"),
)


class MediumTermStep:
    """One change of the budget in one year, or one year's funding.  Unit: pounds."""

    ref: Column[Value] = text("Ref", "Unique, e.g. MT-01", required=True, width=8)
    step: Column[Value] = text(
        "Step", "What changes the budget, or what is printed", required=True, width=44
    )
    kind: Column[Value] = word(
        MediumTermKind,
        "Kind",
        "Pressure, Saving, the year's Funding; Printed is a figure that is not added up",
        required=True,
        width=15,
    )
    year: Column[Value] = text(
        "In", "The year in which it begins, as above, e.g. 2017/18; blank if Printed", width=15
    )
    amount: Column[Value] = number(
        "Amount",
        "A pressure is positive, a saving negative; funding is the whole year's",
        shown=Shown.POUNDS,
        required=True,
        entry=True,
        width=15,
    )
    highest: Column[Value] = number(
        "Up to", "The upper end, where a range is printed", shown=Shown.POUNDS, width=15
    )
    share: Column[Value] = number(
        "Share printed", "The share that it is said to be", shown=Shown.PERCENT, width=15
    )
    row_check: Column[str] = row_check_by(medium_term.medium_term_row_check, folded=False, width=15)
    implied_whole: Column[float | str] = calculated(
        "Whole that follows", medium_term.implied_whole, shown=Shown.POUNDS, width=15
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan prints it", width=15)
    as_printed: Column[Value] = text("As printed", "What the plan says", width=44)
    note: Column[Value] = text("Note", "What a reader of the row should know", width=60)


MEDIUM_TERM = Sheet(
    name="Medium_term",
    row=MediumTermStep,
    title="Steps of the five years, and figures printed",
    purpose="A row for every change in the year in which it begins; this year's are those of "
    "Pressures and Savings, and Controls holds them against each other.",
    tab=_TAB,
    group=Group.MONEY,
    ref_pattern=r"MT-\d{2,4}",
    named_by="step",
    few_rows=4,
    since=2,
)


def years_from(year: Value) -> list[dict[str, Value]]:
    """Return the rows of the five years that begin with a financial year."""
    first = FinancialYear.parse(str(year))
    return [
        {"place": float(place + 1), "year": str(first.plus(place)) if first else None}
        for place in range(_YEARS)
    ]
