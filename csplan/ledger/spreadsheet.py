"""The sheets of an extract in .xlsx as rows of text.  Nothing is read that has not passed the gate.

Error values and formulas without a value are told apart from blanks, which they are not.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from csplan.ledger.delimited import HEADING_WITHIN, no_headings
from csplan.ledger.headings import Columns, columns_in, names_month
from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from csplan.ledger.gathering import Gathering

__all__ = ["gather_sheets", "sheets_of"]

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_NO_VALUE = "#formula without a value"
_TINY = 1e-6
_LEAST_ROW = 3


def gather_sheets(path: Path, gathering: Gathering) -> None:
    """Gather the rows of one sheet, or of all that are asked for.

    Raises: CsplanError where it is not clear which sheet is meant, or a row cannot be taken.
    """
    sheets = {name: rows for name, rows in sheets_of(path).items() if any(map(any, rows))}
    wanted = gathering.answers.sheet
    if wanted and matching(wanted) != "all":
        sheets = {name: rows for name, rows in sheets.items() if matching(name) == matching(wanted)}
        if not sheets:
            raise CsplanError(
                Refusal.LEDGER_QUESTION, f"{path.name} has no sheet {wanted}.  Nothing was written."
            )
    found = {name: _headed(rows, gathering) for name, rows in sheets.items()}
    headed = [name for name, start in found.items() if start is not None]
    others = [name for name in sheets if name not in headed and _holds_figures(sheets[name])]
    if not headed:
        raise no_headings(path.name, f"the first {HEADING_WITHIN} rows of any sheet")
    if not wanted and len(headed) + len(others) > 1:
        raise CsplanError(
            Refusal.LEDGER_QUESTION,
            f"{path.name} has several sheets with figures: {', '.join((*headed, *others))}.  Say "
            "which is the extract with --sheet and its name, or --sheet all.  Nothing was written.",
        )
    if others and wanted:
        raise no_headings(path.name, f"the first {HEADING_WITHIN} rows of {others[0]}")
    dated = len(headed) > 1 and all(names_month(name) for name in headed)
    for name in headed:
        start = found[name]
        if start is not None:
            _take(name, sheets[name], start, gathering, dated=dated, several=len(headed) > 1)


def _take(
    name: str,
    rows: list[list[str]],
    start: tuple[int, Columns],
    gathering: Gathering,
    *,
    dated: bool,
    several: bool,
) -> None:
    """Take the rows of a sheet; where sheets are months, its name is the period."""
    number, columns = start
    below = rows[number + 1 :]
    if dated and "period" not in columns.at:
        at = columns.at | {"period": columns.width}
        columns = Columns((*columns.headings, "Name of the sheet (month)"), at)
        below = [[*row, name if any(row) else ""] for row in below]
    gathering.begin(name if several else "", columns, number + 2)
    gathering.add_rows(below)


def _headed(rows: list[list[str]], gathering: Gathering) -> tuple[int, Columns] | None:
    """Find the heading row of a sheet and its columns."""
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        columns = columns_in(row, rows[number + 1 : number + 501], gathering.answers)
        if columns is not None:
            return number, columns
    return None


def _holds_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a sheet without headings may be part of the ledger all the same."""
    return any(
        sum(map(bool, row)) >= _LEAST_ROW and any(text[-1:].isdigit() for text in row)
        for row in rows
    )


def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """Return every worksheet's rows as text.

    Raises: CsplanError where the file is damaged, or not a workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    from csplan.xlsx.package import Package

    package = Package.open(path.read_bytes(), name=path.name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        found = {}
        for part in package.sheets:
            if part.name not in book.sheet_names:
                continue
            sheet = book.get_sheet_by_name(part.name)
            rows = [[_text(one) for one in row] for row in sheet.to_python(skip_empty_area=False)]
            _mark(rows, package.xml(part.part), part.name)
            found[part.name] = rows
    except (CalamineError, ValueError, KeyError, IndexError) as reason:
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE,
            f"{path.name} cannot be read as a workbook ({reason}).  Open it in Excel and save it "
            "again.  Nothing was written.",
        ) from None
    return found


def _mark(rows: list[list[str]], xml: bytes, name: str) -> None:
    """Put error values, and formulas without a value, where the reader saw blanks.

    Raises: CsplanError where a cell of them does not say where it stands.
    """
    if b't="e"' not in xml and _FORMULA.search(xml) is None:
        return
    for found in _CELL.finditer(xml):
        attributes, inner = found[1], found[2] or b""
        value = _VALUE.search(inner)
        if b't="e"' in attributes:
            text = value[1].decode() if value else "#N/A"
        elif _FORMULA.search(inner) and (
            value is None or (not value[1] and b't="str"' not in attributes)
        ):
            text = _NO_VALUE
        else:
            continue
        place = _REFERENCE.search(attributes)
        if place is None:
            raise CsplanError(
                Refusal.LEDGER_UNREADABLE,
                f"The sheet {name} holds errors that cannot be placed.  Open the extract in Excel "
                "and save it again.  Nothing was written.",
            )
        _put(rows, int(place[2]), _column(place[1]), text)


def _put(rows: list[list[str]], row: int, column: int, text: str) -> None:
    """Put a text into a cell that is among the rows or beyond them."""
    width = max(map(len, rows), default=0)
    if row > len(rows) or column > width:
        width = max(width, column)
        rows.extend([] for _ in range(row - len(rows)))
        for one in rows:
            one.extend([""] * (width - len(one)))
    rows[row - 1][column - 1] = text


def _column(letters: bytes) -> int:
    """Return a column's number."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(value: object) -> str:
    """Return a cell as text: a number with 15 figures, as Excel keeps it; a day as 2016-09-30."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return "0" if abs(value) < _TINY else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value).strip()
