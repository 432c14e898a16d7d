"""Figures outside what the row's own history has ever made ordinary, which somebody must confirm.

Knows the limits of control charts, and no other comparison; those are in `check_figures`.
"""

from __future__ import annotations

from csplan.plan.check_figures import shown_figure
from csplan.plan.trajectory import quarterly
from csplan.sheets import INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import as_places, excel_round
from csplan.terms.values import Value, is_number, says
from csplan.terms.vocabulary import Frequency, Measure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_own_limits"]

_LEAST_POINTS = 8
_TO_RANGE_LIMIT = 3.267
_FEW = 7
"""Few points say little of a new one: limits of 8 are nearly twice as wide (as by Student's t)."""

_GROWS = (Measure.CUMULATIVE, Measure.PROGRAMME, Measure.ANNUAL)


def check_own_limits(results: Results) -> Iterator[Finding]:
    """Find figures of the quarter reported that are outside the limits of their own history.

    The step to it must be unlike any before too, and lead elsewhere than to the target: a row that
    drifts, or does what was promised, is not stopped.  A row needs 8 earlier points; one that only
    grows, or has a figure once a year, has no such limits.
    """
    plan = results.plan
    points = quarterly(plan)
    period = str(plan.settings.get("reporting_period") or "").upper()
    for index, row in enumerate(results.table(INDICATORS)):
        own = points.get(str(row.get("ref")), {})
        figure = own.get((plan.financial_year, period))
        before = [own[one] for one in sorted(own) if one < (plan.financial_year, period)]
        if figure is None or len(before) < _LEAST_POINTS or _has_no_limits(row):
            continue
        limits = _outside(figure, before, row)
        if limits is None or _is_promised(figure, before[-1], row.get("target_to_date")):
            continue
        low, high = (shown_figure(excel_round(one, _digits(row) + 1), row) for one in limits)
        yield plan.finding(
            Code.OUTSIDE_OWN_LIMITS,
            f"{shown_figure(figure, row)} is outside what the row's last {len(before)} quarters "
            f"make likely ({low} to {high}); the last was {shown_figure(before[-1], row)}.",
            "Check it against its source.",
            sheet=INDICATORS,
            index=index,
            column=f"{period.lower()}_actual",
            found=figure,
        )


def _is_promised(figure: float, last: float, target: Value) -> bool:
    """Say whether a figure lies between the last one and the target: where it is to go."""
    return is_number(target) and min(last, target) <= figure <= max(last, target)


def _has_no_limits(row: Row) -> bool:
    """Say whether a row only grows, or has one figure a year."""
    annual = says(row.get("frequency"), Frequency.ANNUAL)
    return annual or any(says(row.get("measure"), one) for one in _GROWS)


def _digits(row: Row) -> int:
    """Return how many digits after the point a row's figures are held with: of a % two more."""
    return as_places(row.get("decimals"), blank=1) + 2 * says(row.get("unit"), Unit.PERCENT)


def _outside(figure: float, before: list[float], row: Row) -> tuple[float, float] | None:
    """Return the limits that a figure is outside of; None where it, or its step, is ordinary."""
    from csplan.rules.control_chart import TO_LIMIT, chart_of

    chart = chart_of(before)
    range_of = max(
        chart.moving_range, 10.0 ** -_digits(row)
    )  # figures alike are alike as they are shown
    reach = TO_LIMIT * range_of * (1 + _FEW / len(before))
    low, high = chart.mean - reach, chart.mean + reach
    step = _TO_RANGE_LIMIT * range_of * (1 + _FEW / 2 / len(before))
    ordinary = low <= figure <= high or abs(figure - before[-1]) <= step
    return None if ordinary else (low, high)
