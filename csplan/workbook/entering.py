"""Figures that come from elsewhere, such as a ledger, put into the cells where people type.

A formula that stands in such a cell is never replaced.  Knows nothing of what the figures mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csplan.sheets import BY_KEY, SETTINGS
from csplan.sheets.column import Kind
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, alike
from csplan.workbook.read import read_again
from csplan.xlsx.appending import append_rows
from csplan.xlsx.edited import EditedPackage
from csplan.xlsx.given import Dated, Given
from csplan.xlsx.places import block_named
from csplan.xlsx.references import cell_name
from csplan.xlsx.sheet_patch import Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from csplan.plan.plan import Row
    from csplan.workbook.read import Opened

__all__ = ["Entries", "Entry", "enter_values"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure for one cell: the sheet's key, the row's ref (none on Settings), the field.

    With `over` it replaces that text and nothing else, should the cell hold another by then.
    """

    sheet: str
    ref: str
    field: str
    value: Value
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Figures to be entered, what the Change log says of them, and new rows by the sheet's key."""

    entries: Sequence[Entry]
    what: str
    note: str
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def enter_values(work: Opened, entries: Entries, *, now: datetime) -> Opened:
    """Return the workbook with the figures in their cells; the same where all stand there already.

    Raises: WorkbookError where a row is not there, a cell holds a formula, or there is no room for
    new rows.
    """
    writes: dict[str, dict[tuple[int, int], Write]] = {}
    for entry in entries.entries:
        part, place = _place(work, entry)
        cell = work.sheets[part].cell(*place)
        if cell is not None and cell.formula is not None:
            raise WorkbookError(
                Refusal.FORMULA_IN_THE_WAY,
                f"{BY_KEY[entry.sheet].tab}!{cell_name(*place)} holds a formula, which would be "
                f"lost.  Clear the cell first.  Nothing was written.",
            )
        if entry.over is not None and (cell is None or cell.value != entry.over):
            raise WorkbookError(
                Refusal.CHANGED_MEANWHILE,
                f"{BY_KEY[entry.sheet].tab}!{cell_name(*place)} no longer holds “{entry.over}”.  "
                f"Nothing was written.  Run this again.",
            )
        if cell is None or not alike(cell.value, entry.value):
            writes.setdefault(part, {})[place] = Write(entry.value)
    if not writes and not any(entries.rows.values()):
        return work
    edited = EditedPackage(work.package)
    for sheet in work.package.sheets:
        edited.write(sheet, writes.get(sheet.part, {}))
    for key, rows in entries.rows.items():
        _append(edited, work, key, rows)
    return read_again(work, edited.rebuilt(), now=now)


def _append(edited: EditedPackage, work: Opened, key: str, rows: Sequence[Row]) -> None:
    """Put new rows under a table's last one.

    Raises: WorkbookError where there is no room for them.
    """
    place = work.layout.tables[key]
    first = place.table.first_column
    columns: dict[str, list[Value | Dated]] = {}
    for column in BY_KEY[key].inputs:
        values = [row.get(column.name) for row in rows]
        if any(value is not None for value in values):
            heading = place.table.columns[place.columns[column.name] - first].name
            day = column.kind is Kind.DAY
            columns[heading] = [
                Dated(one, has_time=False) if day and isinstance(one, float) else one
                for one in values
            ]
    block = block_named(edited, place.table.name)
    append_rows(edited, block, Given(columns, len(rows)), over_formulas=False, mixed=True)


def _place(work: Opened, entry: Entry) -> tuple[str, tuple[int, int]]:
    """Return the part and the cell of an entry.

    Raises: WorkbookError where no row has its ref.
    """
    if entry.sheet == SETTINGS.key:
        labels = work.layout.labels[SETTINGS.key]
        return labels.tab.part, labels.cells[entry.field]
    place = work.layout.tables[entry.sheet]
    number = _rows(work, entry.sheet).get(entry.ref.lower())
    if number is None:
        sheet = BY_KEY[entry.sheet].name
        raise WorkbookError(
            Refusal.NO_SUCH_ROW, f"{sheet} has no row {entry.ref}.  Nothing was written."
        )
    return place.tab.part, (number, place.columns[entry.field])


def _rows(work: Opened, key: str) -> Mapping[str, int]:
    """Return the number of each row by its ref."""
    place = work.layout.tables[key]
    rows = work.plan.rows[key]
    return {
        str(row.get("ref")).lower(): number for number, row in zip(place.rows, rows, strict=True)
    }
