"""Finds tables and defined names that Excel would repair, rename or stop filling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from tests.engines import parts
from tests.engines.areas import Area, address, area, reads_as_address

_LEGAL_NAME = re.compile(r"([^\W\d]|\\)[\w.\\?]*")
_LONGEST_NAME = 255
_BUILT_IN = "_xlnm."


def findings(book: parts.Book) -> Iterator[str]:
    """One line for each thing wrong with a table or a name."""
    yield from _names(book)
    for sheet in book.sheets:
        yield from _places(sheet)
        for table in sheet.tables:
            for wrong in [*_shape(table), *_headers(sheet, table), *_formulas(sheet, table)]:
                yield f"{sheet.name}!{table.ref} table {table.display_name}  {wrong}"


def cannot_grow(book: parts.Book) -> Iterator[str]:
    """One line for each table on a protected sheet: right only where nobody is to add rows."""
    for sheet in book.sheets:
        for table in sheet.tables:
            if sheet.protected:
                yield f"{sheet.name}  is protected, so table {table.display_name} cannot grow"


def _names(book: parts.Book) -> Iterator[str]:
    """Names that are not legal, or given twice; tables and defined names share one list."""
    tables = [table for sheet in book.sheets for table in sheet.tables]
    given = [
        *((table.display_name, None) for table in tables),
        *((name.name, name.sheet) for name in book.names),
    ]
    counted = Counter((name.casefold(), sheet) for name, sheet in given)
    for name, sheet in dict.fromkeys(given):
        if counted[name.casefold(), sheet] > 1:
            yield f"the name {name} is given {counted[name.casefold(), sheet]} times"
        if not name.startswith(_BUILT_IN):
            yield from _illegal(name)
    for identifier, times in Counter(table.identifier for table in tables).items():
        if times > 1:
            yield f"{times} tables have the number {identifier}"


def _illegal(name: str) -> Iterator[str]:
    """What Excel has against a name."""
    if reads_as_address(name):
        yield f"the name {name} reads as a cell's address"
    elif not _LEGAL_NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        yield f"the name {name!r} is not legal"


def _places(sheet: parts.Sheet) -> Iterator[str]:
    """Tables that overlap one another, merged cells or the sheet's filter."""
    for one, other in combinations(sheet.tables, 2):
        if area(one.ref).meets(area(other.ref)):
            yield f"{sheet.name}  tables {one.display_name} and {other.display_name} overlap"
    for table in sheet.tables:
        for merged in sheet.merged:
            if area(table.ref).meets(area(merged)):
                yield f"{sheet.name}!{merged}  merged cells lie in table {table.display_name}"
        if sheet.filter_ref and area(sheet.filter_ref).meets(area(table.ref)):
            yield f"{sheet.name}!{sheet.filter_ref}  the filter meets table {table.display_name}"


def _shape(table: parts.Table) -> Iterator[str]:
    """A table whose parts do not fit its area."""
    whole = area(table.ref)
    if table.name and table.name != table.display_name:
        yield f"has another name beside it, {table.name}"
    if not table.stated_columns == len(table.columns) == whole.width:
        yield (
            f"is {whole.width} columns wide, counts {table.stated_columns} "
            f"and lists {len(table.columns)}"
        )
    if _rows(table).stop <= _rows(table).start:
        yield "has no row"
    if table.filter_ref is not None:
        last = whole.bottom - table.has_totals
        if area(table.filter_ref) != Area(whole.top, whole.left, last, whole.right):
            yield f"has its filter on {table.filter_ref}"


def _headers(sheet: parts.Sheet, table: parts.Table) -> Iterator[str]:
    """Headings that differ from the cells that show them, or from no other heading."""
    counted = Counter(column.name.casefold() for column in table.columns)
    for column in table.columns:
        if counted[column.name.casefold()] > 1:
            yield f"has the column {column.name!r} {counted[column.name.casefold()]} times"
    if not table.has_header:
        return
    whole = area(table.ref)
    for offset, column in enumerate(table.columns):
        at = address(whole.top, whole.left + offset)
        cell = sheet.cells.get(at)
        shown = None if cell is None else cell.value
        if shown != column.name:
            yield f"names a column {column.name!r}, but {at} shows {shown!r}"
        elif cell is not None and (cell.kind not in {"s", "inlineStr"} or cell.formula):
            yield f"has a heading in {at} that is not a plain text"


def _formulas(sheet: parts.Sheet, table: parts.Table) -> Iterator[str]:
    """Calculated columns whose cells hold another formula, or whose new rows stay empty."""
    left = area(table.ref).left
    for offset, column in enumerate(table.columns):
        held = {
            address(row, left + offset): _formula(sheet, address(row, left + offset))
            for row in _rows(table)
        }
        if column.formula is None:
            texts = {text for text in held.values() if text}
            if len(texts) == 1 and all(text is not None for text in held.values()):
                yield f"has formulas in every row of {column.name!r}, but new rows stay empty"
            continue
        for at, text in held.items():
            if text not in {column.formula, ""}:
                yield f"fills {column.name!r} with {column.formula!r}, but {at} holds {text!r}"


def _formula(sheet: parts.Sheet, at: str) -> str | None:
    """A cell's formula: None where there is none, "" where it is another cell's, shared."""
    cell = sheet.cells.get(at)
    return None if cell is None else cell.formula


def _rows(table: parts.Table) -> range:
    """The rows that hold data."""
    whole = area(table.ref)
    return range(whole.top + table.has_header, whole.bottom + 1 - table.has_totals)
