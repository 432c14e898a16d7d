"""This module says how the figures of a column are measured, and which kind of measure they are."""

from __future__ import annotations

from csplan.plan.plan import Row
from csplan.rules.conditions import shown_decimals
from csplan.sheets.column import Column, Kind, Shown
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_number
from csplan.verification.mentions import MeasuredIn, measured_of
from csplan.verification.plan_figures import Family

__all__ = [
    "EARLIER_PERIODS",
    "FAMILIES",
    "NO_FIGURES",
    "SIGNED",
    "decimals_of_column",
    "in_ones",
    "measured_in",
    "previous_period",
]

NO_FIGURES = {
    *("settings", "checks", "change_log", "accepted", "approvals", "profiles"),
    *("control_totals", "outcome_summary", "service_summary", "history", "budget_history"),
    *("virements", "funded_changes"),
}

FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("actual", "actual_to_date", "spent_to_date", "delivered"), Family.ACTUAL),
    **dict.fromkeys(("target", "target_to_date", "profile_to_date"), Family.TARGET),
    **dict.fromkeys(("q1_target", "q2_target", "q3_target", "q4_target"), Family.TARGET),
    **dict.fromkeys(("target_2", "target_3", "target_4"), Family.LATER_TARGET),
    **dict.fromkeys(("baseline", "previous", "year_before", "previous_forecast"), Family.EARLIER),
    **dict.fromkeys(("q1_actual", "q2_actual", "q3_actual", "q4_actual"), Family.EARLIER),
    **dict.fromkeys(("last_years_budget",), Family.EARLIER),
    **dict.fromkeys(
        ("year_end_forecast", "forecast_outturn", "forecast_used", "forecast"), Family.FORECAST
    ),
    **dict.fromkeys(("expected_cost", "outturn_without"), Family.FORECAST),
    **dict.fromkeys(("original_budget", "revised_budget", "gross_budget"), Family.BUDGET),
    **dict.fromkeys(("approved", "allocation", "planned_cost", "this_years_budget"), Family.BUDGET),
    **dict.fromkeys(("variance", "variance_to_date", "forecast_variance"), Family.GAP),
    **dict.fromkeys(("percent_variance", "variance_without", "forecast_shortfall"), Family.GAP),
    **dict.fromkeys(("capital_variance", "true_variance", "grant_variance"), Family.GAP),
    **dict.fromkeys(("cost_variance", "price_variance", "volume_variance"), Family.GAP),
    **dict.fromkeys(("mix_variance", "days_overdue"), Family.GAP),
    **dict.fromkeys(("movement",), Family.CHANGE),
    **dict.fromkeys(("red", "amber", "green", "rated", "indicators"), Family.COUNT),
    **dict.fromkeys(("all_red", "all_amber", "all_green", "all_rated"), Family.COUNT),
    **dict.fromkeys(("all_indicators", "all_actions", "actions", "actions_red"), Family.COUNT),
    **dict.fromkeys(("red_beyond", "tolerance_applied", "forecast_tolerance"), Family.LIMIT),
    **dict.fromkeys(("tolerance_share", "tolerance_in_unit", "red_from"), Family.LIMIT),
}

EARLIER_PERIODS = {
    "baseline": "Baseline",
    "previous": "previous",
    "year_before": "the year before",
    "q1_actual": "Q1",
    "q2_actual": "Q2",
    "q3_actual": "Q3",
    "q4_actual": "Q4",
    "previous_forecast": "the last report",
    "last_years_budget": "last year",
}

SIGNED = {"variance", "percent_variance", "bridge_amount", "amount"}


def previous_period(row: Row) -> str:
    """Return the period of an indicator's previous figure."""
    quarter = row.get("quarter")
    for number in range(int(quarter) - 1 if is_number(quarter) else 0, 0, -1):
        if is_number(row.get(f"q{number}_actual")):
            return f"Q{number}"
    return "Baseline"


def measured_in(column: Column[Value], row: Row) -> MeasuredIn | None:
    """Return how a column's figures are measured; None for what is not a figure."""
    if column.kind in (Kind.TEXT, Kind.LINK, Kind.WORD, Kind.DAY):
        return None
    own = measured_of(row.get("unit"))
    if column.shown is Shown.IN_UNIT:
        return own
    if column.shown is Shown.POINTS:
        return MeasuredIn.POINTS if own is MeasuredIn.PERCENT else own
    known = {
        Shown.POUNDS: MeasuredIn.POUNDS,
        Shown.PERCENT: MeasuredIn.PERCENT,
        Shown.COUNT: MeasuredIn.DAYS if column.name == "days_overdue" else MeasuredIn.PLAIN,
    }
    return known.get(column.shown)


def in_ones(value: float, column: Column[Value], row: Row) -> float:
    """Return a figure in ones; a share in hundredths."""
    percent = column.shown is Shown.PERCENT or (
        column.shown is Shown.IN_UNIT and measured_of(row.get("unit")) is MeasuredIn.PERCENT
    )
    return excel_round(value * 100) if percent else value


def decimals_of_column(column: Column[Value], row: Row) -> int:
    """Return the decimals with which a figure is shown in full."""
    if column.shown in (Shown.IN_UNIT, Shown.POINTS):
        return shown_decimals(row.get("decimals"), blank=1)
    return column.places if column.shown is Shown.PERCENT else 0
