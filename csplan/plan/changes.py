"""What moved between two versions of a plan, in plain English.  Knows nothing of files."""

from __future__ import annotations

from csplan.sheets import CHANGES, SETTINGS, SHEETS
from csplan.sheets.column import Kind, Shown
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import as_places, half_up
from csplan.terms.period import FinancialYear, day_of
from csplan.terms.records import dataclass, replace
from csplan.terms.values import Value, alike, is_number, says

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from csplan.plan.plan import Plan, Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet

__all__ = ["Change", "as_shown", "changed_cells", "said_of", "with_changes"]

_MOST_NAMED = 8
_MOST_DECIMALS = 10
_ADDED, _REMOVED = "row added", "row removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is not as it was, or a row that came or went; `column` is blank then.

    `before` and `after` are in full, with the decimals that show the change; `said` is in short.
    """

    sheet: str
    ref: str
    column: str
    before: str
    after: str
    said: str = ""


def changed_cells(before: Plan, after: Plan) -> list[Change]:
    """Return everything that people changed between two versions, sheet by sheet."""
    found = list(_settings(before, after))
    for sheet in SHEETS:
        if sheet.shape is Shape.TABLE and sheet.owner is not Owner.CSPLAN:
            found += _sheet(sheet, before, after)
    return found


def with_changes(plan: Plan, changed: Sequence[Change]) -> Plan:
    """Return a plan whose Changes hold also what changed since the run before."""
    if not changed:
        return plan
    lines: list[Row] = [
        {"sheet": one.sheet, "ref": one.ref, "column": one.column, "before": one.before}
        for one in changed
    ]
    return replace(plan, rows={**plan.rows, CHANGES.key: [*plan.table(CHANGES), *lines]})


def said_of(changes: Iterable[Change], *, at_most: int | None = _MOST_NAMED) -> list[str]:
    """Say changes in short, a line for each column of a sheet, with the first few by name."""
    lines: dict[tuple[str, str, str], list[Change]] = {}
    for one in changes:
        deed = "" if one.column else one.after or _REMOVED
        lines.setdefault((one.sheet, one.column, deed), []).append(one)
    return [_line(*about, some, at_most) for about, some in lines.items()]


def _line(sheet: str, column: str, deed: str, some: list[Change], at_most: int | None) -> str:
    """Say the changes of one column, or the rows that came or went."""
    if sheet == SETTINGS.tab:
        return f"{sheet}: {column} {some[0].said}"
    if not column:
        names = _named([one.ref for one in some], at_most)
        return f"{sheet}: {_rows(len(some))} {deed.removeprefix('row ')} ({names})"
    names = _named([f"{one.ref} {one.said}" for one in some], at_most)
    return f"{sheet}: {column} changed in {_rows(len(some))} ({names})"


def _settings(before: Plan, after: Plan) -> Iterator[Change]:
    """Yield which values of Settings changed."""
    for column in _in_both(SETTINGS, before):
        old, new = before.settings.get(column.name), after.settings.get(column.name)
        if not alike(old, new):
            yield _change(SETTINGS.tab, "", column.heading, (old, new, column, {}))


def _in_both(sheet: Sheet, before: Plan) -> Sequence[Column]:
    """Return the columns that people fill in, without those that the version before had not yet."""
    place = before.places.get(sheet.key)
    known = {**place.columns, **place.labels} if place is not None else {}
    return [column for column in sheet.inputs if not known or column.name in known]


def _sheet(sheet: Sheet, before: Plan, after: Plan) -> Iterator[Change]:
    """Yield which rows came, went and changed, column by column."""
    year = FinancialYear.parse(after.financial_year)
    old, new = _keyed(sheet, before), _keyed(sheet, after)
    for key in new:
        if key not in old:
            yield Change(sheet.tab, key, "", "", _ADDED)
    for key, row in old.items():
        if key not in new:
            yield Change(sheet.tab, key, "", _in_full(sheet, row, year), _REMOVED)
    changed = {key: row for key, row in new.items() if key in old and old[key] != row}
    for column in _in_both(sheet, before) if changed else ():
        heading = column.heading_in(year) if year else column.heading
        for key, row in changed.items():
            was, now = old[key].get(column.name), row.get(column.name)
            if not alike(was, now):
                yield _change(sheet.tab, key, heading, (was, now, column, row))


def _in_full(sheet: Sheet, row: Row, year: FinancialYear | None) -> str:
    """Write all that stood in a row, so that it can be typed in again."""
    return "; ".join(
        f"{column.heading_in(year) if year else column.heading}: {as_shown(value, column, row)}"
        for column in sheet.inputs
        if (value := row.get(column.name)) not in (None, "")
    )


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


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _named(names: list[str], at_most: int | None) -> str:
    """Name the first few; the sheet Changes has all of them."""
    more = 0 if at_most is None else len(names) - at_most
    return "; ".join(names[:at_most]) + (f"; and {more} more: see Changes" if more > 0 else "")


def _change(sheet: str, ref: str, heading: str, moved: tuple[Value, Value, Column, Row]) -> Change:
    """Return one change: from what to what; in short, long text is not repeated."""
    old, new, column, row = moved
    if column.kind is Kind.TEXT:
        said = "written" if old in (None, "") else "cleared" if new in (None, "") else "rewritten"
        return Change(sheet, ref, heading, str(old or ""), str(new or ""), said)
    for more in range(_MOST_DECIMALS):
        was, now = (as_shown(one, column, row, more=more) for one in (old, new))
        if was != now:
            break
    else:  # of one look: a text and a number, two hours of one day
        was, now = _plainly(old), _plainly(new)
    return Change(sheet, ref, heading, was, now, f"{was} → {now}")


def _plainly(value: Value) -> str:
    """Write a value so that its kind is seen, with all digits that Excel keeps."""
    if isinstance(value, str):
        return f'the text "{value}"'
    return f"{value:.15g}" if is_number(value) else "blank"


def as_shown(value: Value, column: Column, row: Row, *, more: int = 0) -> str:
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
        places = as_places(row.get("decimals"), blank=1)
        return f"{half_up(figure * 100, places + more)}%"
    return (
        f"£{half_up(figure, more):,}"
        if column.shown is Shown.POUNDS
        else f"{figure:,.{10 + more}g}"
    )
