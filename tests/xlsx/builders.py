"""Workbooks for the tests of this room, made by XlsxWriter and then bent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
import xlsxwriter

from csplan.terms.errors import WorkbookError

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(*, formulas: bool = True) -> bytes:
    """A workbook of two sheets, the first with a table of three rows, one column calculated."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    plan = workbook.add_worksheet("Plan")
    percent = workbook.add_format({"num_format": "0.0%"})
    plan.write_row(0, 0, ["Ref", "Actual", "Twice"])
    for row, (ref, actual) in enumerate((("KO1-01", 0.5), ("KO1-02", 0.25), ("KO1-03", 1)), 1):
        plan.write_string(row, 0, ref)
        plan.write_number(row, 1, actual, percent)
        if formulas:
            plan.write_formula(row, 2, "=Plan[[#This Row],[Actual]]*2", percent, actual * 2)
    plan.add_table(
        "A1:C4",
        {"name": "Plan", "columns": [{"header": one} for one in ("Ref", "Actual", "Twice")]},
    )
    notes = workbook.add_worksheet("Notes & queries")
    notes.write(0, 0, "R&D – as typed")
    notes.hide()
    workbook.define_name("Year", "=Plan!$B$2")
    workbook.close()
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def zipped(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), content, method)
    return out.getvalue()


def with_part(name: str, content: bytes | str, data: bytes | None = None) -> bytes:
    """The workbook with one part replaced or added."""
    return zipped({**parts_of(data or book()), name: content})


def sheet(cells: str, *, before: str = "", after: str = "") -> str:
    """A sheet's XML with these rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'


def with_sheet(xml: bytes | str) -> bytes:
    """The workbook with its first sheet replaced."""
    return with_part(SHEET, xml)


def code_of(action: Callable[[], object]) -> str:
    """The code with which an action is refused."""
    with pytest.raises(WorkbookError) as met:
        action()
    return met.value.code
