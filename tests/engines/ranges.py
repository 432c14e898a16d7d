"""Writes references into tables as ranges, which mean the same.

For engines that know no tables, or that parse such a reference anew in every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.engines import parts
from tests.engines.areas import address, area

_COLUMN = r"(?:'.|[^\[\]'])+"
_PIECE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<table>[^\W\d][\w.]*)\[(?:"
    rf"\[#This Row\],\[(?P<own>{_COLUMN})\]|\[(?P<boxed>{_COLUMN})\]|(?P<bare>{_COLUMN}))\]"
)


def of_tables(book: parts.Book) -> Callable[[str, int], str]:
    """What writes a formula of a row with ranges in the place of the workbook's tables.

    A column is a range that stays; a cell of the same row goes along when it is filled down.
    """
    columns: dict[tuple[str, str], tuple[str, str, int, int]] = {}
    for sheet in book.sheets:
        for table in sheet.tables:
            whole = area(table.ref)
            first, last = whole.top + table.has_header, whole.bottom - table.has_totals
            for at, column in enumerate(table.columns, start=whole.left):
                key = (table.display_name.casefold(), column.name.casefold())
                columns[key] = (quoted(sheet.name), address(0, at)[:-1], first, last)

    def written(formula: str, row: int) -> str:
        def plain(found: re.Match[str]) -> str:
            column = re.sub("'(.)", r"\1", found["own"] or found["boxed"] or found["bare"] or "")
            place = columns.get(((found["table"] or "").casefold(), column.casefold()))
            if place is None:
                return found[0]
            sheet, letters, first, last = place
            if found["own"]:
                return f"{sheet}!${letters}{row}"
            return f"{sheet}!${letters}${first}:${letters}${last}"

        return _PIECE.sub(plain, formula) if "[" in formula else formula

    return written


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"
