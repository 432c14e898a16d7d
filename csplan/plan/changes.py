"""What moved between two versions of a plan, in plain English.  Knows nothing of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import SETTINGS, SHEETS
from csplan.sheets.column import Kind, Shown
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.number import half_up
from csplan.terms.period import FinancialYear, day_of
from csplan.terms.values import Value, is_number, says

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Plan, Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet

__all__ = ["changes", "shown"]

_MOST_NAMED = 8
_MOST_DECIMALS = 10


def changes(before: Plan, after: Plan) -> list[str]:
    """Say what people changed between two versions, sheet by sheet; nothing where nothing did."""
    said = list(_settings(before, after))
    for sheet in SHEETS:
        if sheet.shape is Shape.TABLE and sheet.owner is Owner.PEOPLE:
            said += _sheet(sheet, before, after)
    return said


def _settings(before: Plan, after: Plan) -> Iterator[str]:
    """Say which values of Settings changed."""
    for column in _in_both(SETTINGS, before):
        old, new = before.settings.get(column.name), after.settings.get(column.name)
        if not _alike(old, new):
            yield f"Settings: {column.heading} {_moved(old, new, column, {})}"


def _in_both(sheet: Sheet, before: Plan) -> Sequence[Column]:
    """Return the columns that people fill in, without those that the version before had not yet."""
    place = before.places.get(sheet.key)
    known = {**place.columns, **place.labels} if place is not None else {}
    return [column for column in sheet.inputs if not known or column.name in known]


def _sheet(sheet: Sheet, before: Plan, after: Plan) -> Iterator[str]:
    """Say which rows came, went and changed, column by column."""
    old, new = _keyed(sheet, before), _keyed(sheet, after)
    came = [key for key in new if key not in old]
    went = [key for key in old if key not in new]
    if came:
        yield f"{sheet.name}: {_rows(len(came))} added ({_named(came)})"
    if went:
        yield f"{sheet.name}: {_rows(len(went))} removed ({_named(went)})"
    year = FinancialYear.parse(after.financial_year)
    changed = {key: row for key, row in new.items() if key in old and old[key] != row}
    for column in _in_both(sheet, before) if changed else ():
        moved = [
            f"{key} {_moved(old[key].get(column.name), row.get(column.name), column, row)}"
            for key, row in changed.items()
            if not _alike(old[key].get(column.name), row.get(column.name))
        ]
        if moved:
            heading = column.heading_in(year) if year else column.heading
            yield f"{sheet.name}: {heading} changed in {_rows(len(moved))} ({_named(moved)})"


def _keyed(sheet: Sheet, plan: Plan) -> Mapping[str, Row]:
    """Return the rows by ref; where a sheet has none, by the text of its first columns."""
    keyed = {}
    for row in plan.table(sheet):
        if "ref" in sheet.by_name and "code" not in sheet.by_name:
            key = str(row.get("ref") or "")
        else:
            key = " ".join(str(row.get(c.name) or "") for c in sheet.inputs[:2]).strip()
        if key:
            keyed[key] = row
    return keyed


def _alike(old: Value, new: Value) -> bool:
    """Say whether two cells hold the same."""
    return (old or "") == (new or "") if old != 0 and new != 0 else old == new


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _named(names: list[str]) -> str:
    """Name the first few."""
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _moved(old: Value, new: Value, column: Column, row: Row) -> str:
    """Say from what to what; long text is not repeated."""
    if column.kind is Kind.TEXT:
        return "written" if old in (None, "") else "cleared" if new in (None, "") else "rewritten"
    for more in range(_MOST_DECIMALS):
        was, now = (shown(one, column, row, more=more) for one in (old, new))
        if was != now:
            break
    return f"{was} → {now}"


def shown(value: Value, column: Column, row: Row, *, more: int = 0) -> str:
    """Write a value as its cell shows it, with so many decimals more."""
    if value in (None, ""):
        return "blank"
    if not is_number(value):
        return str(value)
    figure = float(value)
    if column.kind is Kind.DAY:
        day = day_of(figure)
        return f"{day:%d/%m/%Y}" if day else f"{figure:g}"
    percent = column.shown is Shown.IN_UNIT and says(row.get("unit"), "%")
    if percent or column.shown is Shown.PERCENT:
        places = row.get("decimals")
        return f"{half_up(figure * 100, (int(places) if is_number(places) else 1) + more)}%"
    return f"£{half_up(figure, more):,}" if column.shown is Shown.POUNDS else f"{figure:,.10g}"
