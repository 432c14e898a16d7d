"""Recalculates a workbook with ironcalc: quick, and right wherever csplan's formulas tread.

Known to be wrong in TEXT, in comparing two comparisons, in ISNUMBER(TRUE) and in MATCH with `*`;
csplan uses none of these.  It also takes the column of a table with one row for a cell rather
than a range, so that COUNTIFS, SUMIFS and MATCH over it fail: such columns are handed to it as
ranges here, which means the same.
"""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import ironcalc

from tests.engines import parts
from tests.engines.areas import area, place

_AREA = re.compile(rb'<[\w:]*table\s[^>]*\bref="[A-Z]+(\d+):[A-Z]+(\d+)"')
_COLUMN = r"(?:'.|[^\[\]'@#])+"
_TEXT_OR_COLUMN = re.compile(
    rf'"(?:[^"]|"")*"|(?P<table>[^\W\d][\w.]*)\[(?:(?P<bare>{_COLUMN})|\[(?P<boxed>{_COLUMN})\])\]'
)


def recalculated(path: Path) -> dict[str, dict[str, object]]:
    """The value of every used cell after recalculation, by sheet name and cell reference.

    A number is a float, an empty text is "", an error is its text such as `#DIV/0!`.
    """
    model = ironcalc.load_from_xlsx(str(path))
    names = [sheet["name"] for sheet in model.get_worksheets_properties()]
    if _has_table_of_one_row(path):
        _give_ranges(model, names, parts.book(path))
    model.evaluate()
    values: dict[str, dict[str, object]] = {name: {} for name in names}
    for sheet, row, column in model.get_all_cells():
        value = model.get_cell_value(sheet, row, column)
        if value is not None:
            reference = f"{ironcalc.column_name_from_number(column)}{row}"
            values[names[sheet]][reference] = value
    return values


def _has_table_of_one_row(path: Path) -> bool:
    """Whether a table of the workbook has two rows, its header among them."""
    with ZipFile(path) as package:
        contents = [
            package.read(name) for name in package.namelist() if name.startswith("xl/tables/")
        ]
    found = [match for content in contents if (match := _AREA.search(content))]
    return any(int(match[2]) - int(match[1]) == 1 for match in found)


def _give_ranges(model: ironcalc.Model, names: list[str], book: parts.Book) -> None:
    """Write formulas over tables of one row as formulas over ranges of one cell."""
    ranges = _ranges(book)

    def ranged(found: re.Match[str]) -> str:
        column = re.sub("'(.)", r"\1", found["bare"] or found["boxed"] or "")
        key = ((found["table"] or "").casefold(), column.casefold())
        return ranges.get(key, found[0])

    for sheet in book.sheets:
        for cell in sheet.cells.values():
            formula = _TEXT_OR_COLUMN.sub(ranged, cell.formula or "")
            if formula != (cell.formula or ""):
                row, column = place(cell.at)
                index = names.index(sheet.name)
                model.update_cell_with_formula(index, row, column, f"={formula}")


def _ranges(book: parts.Book) -> dict[tuple[str, str], str]:
    """The range of each column of each table of one row, by table and column in small letters."""
    ranges = {}
    for sheet in book.sheets:
        for table in sheet.tables:
            whole = area(table.ref)
            if whole.bottom - whole.top != 1 or not table.has_header:
                continue
            for offset, column in enumerate(table.columns):
                at = f"${ironcalc.column_name_from_number(whole.left + offset)}${whole.bottom}"
                key = (table.display_name.casefold(), column.name.casefold())
                ranges[key] = f"{ironcalc.quote_name(sheet.name)}!{at}:{at}"
    return ranges
