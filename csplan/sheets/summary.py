"""The Summary sheet: the whole plan on one page, all of it calculated."""

from __future__ import annotations

from csplan.rules import checks, counting, coverage, summary
from csplan.rules import settings as settings_rules
from csplan.sheets.column import Column, Shown, Value, calculated, text
from csplan.sheets.sheet import Group, Owner, Shape, Sheet
from csplan.terms.vocabulary import BudgetKind, OverallCheck, Rag, State, YesNo

__all__ = [
    "HEADLINES",
    "OUTCOME_SUMMARY",
    "SERVICE_SUMMARY",
    "Headlines",
    "OutcomeSummary",
    "ServiceSummary",
]


def _of_outcome(
    heading: str, column: str, shown: Shown = Shown.COUNT, width: float = 10
) -> Column[Value]:
    rule = summary.look_up(f"{heading}, as on Outcomes.", f"outcomes__{column}", "outcomes__ref")
    return calculated(heading, rule, shown=shown, width=width)


def _of_service(
    heading: str,
    column: str,
    shown: Shown = Shown.COUNT,
    width: float = 10,
    *,
    signed: bool = False,
    since: int = 1,
) -> Column[Value]:
    rule = summary.look_up(f"{heading}, as on Services.", f"services__{column}", "services__ref")
    return calculated(heading, rule, shown=shown, width=width, signed=signed, since=since)


def _all_indicators(heading: str, rag: str, *, looks_like: str = "") -> Column[float]:
    rule = counting.count_rows(
        f"Count the indicators that are {rag}.", ("indicators__rag", f'"{rag}"')
    )
    return calculated(heading, rule, shown=Shown.COUNT, looks_like=looks_like)


def _all_actions(heading: str, brag: str) -> Column[float]:
    rule = counting.count_rows(
        f"Count the actions that are {brag}.", ("actions__brag", f'"{brag}"')
    )
    return calculated(heading, rule, shown=Shown.COUNT)


class OutcomeSummary:
    """One key outcome's row on Summary."""

    ref: Column[Value] = text(
        "Ref", "The key outcome; choose which stand here", required=True, width=9
    )
    outcome: Column[Value] = _of_outcome("Key outcome", "outcome", Shown.TEXT, 44)
    indicators: Column[Value] = _of_outcome("Indicators", "indicators")
    rated: Column[Value] = _of_outcome("Rated", "rated")
    red: Column[Value] = _of_outcome("Red", "red")
    amber: Column[Value] = _of_outcome("Amber", "amber")
    green: Column[Value] = _of_outcome("Green", "green")
    awaiting: Column[Value] = _of_outcome("Awaiting data", "awaiting")
    to_check: Column[Value] = _of_outcome(State.CHECK_DATA, "to_check")
    status: Column[Value] = _of_outcome("Overall status", "status", Shown.RAG, 15)


OUTCOME_SUMMARY = Sheet(
    name="Outcome_summary",
    row=OutcomeSummary,
    title="Indicators by key outcome",
    purpose="Rated indicators by colour.",
    tab="Summary",
    group=Group.START,
    owner=Owner.TEMPLATE,
    few_rows=3,
)


class ServiceSummary:
    """One service's row on Summary."""

    ref: Column[Value] = text("Ref", "The service; choose which stand here", required=True, width=9)
    service: Column[Value] = _of_service("Service", "service", Shown.TEXT, 44)
    awaiting: Column[Value] = _of_service("Figures awaited", "awaiting")
    revised_budget: Column[Value] = _of_service(
        "Revised budget", "revised_budget", Shown.POUNDS, 16
    )
    actual_to_date: Column[Value] = _of_service(
        "Actual to date", "actual_to_date", Shown.POUNDS, 16
    )
    lines_awaited: Column[Value] = _of_service("Lines without an actual", "lines_awaited", since=2)
    forecast_variance: Column[Value] = _of_service(
        "Forecast variance", "forecast_variance", Shown.POUNDS, 16, signed=True
    )
    favourability: Column[Value] = _of_service(
        "Adverse or favourable", "favourability", Shown.TEXT, 13
    )
    lines_without_forecast: Column[Value] = _of_service(
        "Lines without a forecast", "lines_without_forecast"
    )
    budget_rag: Column[Value] = _of_service("Budget RAG", "budget_rag", Shown.RAG, 15)


