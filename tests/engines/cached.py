"""Reads what a workbook says without recalculating it: cached values, and formulas, by openpyxl.

An independent reader: csplan reads its own files otherwise.
"""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula


def values(path: Path) -> dict[str, dict[str, object]]:
    """The cached value of every used cell, by sheet name and cell reference; dates as numbers."""
    book = _opened(path, data_only=True)
    return {
        sheet.title: {
            cell.coordinate: _as_number(cell.value, book.epoch)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def formulas(path: Path) -> dict[str, dict[str, str]]:
    """The text of every formula, by sheet name and cell reference."""
    return {
        sheet.title: {
            cell.coordinate: _text(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in _opened(path, data_only=False).worksheets
    }


def _opened(path: Path, *, data_only: bool) -> Workbook:
    """The workbook; what openpyxl cannot keep does not matter, for it is only read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=data_only)


def _as_number(value: object, epoch: dt.datetime) -> object:
    """A date or time as the number that the cell holds; anything else as it is."""
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return to_excel(value, epoch)  # type: ignore[no-untyped-call]  # the stub has no types
    return value


def _text(formula: object) -> str:
    """The text of a formula, which openpyxl wraps where it spans several cells."""
    if isinstance(formula, ArrayFormula):
        return str(formula.text)
    return str(formula)
