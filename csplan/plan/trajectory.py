"""Where an indicator is going: the change a year that its last target needs, and what it achieves.

Unit: the indicator's, a year.  Knows no colours.
"""

from __future__ import annotations

import math
from collections import defaultdict

from csplan.plan.memory import read_memory
from csplan.sheets import HISTORY, INDICATORS
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, is_number, same, says
from csplan.terms.vocabulary import Frequency, Polarity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.period import FinancialYear

__all__ = ["Trajectory", "quarterly", "series", "trajectory"]

_TARGETS = ("target", "target_2", "target_3", "target_4")
_MOST_YEARS = 50


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The path of one indicator to its last target.

    `needed` and `achieved` are changes a year; `achieved` is None at Baseline, where nothing has
    been achieved yet.  `reached` is the year in which the target is reached at this pace, "reached"
    or "not at this pace"; blank where no pace is known.
    """

    ref: str
    target: float
    year: str
    needed: float
    achieved: float | None
    reached: str


def trajectory(row: Row, year: FinancialYear, *, periods: int = 4) -> Trajectory | None:
    """Return an indicator's path; None where it has none."""
    targets = [(n, float(t)) for n, name in enumerate(_TARGETS) if is_number(t := row.get(name))]
    actual, quarter = row.get("actual"), row.get("quarter")
    polarity = row.get("polarity")
    if isinstance(polarity, CellError):
        return None
    judged = same(polarity, Polarity.HIGHER) or same(polarity, Polarity.LOWER)
    if not targets or not judged or not is_number(actual) or not is_number(quarter):
        return None
    ahead, target = targets[-1]
    gone = float(quarter) / periods
    left = ahead + 1 - gone
    needed = excel_round((target - actual) / left) if left > 0 else excel_round(target - actual)
    baseline = row.get("baseline")
    achieved = excel_round((actual - baseline) / gone) if gone and is_number(baseline) else None
    higher = same(polarity, Polarity.HIGHER)
    there = actual >= target if higher else actual <= target
    reached = "reached" if there else _reached(target - actual, achieved, gone, year)
    return Trajectory(str(row["ref"]), target, str(year.plus(ahead)), needed, achieved, reached)


def series(results: Results, ref: str) -> list[float]:
    """Return an indicator's quarterly figures in the order of time: History's, then this year's.

    Of one whose figure is due monthly, the months that History keeps, where it keeps any.
    """
    monthly = any(
        says(row.get("frequency"), Frequency.MONTHLY)
        for row in results.present(INDICATORS)
        if row["ref"] == ref
    )
    months = _kept(results.plan, "Month ").get(ref, {}) if monthly else {}
    own = months or quarterly(results.plan).get(ref, {})
    in_time = sorted(own, key=lambda one: (one[0], len(one[1]), one[1]))  # Month 2 before Month 10
    return [own[key] for key in in_time]


def quarterly(plan: Plan) -> Mapping[str, Mapping[tuple[str, str], float]]:
    """Return every quarterly figure of each indicator, by ref, then by year and quarter."""
    points = _kept(plan, "Q")
    for row in plan.table(INDICATORS):
        for quarter in ("Q1", "Q2", "Q3", "Q4"):
            figure = row.get(f"{quarter.lower()}_actual")
            if is_number(figure) and row.get("ref"):
                points[str(row["ref"])][plan.financial_year, quarter] = float(figure)
    return points


def _kept(plan: Plan, kind: str) -> dict[str, dict[tuple[str, str], float]]:
    """Return the figures that History keeps of quarters or of months, by ref, year and period."""
    points: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for slot, rows in read_memory(plan).slots.items():
        if slot.sheet != HISTORY.key or not slot.period.startswith(kind):
            continue
        for row in rows:
            value = row.get("value")
            if not row.get("figure_of") and is_number(value):
                points[str(row["ref"])][slot.year, slot.period] = float(value)
    return points


def _reached(gap: float, pace: float | None, gone: float, year: FinancialYear) -> str:
    """Say in which year a gap is closed at a pace."""
    if pace is None:
        return ""
    if pace == 0 or (pace > 0) != (gap > 0) or gap / pace > _MOST_YEARS:
        return "not at this pace"
    return str(year.plus(max(math.ceil(excel_round(gone + gap / pace)) - 1, 0)))
