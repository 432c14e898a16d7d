"""This module says how an indicator runs over time: its series, whether a move is real, its path.

The figures are History's and this year's; what an XmR chart says of them is said in words beside
the colour.  Knows nothing of pages.
"""

from __future__ import annotations

from csplan.looks import figures
from csplan.looks.figures import NOTHING, Figure
from csplan.plan.plan import Results, Row
from csplan.plan.trajectory import quarterly, trajectory
from csplan.rules.conditions import shown_decimals
from csplan.rules.control_chart import LEAST_POINTS, chart_in_words, chart_of
from csplan.terms.calendar import Calendar
from csplan.terms.period import FinancialYear
from csplan.terms.records import dataclass
from csplan.terms.values import Value, is_number

__all__ = ["LongRun", "OverTime", "decimals_of", "path_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRun:
    """One indicator over time."""

    points: tuple[tuple[str, Figure], ...] = ()
    """Earlier years' quarters; nothing where History holds none."""
    is_real: str = ""
    limits: tuple[Figure, Figure] | None = None
    path: str = ""
    year_before: Figure = NOTHING
    direction_on_year: str = ""


class OverTime:
    """Every indicator over time, from the plan's memory."""

    def __init__(self, results: Results) -> None:
        self._series = quarterly(results.plan)
        self._calendar = Calendar.of(results.settings)
        self._this_year = results.plan.financial_year
        self._year = FinancialYear.parse(self._this_year)

    def of(self, row: Row) -> LongRun:
        """Return how one row runs over time."""
        ref, unit, places = str(row["ref"]), row["unit"], decimals_of(row)
        series = sorted(self._series.get(ref, {}).items())
        values = [value for _, value in series]
        enough = len(values) >= LEAST_POINTS
        target = row.get("target_to_date")
        chart = chart_of(values) if enough else None
        return LongRun(
            points=tuple(
                (f"{year} {self._calendar.named(quarter)}", figures.in_unit(value, unit, places))
                for (year, quarter), value in series
                if year < self._this_year
            ),
            is_real=chart_in_words(
                values, row.get("polarity"), float(target) if is_number(target) else None
            )
            if enough
            else "",
            limits=(
                figures.in_unit(chart.lower, unit, places),
                figures.in_unit(chart.upper, unit, places),
            )
            if chart
            else None,
            path=path_of(row, self._year, periods=self._calendar.periods),
            year_before=figures.in_unit(row.get("year_before") or None, unit, places),
            direction_on_year=str(row.get("direction_on_year") or ""),
        )


def decimals_of(row: Row) -> int:
    """Return the row's decimals, or 1 where it says none that can be used."""
    return shown_decimals(row.get("decimals"), blank=1)


_REACHED = {
    "": "",
    "reached": "; it is reached",
    "not at this pace": "; it is not reached at this pace",
}


def path_of(row: Row, year: FinancialYear | None, *, periods: int = 4) -> str:
    """Say which change a year the last target needs, what is achieved, and when it is reached."""
    found = trajectory(row, year, periods=periods) if year else None
    if found is None:
        return ""
    text = f"Last target ({found.year}): a change of {_a_year(found.needed, row)} a year is needed"
    if found.achieved is not None:
        text += f"; {_a_year(found.achieved, row)} a year is achieved"
    return f"{text}{_REACHED.get(found.reached, f'; at this pace in {found.reached}')}."


def _a_year(change: Value, row: Row) -> str:
    """Return a change a year; that of a % is in points."""
    scale = 100 if row["unit"] == "%" else 1
    return figures.variance(figures.number(change) * scale, row["unit"], decimals_of(row)).text
