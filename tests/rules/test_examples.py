"""This module holds every rule against its examples: as a function, and as a formula in Excel."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from csplan.sheets import SHEETS
from csplan.terms.values import CellError
from csplan.workbook.owned import alike
from tests.engines.ironcalc_engine import recalculated
from tests.rules.reading import ALL, Example

_ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#REF!": "=#REF!", "#VALUE!": '="a"+1'}


@pytest.mark.parametrize("example", ALL, ids=str)
def test_the_function_gives_what_the_example_says(example: Example) -> None:
    arguments = [example.arguments[name] for name in example.rule.parameters]

    result = example.rule.evaluated(arguments)

    assert alike(example.expected, result), f"expected {example.expected!r}, got {result!r}"


def test_the_formula_gives_what_every_example_says(tmp_path: Path) -> None:
    path = tmp_path / "examples.xlsx"
    _write(path)

    found = recalculated(path)["Examples"]
    wrong = [
        f"{example}: expected {example.expected!r}, Excel's formula gives {found.get(f'A{row}')!r}"
        for row, example in enumerate(ALL, start=1)
        if not alike(example.expected, found.get(f"A{row}"))  # type: ignore[arg-type]
    ]

    assert [] == wrong


def test_every_rule_of_a_calculated_column_is_a_rule_with_its_own_formula() -> None:
    wordless = [
        f"{sheet.name}.{column.name}"
        for sheet in SHEETS
        for column in sheet.calculated
        if column.rule is None or not column.rule.excel or not column.rule.meaning
    ]

    assert [] == wordless


def _write(path: Path) -> None:
    """Write one row an example: the formula in A, its arguments to the right."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Examples")
    for row, example in enumerate(ALL):
        names, column = {}, 1
        for name in example.rule.parameters:
            given = example.arguments[name]
            values = given if isinstance(given, tuple) else (given,)
            for offset, one in enumerate(values):
                _put(sheet, row, column + offset, one)
            first = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
            last = xlsxwriter.utility.xl_rowcol_to_cell(row, column + len(values) - 1)
            names[name] = f"{first}:{last}" if isinstance(given, tuple) else first
            column += len(values)
        sheet.write_formula(row, 0, "=" + example.rule.formula(names))
    book.close()


def _put(sheet: object, row: int, column: int, one: object) -> None:
    """Write one argument as a cell."""
    write = sheet
    if isinstance(one, CellError):
        write.write_formula(row, column, _ERRORS[one])  # type: ignore[attr-defined]
    elif one == "":
        write.write_formula(row, column, '=""')  # type: ignore[attr-defined]
    elif isinstance(one, str):
        write.write_string(row, column, one)  # type: ignore[attr-defined]
    elif one is not None:
        write.write_number(row, column, one)  # type: ignore[attr-defined]
