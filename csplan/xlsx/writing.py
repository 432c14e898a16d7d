"""Values put into cells that people may change, and into the rows of a block, by key or in order.

Everything is looked at before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError
from csplan.terms.names import nearest
from csplan.terms.refusals import Refusal
from csplan.terms.values import CellError, Value
from csplan.xlsx.given import Dated, Given, refuse
from csplan.xlsx.number_formats import DATE, DATE_AND_TIME
from csplan.xlsx.references import Range, cell_name, range_named
from csplan.xlsx.sheet_patch import Write
from csplan.xlsx.xml_text import attributes

if TYPE_CHECKING:
    from csplan.xlsx.edited import EditedPackage
    from csplan.xlsx.package import SheetPart
    from csplan.xlsx.places import HeadedRange
    from csplan.xlsx.sheet_xml import Cell

__all__ = [
    "Written",
    "check_columns",
    "check_free",
    "closed_areas",
    "free_shared",
    "holds_already",
    "kind_of",
    "set_cell",
    "style_like",
    "write_for",
    "write_rows",
]

_LOCATION = re.compile(rb"<(?:[\w.-]+:)?location(\s[^<>]*)>")
_KINDS = {"float": "numbers", "str": "text", "bool": "TRUE and FALSE", "date": "dates"}


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the cells that hold something else now, and how many were right already."""

    cells: tuple[str, ...]
    unchanged: int


def closed_areas(edited: EditedPackage, sheet: SheetPart) -> Iterator[tuple[Range, str]]:
    """Yield the cells of a sheet into which nothing may be written by themselves, and why."""
    cells = edited.sheet(sheet)
    for one in cells.specials:
        if one.kind != "shared":
            what = "data table" if one.kind == "dataTable" else "array formula"
            yield one.area or Range(*one.place, *one.place), f"is part of a {what}"
    for area in cells.merged:
        yield area, "is merged with others"
    for relation in edited.package.relations(sheet.part):
        if relation.kind == "pivotTable":
            for found in _LOCATION.finditer(edited.xml(relation.part)):
                for place in _filled_by_pivot(attributes(found[1])):
                    yield place, "is part of a pivot table, which Excel fills"


def _filled_by_pivot(location: Mapping[str, str]) -> Iterator[Range]:
    """Yield the cells that a pivot table fills: its own, and its page filters above a blank row."""
    place = range_named(location.get("ref", ""))
    if place is None:
        return
    yield place
    rows, columns = (location.get(f"{one}PageCount", "0") for one in ("row", "col"))
    if rows.isdecimal() and columns.isdecimal() and int(rows):
        first = max(1, place.first_row - 1 - int(rows))
        last = place.first_column + max(3 * int(columns), 3) - 2
        yield Range(first, place.first_column, max(1, place.first_row - 1), last)


def check_free(areas: Sequence[tuple[Range, str]], sheet: SheetPart, row: int, column: int) -> None:
    """Refuse a cell into which nothing may be written by itself.

    Raises: WorkbookError saying why.
    """
    for area, why in areas:
        merged = "merged" in why and (row, column) == (area.first_row, area.first_column)
        if area.holds(row, column) and not merged:
            raise WorkbookError(
                Refusal.CELL_REFUSED,
                f"{sheet.name}!{cell_name(row, column)} {why} ({area.name}).  Nothing was written.",
            )


def kind_of(edited: EditedPackage, cell: Cell) -> str:
    """Return what kind of value a cell holds: "float", "str", "bool", "date", or "" for none."""
    value = cell.value
    if value is None or isinstance(value, CellError):
        return ""
    if isinstance(value, float):
        return "date" if edited.is_date(cell.style) else "float"
    return type(value).__name__


def holds_already(edited: EditedPackage, cell: Cell | None, value: Value | Dated) -> bool:
    """Say whether a cell holds a value already."""
    held = cell.value if cell is not None else None
    if isinstance(value, Dated):
        shown = cell is not None and edited.is_date(cell.style)
        return shown and isinstance(held, float) and abs(held - value.serial) < 1e-9  # noqa: PLR2004
    if held is None or held == "":
        return value is None
    return type(held) is type(value) and held == value


def write_for(edited: EditedPackage, style: int, value: Value | Dated) -> Write:
    """Return what puts a value into a cell of a style; a date is given one that shows dates."""
    if not isinstance(value, Dated):
        return Write(value, style=style or None)
    if edited.is_date(style) or edited.styles is None:
        return Write(value.serial, style=style or None)
    wanted = DATE_AND_TIME if value.has_time else DATE
    return Write(value.serial, style=edited.styles.with_format(style, wanted))


