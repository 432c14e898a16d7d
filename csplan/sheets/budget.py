"""The Budget sheet: the revenue budget line by line, what is spent, and where it will end."""

from __future__ import annotations

from csplan.rules import budget_check, coverage, likeness, looking_back, revenue
from csplan.sheets.column import (
    Column,
    Shown,
    Value,
    calculated,
    link,
    number,
    row_check_by,
    text,
    word,
)
from csplan.sheets.sheet import Group, Sheet
from csplan.terms.vocabulary import (
    BudgetKind,
    CipfaGroup,
    ForecastFrom,
    Likeness,
    LinkBasis,
    Recurrence,
)

__all__ = ["BUDGET", "BudgetLine"]


def _pounds(heading: str, meaning: str, **says: object) -> Column[Value]:
    return number(heading, meaning, shown=Shown.POUNDS, **{"width": 14, **says})


class BudgetLine:
    """One service's budget under one heading.  One row of the Budget sheet.

    Unit: pounds.  Sign: expenditure positive, income negative.
    """

    ref: Column[Value] = text("Ref", "Unique, e.g. B-014", required=True, width=8)
    service: Column[Value] = link(
        "Services", "Service", "Whose budget it is", required=True, width=9.5
    )
    heading: Column[Value] = text("Heading", "As Appendix 1 prints it", required=True, width=30)
    cipfa_group: Column[Value] = word(
        CipfaGroup, "CIPFA group", "CIPFA's subjective group", required=True, folded=True, width=24
    )
    kind: Column[Value] = word(
        BudgetKind,
        "Kind",
        "Expenditure (positive) or income (negative)",
        required=True,
        width=13,
        begins_page=True,
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan prints it", folded=True, width=9)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=34
    )
    original_budget: Column[Value] = _pounds(
        "Original budget", "As Appendix 1 prints it", required=True
    )
    profile: Column[Value] = link(
        "Profiles", "Profile", "How it is spent over the year; blank is a straight line", width=11
    )
    outcome: Column[Value] = link(
        "Outcomes", "Outcome", "The outcome that it serves most", entry=True, folded=True, since=2
    )
    outcome_link: Column[Value] = word(
        LinkBasis,
        "Outcome link",
        "Proposed, or agreed by the service",
        entry=True,
        folded=True,
        width=11,
        since=2,
    )
    line_check: Column[str] = calculated(
        "Line check", budget_check.budget_line_check, folded=True, width=11
    )
    net_virement: Column[float | str] = calculated(
        "Net virement", revenue.net_virement, shown=Shown.POUNDS, width=12, signed=True
    )
    funded_changes: Column[float | str] = calculated(
        "Funded changes", revenue.funded_changes, shown=Shown.POUNDS, width=12, signed=True
    )
    revised_budget: Column[float | str] = calculated(
        "Revised budget", revenue.revised_budget, shown=Shown.POUNDS, width=14
    )
    profile_to_date: Column[float | str] = calculated(
        "Profile to date", revenue.profile_to_date, shown=Shown.POUNDS, width=14
    )
    actual_to_date: Column[Value] = _pounds(
        "Actual to date", "Spent (or received, negative) by the budget month", entry=True
    )
    commitments: Column[Value] = _pounds(
        "Commitments", "Ordered and not yet paid; not part of the actual", entry=True
    )
    variance_to_date: Column[float | str] = calculated(
        "Variance to date", revenue.variance_to_date, shown=Shown.POUNDS, width=14, signed=True
    )
    previous_forecast: Column[Value] = _pounds(
        "Previous forecast",
        "The forecast of the last report, where no month is closed yet",
        entry=True,
        folded=True,
    )
    forecast_outturn: Column[Value] = _pounds(
        "Forecast outturn", "Where the budget holder expects it to end the year", entry=True
    )
    forecast_from: Column[Value] = word(
        ForecastFrom,
        "Forecast from",
        "Activity: the forecast is the revised budget and what the line’s activities cost beyond "
        "their plan; blank or Typed: the one typed beside it",
        entry=True,
        width=11,
        since=3,
    )
    row_check: Column[str] = row_check_by(budget_check.budget_row_check)
    activity_variance: Column[float | str] = calculated(
        "Variance of activities",
        revenue.activity_variance,
        shown=Shown.POUNDS,
        folded=True,
        width=14,
        signed=True,
        since=3,
    )
    forecast_used: Column[float | str] = calculated(
        "Forecast used", revenue.forecast_used, shown=Shown.POUNDS, width=14, since=3
    )
    likeness: Column[str] = calculated(
        "Look again",
        likeness.forecast_likeness,
        "Far off: a forecast more than £50,000 and a quarter of the budget away; a slip: an actual "
        "ten, a hundred or a thousand times what should be spent by now, or a part of it. Correct "
        "it, or confirm it on Accepted; the update says whether that holds",
        width=13,
        marked=Likeness,
        since=2,
    )
    closed_forecast: Column[float | str] = calculated(
        "Forecast before",
        looking_back.closed_forecast,
        shown=Shown.POUNDS,
        folded=True,
        width=14,
        since=2,
    )
    forecast_variance: Column[float | str] = calculated(
        "Forecast variance", revenue.forecast_variance, shown=Shown.POUNDS, width=14, signed=True
    )
    percent_variance: Column[float | str] = calculated(
        "% variance", revenue.percent_variance, shown=Shown.PERCENT, width=11, signed=True
    )
    movement: Column[float | str] = calculated(
        "Movement since last report", revenue.movement, shown=Shown.POUNDS, width=14, signed=True
    )
    to_date: Column[str] = calculated("To date", coverage.to_date, folded=True, width=11, since=2)
    forecast_given: Column[str] = calculated(
        "Forecast given", coverage.forecast_given, folded=True, width=13, since=2
    )
    favourability: Column[str] = calculated(
        "Adverse or favourable", revenue.favourability, width=13
    )
    service_budget: Column[float | str] = calculated(
        "Budget of service",
        revenue.service_budget,
        shown=Shown.POUNDS,
        folded=True,
        width=14,
        since=2,
    )
    red_from: Column[float | str] = calculated(
        "Red from", revenue.line_red_from, shown=Shown.POUNDS, folded=True, width=12, since=2
    )
    rag: Column[str] = calculated("RAG", revenue.line_rag, shown=Shown.RAG, width=15)
    explain: Column[str] = calculated("Explain", revenue.explain, width=10)
    forecast_awaited: Column[str] = calculated(
        "Forecast awaited", revenue.forecast_awaited, folded=True, width=10
    )
    commentary: Column[Value] = text("Explanation", "Why it will end there", entry=True, width=32)
    mitigation: Column[Value] = text(
        "Mitigation", "What is being done about it", entry=True, width=24
    )
    recurrence: Column[Value] = word(
        Recurrence,
        "Recurring or one-off",
        "Whether the variance will come again next year",
        entry=True,
        width=12,
    )


BUDGET = Sheet(
    name="Budget",
    row=BudgetLine,
    title="Revenue budget",
    purpose="Type actuals and forecasts; income is negative.",
    tab="Budget",
    group=Group.MONEY,
    ref_pattern=r"B-\d{3,5}",
    named_by="heading",
    refs="budget_refs",
    order=(
        "ref",
        "service",
        "heading",
        "revised_budget",
        "profile_to_date",
        "actual_to_date",
        "commitments",
        "variance_to_date",
        "forecast_outturn",
        "forecast_from",
        "likeness",
        "forecast_variance",
        "rag",
        "commentary",
        "mitigation",
        "recurrence",
        "kind",
        "forecast_used",
        "original_budget",
        "profile",
        "net_virement",
        "funded_changes",
        "percent_variance",
        "favourability",
        "movement",
        "explain",
    ),
)
