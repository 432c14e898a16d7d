"""Recalculates workbooks with HyperFormula (JavaScript, fetched by npm): a third, unrelated engine.

It knows no tables: references into them, and defined names of a cell or range, are handed to it as
ranges, which means the same.  It knows no #NULL! either, which becomes another error.
"""

from __future__ import annotations

import json
import re
import subprocess
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.engines.areas import area
from tests.engines.programs import require

_HERE = Path(__file__).parent
_PIECE = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<table>[^\W\d][\w.]*)\["
    r"(?:\[#This Row\],\[(?P<own>(?:'.|[^\[\]'])+)\]"
    r"|\[(?P<boxed>(?:'.|[^\[\]'])+)\]|(?P<column>(?:'.|[^\[\]'])+))\]"
    r"|(?P<sheet>(?:'[^']+'|[\w.]+)!\$?[A-Z]+\$?\d+)"
    r"|(?P<name>(?<![\w.])[^\W\d][\w.]*)(?![\w.(!])"
)
Values = dict[str, dict[str, object]]


def recalculated(path: Path) -> Values:
    """The value of every used cell after recalculation, by sheet name and cell reference."""
    return recalculated_all([path])[path]


def recalculated_all(paths: Sequence[Path]) -> dict[Path, Values]:
    """The same for many workbooks, in one run of the program."""
    node = require("node")
    if not (_HERE / "node_modules" / "hyperformula").exists():
        require(_HERE / "node_modules" / "hyperformula")
    done = subprocess.run(
        [str(node), str(_HERE / "hyperformula.cjs")],
        input=json.dumps([_sheets(path) for path in paths]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=600,
    )
    return {
        path: {name: _by_place(rows) for name, rows in sheets.items()}
        for path, sheets in zip(paths, json.loads(done.stdout), strict=True)
    }


def _by_place(rows: list[list[object]]) -> dict[str, object]:
    """The values of a sheet by their places; an error as its text."""
    return {
        f"{get_column_letter(at)}{number}": value["error"] if isinstance(value, dict) else value
        for number, row in enumerate(rows, start=1)
        for at, value in enumerate(row, start=1)
        if value is not None
    }


def _sheets(path: Path) -> dict[str, list[list[object]]]:
    """A workbook as HyperFormula takes it: rows of values, formulas over plain ranges."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    written = _writer(book)
    return {tab.title: _rows(tab, written, book) for tab in book.worksheets}


def _rows(tab: Worksheet, written: Callable[[str, int], str], book: Workbook) -> list[list[object]]:
    """A sheet's rows; texts are marked as such, so that none is read as a number or formula."""
    rows: list[list[object]] = []
    for number, row in enumerate(tab.iter_rows(min_row=1, min_col=1), start=1):
        rows.append([])
        for cell in row:
            value = cell.value
            if cell.data_type == "f":
                value = written(str(getattr(value, "text", value)), number)
            elif cell.data_type in ("s", "inlineStr") and value is not None:
                value = f"'{value}"
            elif cell.data_type == "d":
                value = to_excel(value, book.epoch)  # type: ignore[no-untyped-call]
            elif value == "#NULL!":
                value = "#VALUE!"
            rows[-1].append(value)
    return rows


def _writer(book: Workbook) -> Callable[[str, int], str]:
    """What writes a formula of a row with plain ranges in the place of tables and names."""
    columns: dict[tuple[str, str], tuple[str, str, int, int]] = {}
    for tab in book.worksheets:
        for table in tab.tables.values():
            whole = area(table.ref)
            for offset, column in enumerate(table.tableColumns):
                letters = get_column_letter(whole.left + offset)
                place = (quote_sheetname(tab.title), letters, whole.top + 1, whole.bottom)
                columns[table.displayName.casefold(), column.name.casefold()] = place
    names = {
        name.casefold(): str(defined.attr_text) for name, defined in book.defined_names.items()
    }

    def written(formula: str, row: int) -> str:
        def plain(found: re.Match[str]) -> str:
            if found["text"] or found["sheet"]:
                return found[0]
            if found["name"]:
                return names.get(found["name"].casefold(), found[0])
            heading = re.sub("'(.)", r"\1", found["own"] or found["boxed"] or found["column"])
            sheet, letters, first, last = columns[found["table"].casefold(), heading.casefold()]
            if found["own"]:
                return f"{sheet}!{letters}{row}"
            return f"{sheet}!${letters}${first}:${letters}${last}"

        return _PIECE.sub(plain, formula)

    return written
