"""Recalculates workbooks with HyperFormula (JavaScript, fetched by npm): a third, unrelated engine.

It knows no tables: references into them, and defined names of a cell or range, are handed to it as
ranges, which means the same.  It knows no #NULL! either, which becomes another error.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.engines import cached, parts, ranges
from tests.engines.areas import address, place
from tests.engines.programs import require

_HERE = Path(__file__).parent
_NAME = re.compile(
    r"""(?P<other>"(?:[^"]|"")*"|'(?:[^']|'')*'!\$?[A-Z]+\$?\d+|[\w.]+!\$?[A-Z]+\$?\d+)"""
    r"|(?<![\w.])[^\W\d][\w.]*(?![\w.(!])"
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
        address(number, at): value["error"] if isinstance(value, dict) else value
        for number, row in enumerate(rows, start=1)
        for at, value in enumerate(row, start=1)
        if value is not None
    }


def _sheets(path: Path) -> dict[str, list[list[object]]]:
    """A workbook as HyperFormula takes it: rows of values, formulas over plain ranges."""
    book, values = parts.book(path), cached.values(path)
    in_ranges = ranges.of_tables(book)
    names = {name.name.casefold(): name.formula for name in book.names}

    def written(formula: str, row: int) -> str:
        return _NAME.sub(
            lambda found: found["other"] or names.get(found[0].casefold(), found[0]),
            in_ranges(formula, row),
        )

    return {sheet.name: _rows(sheet, values[sheet.name], written) for sheet in book.sheets}


def _rows(
    sheet: parts.Sheet, values: dict[str, object], written: Callable[[str, int], str]
) -> list[list[object]]:
    """A sheet's rows; texts are marked as such, so that none is read as a number or formula."""
    places = {at: place(at) for at in sheet.cells}
    width = max((column for _, column in places.values()), default=0)
    height = max((row for row, _ in places.values()), default=0)
    rows: list[list[object]] = [[None] * width for _ in range(height)]
    for at, (row, column) in places.items():
        cell, value = sheet.cells[at], values.get(at)
        if cell.formula is not None:
            value = f"={written(cell.formula, row)}"
        elif cell.kind in ("s", "inlineStr", "str") and value is not None:
            value = f"'{value}"
        elif value == "#NULL!":
            value = "#VALUE!"
        rows[row - 1][column - 1] = value
    return rows
