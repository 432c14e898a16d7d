"""Empty rows put into a sheet: what stands below moves, and whatever names it follows."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
import xlsxwriter

from csplan.terms.errors import WorkbookError
from csplan.xlsx.edited import EditedPackage
from csplan.xlsx.moving_down import move_down
from csplan.xlsx.package import Package
from tests.xlsx.builders import SHEET, code_of, parts_of, zipped


def two_tables() -> bytes:
    """A sheet with one table above another, and everything that may stand on the lower one."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, report = book.add_worksheet("Two & two"), book.add_worksheet("Report")
    sheet.add_table("A1:B3", {"name": "Upper", "columns": [{"header": "a"}, {"header": "b"}]})
    sheet.add_table("A6:B8", {"name": "Lower", "columns": [{"header": "c"}, {"header": "d"}]})
    for row, (left, right) in enumerate(((1, 2), (3, 4)), 1):
        sheet.write_row(row, 0, (left, right))
        sheet.write_row(row + 5, 0, (left * 10, right * 10))
    sheet.set_row(2, 30)
    sheet.write_formula("D7", "=A7+A2+SUM(A2:A3)", None, 10)
    sheet.write_comment("B7", "A note on B7")
    sheet.data_validation("A7:A8", {"validate": "decimal", "criteria": ">", "value": 0})
    sheet.conditional_format("B7:B8", {"type": "formula", "criteria": "=$B7>30"})
    sheet.merge_range("F7:G8", "together")
    sheet.set_h_pagebreaks([5])
    sheet.print_area("A1:G8")
    report.write_formula("A1", "=SUM('Two & two'!A7:A8)-'Two & two'!A2", None, 39)
    report.write_formula("A2", "=SUM(A7:A8)", None, 0)
    book.define_name("Below", "='Two & two'!$B$8")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='Two & two'!$B$7:$B$8"})
    sheet.insert_chart("I7", chart)
    book.close()
    return out.getvalue()


def moved(data: bytes, *, after: int, count: int) -> bytes:
    """The workbook with empty rows put into its first sheet."""
    package = Package.open(data, name="two.xlsx")
    edited = EditedPackage(package)
    move_down(edited, package.sheets[0], after=after, count=count)
    return edited.rebuilt()


def test_everything_below_moves_and_all_that_names_it_follows() -> None:
    data = moved(two_tables(), after=3, count=2)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, report = book["Two & two"], book["Report"]
    assert {"Upper": "A1:B3", "Lower": "A8:B10"} == {t.name: t.ref for t in sheet.tables.values()}
    assert [(10, 20), (30, 40)] == [
        (sheet.cell(r, 1).value, sheet.cell(r, 2).value) for r in (9, 10)
    ]
    assert [30.0] * 3 == [sheet.row_dimensions[r].height for r in (3, 4, 5)]
    assert "=A9+A2+SUM(A2:A3)" == sheet["D9"].value
    assert "A note on B7" in sheet["B9"].comment.text
    assert sheet["B7"].comment is None
    assert ["A9:A10"] == [str(one.sqref) for one in sheet.data_validations.dataValidation]
    marks = sheet.conditional_formatting
    assert [("B9:B10", ["$B9>30"])] == [(str(m.sqref), m.rules[0].formula) for m in marks]
    assert ["F9:G10"] == [str(one) for one in sheet.merged_cells.ranges]
    assert [7] == [one.id for one in sheet.row_breaks.brk]
    assert "'Two & two'!$A$1:$G$10" == sheet.print_area
    assert "=SUM('Two & two'!A9:A10)-'Two & two'!A2" == report["A1"].value
    assert "=SUM(A7:A8)" == report["A2"].value
    assert "'Two & two'!$B$10" == book.defined_names["Below"].attr_text
    parts = parts_of(data)
    assert b"$B$9:$B$10" in parts["xl/charts/chart1.xml"]
    assert [b"8", b"22"] == re.findall(rb"<xdr:row>(\d+)", parts["xl/drawings/drawing1.xml"])
    box = parts["xl/drawings/vmlDrawing1.vml"]
    assert [b"8"] == re.findall(rb"<x:Row>(\d+)", box)
    before = re.findall(
        rb"<x:Anchor>([^<]+)", parts_of(two_tables())["xl/drawings/vmlDrawing1.vml"]
    )
    after = re.findall(rb"<x:Anchor>([^<]+)", box)
    rows = [[int(n) for n in one.split(b",")][2::4] for one in (before[0], after[0])]
    assert [n + 2 for n in rows[0]] == rows[1]


def test_nothing_changes_where_all_stands_above() -> None:
    data = two_tables()
    old, new = parts_of(data), parts_of(moved(data, after=40, count=3))
    assert {"xl/calcChain.xml"} >= {name for name in old if old[name] != new.get(name)}


def test_a_sheet_with_what_cannot_be_moved_is_refused() -> None:
    parts = parts_of(two_tables())
    listing = "xl/worksheets/_rels/sheet1.xml.rels"
    pivot = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/pivotTable" Target="../pivotTables/pivotTable1.xml"/></Relationships>'
    )
    parts[listing] = parts[listing].replace(b"</Relationships>", pivot)
    assert "no-room-to-grow" == code_of(lambda: moved(zipped(parts), after=3, count=1))


def test_a_shared_formula_that_would_differ_among_its_cells_is_refused() -> None:
    parts = parts_of(two_tables())
    shared = b'<f t="shared" ref="D7:D8" si="0">A7+A2+SUM(A2:A3)</f>'
    parts[SHEET] = parts[SHEET].replace(b"<f>A7+A2+SUM(A2:A3)</f>", shared)
    with pytest.raises(WorkbookError) as caught:
        moved(zipped(parts), after=3, count=1)
    assert "no-room-to-grow" == caught.value.code
    assert "Two & two share the formula =A7" in str(caught.value)
