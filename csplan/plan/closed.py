"""What a closed period said against what the sheets say now.

A closed figure that was edited, and words that nobody rewrote.  Knows nothing of files.
"""

from __future__ import annotations

from csplan.plan.memory import read_memory
from csplan.rules.revenue import follows_activity
from csplan.sheets import BUDGET, BUDGET_HISTORY, HISTORY, INDICATORS
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.records import dataclass
from csplan.terms.values import Value, alike, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.memory import Found
    from csplan.plan.plan import Plan, Results
    from csplan.sheets.sheet import Sheet

__all__ = [
    "LateEdit",
    "Stale",
    "closed_from_activity",
    "find_late_edits",
    "find_stale",
    "last_closed",
]

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
        if not period.startswith("Q"):
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


def closed_from_activity(plan: Plan) -> Iterator[LateEdit]:
    """Find the forecasts that follow from Activity, of a month that is closed, as it was closed."""
    month = plan.settings.get("budget_month")
    period = f"Month {month:.0f}" if is_number(month) else ""
    kept = read_memory(plan).rows(BUDGET_HISTORY, plan.financial_year, period)
    for index, row in enumerate(plan.table(BUDGET) if kept else ()):
        ref = str(row.get("ref"))
        if ref in kept and follows_activity(row.get("forecast_from")):
            was = kept[ref].get("forecast_outturn")
            yield LateEdit(BUDGET, index, "forecast_outturn", ref, period, was, None)


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
            if field == "forecast_outturn" and follows_activity(row.get("forecast_from")):
                continue  # nobody typed it; pages show it as it was closed all the same
            if was is not None and not alike(was.get(field), row.get(field)):
                ref = str(row["ref"])
                yield LateEdit(BUDGET, index, field, ref, period, was.get(field), row.get(field))


def last_closed(found: Found, year: str, period: str) -> str | None:
    """Return the last closed quarter of the year before a period, if there is one."""
    earlier = [one for one in found.periods(HISTORY, year) if one.startswith("Q") and one < period]
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
