"""The pages of a closed period as it was closed, whatever was altered behind it since.

An indicator's figure, target, tolerance and colour are those of its closed quarter, a budget
line's figures those of its closed month; what follows from them follows by the rules.  Memory
keeps no single saving, scheme or grant: those tables show what stands now, and say so.
Knows nothing of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.plan.calculate import recalculate
from csplan.plan.changes import as_shown
from csplan.plan.closed import find_stale
from csplan.plan.memory import AT_CLOSE, read_memory
from csplan.sheets import (
    ACTIVITY,
    BUDGET,
    BUDGET_HISTORY,
    CALCULATION_ORDER,
    CAPITAL,
    CHANGES,
    GRANTS,
    HISTORY,
    INDICATORS,
    MEDIUM_TERM,
    PRESSURES,
    SAVINGS,
)
from csplan.terms.calendar import Calendar
from csplan.terms.number import excel_round
from csplan.terms.records import dataclass, replace
from csplan.terms.values import Value, alike, as_added, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.memory import Found
    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["REVISED", "TABS_NOT_KEPT", "OfToday", "Revision", "as_closed", "as_told", "of_today"]

TABS_NOT_KEPT = tuple(
    sheet.tab for sheet in (PRESSURES, ACTIVITY, MEDIUM_TERM, SAVINGS, CAPITAL, GRANTS)
)
"""The tabs of money that memory keeps no rows of."""

REVISED = "revised"
"""Under this name a row that is shown as it was closed says what was revised since."""

_OF_INDICATOR = {
    "actual": "value",
    "state": "state",
    "target_to_date": "target",
    "tolerance_applied": "tolerance",
    "rag": "rag",
    "direction": "direction",
    "year_end_forecast": "forecast",
    "forecast_rag": "forecast_rag",
}
_TOLD = ("actual", "target_to_date", "tolerance_applied", "rag", "year_end_forecast")
_NAMES = {"actual": "", "rag": "colour ", "forecast_used": "forecast outturn "}
_WORDS = ("commentary", "corrective_action")
_OF_LINE = {
    AT_CLOSE.get(name, name): name
    for name in (
        *("original_budget", "revised_budget", "profile_to_date", "actual_to_date"),
        *("commitments", "forecast_outturn"),
    )
}
_NOT_TOLD = ("profile_to_date",)  # it follows from the revised budget


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that is not what its period was closed with: both values are kept."""

    sheet: Sheet
    field: str
    was: Value
    now: Value


@dataclass(frozen=True, slots=True)
class OfToday:
    """What tables beside a closed month show that memory keeps no rows of: what stands today.

    With the refs, by tab, of the rows that csplan's runs found changed since the close.  `month` is
    what its last month is called.  `outside`: the reader knows neither tabs nor closes.
    """

    period: str
    changed: Mapping[str, Sequence[str]]
    month: str = ""
    outside: bool = False


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


def as_closed(results: Results) -> tuple[Results, Mapping[str, Sequence[Revision]]]:
    """Return results as the reporting period and the budget month were closed.

    With them, by ref, what was revised since.  The same results where the period is open, or
    nothing was revised.
    """
    plan, found = results.plan, read_memory(results.plan)
    revised: dict[str, Sequence[Revision]] = {}
    replaced: dict[str, list[Row]] = {}
    held: dict[str, list[Row]] = {}
    for sheet, period, kept in _closed(plan, found):
        rows = list(results.table(sheet))
        holds: list[Row] = [{} for _ in rows]
        before = len(revised)
        for index, row in enumerate(rows):
            was = kept.get(str(row.get("ref")))
            own = list(_revisions(sheet, row, was)) if was else []
            if was is None or not own:
                continue
            mark = _mark(period, own, row)
            revised[str(row["ref"])] = own
            words = {name: was[name] for name in _WORDS if was.get(name) not in (None, "")}
            said = f"{mark} {words.get('commentary', '')}".rstrip()
            rows[index] = {**row, **words, "commentary": said, REVISED: mark}
            holds[index] = _held(sheet, was)
        if len(revised) > before:
            if sheet is BUDGET:
                rows = _as_typed(rows, holds)
                holds = _budgets_that_add_up(rows, holds)
            replaced[sheet.key], held[sheet.key] = rows, holds
    if not revised:
        return results, {}
    first = min(CALCULATION_ORDER.index(one) for one in (INDICATORS, BUDGET) if one.key in held)
    return recalculate(results, CALCULATION_ORDER[first:], replaced=replaced, held=held), revised


