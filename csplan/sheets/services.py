"""The Services sheet: who answers for what, and how their indicators and budget stand."""

from __future__ import annotations

from collections.abc import Sequence

from csplan.rules import counting, coverage, revenue, summary
from csplan.sheets.column import Column, Shown, Value, calculated, text, word
from csplan.sheets.sheet import Sheet
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.vocabulary import Covered, Rag, State, YesNo

if TYPE_CHECKING:
    from typing import Any

__all__ = ["SERVICES", "Service"]


def _indicators(meaning: str, rag: str, *, begins_page: bool = False) -> Column[float]:
    rule = counting.count_rows(
        meaning, ("indicators__service", "ref"), ("indicators__rag", f'"{rag}"')
    )
    return calculated(rag, rule, shown=Shown.COUNT, width=10.5, begins_page=begins_page)


_COUNTED = ("to_date", Covered.COUNTED)


def _budget(
    heading: str,
    meaning: str,
    column: str,
    *,
    only: tuple[str, str] | None = None,
    **says: Any,  # noqa: ANN401  (as `calculated`)
) -> Column[float]:
    counted = [(f"budget__{only[0]}", f'"{only[1]}"')] if only else []
    rule = counting.add_amounts(meaning, f"budget__{column}", ("budget__service", "ref"), *counted)
    made: Column[float] = calculated(heading, rule, shown=Shown.POUNDS, **{"width": 14, **says})
    return made


def _lines(heading: str, meaning: str, column: str, word: str) -> Column[float]:
    rule = counting.count_rows(meaning, ("budget__service", "ref"), (f"budget__{column}", word))
    return calculated(heading, rule, shown=Shown.COUNT, folded=True, width=10, since=2)


def _over(
    heading: str, meaning: str, counted: Sequence[str], missing: Sequence[str]
) -> Column[str]:
    rule = coverage.covering(meaning, counted, missing)
    return calculated(heading, rule, width=21, since=2)


