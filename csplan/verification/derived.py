"""This module works out what follows from figures and reports say: differences, shares, counts."""

from __future__ import annotations

from collections.abc import Iterator

from csplan.plan.plan import Results, Row
from csplan.sheets import ACTIVITY, INDICATORS
from csplan.terms.number import excel_round
from csplan.terms.values import is_number, says
from csplan.verification.measures import decimals_of_column
from csplan.verification.mentions import MeasuredIn, measured_of
from csplan.verification.plan_figures import Family, PlanFigure, Topic, When

__all__ = ["cost_of_each", "differences", "forecast_counts", "lines_in_all", "shares"]

_COLOURS = ("red", "amber", "green")


def differences(row: Row, subject: Topic, at: When) -> Iterator[PlanFigure]:
    """Yield how far an indicator moved, and how far it is from where it should go."""
    unit = measured_of(row.get("unit"))
    times = 100 if unit is MeasuredIn.PERCENT else 1
    measured = MeasuredIn.POINTS if unit is MeasuredIn.PERCENT else unit
    for name, measure, one, other, family in (
        ("movement", "Change since the previous figure", "actual", "previous", Family.CHANGE),
        ("movement", "Change since Baseline", "actual", "baseline", Family.CHANGE),
        ("movement", "Change since the year before", "actual", "year_before", Family.CHANGE),
        ("variance", "Difference from the year’s target", "actual", "target", Family.GAP),
        ("forecast_gap", "Forecast less target", "year_end_forecast", "target", Family.GAP),
        ("still_to_go", "Forecast less actual", "year_end_forecast", "actual", Family.CHANGE),
    ):
        first, second = row.get(one), row.get(other)
        if is_number(first) and is_number(second):
            yield PlanFigure(
                subject=subject,
                field=name,
                measure=measure,
                family=family,
                value=excel_round((float(first) - float(second)) * times),
                measured=measured,
                decimals=decimals_of_column(INDICATORS.by_name["actual"], row),
                period=at.period,
                is_now=at.is_now,
                is_signed=True,
            )


def shares(row: Row, subject: Topic, before: str, at: When) -> Iterator[PlanFigure]:
    """Yield the share of the rated indicators that have each colour."""
    rated = row.get(f"{before}rated")
    for colour in _COLOURS:
        count = row.get(f"{before}{colour}")
        if is_number(count) and is_number(rated) and rated:
            yield PlanFigure(
                subject=subject,
                field=f"{colour}_share",
                measure=f"{colour.title()}, share of rated",
                family=Family.COUNT,
                value=excel_round(100 * float(count) / float(rated)),
                measured=MeasuredIn.PERCENT,
                decimals=1,
                period=at.period,
                is_now=at.is_now,
            )


def lines_in_all(row: Row, subject: Topic, at: When) -> Iterator[PlanFigure]:
    """Yield of how many budget lines a total is, those without a figure among them."""
    parts = [row.get(name) for name in ("lines_counted", "lines_awaited", "lines_to_check")]
    numbers = [float(part) for part in parts if is_number(part)]
    if numbers:
        yield PlanFigure(
            subject=subject,
            field="lines",
            measure="Lines in all",
            family=Family.COUNT,
            value=sum(numbers),
            measured=MeasuredIn.PLAIN,
            decimals=0,
            period=at.period,
            is_now=at.is_now,
        )


def forecast_counts(results: Results, subject: Topic, field: str, at: When) -> Iterator[PlanFigure]:
    """Yield how many indicators are forecast to end the year in each colour."""
    rows = [
        row for row in results.present(INDICATORS) if not field or says(row.get(field), subject.ref)
    ]
    for colour in _COLOURS:
        yield PlanFigure(
            subject=subject,
            field=f"forecast_{colour}",
            measure=f"{colour.title()} at year’s end",
            family=Family.FORECAST,
            value=float(sum(says(row.get("forecast_rag"), colour.title()) for row in rows)),
            measured=MeasuredIn.PLAIN,
            decimals=0,
            period=at.period,
            is_now=at.is_now,
        )


def cost_of_each(results: Results, row: Row, subject: Topic, at: When) -> Iterator[PlanFigure]:
    """Yield what each of all that an indicator counts costs a year, as Activity says."""
    for own in results.present(ACTIVITY):
        cost = own.get("each_of_indicator")
        if is_number(cost) and says(own.get("indicator"), str(row["ref"])):
            yield PlanFigure(
                subject=subject,
                field="each_of_indicator",
                measure="What each costs a year",
                family=Family.OTHER,
                value=float(cost),
                measured=MeasuredIn.POUNDS,
                decimals=0,
                period=at.period,
                is_now=at.is_now,
            )
            return
