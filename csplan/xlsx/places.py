"""Where something stands that a person names: a table, a range with headings, a cell, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError
from csplan.terms.names import column_letters, nearest
from csplan.terms.refusals import Refusal
from csplan.xlsx.package import SheetPart, TablePart
from csplan.xlsx.references import LAST_ROW, Range, cell_name, range_named

if TYPE_CHECKING:
    from csplan.xlsx.edited import EditedPackage

__all__ = [
    "HeadedRange",
    "block_named",
    "cell_named",
    "no_place",
    "one_cell",
    "sheet_named",
    "tables",
    "target",
]

_ON_SHEET = re.compile(r"^(?:'((?:[^']|'')+)'|([^!']+))!(.+)$")


@dataclass(frozen=True, slots=True)
class HeadedRange:
    """Rows under headings: a table, or a range; `last_row` is that of the last row that counts."""

    name: str
    sheet: SheetPart
    headings: tuple[str, ...]
    heading_row: int
    first_row: int
    last_row: int
    first_column: int
    table: TablePart | None = None

    @property
    def last_column(self) -> int:
        """The column of the last heading."""
        return self.first_column + len(self.headings) - 1

    @property
    def rows(self) -> range:
        """The numbers of the rows under the headings."""
        return range(self.first_row, self.last_row + 1)

    @property
    def body(self) -> Range:
        """The cells under the headings; an empty block has its first row."""
        last = max(self.first_row, self.last_row)
        return Range(self.first_row, self.first_column, last, self.last_column)

    @property
    def whole(self) -> Range:
        """All of its cells, headings and totals among them."""
        if self.table is not None:
            one = self.table
            return Range(one.first_row, one.first_column, one.last_row, one.last_column)
        top = min(self.heading_row, self.first_row)
        return Range(top, self.first_column, max(self.last_row, top), self.last_column)

    def column(self, heading: str) -> int:
        """Return the number of a heading's column."""
        return self.first_column + self.headings.index(heading)


def no_place(edited: EditedPackage, name: str) -> WorkbookError:
    """Return the refusal of a name that nothing in the workbook has, with the nearest there is."""
    known = [table.name for _, table in tables(edited)]
    known += [sheet.name for sheet in edited.package.sheets]
    known += list(edited.package.defined_names)
    close = nearest(name, known)
    hint = f"; the nearest name is “{close}”" if close else ""
    return WorkbookError(
        Refusal.NO_SUCH_PLACE,
        f"{edited.package.name} has no table, name or cell “{name}”{hint}.  "
        f"Name a table, or a cell or range with its sheet, such as Sheet1!A5:F200.",
    )


def tables(edited: EditedPackage) -> Iterator[tuple[SheetPart, TablePart]]:
    """Yield all tables, with their sheets."""
    for sheet in edited.package.sheets:
        for one in edited.tables(sheet):
            yield sheet, one


def sheet_named(edited: EditedPackage, name: str) -> SheetPart | None:
    """Return the sheet of cells with a name, however it is capitalised."""
    wanted = name.lower()
    for one in edited.package.sheets:
        if one.name.lower() == wanted and one.is_worksheet:
            return one
    return None


def on_sheet(edited: EditedPackage, text: str) -> tuple[SheetPart, Range] | None:
    """Return the sheet and cells that a reference such as 'My sheet'!$A$1:B2 names."""
    found = _ON_SHEET.match(text.strip().removeprefix("="))
    if found is None:
        return None
    sheet = sheet_named(edited, (found[1] or found[2]).replace("''", "'"))
    place = range_named(found[3].strip().upper())
    return (sheet, place) if sheet is not None and place is not None else None


def target(edited: EditedPackage, name: str) -> tuple[SheetPart, Range] | None:
    """Return the cells that a reference or a defined name stands for."""
    direct = on_sheet(edited, name)
    if direct is not None:
        return direct
    for known, target in edited.package.defined_names.items():
        if known.lower() == name.lower():
            return on_sheet(edited, target)
    return None


def one_cell(edited: EditedPackage, name: str) -> tuple[SheetPart, int, int] | None:
    """Return the one cell that a reference or defined name stands for; None for several or none."""
    found = target(edited, name)
    if found is None or found[1].name != cell_name(found[1].first_row, found[1].first_column):
        return None
    return found[0], found[1].first_row, found[1].first_column