def of_today(results: Results) -> OfToday | None:
    """Return what tables beside a closed month must say of themselves; None where it is open.

    A change that no run has found yet is not among the changed ones.
    """
    plan = results.plan
    _, (_, period, kept) = _closed(plan, read_memory(plan))
    if not kept:
        return None
    closed = max((when for row in kept.values() if is_number(when := row.get("closed"))), default=0)
    changed: dict[str, dict[str, None]] = {tab: {} for tab in TABS_NOT_KEPT}
    for row in results.table(CHANGES):
        at, tab = row.get("when"), str(row.get("sheet"))
        if is_number(at) and at > closed and tab in changed:
            changed[tab][str(row.get("ref"))] = None
    named = Calendar.of(plan.settings).month(int(period.removeprefix("Month ")))
    found = {tab: tuple(refs) for tab, refs in changed.items() if refs}
    return OfToday(period, found, named)


def _closed(plan: Plan, found: Found) -> Iterator[tuple[Sheet, str, Mapping[str, Row]]]:
    """Yield the rows that memory keeps of the reporting period, and of the budget month."""
    quarter, month = (plan.settings.get(name) for name in ("reporting_period", "budget_month"))
    period = str(quarter or "")
    yield INDICATORS, period, found.rows(HISTORY, plan.financial_year, period)
    period = f"Month {month:.0f}" if is_number(month) else ""
    yield BUDGET, period, found.rows(BUDGET_HISTORY, plan.financial_year, period)


def _is_brought(sheet: Sheet, kept: Row) -> bool:
    """Say whether a row came from a file, which says only what it gives."""
    return kept.get("state" if sheet is INDICATORS else "rag") in (None, "")


def _revisions(sheet: Sheet, row: Row, kept: Row) -> Iterator[Revision]:
    """Yield what of a row is not what was closed."""
    for name, was in _told(sheet, kept).items():
        now = row.get(name)
        if name not in _NOT_TOLD and not alike(was, now):
            yield Revision(sheet, name, was, now)


def _told(sheet: Sheet, kept: Row) -> Mapping[str, Value]:
    """Return what was closed of a row, under the names of its columns."""
    names = {name: _OF_INDICATOR[name] for name in _TOLD}
    if sheet is BUDGET:
        names = _OF_LINE
    brought = _is_brought(sheet, kept)
    told = {name: kept.get(own) for name, own in names.items()}
    return {name: was for name, was in told.items() if not brought or was is not None}


def _held(sheet: Sheet, kept: Row) -> Row:
    """Return the cells of a row that stay as they were closed."""
    if sheet is BUDGET:
        return {**_told(sheet, kept), **({"rag": kept["rag"]} if kept.get("rag") else {})}
    if _is_brought(sheet, kept):
        return {"actual": kept.get("value")}
    said = {name: kept.get(own) for name, own in _OF_INDICATOR.items()}
    period = kept.get("figure_of") or kept.get("period")
    return {name: "" if was is None else was for name, was in said.items()} | {"period": period}


def _as_typed(rows: Sequence[Row], holds: Sequence[Row]) -> list[Row]:
    """Put what was typed at the close, and the forecast that counted, into typed cells."""
    typed = [column.name for column in BUDGET.inputs]
    return [
        {
            **row,
            **{name: was for name, was in hold.items() if name in typed},
            **_as_forecast(hold),
        }
        for row, hold in zip(rows, holds, strict=True)
    ]


def _as_forecast(hold: Row) -> Row:
    """Return the cells that are typed of a line whose forecast stays as it was."""
    if "forecast_used" not in hold:
        return {}
    return {"forecast_outturn": hold["forecast_used"], "forecast_from": None}


def _budgets_that_add_up(rows: Sequence[Row], holds: Sequence[Row]) -> list[Row]:
    """Give each revised budget of the close the virement or new money that it is made of.

    Memory keeps their sum.  What moved since among lines was virements; what did not come out of
    another line was new money.
    """
    moved = [_moved(row, hold) for row, hold in zip(rows, holds, strict=True)]
    name = "net_virement" if not excel_round(sum(moved), 2) else "funded_changes"
    return [
        {**hold, name: excel_round(as_added(row.get(name)) - since, 2)} if since else hold
        for row, hold, since in zip(rows, holds, moved, strict=True)
    ]


def _moved(row: Row, hold: Row) -> float:
    """Return by how much virements and new money moved a line's budget since the close."""
    then, original = hold.get("revised_budget"), hold.get("original_budget")
    if not is_number(then) or not is_number(original):
        return 0.0
    now = as_added(row.get("net_virement")) + as_added(row.get("funded_changes"))
    return excel_round(now - (then - original), 2)


def _mark(period: str, revised: Sequence[Revision], row: Row) -> str:
    """Say on the page what was revised, with both values."""
    fields = [one.field for one in revised]
    told = []
    for one in revised:
        if one.field == "year_end_forecast" and "actual" in fields:
            continue  # it follows from the figure
        column = one.sheet.by_name[one.field]
        was, now = (as_shown(value, column, row) for value in (one.was, one.now))
        name = _NAMES.get(one.field, f"{column.heading.lower()} ")
        told.append(f"{name}{was} was reported, and is now {now}")
    return f"Revised since {period} was closed: {'; '.join(told)}."
