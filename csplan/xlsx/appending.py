"""Rows added under a block: it grows, calculated columns fill, and what names its rows follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.xlsx.formula_references import TOKEN
from csplan.xlsx.given import Dated, Given, refuse
from csplan.xlsx.growing import grow_everywhere
from csplan.xlsx.references import LAST_ROW, Range, cell_name, range_named
from csplan.xlsx.shared_formulas import shift_formula
from csplan.xlsx.sheet_patch import Write
from csplan.xlsx.table_patch import with_table_ref
from csplan.xlsx.writing import (
    Written,
    check_columns,
    check_value_kind,
    closed_areas,
    kind_of,
    style_like,
    write_for,
)
from csplan.xlsx.xml_text import attributes

if TYPE_CHECKING:
    from csplan.xlsx.edited import EditedPackage
    from csplan.xlsx.places import HeadedRange
    from csplan.xlsx.sheet_xml import Cell

__all__ = ["append_rows"]

_TABLE = re.compile(rb"<(?:[\w.-]+:)?table(\s[^<>]*)>")


def append_rows(
    edited: EditedPackage, block: HeadedRange, data: Given, *, over_formulas: bool, mixed: bool
) -> Written:
    """Put the data into new rows under the block's last one, rows that are still blank first.

    Raises: WorkbookError where there is no room, or a value does not fit; nothing is written then.
    """
    check_columns(block, data)
    if not data.count:
        return Written((), 0)
    first = _last_used(edited, block) + 1
    last = first + data.count - 1
    totals = block.table.totals_row_count if block.table is not None else 0
    if last + totals > LAST_ROW:
        refuse(
            f"The data has {data.count:,} rows;",
            f"{block.name} ends in row {first - 1:,}, and a sheet in row {LAST_ROW:,}.",
        )
    grows = last > block.last_row
    if grows:
        _check_grows(edited, block)
        _check_room(edited, block, last + totals)
    writes = _moved_totals(edited, block, last) if grows and totals else {}
    for at, heading in enumerate(block.headings):
        column = _Column(edited, block, heading, block.first_column + at)
        values = data.columns.get(heading, [None] * data.count)
        writes.update(column.writes(first, values, over_formulas=over_formulas, mixed=mixed))
    edited.write(block.sheet, writes)
    if grows and block.table is not None:
        whole = block.whole._replace(last_row=last + totals)
        text = edited.xml(block.table.part).decode("utf-8")
        edited.put(block.table.part, with_table_ref(text, whole.name).encode("utf-8"))
    if grows:
        grow_everywhere(edited, block, last)
    named = [place for place in sorted(writes) if first <= place[0] <= last]
    return Written(tuple(f"{block.sheet.name}!{cell_name(*one)}" for one in named), 0)


def _last_used(edited: EditedPackage, block: HeadedRange) -> int:
    """Return the last row in which somebody typed something; the one above the first if none."""
    cells = edited.sheet(block.sheet)
    columns = range(block.first_column, block.last_column + 1)
    for row in reversed(block.rows):
        if row in cells.rows:
            held = cells.row(row, columns).cells.values()
            if any(one.value not in (None, "") and one.formula is None for one in held):
                return row
            if block.table is None and any(one.formula is not None for one in held):
                return row
    return block.first_row - 1


def _check_grows(edited: EditedPackage, block: HeadedRange) -> None:
    """Refuse tables that something else fills, or that have no place for new rows.

    Raises: WorkbookError saying which.
    """
    if block.table is None:
        return
    found = _TABLE.search(edited.xml(block.table.part))
    kind = attributes(found[1]).get("tableType", "worksheet") if found is not None else ""
    if kind != "worksheet":
        raise WorkbookError(
            Refusal.NO_ROOM_TO_GROW,
            f"The table {block.name} is filled from elsewhere ({kind}): what is added would be "
            f"lost when Excel refreshes it.  Nothing was written.",
        )


def _check_room(edited: EditedPackage, block: HeadedRange, last: int) -> None:
    """Refuse to write over what stands under the block.

    Raises: WorkbookError naming the first thing in the way.
    """
    own_last = block.whole.last_row
    room = Range(own_last + 1, block.first_column, last, block.last_column)
    cells = edited.sheet(block.sheet)
    for row in range(room.first_row, room.last_row + 1):
        if row > cells.max_row:
            break
        if row in cells.rows:
            held = cells.row(row, range(room.first_column, room.last_column + 1)).cells
            for column, cell in sorted(held.items()):
                if cell.value is not None or cell.formula is not None:
                    raise _in_the_way(block, f"{block.sheet.name}!{cell_name(row, column)}")
    for table in edited.tables(block.sheet):
        place = range_named(table.ref)
        own = block.table is not None and table.part == block.table.part
        if place is not None and not own and _meets(place, room):
            raise _in_the_way(block, f"the table {table.name} ({table.ref})")
    for area, why in closed_areas(edited, block.sheet):
        if _meets(area, room):
            raise _in_the_way(block, f"{block.sheet.name}!{area.name}, which {why},")


def _meets(one: Range, other: Range) -> bool:
    return (
        one.first_row <= other.last_row
        and other.first_row <= one.last_row
        and one.first_column <= other.last_column
        and other.first_column <= one.last_column
    )


def _in_the_way(block: HeadedRange, what: str) -> WorkbookError:
    return WorkbookError(
        Refusal.NO_ROOM_TO_GROW,
        f"{block.name} has to grow, but {what} stands under it.  Move that elsewhere in Excel.  "
        f"Nothing was written.",
    )


def _moved_totals(
    edited: EditedPackage, block: HeadedRange, last: int
) -> dict[tuple[int, int], Write]:
    """Return the totals row under the new last row, and its old cells emptied.

    Raises: WorkbookError where something names a cell of it, which would then mean another.
    """
    old = block.last_row + 1
    row = Range(old, block.first_column, block.whole.last_row, block.last_column)
    for where, formula, sheet in _all_formulas(edited):
        if _names_cell(formula, sheet, block.sheet.name, row):
            raise WorkbookError(
                Refusal.NO_ROOM_TO_GROW,
                f"{where} names a cell in the totals row of {block.name}, which would move.  "
                f"Name it there as {block.name}[[#Totals],[…]] instead.  Nothing was written.",
            )
    cells = edited.sheet(block.sheet)
    writes: dict[tuple[int, int], Write] = {}
    for column in range(block.first_column, block.last_column + 1):
        cell = cells.cell(old, column)
        if cell is not None:
            writes[last + 1, column] = Write(cell.value, cell.formula, style=cell.style or None)
    return writes


def _all_formulas(edited: EditedPackage) -> Iterator[tuple[str, str, str]]:
    """Yield every formula and name of the workbook: where, what, and on which sheet."""
    from csplan.xlsx.dependents import formulas

    for sheet in edited.package.sheets:
        if sheet.is_worksheet:
            for one in formulas(edited.sheet(sheet), sheet.part):
                yield f"{sheet.name}!{cell_name(*one.place)}", one.text, sheet.name
    for name, text in edited.package.defined_names.items():
        if "_xlnm" not in name:
            yield f"The name {name}", text, ""


def _names_cell(formula: str, sheet: str, wanted: str, row: Range) -> bool:
    """Say whether a formula names cells that begin in a row of a sheet."""
    named = sheet
    for token in TOKEN.finditer(formula):
        if token.lastgroup == "sheet":
            named = token[0][:-1].strip("'").replace("''", "'")
            continue
        place = range_named(token[0].upper()) if token.lastgroup == "cells" else None
        if (
            place is not None
            and named.lower() == wanted.lower()
            and _meets(place, row)
            and place.first_row >= row.first_row
        ):
            return True
        named = sheet
    return False


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a block that gets new rows."""

    edited: EditedPackage
    block: HeadedRange
    heading: str
    number: int

    def writes(
        self,
        first: int,
        values: Sequence[object],
        *,
        over_formulas: bool,
        mixed: bool,
    ) -> dict[tuple[int, int], Write]:
        """Return what the new rows hold in this column: the values, or its formula.

        Raises: WorkbookError where a value stands for a formula, or is of another kind.
        """
        cells = self.edited.sheet(self.block.sheet)
        model, formula = self._model(first)
        kind = "" if mixed else self._kind(first)
        style = model.style if model is not None else 0
        found: dict[tuple[int, int], Write] = {}
        for number, value in enumerate(values, 1):
            row = first + number - 1
            old = cells.cell(row, self.number) if row <= self.block.last_row else None
            own = old.style if old is not None and old.style else style
            where = f"Row {number} of the data, column “{self.heading}”:"
            if formula is not None and (value is None or not over_formulas):
                if value is not None:
                    refuse(where, "the column is calculated.  Leave it out, or give NA.")
                if old is None or old.formula is None:
                    text = shift_formula(formula[1], rows=row - formula[0], columns=0)
                    found[row, self.number] = Write(None, text, style=own or None)
                continue
            assert value is None or isinstance(value, float | str | bool | Dated)  # noqa: S101
            check_value_kind(value, kind, where)
            if isinstance(value, Dated) and not self.edited.is_date(own):
                own = style_like(self.edited, self.block, self.number, value) or own
            found[row, self.number] = write_for(self.edited, own, value)
        return found

    def _kind(self, first: int) -> str:
        """Return the one kind of value in the column until now."""
        cells = self.edited.sheet(self.block.sheet)
        kinds = {
            kind_of(self.edited, cell)
            for row in range(self.block.first_row, first)
            if (cell := cells.cell(row, self.number)) is not None
        } - {""}
        return kinds.pop() if len(kinds) == 1 else ""

    def _model(self, first: int) -> tuple[Cell | None, tuple[int, str] | None]:
        """Return the cell that new ones look like, and the formula with its row, if there is one.

        Raises: WorkbookError for a formula of which nobody can tell how it reads in a new row.
        """
        cells = self.edited.sheet(self.block.sheet)
        start = max(first - 1, self.block.first_row)
        model = cells.cell(start, self.number)
        table = self.block.table
        at = self.number - self.block.first_column
        told = table.columns[at].calculated_formula if table is not None else None
        for row in range(start, self.block.first_row - 1, -1):
            cell = cells.cell(row, self.number)
            if cell is not None and cell.formula is not None and cell.formula_kind != "array":
                return model, (row, cell.formula)
            if told is None:
                break
        if told is not None and any(
            token.lastgroup == "cells" and token[0].count("$") < 2 * (1 + token[0].count(":"))
            for token in TOKEN.finditer(told)
        ):
            raise WorkbookError(
                Refusal.CELL_REFUSED,
                f"The column “{self.heading}” of {self.block.name} is calculated (={told[:80]}), "
                f"but no row holds its formula to copy.  Fill one row in Excel.  "
                f"Nothing was written.",
            )
        return model, None if told is None else (first, told)