def cell_named(edited: EditedPackage, name: str) -> tuple[SheetPart, int, int]:
    """Return the one cell that a reference or a defined name stands for.

    Raises: WorkbookError where there is none, or there are several.
    """
    one = one_cell(edited, name)
    if one is not None:
        return one
    found = target(edited, name)
    if found is None:
        raise no_place(edited, name)
    raise WorkbookError(
        Refusal.NO_SUCH_PLACE,
        f"“{name}” stands for several cells ({found[0].name}!{found[1].name}), where one is wanted."
        f"  Name one cell, or use write for a whole range.",
    )


def block_named(edited: EditedPackage, name: str) -> HeadedRange:
    """Return the rows under headings that a table's name, a range or a defined name stands for.

    Raises: WorkbookError where there is no such place, or its headings cannot be told apart.
    """
    for sheet, table in tables(edited):
        if table.name.lower() == name.lower():
            return _of_table(edited, sheet, table)
    found = target(edited, name)
    if found is None:
        raise no_place(edited, name)
    sheet, place = found
    for one in edited.tables(sheet):
        if Range(one.first_row, one.first_column, one.last_row, one.last_column) == place:
            return _of_table(edited, sheet, one)
        if _overlap(place, one):
            raise WorkbookError(
                Refusal.NO_SUCH_PLACE,
                f"{sheet.name}!{place.name} lies over the table {one.name} ({one.ref}).  "
                f"Name the table instead: “{one.name}”.",
            )
    return _of_range(edited, sheet, place)


def _overlap(place: Range, table: TablePart) -> bool:
    return (
        place.first_row <= table.last_row
        and table.first_row <= place.last_row
        and place.first_column <= table.last_column
        and table.first_column <= place.last_column
    )


def _of_table(edited: EditedPackage, sheet: SheetPart, table: TablePart) -> HeadedRange:
    """Return a table as a block."""
    del edited
    first = table.first_row + table.header_row_count
    return HeadedRange(
        name=table.name,
        sheet=sheet,
        headings=tuple(column.name for column in table.columns),
        heading_row=table.first_row,
        first_row=first,
        last_row=table.last_row - table.totals_row_count,
        first_column=table.first_column,
        table=table,
    )


def _of_range(edited: EditedPackage, sheet: SheetPart, place: Range) -> HeadedRange:
    """Return a range whose first row holds headings; its blank rows at the end do not count.

    Raises: WorkbookError where a heading is missing or doubled.
    """
    cells = edited.sheet(sheet)
    headings: list[str] = []
    for column in range(place.first_column, place.last_column + 1):
        cell = cells.cell(place.first_row, column)
        text = _heading(cell.value if cell else None)
        where = f"{sheet.name}!{cell_name(place.first_row, column)}"
        if not text:
            raise WorkbookError(
                Refusal.NO_SUCH_PLACE,
                f"{where} has no heading; the first row of {place.name} must name every column.",
            )
        if text in headings:
            raise WorkbookError(
                Refusal.NO_SUCH_PLACE,
                f"The heading “{text}” stands twice, in {where} and in column "
                f"{column_letters(place.first_column + headings.index(text))}.  Rename one.",
            )
        headings.append(text)
    last = _last_filled(edited, sheet, place)
    return HeadedRange(
        name=f"{sheet.name}!{place.name}",
        sheet=sheet,
        headings=tuple(headings),
        heading_row=place.first_row,
        first_row=min(place.first_row + 1, LAST_ROW),
        last_row=last,
        first_column=place.first_column,
    )


def _heading(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _last_filled(edited: EditedPackage, sheet: SheetPart, place: Range) -> int:
    """Return the last row of a range in which any of its cells holds something."""
    cells = edited.sheet(sheet)
    columns: Sequence[int] = range(place.first_column, place.last_column + 1)
    for row in range(min(place.last_row, cells.max_row), place.first_row, -1):
        if row in cells.rows:
            held = cells.row(row, columns).cells.values()
            if any(cell.value is not None or cell.formula is not None for cell in held):
                return row
    return place.first_row
