"""A workbook of any kind, its tables read as frames and written back without loss.

Works on bytes; where they come from and go to is told to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from csplan.terms.moments import moment_of
from csplan.xlsx.appending import append_rows
from csplan.xlsx.dependents import drop_stale_values, out_of_date
from csplan.xlsx.edited import EditedPackage
from csplan.xlsx.frames import Held, pandas_frame, polars_frame, records
from csplan.xlsx.given import Rules, plain_value, take_data
from csplan.xlsx.package import Package
from csplan.xlsx.places import (
    HeadedRange,
    block_named,
    cell_named,
    no_place,
    one_cell,
    sheet_named,
    tables,
)
from csplan.xlsx.references import cell_name
from csplan.xlsx.writing import Written, set_cell, write_rows

if TYPE_CHECKING:
    import pandas as pd

    from csplan.xlsx.sheet_xml import Cell

__all__ = ["Book", "Disk", "ExcelTable", "NamedCell", "Written"]


class Disk(Protocol):
    """Where a workbook comes from and goes to."""

    def save(self, data: bytes, path: str | Path | None) -> Path:
        """Put the workbook there as a whole, or not at all; gives the file."""
        ...


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """An Excel table: its name, its sheet, its cells with headings and totals, and its headings."""

    name: str
    sheet: str
    range: str
    headings: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A name that stands for one cell, with its sheet and place."""

    name: str
    sheet: str
    cell: str


