"""How good past forecasts were: each budget line's forecasts against what the year came to.

Only closed months count, and a year only once its last month is closed.  Knows nothing of files.
"""

from __future__ import annotations

from collections import defaultdict
from math import fsum

from csplan.plan.memory import read_memory
from csplan.sheets import BUDGET, BUDGET_HISTORY, SERVICES
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.number import excel_round
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, Value, is_number, says

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import TypeVar

    from csplan.plan.plan import Plan, Row

    K = TypeVar("K", str, int)

__all__ = [
    "LEAST_PERIODS",
    "TrackRecord",
    "track_record",
    "track_record_of_head",
    "track_record_of_service",
    "track_records",
]

LEAST_PERIODS = 4
"""Fewer closed forecasts than this say nothing about how good a line's forecasts are."""

_LAST_MONTH = 12
_RUN = 3


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How far a line's forecasts were from the outturn: outturn − forecast, in pounds.

    `usual` is the mean size of the error by quarter of the year, `bias` the mean error (positive:
    forecasts were too low), `run` how many years in a row, to the last, they were on one side.
    """

    ref: str
    periods: int
    usual: Mapping[int, float]
    bias: float
    run: int

    @property
    def said(self) -> str:
        """The record in a sentence."""
        if self.periods < LEAST_PERIODS:
            return f"Too few closed forecasts ({self.periods}) to say how good they are."
        parts = ", ".join(f"Q{quarter} £{error:,.0f}" for quarter, error in self.usual.items())
        return f"Past forecasts were out by, on average: {parts}.{self.leaning}"

    @property
    def leaning(self) -> str:
        """A sentence that forecasts were on one side for years; nothing where they were not."""
        side = "low" if self.bias > 0 else "high"
        return f" Too {side} {self.run} years running." if self.run >= _RUN else ""

    def range_of(self, forecast: float, quarter: int) -> tuple[float, float] | None:
        """Return what a forecast of a quarter has usually meant; None where too little is known."""
        error = self.usual.get(quarter)
        if self.periods < LEAST_PERIODS or error is None:
            return None
        return excel_round(forecast - error, 2), excel_round(forecast + error, 2)


def track_records(plan: Plan) -> Mapping[str, TrackRecord]:
    """Return the record of every budget line that has a closed year."""
    forecasts: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    outturns: dict[str, dict[str, float]] = defaultdict(dict)
    for slot, rows in read_memory(plan).slots.items():
        if slot.sheet != BUDGET_HISTORY.key:
            continue
        for row in rows:
            month, ref = row.get("month"), str(row["ref"])
            if not is_number(month) or month < 1:
                continue
            if month == _LAST_MONTH:
                _keep(outturns[ref], slot.year, row.get("actual_to_date"))
            else:
                _keep(forecasts[ref][slot.year], int(month), row.get("forecast_outturn"))
    return {ref: track_record(ref, forecasts[ref], years) for ref, years in outturns.items()}


def track_record_of_service(plan: Plan, service: str) -> TrackRecord | None:
    """Return the record of a service's forecasts; None without one."""
    return _of_services(plan, service, [service])


def track_record_of_head(plan: Plan, head: str) -> TrackRecord | None:
    """Return the record of all services of one head, by name; None without one.

    A budget line names no person of its own: the head of its service, as Services has it now,
    answers for its forecasts, of earlier years too.
    """
    named = matching(head)
    own = [
        str(row["ref"])
        for row in plan.table(SERVICES)
        if not isinstance(row.get("head"), CellError)
        and matching(str(row.get("head") or "")) == named
    ]
    return _of_services(plan, head, own)


def _of_services(plan: Plan, called: str, services: Sequence[str]) -> TrackRecord | None:
    """Return the record of some services' forecasts together.

    A month's forecast is the sum over the lines that the year's last month has, and counts only
    where each of them has one.
    """
    refs = {
        str(row["ref"])
        for row in plan.table(BUDGET)
        if any(says(row.get("service"), one) for one in services)
    }
    forecasts: dict[str, dict[int, float]] = defaultdict(dict)
    outturns: dict[str, float] = {}
    kept = read_memory(plan).slots.items()
    slots = {one: rows for one, rows in kept if one.sheet == BUDGET_HISTORY.key}
    lasts = {one.year: rows for one, rows in slots.items() if one.period == _LAST_PERIOD}
    for year, last in lasts.items():
        ends = _figures(last, refs, "actual_to_date")
        if not ends:
            continue
        outturns[year] = sum(ends.values())
        for slot, rows in slots.items():
            given = _figures(rows, set(ends), "forecast_outturn")
            if slot.year == year and slot.period != _LAST_PERIOD and len(given) == len(ends):
                forecasts[year][int(slot.period.split()[1])] = sum(given.values())
    return track_record(called, forecasts, outturns) if outturns else None


_LAST_PERIOD = f"Month {_LAST_MONTH}"


def _figures(rows: Iterable[Row], refs: Collection[str], name: str) -> dict[str, float]:
    """Return one figure of each row that is asked for and has it, by ref."""
    return {
        str(row["ref"]): float(value)
        for row in rows
        if str(row["ref"]) in refs and is_number(value := row.get(name))
    }


def _keep(held: dict[K, float], key: K, value: Value) -> None:
    """Keep a figure, if it is one."""
    if is_number(value):
        held[key] = float(value)


def track_record(
    ref: str, forecasts: Mapping[str, Mapping[int, float]], outturns: Mapping[str, float]
) -> TrackRecord:
    """Return a line's record from its forecasts by year and month, and each year's outturn."""
    by_quarter: dict[int, list[float]] = defaultdict(list)
    by_year: dict[str, list[float]] = defaultdict(list)
    for year in sorted(outturns):
        for month, forecast in sorted(forecasts.get(year, {}).items()):
            error = outturns[year] - forecast
            by_quarter[(month + 2) // 3].append(error)
            by_year[year].append(error)
    errors = [error for own in by_quarter.values() for error in own]
    usual = {
        quarter: excel_round(_mean([abs(error) for error in by_quarter[quarter]]), 2)
        for quarter in sorted(by_quarter)
    }
    bias = excel_round(_mean(errors), 2) if errors else 0.0
    return TrackRecord(ref, len(errors), usual, bias, _run(list(by_year.values())))


def _mean(errors: Sequence[float]) -> float:
    """Return what `statistics.fmean` does, whose module costs a report more than this one."""
    return fsum(errors) / len(errors)


def _run(years: Sequence[Iterable[float]]) -> int:
    """Count the years, from the last back, whose forecasts were all on its side of the outturn."""
    sides = []
    for errors in years:
        signs = {(error > 0) - (error < 0) for error in errors}
        sides.append(signs.pop() if len(signs) == 1 else 0)
    count = 0
    for side in reversed(sides):
        if not side or side != sides[-1]:
            break
        count += 1
    return count