def style_like(edited: EditedPackage, block: HeadedRange, column: int, value: Value | Dated) -> int:
    """Return the style of the first cell of a column holding a value of that kind; 0 for none."""
    kind = "date" if isinstance(value, Dated) else type(value).__name__
    cells = edited.sheet(block.sheet)
    for row in block.rows:
        cell = cells.cell(row, column)
        if cell is not None and kind_of(edited, cell) == kind:
            return cell.style
    return 0


def free_shared(
    edited: EditedPackage, sheet: SheetPart, writes: Mapping[tuple[int, int], Write]
) -> dict[tuple[int, int], Write]:
    """Return the writes, and formulas of their own for cells that shared one now written over."""
    cells = edited.sheet(sheet)
    masters = {
        one.group
        for one in cells.specials
        if one.kind == "shared" and one.formula and one.place in writes
    }
    result = dict(writes)
    if masters:
        for one in cells.specials:
            if one.group in masters and one.place not in writes:
                cell = cells.cell(*one.place)
                if cell is not None:
                    result[one.place] = Write(cell.value, cell.formula)
    return result


def set_cell(
    edited: EditedPackage,
    place: tuple[SheetPart, int, int],
    value: Value | Dated,
    *,
    over_formulas: bool,
) -> Written:
    """Put a value into one cell.

    Raises: WorkbookError where the cell holds a formula, or cannot be changed by itself.
    """
    sheet, row, column = place
    name = f"{sheet.name}!{cell_name(row, column)}"
    cell = edited.cell(sheet, row, column)
    if holds_already(edited, cell, value) and (cell is None or cell.formula is None):
        return Written((), 1)
    check_free(tuple(closed_areas(edited, sheet)), sheet, row, column)
    for table in edited.tables(sheet):
        inside = table.first_column <= column <= table.last_column
        heading = table.first_row <= row < table.first_row + table.header_row_count
        totals = table.last_row - table.totals_row_count < row <= table.last_row
        if inside and (heading or totals):
            what = "a heading" if heading else "in the totals row"
            raise WorkbookError(
                Refusal.CELL_REFUSED,
                f"{name} is {what} of the table {table.name}, which keeps it in a second place.  "
                f"Change it in Excel.  Nothing was written.",
            )
    if cell is not None and cell.formula is not None and not over_formulas:
        raise _formula_there(name, cell)
    write = write_for(edited, cell.style if cell else 0, value)
    edited.write(sheet, free_shared(edited, sheet, {(row, column): write}))
    return Written((name,), 0)


def _formula_there(name: str, cell: Cell) -> WorkbookError:
    return WorkbookError(
        Refusal.FORMULA_IN_THE_WAY,
        f"{name} holds a formula (={(cell.formula or '')[:80]}), which would be lost.  "
        f"Say over_formulas=True to replace it.  Nothing was written.",
    )


def check_columns(block: HeadedRange, data: Given) -> None:
    """Refuse columns that the block does not have, naming the nearest that it has."""
    for name in data.columns:
        if name not in block.headings:
            close = nearest(name, block.headings)
            hint = f"; the nearest is “{close}”" if close else ""
            refuse(f"Column “{name}” of the data", f"is not in {block.name}{hint}.")


def write_rows(
    edited: EditedPackage,
    block: HeadedRange,
    data: Given,
    *,
    key: Sequence[str],
    over_formulas: bool,
    mixed: bool,
) -> Written:
    """Put the data's values into the block's rows: the rows with the same key, or in order.

    Raises: WorkbookError naming the row and column that cannot be written; nothing is then.
    """
    check_columns(block, data)
    rows = _rows_by_key(edited, block, data, key) if key else _rows_in_order(block, data)
    areas = tuple(closed_areas(edited, block.sheet))
    cells = edited.sheet(block.sheet)
    writes: dict[tuple[int, int], Write] = {}
    unchanged = 0
    for heading, values in data.columns.items():
        if heading in key:
            continue
        column = block.column(heading)
        kinds = "" if mixed else _one_kind(edited, block, column)
        for number, (row, value) in enumerate(zip(rows, values, strict=True), 1):
            cell = cells.cell(row, column)
            if holds_already(edited, cell, value):
                unchanged += 1
                continue
            where = _where(data, number, heading, key)
            if cell is not None and cell.formula is not None and not over_formulas:
                raise _formula_there(f"{where} {block.sheet.name}!{cell_name(row, column)}", cell)
            check_free(areas, block.sheet, row, column)
            check_value_kind(value, kinds, where)
            style = cell.style if cell else style_like(edited, block, column, value)
            if isinstance(value, Dated) and not edited.is_date(style):
                style = style_like(edited, block, column, value) or style
            writes[row, column] = write_for(edited, style, value)
    if writes:
        edited.write(block.sheet, free_shared(edited, block.sheet, writes))
    names = tuple(f"{block.sheet.name}!{cell_name(*place)}" for place in sorted(writes))
    return Written(names, unchanged)