class Book:
    """A workbook that was opened.  What is written stands in it, and in the file once it is saved.

    Whatever cannot be changed safely is refused with a WorkbookError, and nothing has changed then.
    """

    def __init__(self, data: bytes, *, name: str, disk: Disk | None = None) -> None:
        """Take the workbook in these bytes; `name` is for messages.

        Raises: WorkbookError where it is not a workbook, damaged, or dangerous to read.
        """
        self._opened: EditedPackage | None = EditedPackage(Package.open(data, name=name))
        self._saved = (data, name)
        self._disk = disk
        self._settled: dict[str, set[tuple[int, int]]] = {}

    @property
    def name(self) -> str:
        """The file's name."""
        return self._saved[1]

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets, in the order of their tabs."""
        return tuple(sheet.name for sheet in self._edited.package.sheets)

    @property
    def tables(self) -> Mapping[str, ExcelTable]:
        """The Excel tables by name, in the order of the tabs."""
        return {
            table.name: ExcelTable(
                name=table.name,
                sheet=sheet.name,
                range=table.ref,
                headings=tuple(column.name for column in table.columns),
                rows=table.last_row
                - table.first_row
                + 1
                - table.header_row_count
                - table.totals_row_count,
            )
            for sheet, table in tables(self._edited)
        }

    def used_range(self, sheet: str) -> str:
        """Return the cells of a sheet from A1 to the last row and column that hold anything.

        Raises: WorkbookError where there is no such sheet of cells.
        """
        found = sheet_named(self._edited, sheet)
        if found is None:
            raise no_place(self._edited, sheet)
        cells = self._edited.sheet(found)
        last = cell_name(max(cells.max_row, 1), max(cells.max_column, 1))
        quoted = found.name.replace("'", "''")
        return f"'{quoted}'!A1:{last}"

    @property
    def cells(self) -> Mapping[str, NamedCell]:
        """The defined names that stand for one cell."""
        found = {}
        for name in self._edited.package.defined_names:
            place = one_cell(self._edited, name)
            if place is not None:
                sheet, row, column = place
                found[name] = NamedCell(name, sheet.name, cell_name(row, column))
        return found

    @overload
    def read(self, place: str, *, to: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
    @overload
    def read(self, place: str, *, to: Literal["records"]) -> list[dict[str, Held]]: ...
    @overload
    def read(self, place: str, *, to: Literal["polars"]) -> Any: ...  # noqa: ANN401
    def read(self, place: str, *, to: str = "pandas") -> Any:
        """Return the rows of a table, or of a range whose first row holds headings.

        `to` says what they come as: a DataFrame of pandas, a frame of polars, or records, which
        are dictionaries by heading and need neither.  Numbers are floats, dates are datetimes, a
        blank cell is NA (None in records), and an error value such as #N/A stays one (CellError).

        Raises: WorkbookError where there is no such place; ValueError for another `to`.
        """
        self._settle()
        block = block_named(self._edited, place)
        columns = self._columns(block)
        if to == "records":
            return records(columns)
        if to == "polars":
            return polars_frame(columns)
        if to == "pandas":
            return pandas_frame(columns)
        raise ValueError(f"no such kind of frame: {to}; say pandas, polars or records")

    def get(self, place: str) -> Held:
        """Return what one cell holds, named by its sheet (Report!B3) or by a defined name.

        Raises: WorkbookError where there is no such cell.
        """
        self._settle()
        sheet, row, column = cell_named(self._edited, place)
        return self._held(self._edited.cell(sheet, row, column))

    __getitem__ = get

    def write(
        self,
        place: str,
        frame: object,
        *,
        key: str | Sequence[str] = (),
        over_formulas: bool = False,
        nan_is_blank: bool = False,
        mixed: bool = False,
    ) -> Written:
        """Put a frame's values into the rows that are there; only cells that differ are written.

        `key` names the column, or columns, by which a row is found; without one the frame has all
        rows in their order.  Columns that the frame lacks, and rows whose key it lacks, stay as
        they are.  A formula is replaced only with `over_formulas`; NaN is refused unless it stands
        for a blank; text among numbers is refused unless `mixed`.

        Raises: WorkbookError naming the row and column that cannot be written; nothing is then.
        """
        self._settle()
        with self._edited.whole():
            return write_rows(
                self._edited,
                block_named(self._edited, place),
                take_data(frame, self._rules(nan_is_blank=nan_is_blank)),
                key=(key,) if isinstance(key, str) else tuple(key),
                over_formulas=over_formulas,
                mixed=mixed,
            )

    def append(
        self,
        place: str,
        frame: object,
        *,
        over_formulas: bool = False,
        nan_is_blank: bool = False,
        mixed: bool = False,
    ) -> Written:
        """Put a frame's rows under the last one, rows that are still blank first.

        A table grows; its calculated columns fill, styles follow the row above, and drop-downs,
        conditional formats, filters, print areas, charts and formulas that cover all its rows
        cover the new ones too.

        Raises: WorkbookError where something is in the way or does not fit; nothing is written.
        """
        with self._edited.whole():
            return append_rows(
                self._edited,
                block_named(self._edited, place),
                take_data(frame, self._rules(nan_is_blank=nan_is_blank)),
                over_formulas=over_formulas,
                mixed=mixed,
            )

    def set(
        self,
        place: str,
        value: float | str | bool | date | None,  # noqa: FBT001  (a cell may hold TRUE)
        *,
        over_formulas: bool = False,
    ) -> Written:
        """Put a value into one cell, named by its sheet (Report!B3) or by a defined name.

        Raises: WorkbookError where the cell holds a formula, is a table's heading, or is part of
        something that cannot be changed alone.
        """
        with self._edited.whole():
            found = cell_named(self._edited, place)
            plain = plain_value(value, self._rules(nan_is_blank=False), f"{place}:")
            return set_cell(self._edited, found, plain, over_formulas=over_formulas)

    def __setitem__(self, place: str, value: float | str | bool | date | None) -> None:
        """Put a value into one cell, as `set` does."""
        self.set(place, value)

    def to_bytes(self) -> bytes:
        """Return the workbook's file with everything that was written, every other byte as it was.

        Raises: WorkbookError where the workbook is digitally signed.
        """
        if not self._edited.written:
            return self._edited.package.passed.data
        self._settle()
        return self._edited.rebuilt()

    def save(self, path: str | Path | None = None) -> Path:
        """Save in place, as a whole or not at all, with a backup; or as another file.

        Where nothing was written, the file stays as it is.

        Raises: WorkbookError where the file is open in Excel, changed meanwhile, cannot be
        written, or is digitally signed; ValueError where the workbook came from no file.
        """
        if self._disk is None:
            raise ValueError("this workbook came from no file; use to_bytes")
        data = self.to_bytes()
        where = self._disk.save(data, path)
        self._opened, self._saved = None, (data, where.name)  # read again when it is next asked for
        self._settled = {}
        return where

    @property
    def _edited(self) -> EditedPackage:
        """The parts as they stand now."""
        if self._opened is None:
            data, name = self._saved
            self._opened = EditedPackage(Package.open(data, name=name))
        return self._opened

    def _rules(self, *, nan_is_blank: bool) -> Rules:
        return Rules(date1904=self._edited.package.date1904, nan_is_blank=nan_is_blank)

    def _settle(self) -> None:
        """Take out the results that no longer hold since cells were written."""
        new = {
            part: places - self._settled.get(part, set())
            for part, places in self._edited.written.items()
        }
        new = {part: places for part, places in new.items() if places}
        if new:
            cells = out_of_date(self._edited, new)
            if cells or self._edited.formulas_moved:
                drop_stale_values(self._edited, cells)
            self._settled = {part: set(one) for part, one in self._edited.written.items()}

    def _columns(self, block: HeadedRange) -> dict[str, list[Held]]:
        """Return what a block's cells hold, by heading."""
        cells = self._edited.sheet(block.sheet)
        wanted = range(block.first_column, block.last_column + 1)
        rows = [
            cells.row(number, wanted).cells if number in cells.rows else {} for number in block.rows
        ]
        return {
            heading: [self._held(row.get(block.first_column + at)) for row in rows]
            for at, heading in enumerate(block.headings)
        }

    def _held(self, cell: Cell | None) -> Held:
        """Return what a cell holds, a number in the format of a date as a date."""
        if cell is None or cell.value == "":
            return None
        if isinstance(cell.value, float) and self._edited.is_date(cell.style):
            moment = moment_of(cell.value, date1904=self._edited.package.date1904)
            return cell.value if moment is None else moment
        return cell.value
