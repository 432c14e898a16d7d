"""The tables whose rows csplan itself writes: Checks, Change log, and the sheets of memory."""

from __future__ import annotations

from contextlib import suppress

from csplan.looks.room import row_height
from csplan.sheets import GROWING, HISTORY
from csplan.sheets.column import Kind
from csplan.terms.errors import WorkbookError
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.refusals import Refusal
from csplan.terms.values import alike, is_number
from csplan.workbook.owned import as_counted
from csplan.xlsx.references import LAST_ROW, Range, cell_name, range_named
from csplan.xlsx.sheet_patch import Write
from csplan.xlsx.table_patch import with_table_ref
from csplan.xlsx.xml_text import attributes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.layout import TablePlace
    from csplan.workbook.owned import Owned
    from csplan.workbook.read import Opened
    from csplan.xlsx.sheet_xml import SheetXml

__all__ = ["link_places", "list_writes", "same_rows"]

_COLUMN = late_pattern(rb"<(?:[\w.-]+:)?col\s[^<>]*>")
_MOST_COLUMNS = 100


def same_rows(sheet: Sheet, first: Sequence[Row], second: Sequence[Row]) -> bool:
    """Say whether two lists hold the same rows; blank rows do not count."""
    kept = [
        [row for row in rows if any(row.get(c.name) not in (None, "") for c in sheet)]
        for rows in (first, second)
    ]
    return len(kept[0]) == len(kept[1]) and all(
        alike(a.get(column.name), b.get(column.name))
        for a, b in zip(*kept, strict=True)
        for column in sheet
    )


def list_writes(owned: Owned, opened: Opened, sheet: Sheet, rows: Sequence[Row]) -> dict[str, str]:
    """Put a list's rows under its headings; gives the table's part where its size changed.

    Raises: WorkbookError where something that is not csplan's stands in the way.
    """
    place = opened.layout.tables[sheet.key]
    cells = opened.cells(place.tab)
    last = place.first_row + max(len(rows), 1) - 1
    _check_room(opened, place, last)
    first_styles = {
        name: found.style
        for name, at in place.columns.items()
        if (found := cells.cell(place.first_row, at)) is not None
    }
    widths = _widths(cells)
    figures = {}
    if sheet is HISTORY:
        from csplan.workbook.figure_styles import figure_styles

        figures = figure_styles(opened, rows)
    heights = owned.heights.setdefault(place.tab.part, {})
    for number in range(place.first_row, max(last, place.last_row) + 1):
        row = rows[number - place.first_row] if number - place.first_row < len(rows) else {}
        heights[number] = row_height(
            (str(row.get(c.name) or ""), widths.get(place.columns[c.name], c.width))
            for c in sheet
            if c.kind is Kind.TEXT and not c.folded
        )
        for name, at in place.columns.items():
            cell = cells.cell(number, at)
            value = as_counted(row.get(name), sheet.by_name[name], opened.package)
            value = None if value == "" else value
            shown = figures.get((number, name))
            if cell is None and value is None and number > place.last_row:
                style = None if sheet in GROWING else first_styles.get(name)
                if style is not None:  # a blank cell of memory would only cost every reading time
                    owned.write(place.tab.part, (number, at), Write(None, style=style))
            elif (
                cell is None
                or not alike(cell.value, value)
                or cell.formula is not None
                or shown not in (None, cell.style)
            ):
                style = first_styles.get(name) if cell is None and shown is None else shown
                value = float(value) if is_number(value) else value
                owned.write(place.tab.part, (number, at), Write(value, style=style))
    return _resized(opened, place, last)


def link_places(
    sheet: Sheet, place: TablePlace, rows: Sequence[Row], opened: Opened
) -> tuple[dict[tuple[int, int], str], Range] | None:
    """Return where the cells of a list lead to, and the area in which these cells stand."""
    linked = next((column.name for column in sheet if column.linked), None)
    if linked is None:
        return None
    at = place.columns[linked]
    tabs = {tab.name for tab in opened.package.sheets}
    links = {}
    for number, row in enumerate(rows, start=place.first_row):
        tab, cell = str(row.get("sheet") or ""), str(row.get(linked) or "")
        if tab in tabs and range_named(cell) is not None:
            quoted = tab.replace("'", "''")
            links[number, at] = f"'{quoted}'!{cell}"
    return links, Range(place.first_row, at, LAST_ROW, at)


def _widths(cells: SheetXml) -> dict[int, float]:
    """Return the widths of a tab's columns, in characters, where they are set."""
    widths: dict[int, float] = {}
    for found in _COLUMN.finditer(cells.index.xml, 0, cells.index.start):
        own = attributes(found[0])
        with suppress(ValueError):
            first, last = int(own.get("min", "0")), int(own.get("max", "0"))
            width = float(own.get("width", ""))
            widths.update(dict.fromkeys(range(first, min(last, first + _MOST_COLUMNS) + 1), width))
    return widths


def _check_room(opened: Opened, place: TablePlace, last: int) -> None:
    """Refuse to write over what people typed under a list that has to grow.

    Raises: WorkbookError naming the first such cell.
    """
    cells = opened.cells(place.tab)
    for number in range(place.last_row + 1, last + 1):
        for at in sorted(place.columns.values()):
            cell = cells.cell(number, at)
            if cell is not None and (cell.value is not None or cell.formula is not None):
                raise WorkbookError(
                    Refusal.ROWS_IN_THE_WAY,
                    f"The table {place.table.name} has to grow, but something stands under it in "
                    f"{place.tab.name}!{cell_name(number, at)}.  Move that to another sheet.",
                )


def _resized(opened: Opened, place: TablePlace, last: int) -> dict[str, str]:
    """Return the table's part with its new size, if that changed."""
    table = place.table
    if last == place.last_row:
        return {}
    area = Range(table.first_row, table.first_column, last, table.last_column)
    return {table.part: with_table_ref(opened.package.text(table.part), area.name)}
