"""Reads what a workbook says without recalculating it: cached values, and formulas, by lxml.

An independent reader: csplan reads its own files otherwise.
"""

from __future__ import annotations

from pathlib import Path

from tests.engines import parts


def values(path: Path) -> dict[str, dict[str, object]]:
    """The cached value of every used cell, by sheet name and cell reference; dates as numbers."""
    return {
        sheet.name: {
            cell.at: value_of(cell) for cell in sheet.cells.values() if cell.value is not None
        }
        for sheet in parts.book(path).sheets
    }


def formulas(path: Path) -> dict[str, dict[str, str]]:
    """The text of every formula, by sheet name and cell reference; empty where it is shared."""
    return {
        sheet.name: {
            cell.at: cell.formula for cell in sheet.cells.values() if cell.formula is not None
        }
        for sheet in parts.book(path).sheets
    }


def value_of(cell: parts.Cell) -> object:
    """What a cell holds: a number, a truth value, or a text; an error is its text."""
    if cell.kind == "b":
        return cell.value == "1"
    if cell.kind == "n" and cell.value:
        return float(cell.value)
    return cell.value
