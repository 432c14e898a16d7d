"""This module types into a workbook as a person would: into cells found by sheet, ref and heading.

The cells are written by csplan's own patcher, and nothing is calculated: that is csplan's to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csplan.sheets import SETTINGS
from csplan.terms.values import Value
from csplan.workbook.read import open_workbook
from csplan.xlsx.package import Package
from csplan.xlsx.sheet_patch import Write, patch
from csplan.xlsx.sheet_xml import SheetXml


def type_in(path: Path, key: str, row: str, /, **values: Value) -> None:
    """Type values into the row of a sheet with a ref; into Settings with any ref."""
    found = _found(path, key, row)
    writes = {found.places[name]: Write(value) for name, value in values.items()}
    path.write_bytes(found.package.rebuilt({found.part: patch(found.cells, writes)}))


def cell_of(path: Path, key: str, ref: str, name: str) -> Value:
    """Return what a cell of the file holds."""
    found = _found(path, key, ref)
    cell = found.cells.cell(*found.places[name])
    return cell.value if cell is not None else None


@dataclass(frozen=True)
class _Found:
    """A sheet's part and cells, and where each field of a row stands."""

    package: Package
    part: str
    cells: SheetXml
    places: dict[str, tuple[int, int]]


def _found(path: Path, key: str, ref: str) -> _Found:
    """Return where a row stands."""
    work = open_workbook(path)
    if key == SETTINGS.key:
        labels = work.layout.labels[key]
        return _Found(work.package, labels.tab.part, work.cells(labels.tab), dict(labels.cells))
    place, rows = work.layout.tables[key], work.plan.rows[key]
    number = next(n for n, row in zip(place.rows, rows, strict=True) if row["ref"] == ref)
    places = {name: (number, column) for name, column in place.columns.items()}
    return _Found(work.package, place.tab.part, work.cells(place.tab), places)
