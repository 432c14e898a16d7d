"""What a closed period said against what the sheets say now.

A closed figure that was edited, words that nobody rewrote, and the page of a closed period as it
was.  Knows nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csplan.plan.calculate import recalculate
from csplan.plan.changes import as_shown
from csplan.plan.memory import read_memory
from csplan.rules import performance
from csplan.sheets import (
    BUDGET,
    BUDGET_HISTORY,
    CALCULATION_ORDER,
    HISTORY,
    INDICATORS,
)
from csplan.terms.names import matching
from csplan.terms.values import Value, alike, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csplan.plan.memory import Found
    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = [
    "LateEdit",
    "Stale",
    "as_closed",
    "as_told",
    "find_late_edits",
    "find_stale",
    "last_closed",
]

_AS_REPORTED = {
    "actual": "value",
    "state": "state",
    "target_to_date": "target",
    "tolerance_applied": "tolerance",
    "rag": "rag",
    "direction": "direction",
    "year_end_forecast": "forecast",
    "forecast_rag": "forecast_rag",
    "commentary": "commentary",
    "corrective_action": "corrective_action",
}
_MONTH_FIELDS = ("actual_to_date", "commitments", "forecast_outturn")


@dataclass(frozen=True, slots=True)
class LateEdit:
    """A figure of a closed period that was changed afterwards: both values are kept."""

    sheet: Sheet
    index: int
    field: str
    ref: str
    period: str
    was: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Stale:
    """Words that are still those of an earlier period."""

    sheet: Sheet
    index: int
    ref: str
    period: str


def find_late_edits(plan: Plan, found: Found | None = None) -> Iterator[LateEdit]:
    """Find the figures of closed periods that were changed, added or cleared afterwards."""
    found = found or read_memory(plan)
    year = plan.financial_year
    for period in found.periods(HISTORY, year):
        if period[0] != "Q":
            continue
        kept, field = found.rows(HISTORY, year, period), f"{period.lower()}_actual"
        for index, row in enumerate(plan.table(INDICATORS)):
            was = kept.get(str(row.get("ref")))
            if was is None:
                continue
            closed = None if was.get("figure_of") else was.get("value")
            if not alike(closed, row.get(field)):
                ref = str(row["ref"])
                yield LateEdit(INDICATORS, index, field, ref, period, closed, row.get(field))
    yield from _edited_money(plan, found)


def _edited_money(plan: Plan, found: Found) -> Iterator[LateEdit]:
    """Find figures of the budget month that were changed after it was closed."""
    month = plan.settings.get("budget_month")
    if not is_number(month):
        return
    period = f"Month {month:.0f}"
    kept = found.rows(BUDGET_HISTORY, plan.financial_year, period)
    for index, row in enumerate(plan.table(BUDGET) if kept else ()):
        was = kept.get(str(row.get("ref")))
        for field in _MONTH_FIELDS if was else ():
            if was is not None and not alike(was.get(field), row.get(field)):
                ref = str(row["ref"])
                yield LateEdit(BUDGET, index, field, ref, period, was.get(field), row.get(field))


def last_closed(found: Found, year: str, period: str) -> str | None:
    """Return the last closed quarter of the year before a period, if there is one."""
    earlier = [one for one in found.periods(HISTORY, year) if one[0] == "Q" and one < period]
    return earlier[-1] if earlier else None


def find_stale(results: Results, found: Found | None = None) -> Iterator[Stale]:
    """Find commentary that is word for word what was closed, although the figure is a new one."""
    plan = results.plan
    found = found or read_memory(plan)
    period = str(plan.settings.get("reporting_period") or "")
    before = last_closed(found, plan.financial_year, period)
    if before is None or period in found.periods(HISTORY, plan.financial_year):
        return
    kept = found.rows(HISTORY, plan.financial_year, before)
    for index, row in enumerate(results.table(INDICATORS)):
        was = kept.get(str(row.get("ref")))
        words, old = row.get("commentary"), was.get("commentary") if was else None
        renewed = row.get("period") == period and row.get("rag") != "Not due"
        if renewed and words and old and matching(str(words)) == matching(str(old)):
            yield Stale(INDICATORS, index, str(row["ref"]), before)


def as_told(results: Results) -> Results:
    """Return results as pages tell them: a closed period as it was closed, old words marked as old.

    Words that nobody rewrote since an earlier period begin with "As at Q1:".
    """
    results = as_closed(results)[0]
    old = {one.index: one.period for one in find_stale(results)}
    if not old:
        return results
    rows = [
        {**row, "commentary": f"As at {old[index]}: {row['commentary']}"} if index in old else row
        for index, row in enumerate(results.table(INDICATORS))
    ]
    return replace(results, rows={**results.rows, INDICATORS.key: rows})


def as_closed(results: Results) -> tuple[Results, Mapping[str, LateEdit]]:
    """Return results as the reporting period was closed, and what was revised since, by ref.

    The same results where the period is open, or nothing was revised.
    """
    plan, found = results.plan, read_memory(results.plan)
    period = str(plan.settings.get("reporting_period") or "")
    revised = {
        one.ref: one
        for one in find_late_edits(plan, found)
        if one.sheet is INDICATORS and one.period == period
    }
    if not revised:
        return results, {}
    kept = found.rows(HISTORY, plan.financial_year, period)
    rows = []
    for row in results.table(INDICATORS):
        one = revised.get(str(row.get("ref")))
        rows.append(_as_reported(row, kept[one.ref], _mark(one, row)) if one else row)
    after = CALCULATION_ORDER[CALCULATION_ORDER.index(INDICATORS) + 1 :]
    return recalculate(results, after, replaced={INDICATORS.key: rows}), revised


def _mark(one: LateEdit, row: Row) -> str:
    """Say on the page that a figure was revised, with both values."""
    column = one.sheet.by_name[one.field]
    was, now = as_shown(one.was, column, row), as_shown(one.now, column, row)
    return f"Revised since {one.period} was closed: {was} was reported, and is now {now}."


def _as_reported(row: Row, kept: Row, mark: str) -> Row:
    """Return a row of Indicators with what was reported in the place of what follows now."""
    said = {
        field: "" if kept.get(name) is None else kept[name] for field, name in _AS_REPORTED.items()
    }
    said["commentary"] = f"{mark} {said['commentary'] or ''}".rstrip()
    period = kept.get("figure_of") or kept.get("period")
    return {**row, **said, "period": period, **_following(row, said)}


def _following(row: Row, said: Row) -> Row:
    """Return variance, word and shortfall of the figure that was reported, by the same rules."""
    variance = performance.variance(
        said["state"], row.get("unit"), said["actual"], said["target_to_date"]
    )
    return {
        "variance": variance,
        "better_or_worse": performance.better_or_worse(variance, row.get("polarity")),
        "shortfall": performance.shortfall(variance, row.get("polarity")),
        "red_beyond": performance.red_beyond(
            said["tolerance_applied"], row.get("polarity"), row.get("unit"), said["target_to_date"]
        ),
    }