def _where(data: Given, number: int, heading: str, key: Sequence[str]) -> str:
    """Return how a message names one value of the data."""
    named = ", ".join(f"{one} {in_message(data.columns[one][number - 1])}" for one in key)
    row = f"Row {number} of the data" + (f" ({named})" if named else "")
    return f"{row}, column “{heading}”:"


def in_message(value: Value | Dated) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, Dated):
        return f"day {value.serial:g}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _one_kind(edited: EditedPackage, block: HeadedRange, column: int) -> str:
    """Return the one kind of value that a column holds; "" where it holds several, or none."""
    cells = edited.sheet(block.sheet)
    kinds = {
        kind_of(edited, cell) for row in block.rows if (cell := cells.cell(row, column)) is not None
    } - {""}
    return kinds.pop() if len(kinds) == 1 else ""


def check_value_kind(value: Value | Dated, kind: str, where: str) -> None:
    """Refuse a value of another kind than the rest of its column.

    Raises: WorkbookError naming its row and column.
    """
    if not kind or value is None or isinstance(value, CellError):
        return
    own = "date" if isinstance(value, Dated) else type(value).__name__
    if own != kind:
        refuse(
            where,
            f"{in_message(value)[:40]!r} is not like the rest of the column, which holds "
            f"{_KINDS[kind]}.  Say mixed=True if it is meant.",
        )


def _rows_in_order(block: HeadedRange, data: Given) -> Sequence[int]:
    """Return the rows of a block for data without a key: all of them, in order."""
    if data.count != len(block.rows):
        refuse(
            f"The data has {data.count:,} rows",
            f"and {block.name} has {len(block.rows):,}.  Name a key, so that each row finds its "
            f"own, or use append for new rows.",
        )
    return block.rows


KeyCells = tuple[Value, ...]


def _rows_by_key(
    edited: EditedPackage, block: HeadedRange, data: Given, key: Sequence[str]
) -> Sequence[int]:
    """Return the row of the block for each row of the data, found by the values of the key.

    Raises: WorkbookError for a key that is missing, blank, doubled, or in no row.
    """
    for name in key:
        if name not in block.headings:
            close = nearest(name, block.headings)
            hint = f"; the nearest is “{close}”" if close else ""
            refuse(f"The key “{name}”", f"is not a column of {block.name}{hint}.")
        if name not in data.columns:
            refuse(f"The key “{name}”", "is not a column of the data.")
    known = _known_rows(edited, block, key)
    found: list[int] = []
    seen: dict[KeyCells, int] = {}
    for number in range(1, data.count + 1):
        values = [data.columns[name][number - 1] for name in key]
        own = tuple(one.serial if isinstance(one, Dated) else one for one in values)
        named = ", ".join(
            f"{name} {in_message(one)}" for name, one in zip(key, values, strict=True)
        )
        if any(one is None for one in own):
            refuse(f"Row {number} of the data", f"has no key ({', '.join(key)} is blank).")
        if own in seen:
            refuse(f"Rows {seen[own]} and {number} of the data", f"have the same key ({named}).")
        seen[own] = number
        rows = known.get(own, ())
        if len(rows) > 1:
            refuse(
                f"Row {number} of the data:",
                f"{named} stands in several rows of {block.name} "
                f"({', '.join(map(str, rows[:4]))}), so none can be chosen.",
            )
        if not rows:
            refuse(
                f"Row {number} of the data:",
                f"{named} is in no row of {block.name}.  Use append for new rows.",
            )
        found.append(rows[0])
    return found


def _known_rows(
    edited: EditedPackage, block: HeadedRange, key: Sequence[str]
) -> Mapping[KeyCells, list[int]]:
    """Return the rows of a block by the values of the key."""
    cells = edited.sheet(block.sheet)
    columns = [block.column(name) for name in key]
    found: dict[KeyCells, list[int]] = {}
    for row in block.rows:
        held = [cells.cell(row, column) for column in columns]
        own = tuple(one.value if one is not None else None for one in held)
        if any(one is not None for one in own):
            found.setdefault(own, []).append(row)
    return found
