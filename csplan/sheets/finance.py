"""The Finance summary: the budget as a whole, by service, kind, heading and CIPFA group."""

from __future__ import annotations

from collections.abc import Sequence

from csplan.rules import coverage, finance, revenue
from csplan.sheets.column import Column, Shown, Value, calculated, text, word
from csplan.sheets.sheet import Group, Owner, Sheet
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.vocabulary import BudgetKind, BudgetLevel, CipfaGroup, Covered, FinanceView, State

if TYPE_CHECKING:
    from typing import Any

__all__ = ["FINANCE", "FinanceLine", "standing_lines"]


_COUNTED = ("to_date", Covered.COUNTED)


def _total(
    heading: str,
    meaning: str,
    column: str,
    *,
    only: tuple[str, str] | None = None,
    **says: Any,  # noqa: ANN401  (as `calculated`)
) -> Column[float | str]:
    rule = finance.total_of(meaning, column, only=only)
    made: Column[float | str] = calculated(
        heading, rule, shown=Shown.POUNDS, **{"width": 15, **says}
    )
    return made


def _count(heading: str, meaning: str, column: str, word: str) -> Column[float | str]:
    rule = finance.lines_where(meaning, column, word)
    made: Column[float | str] = calculated(
        heading, rule, shown=Shown.COUNT, folded=True, width=10, since=2
    )
    return made


def _over(
    heading: str, meaning: str, counted: Sequence[str], missing: Sequence[str]
) -> Column[str]:
    rule = coverage.covering(meaning, counted, missing)
    return calculated(heading, rule, width=21, since=2)


