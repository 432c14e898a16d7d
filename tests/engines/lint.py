"""Finds in a written workbook what Excel would repair or miscalculate and no validator checks.

Written apart from csplan's own reading and writing, so that a mistake there is not repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import ironcalc

from tests.engines import ironcalc_engine, lint_formulas, lint_tables, parts
from tests.engines.areas import place

_LONGEST_FORMULA = 8192
_ERROR = re.compile(
    r"#(REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|CIRC!|ERROR!|N/IMPL!)"
)


def lint(path: Path) -> list[str]:
    """One line for each thing wrong in the workbook; empty when all is well."""
    book = parts.book(path)
    return [
        *lint_formulas.findings(book),
        *lint_tables.findings(book),
        *_cells(book),
        *_calculation_chain(book),
        *_recalculation(path, book),
    ]


def notes(path: Path) -> list[str]:
    """One line for each thing that is wrong only if it was not meant."""
    return list(lint_tables.cannot_grow(parts.book(path)))


def _cells(book: parts.Book) -> Iterator[str]:
    """Cells out of order, and formula cells without a sound value."""
    for sheet in book.sheets:
        for before, after in pairwise(sheet.written_order):
            if place(before) >= place(after):
                yield f"{sheet.name}!{after}  is written after {before}: Excel repairs the sheet"
        for cell in sheet.cells.values():
            yield from (f"{sheet.name}!{cell.at}  {wrong}" for wrong in _wrong_in(cell))


def _wrong_in(cell: parts.Cell) -> Iterator[str]:
    """What is wrong with one cell by itself."""
    if cell.formula is not None:
        if cell.formula.startswith("="):
            yield f"the formula is stored with its equals sign: {cell.formula}"
        if len(cell.formula) > _LONGEST_FORMULA:
            yield f"the formula has {len(cell.formula)} characters, of {_LONGEST_FORMULA} allowed"
        if cell.value is None:
            yield f"the formula has no cached value: {cell.formula}"
        elif cell.kind == "e":
            yield f"the cached value is the error {cell.value}: {cell.formula}"
    if cell.kind == "n" and cell.value is not None and not _is_number(cell.value):
        yield f"the value {cell.value!r} is stored as a number"


def _is_number(text: str) -> bool:
    """Whether the text reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _calculation_chain(book: parts.Book) -> Iterator[str]:
    """Entries of the calculation chain for cells that hold no formula: a repair prompt."""
    cells = {sheet.name: sheet.cells for sheet in book.sheets}
    for sheet, at in book.calculation_chain:
        cell = cells.get(sheet, {}).get(at)
        if cell is None or cell.formula is None:
            yield f"{sheet}!{at}  is in the calculation chain but holds no formula"


def _recalculation(path: Path, book: parts.Book) -> Iterator[str]:
    """Formula cells that come to an error when ironcalc recalculates the workbook."""
    try:
        values = ironcalc_engine.recalculated(path)
    except ironcalc.WorkbookError as error:
        yield f"ironcalc cannot open the workbook: {error}"
        return
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            value = str(values.get(sheet.name, {}).get(cell.at))
            if cell.formula is not None and _ERROR.fullmatch(value):
                yield f"{sheet.name}!{cell.at}  recalculates to {value}: {cell.formula}"