class Service:
    """One service and its head.  One row of the Services sheet."""

    ref: Column[Value] = text("Ref", "Unique, e.g. SL", required=True, width=8)
    service: Column[Value] = text("Service", "The service's name", required=True, width=34)
    head: Column[Value] = text("Head of service", "Who reads its scorecard", entry=True, width=26)
    email: Column[Value] = text(
        "E-mail", "Where the scorecard is sent; one address", entry=True, width=32
    )
    shares_head: Column[Value] = word(
        YesNo,
        "Shares its head",
        "Yes where another service has the same head, so that one address may stand twice",
        entry=True,
        folded=True,
        width=10,
        since=2,
    )
    indicators: Column[float] = calculated(
        "Indicators",
        counting.count_rows("Count the service's indicators.", ("indicators__service", "ref")),
        shown=Shown.COUNT,
        width=11,
    )
    red: Column[float] = _indicators("Count the service's indicators that are Red.", "Red")
    amber: Column[float] = _indicators("Count the service's indicators that are Amber.", "Amber")
    green: Column[float] = _indicators("Count the service's indicators that are Green.", "Green")
    rated: Column[float] = calculated("Rated", summary.outcome_rated, shown=Shown.COUNT, width=9.5)
    awaiting: Column[float] = _indicators(
        "Count the figures that are due and missing.", "Awaiting data", begins_page=True
    )
    to_check: Column[float] = _indicators("Count the rows that cannot be judged.", State.CHECK_DATA)
    actions: Column[float] = calculated(
        "Actions",
        counting.count_rows(
            "Count the actions that the service leads.", ("actions__lead_service", "ref")
        ),
        shown=Shown.COUNT,
        width=10,
    )
    actions_red: Column[float] = calculated(
        "Actions Red",
        counting.count_rows(
            "Count the service's actions that are Red.",
            ("actions__lead_service", "ref"),
            ("actions__brag", Rag.RED),
        ),
        shown=Shown.COUNT,
        width=10,
    )
    original_budget: Column[float] = _budget(
        "Original budget",
        "Add the service's original budgets, net, of lines that can be used.",
        "original_budget",
        only=("line_check", "OK"),
    )
    revised_budget: Column[float] = _budget(
        "Revised budget", "Add the service's revised budgets, net.", "revised_budget"
    )
    lines_counted: Column[float] = _lines(
        "Lines counted to date", "Count the lines that have an actual.", "to_date", Covered.COUNTED
    )
    lines_awaited: Column[float] = _lines(
        "Lines without an actual", "Count the lines without an actual.", "to_date", Covered.AWAITED
    )
    lines_to_check: Column[float] = _lines(
        "Lines to check", "Count the lines in error.", "to_date", State.CHECK_DATA
    )
    to_date_covers: Column[str] = _over(
        "To date covers",
        "Say over how many lines profile, actual and variance to date are.",
        ("lines_counted",),
        ("lines_awaited", "lines_to_check"),
    )
    profile_to_date: Column[float] = _budget(
        "Profile to date",
        "Add the profiles to date of the lines that have an actual.",
        "profile_to_date",
        only=_COUNTED,
        since=2,
    )
    actual_to_date: Column[float] = _budget(
        "Actual to date",
        "Add what the service has spent, net of income.",
        "actual_to_date",
        only=_COUNTED,
    )
    variance_to_date: Column[float | str] = calculated(
        "Variance to date",
        revenue.variance_to_date,
        shown=Shown.POUNDS,
        width=14,
        signed=True,
        since=2,
    )
    lines_without_forecast: Column[float] = calculated(
        "Lines without a forecast",
        counting.count_rows(
            "Count the budget lines that still need a forecast.",
            ("budget__service", "ref"),
            ("budget__forecast_awaited", YesNo.YES),
        ),
        shown=Shown.COUNT,
        width=12,
    )
    lines_compared: Column[float] = _lines(
        "Forecasts compared",
        "Count the forecasts that have an earlier one.",
        "forecast_given",
        Covered.COMPARED,
    )
    lines_first: Column[float] = _lines(
        "First forecasts",
        "Count the forecasts without an earlier one.",
        "forecast_given",
        Covered.FIRST,
    )
    forecast_state: Column[str] = calculated(
        "State of forecast", coverage.forecast_state, folded=True, width=13, since=2
    )
    forecast_covers: Column[str] = _over(
        "Forecast covers",
        "Say over how many lines the forecast variance is.",
        ("lines_compared", "lines_first"),
        ("lines_without_forecast", "lines_to_check"),
    )
    forecast_variance: Column[float] = _budget(
        "Forecast variance",
        "Add the service's forecast variances so far.",
        "forecast_variance",
        signed=True,
    )
    percent_variance: Column[float | str] = calculated(
        "% variance", summary.percent_of_budget, shown=Shown.PERCENT, width=11, signed=True
    )
    favourability: Column[str] = calculated(
        "Adverse or favourable", summary.budget_favourability, width=13
    )
    budget_rag: Column[str] = calculated(
        "Budget RAG", summary.budget_rag, shown=Shown.RAG, width=15
    )


SERVICES = Sheet(
    name="Services",
    row=Service,
    title="Services",
    purpose="Who answers for what, and how it stands.",
    tab="Services",
    ref_pattern=r"[A-Z][A-Z0-9-]{1,19}",
    named_by="service",
    few_rows=4,
    refs="service_refs",
    order=(
        "ref",
        "service",
        "head",
        "email",
        "shares_head",
        "indicators",
        "rated",
        "red",
        "amber",
        "green",
        "actions",
        "actions_red",
        "revised_budget",
        "forecast_covers",
        "forecast_variance",
        "percent_variance",
        "budget_rag",
        "awaiting",
        "to_check",
        "original_budget",
    ),
)
