"""The Capital sheet: schemes, how they are funded, and whether money moves to another year."""

from __future__ import annotations

from csplan.rules import capital, money_check
from csplan.sheets.column import Column, Shown, Value, calculated, day, number, row_check_by, text
from csplan.sheets.sheet import Group, Sheet

__all__ = ["CAPITAL", "Scheme"]


def _pounds(heading: str, meaning: str, **says: object) -> Column[Value]:
    return number(heading, meaning, shown=Shown.POUNDS, **{"width": 13.5, **says})


def _source(heading: str, meaning: str) -> Column[Value]:
    return _pounds(heading, meaning, minimum=0, entry=True)


def _later(heading: str, meaning: str, year: int) -> Column[Value]:
    return _pounds(heading, meaning, minimum=0, entry=True, folded=True, year=year, since=2)


class Scheme:
    """One capital scheme or programme.  Unit: pounds."""

    ref: Column[Value] = text("Ref", "Unique, e.g. CAP-01", required=True, width=9)
    scheme: Column[Value] = text("Scheme", "As the plan names it", required=True, width=40)
    plan_line: Column[Value] = text("Plan line", "Where the plan prints it", folded=True, width=9)
    as_printed: Column[Value] = text("As printed", "What the plan says", folded=True, width=34)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=40
    )
    approved: Column[Value] = _pounds("Approved", "What was approved for this year", minimum=0)
    grant: Column[Value] = _source("Grant", "Funded by grant")
    borrowing: Column[Value] = _source("Borrowing", "Funded by borrowing")
    receipts: Column[Value] = _source("Receipts", "Funded by capital receipts")
    contributions: Column[Value] = _source("Developer contributions", "Funded by developers")
    revenue: Column[Value] = _source("Revenue", "Funded from revenue")
    spent_to_date: Column[Value] = _pounds("Spent to date", "Spent by the budget month", entry=True)
    forecast: Column[Value] = _pounds("Forecast", "Where the year's spending will end", entry=True)
    slippage: Column[Value] = _pounds(
        "Slippage",
        "Spending moved to a later year, which is not an underspend",
        entry=True,
        minimum=0,
    )
    acceleration: Column[Value] = _pounds(
        "Acceleration", "Spending brought forward, which is not an overspend", entry=True, minimum=0
    )
    approved_2: Column[Value] = _later("Approved", "What is approved for that year", 1)
    approved_3: Column[Value] = _later("Approved", "What is approved for that year", 2)
    forecast_2: Column[Value] = _later("Forecast", "Spending expected in that year", 1)
    forecast_3: Column[Value] = _later("Forecast", "Spending expected in that year", 2)
    milestone: Column[Value] = text(
        "Next milestone", "What is to be reached next", entry=True, width=30, since=2
    )
    milestone_due: Column[Value] = day("Milestone due", "By when", entry=True, width=12, since=2)
    milestone_done: Column[Value] = day(
        "Milestone reached", "When it was; blank until then", entry=True, width=12, since=2
    )
    row_check: Column[str] = row_check_by(money_check.capital_row_check)
    funding_total: Column[float | str] = calculated(
        "Funding", capital.funding_total, shown=Shown.POUNDS, width=13.5
    )
    unfunded: Column[float | str] = calculated(
        "Without a source", capital.unfunded, shown=Shown.POUNDS, width=13.5
    )
    capital_variance: Column[float | str] = calculated(
        "Forecast less approved",
        capital.capital_variance,
        shown=Shown.POUNDS,
        width=13.5,
        signed=True,
    )
    true_variance: Column[float | str] = calculated(
        "True variance", capital.true_variance, shown=Shown.POUNDS, width=13.5, signed=True
    )
    favourability: Column[str] = calculated(
        "Adverse or favourable", capital.variance_word, width=13, begins_page=True
    )
    scheme_approved: Column[float | str] = calculated(
        "Approved over three years",
        capital.scheme_approved,
        shown=Shown.POUNDS,
        width=14,
        since=2,
    )
    scheme_forecast: Column[float | str] = calculated(
        "Forecast over three years",
        capital.scheme_forecast,
        shown=Shown.POUNDS,
        width=14,
        since=2,
    )
    scheme_variance: Column[float | str] = calculated(
        "Variance over three years",
        capital.scheme_variance,
        shown=Shown.POUNDS,
        width=14,
        signed=True,
        since=2,
    )
    milestone_status: Column[str] = calculated(
        "Milestone status", capital.milestone_status, shown=Shown.RAG, width=13, since=2
    )
    commentary: Column[Value] = text(
        "Commentary", "Why, and what is being done", entry=True, width=40
    )


CAPITAL = Sheet(
    name="Capital",
    row=Scheme,
    title="Capital",
    purpose="Forecast less approved is acceleration, less slippage, plus the true variance: "
    "spending moved to a later year is not an underspend.",
    tab="Capital",
    group=Group.MONEY,
    ref_pattern=r"CAP-\d{2,4}",
    named_by="scheme",
    few_rows=10,
    order=(
        "ref",
        "scheme",
        "approved",
        "spent_to_date",
        "forecast",
        "capital_variance",
        "slippage",
        "acceleration",
        "true_variance",
        "milestone",
        "milestone_due",
        "milestone_done",
        "milestone_status",
        "commentary",
        "favourability",
    ),
)