class FinanceLine:
    """One total of budget lines.  Unit: pounds.  Sign: income negative."""

    view: Column[Value] = word(
        FinanceView, "By", "How the budget lines are added up", required=True, width=17
    )
    item: Column[Value] = text(
        "Of", "The service's ref, the kind, heading or group", folded=True, width=26
    )
    level: Column[Value] = word(
        BudgetLevel, "Judged as", "Whose threshold on Settings judges it", required=True, width=13
    )
    name: Column[Value] = calculated("Name", finance.total_name, width=34)
    rated_lines: Column[float | str] = calculated(
        "Lines", finance.rated_lines, shown=Shown.COUNT, folded=True, width=9
    )
    original_budget: Column[float | str] = _total(
        "Original budget",
        "Add the original budgets of the lines that can be used.",
        "original_budget",
        only=("line_check", "OK"),
        begins_page=True,
    )
    net_virement: Column[float | str] = _total(
        "Net virement", "Add the net virements.", "net_virement", signed=True
    )
    funded_changes: Column[float | str] = _total(
        "Funded changes", "Add the funded changes.", "funded_changes", signed=True
    )
    revised_budget: Column[float | str] = _total(
        "Revised budget", "Add the revised budgets.", "revised_budget"
    )
    lines_counted: Column[float | str] = _count(
        "Lines counted to date", "Count the lines that have an actual.", "to_date", Covered.COUNTED
    )
    lines_awaited: Column[float | str] = _count(
        "Lines without an actual", "Count the lines without an actual.", "to_date", Covered.AWAITED
    )
    lines_to_check: Column[float | str] = _count(
        "Lines to check", "Count the lines in error.", "to_date", State.CHECK_DATA
    )
    to_date_covers: Column[str] = _over(
        "To date covers",
        "Say over how many lines profile, actual and variance to date are.",
        ("lines_counted",),
        ("lines_awaited", "lines_to_check"),
    )
    profile_to_date: Column[float | str] = _total(
        "Profile to date",
        "Add the profiles to date of the lines that have an actual.",
        "profile_to_date",
        only=_COUNTED,
    )
    actual_to_date: Column[float | str] = _total(
        "Actual to date",
        "Add what is spent, less what is received.",
        "actual_to_date",
        only=_COUNTED,
    )
    profile_left_out: Column[float | str] = _total(
        "Profile left out",
        "Add the profiles to date of the lines without an actual.",
        "profile_to_date",
        only=("to_date", Covered.AWAITED),
        since=2,
    )
    commitments: Column[float | str] = _total("Commitments", "Add the commitments.", "commitments")
    variance_to_date: Column[float | str] = calculated(
        "Variance to date",
        revenue.variance_to_date,
        shown=Shown.POUNDS,
        width=15,
        signed=True,
    )
    lines_without_forecast: Column[float | str] = calculated(
        "Lines without a forecast", finance.lines_without_forecast, shown=Shown.COUNT, width=11
    )
    lines_compared: Column[float | str] = _count(
        "Forecasts compared",
        "Count the forecasts that have an earlier one.",
        "forecast_given",
        Covered.COMPARED,
    )
    lines_first: Column[float | str] = _count(
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
    forecast_variance: Column[float | str] = _total(
        "Forecast variance", "Add the forecast variances so far.", "forecast_variance", signed=True
    )
    forecast_outturn: Column[float | str] = calculated(
        "Forecast outturn", finance.forecast_total, shown=Shown.POUNDS, width=15
    )
    percent_variance: Column[float | str] = calculated(
        "% variance", finance.percent_of_total, shown=Shown.PERCENT, width=10, signed=True
    )
    unallocated: Column[float | str] = calculated(
        "Unallocated in it",
        finance.unallocated_of_total,
        shown=Shown.POUNDS,
        width=14,
        since=2,
    )
    outturn_without: Column[float | str] = calculated(
        "Outturn without it",
        coverage.without_unallocated(
            "Return the forecast outturn if unallocated savings are not delivered.",
            "forecast_outturn",
        ),
        shown=Shown.POUNDS,
        width=15,
        since=2,
    )
    variance_without: Column[float | str] = calculated(
        "Variance without it",
        coverage.without_unallocated(
            "Return the forecast variance if unallocated savings are not delivered.",
            "forecast_variance",
        ),
        shown=Shown.POUNDS,
        width=15,
        signed=True,
        since=2,
    )
    all_movements: Column[float | str] = _total(
        "Movements added",
        "Add the movements of the forecasts.",
        "movement",
        folded=True,
        since=2,
    )
    movement: Column[Value] = calculated(
        "Movement since last report",
        finance.total_movement,
        shown=Shown.POUNDS,
        width=15,
        signed=True,
    )
    movement_covers: Column[str] = _over(
        "Movement covers",
        "Say over how many forecasts the movement is.",
        ("lines_compared",),
        ("lines_first",),
    )
    favourability: Column[str] = calculated(
        "Adverse or favourable", finance.total_favourability, width=13
    )
    red_from: Column[float | str] = calculated(
        "Red from", finance.red_from, shown=Shown.POUNDS, folded=True, width=13
    )
    rag: Column[str] = calculated("RAG", finance.total_rag, shown=Shown.RAG, width=15)
    explain: Column[str] = calculated("Explain", finance.total_explain, width=10)


FINANCE = Sheet(
    name="Finance",
    row=FinanceLine,
    title="Finance summary",
    purpose="Every total of Budget, each judged by its level's own threshold. Income is negative; "
    "a positive variance is adverse. Profile, actual and variance to date are over the same lines. "
    "Unallocated budgets are shown apart and never rated; a forecast counts them as delivered.",
    tab="Finance summary",
    group=Group.MONEY,
    owner=Owner.TEMPLATE,
    named_by="name",
    order=(
        "view",
        "item",
        "level",
        "name",
        "revised_budget",
        "to_date_covers",
        "profile_to_date",
        "actual_to_date",
        "variance_to_date",
        "profile_left_out",
        "forecast_covers",
        "forecast_outturn",
        "forecast_variance",
        "percent_variance",
        "favourability",
        "rag",
        "original_budget",
    ),
)


def standing_lines(
    services: Sequence[str], headings: Sequence[str], groups: Sequence[CipfaGroup]
) -> list[dict[str, Value]]:
    """Return the lines of a workbook's finance summary: its services, headings and groups."""
    department = str(BudgetLevel.DEPARTMENT)
    lines: list[tuple[FinanceView, str, str]] = [
        (FinanceView.DEPARTMENT, "Net budget", department),
        (FinanceView.DEPARTMENT, "Net budget", str(BudgetLevel.COUNCIL)),
        (FinanceView.UNALLOCATED, "Unallocated budgets", department),
        *((FinanceView.SERVICE, ref, str(BudgetLevel.SERVICE)) for ref in services),
        *((FinanceView.KIND, str(kind), department) for kind in BudgetKind),
        *((FinanceView.HEADING, heading, department) for heading in headings),
        *((FinanceView.GROUP, str(group), department) for group in groups),
    ]
    return [{"view": str(view), "item": item, "level": level} for view, item, level in lines]
