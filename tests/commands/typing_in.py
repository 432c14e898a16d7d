"""This module types into a workbook as a person would: into cells found by sheet, ref and heading.

The cells are written by csplan's own patcher, and nothing is calculated: that is csplan's to do.
"""

from __future__ import annotations

from pathlib import Path

from csplan.sheets import BY_KEY, SETTINGS
from csplan.terms.values import Value
from csplan.workbook.read import Opened, open_workbook
from csplan.xlsx.sheet_patch import Write, patch


def type_in(path: Path, key: str, row: str, /, **values: Value) -> None:
    """Type values into the row of a sheet with a ref; into Settings with any ref."""
    book = open_workbook(path)
    part, places = _places(book, key, row)
    cells = book.sheets[part]
    writes = {places[name]: Write(value) for name, value in values.items()}
    path.write_bytes(book.package.rebuilt({part: patch(cells, writes)}))


def cell_of(path: Path, key: str, ref: str, name: str) -> Value:
    """Return what a cell of the file holds."""
    book = open_workbook(path)
    part, places = _places(book, key, ref)
    cell = book.sheets[part].cell(*places[name])
    return cell.value if cell is not None else None


def _places(book: Opened, key: str, ref: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return a sheet's part, and where each field of the row stands."""
    if key == SETTINGS.key:
        labels = book.layout.labels[key]
        return labels.tab.part, dict(labels.cells)
    place = book.layout.tables[key]
    rows = book.plan.table(BY_KEY[key])
    number = next(n for n, row in zip(place.rows, rows, strict=True) if row["ref"] == ref)
    return place.tab.part, {name: (number, column) for name, column in place.columns.items()}