SERVICE_SUMMARY = Sheet(
    name="Service_summary",
    row=ServiceSummary,
    title="Net budget by service",
    purpose="Income is negative; a positive variance is adverse.",
    tab="Summary",
    group=Group.START,
    owner=Owner.TEMPLATE,
    few_rows=4,
)


class Headlines:
    """The labelled figures at the top of Summary."""

    period_reported: Column[Value] = calculated("Reporting period", settings_rules.period_reported)
    all_indicators: Column[float] = calculated(
        "Indicators",
        summary.total_of("Add the indicators of all outcomes.", "outcomes__indicators"),
        shown=Shown.COUNT,
        section="Performance",
    )
    all_rated: Column[float] = calculated(
        "Rated",
        summary.total_of("Add the rated indicators.", "outcomes__rated"),
        shown=Shown.COUNT,
    )
    all_red: Column[float] = _all_indicators("Red", "Red", looks_like=Rag.RED)
    all_amber: Column[float] = _all_indicators("Amber", "Amber", looks_like=Rag.AMBER)
    all_green: Column[float] = _all_indicators("Green", "Green", looks_like=Rag.GREEN)
    all_awaiting: Column[float] = _all_indicators("Awaiting data", "Awaiting data")
    all_not_due: Column[float] = _all_indicators("Not due", "Not due")
    all_to_check: Column[float] = _all_indicators(State.CHECK_DATA, State.CHECK_DATA)
    all_actions: Column[float] = calculated(
        "Actions",
        summary.total_of("Add the actions of all outcomes.", "outcomes__actions"),
        shown=Shown.COUNT,
        section="Delivery",
    )
    actions_complete: Column[float] = _all_actions("Actions complete (Blue)", "Blue")
    actions_red: Column[float] = _all_actions("Actions overdue or off track (Red)", "Red")
    actions_without_date: Column[float] = calculated(
        "Actions without a date",
        counting.count_rows(
            "Count the actions without a date.", ("actions__days_overdue", State.NO_DATE)
        ),
        shown=Shown.COUNT,
    )
    gross_budget: Column[float] = calculated(
        "Gross budget",
        counting.add_amounts(
            "Add the expenditure budgets.",
            "budget__revised_budget",
            ("budget__kind", BudgetKind.EXPENDITURE),
        ),
        shown=Shown.POUNDS,
        section="Budget",
    )
    revised_budget: Column[float] = calculated(
        "Net budget",
        summary.total_of("Add all budgets, net.", "services__revised_budget"),
        shown=Shown.POUNDS,
    )
    lines_without_forecast: Column[float] = calculated(
        "Lines without a forecast",
        counting.count_rows(
            "Count the lines that still need a forecast.",
            ("budget__forecast_awaited", YesNo.YES),
        ),
        shown=Shown.COUNT,
    )
    budget_state: Column[str] = calculated(
        "State of the forecast", coverage.all_forecasts_state, since=2
    )
    forecast_covers: Column[str] = calculated(
        "Forecast covers", coverage.all_forecasts_cover, since=2
    )
    forecast_variance: Column[float] = calculated(
        "Forecast variance",
        summary.total_of(
            "Add the services' forecast variances so far.", "services__forecast_variance"
        ),
        shown=Shown.POUNDS,
        signed=True,
    )
    unallocated: Column[float] = calculated(
        "Unallocated in it, as if delivered",
        coverage.unallocated_of_all,
        shown=Shown.POUNDS,
        since=2,
    )
    variance_without: Column[float | str] = calculated(
        "Forecast variance without it",
        coverage.without_unallocated(
            "Return the forecast variance if unallocated savings are not delivered.",
            "forecast_variance",
        ),
        shown=Shown.POUNDS,
        signed=True,
        since=2,
    )
    department_rag: Column[str] = calculated(
        "Department's budget", summary.department_rag, shown=Shown.RAG
    )
    check_flag: Column[str] = calculated(
        "Overall check", checks.check_flag, marked=OverallCheck, section="Reliance"
    )


HEADLINES = Sheet(
    name="Headlines",
    row=Headlines,
    title="Headlines",
    purpose="The plan in figures.",
    tab="Summary",
    group=Group.START,
    shape=Shape.LABELS,
    owner=Owner.TEMPLATE,
)
