"""A formula that Excel shares between cells is never broken: written out anew, or refused."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from csplan.terms.errors import WorkbookError
from tests.lossless.cells import column_letters, put_cell, tag
from tests.lossless.compare import losses
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import run, small


def with_shared(heading: str, value: float, *, outside: str = "") -> bytes:
    """The small plan, the formulas of one column shared down it as LibreOffice does."""
    parts = Parts(small())
    table = Table(parts, "Indicators")
    letters = column_letters(table.at(heading))
    for row in table.rows:
        cell = table.cell(row, table.at(heading))
        assert cell is not None
        formula, held = cell.find(tag("f")), cell.find(tag("v"))
        assert formula is not None
        formula.set("t", "shared")
        formula.set("si", "3")
        if row == table.rows[0]:
            formula.set("ref", f"{letters}{row}:{letters}{table.bottom}")
        else:
            formula.text = None
        if held is not None:
            held.text = str(value)
    table.save()
    if outside:
        shared = f'<c r="{outside}"><f t="shared" si="3"/><v>1</v></c>'
        put_cell(parts, table.sheet_part, outside, shared)
    return parts.data()


@pytest.mark.slow
def test_a_group_within_a_calculated_column_is_written_out(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    before = with_shared("Shortfall", 55.0)
    path.write_bytes(before)
    assert run(path).written
    assert [] == losses(before, path.read_bytes())
    column = Table(Parts(path.read_bytes()), "Indicators")
    kept = [one for one in column.data.iter(tag("f")) if one.get("t") == "shared"]
    assert [] == kept
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)["Indicators"]
    formulas = {str(sheet.cell(row, column.at("Shortfall")).value) for row in column.rows}
    assert 1 == len(formulas)
    assert "Indicators[[#This Row],[Variance]]" in formulas.pop()
    assert not run(path).written


@pytest.mark.slow
def test_a_group_that_is_right_already_stays_shared(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    run(path)
    parts = Parts(path.read_bytes())
    table = Table(parts, "Indicators")
    first, second = (table.cell(row, table.at("Due")) for row in table.rows[:2])
    assert first is not None
    assert second is not None
    _share(first, f"{first.get('r')}:{second.get('r')}")
    _share(second, "")
    table.save()
    path.write_bytes(parts.data())
    assert not run(path).written


def _share(cell: etree._Element, ref: str) -> None:
    formula = cell.find(tag("f"))
    assert formula is not None
    formula.set("t", "shared")
    formula.set("si", "9")
    if ref:
        formula.set("ref", ref)
    else:
        formula.text = None


@pytest.mark.slow
def test_a_group_that_reaches_into_a_cell_of_a_managers_own_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    before = with_shared("Shortfall", 55.0, outside="CK9")
    path.write_bytes(before)
    with pytest.raises(WorkbookError, match=r"Indicators!\w+6 is shared with CK9"):
        run(path)
    assert before == path.read_bytes()


@pytest.mark.slow
def test_an_array_formula_over_a_calculated_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    parts = Parts(small())
    table = Table(parts, "Indicators")
    cell = table.cell(7, table.at("RAG"))
    assert cell is not None
    formula = cell.find(tag("f"))
    assert formula is not None
    formula.set("t", "array")
    formula.set("ref", f"{cell.get('r')}:CZ7")
    table.save()
    path.write_bytes(parts.data())
    with pytest.raises(WorkbookError, match="array") as met:
        run(path)
    assert "array-formula" == met.value.code
    assert parts.data() == path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("tab", ["Checks", "Change log"])
def test_what_stands_under_a_list_that_grows_is_not_written_over(tab: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    parts = Parts(small())
    table = Table(parts, tab.replace(" ", "_"))
    under = f"C{table.bottom + 1}"
    note = f'<c r="{under}" t="inlineStr"><is><t>Mine</t></is></c>'
    put_cell(parts, table.sheet_part, under, note)
    log = Table(parts, "Change_log")
    for row in log.rows:
        log.type(row, "When", 45_000.0)
    log.save()
    before = parts.data()
    path.write_bytes(before)
    with pytest.raises(WorkbookError, match=f"{tab}!{under}") as met:
        run(path)
    assert "rows-in-the-way" == met.value.code
    assert before == path.read_bytes()
