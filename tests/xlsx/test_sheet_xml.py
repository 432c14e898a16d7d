"""The cells of a sheet as they are read from its XML."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from csplan.terms.values import CellError, Value
from csplan.xlsx.package import Package
from csplan.xlsx.references import Range
from csplan.xlsx.shared_formulas import shift_formula
from csplan.xlsx.sheet_xml import Cell, SheetXml
from tests.xlsx.builders import MAIN, book, code_of, sheet

TEXTS = ("first", "second")


def read(cells: str, **around: str) -> SheetXml:
    return SheetXml(sheet(cells, **around), TEXTS, name="Plan")


def held(cell: str, *, date1904: bool = False) -> Value:
    found = SheetXml(sheet(f'<row r="1">{cell}</row>'), TEXTS, date1904=date1904).cell(1, 1)
    assert found is not None
    return found.value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>1</v></c>', 1.0),
        ('<c r="A1" t="n"><v>-1.5E-3</v></c>', -0.0015),
        ('<c r="A1"><v> 5 </v></c>', 5.0),
        ('<c r="A1"><v>&#53;</v></c>', 5.0),
        ('<c r="A1"><v>.5</v></c>', 0.5),
        ('<c r="A1"/>', None),
        ('<c r="A1"></c>', None),
        ('<c r="A1"><v/></c>', None),
        ('<c r="A1"><v></v></c>', None),
        ('<c r="A1" t="s"/>', None),
        ('<c r="A1" t="s"><v>1</v></c>', "second"),
        ("<c t='s' r='A1' s='3'><v>0</v></c>", "first"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', ""),
        ('<c r="A1" t="str"><f>B1</f><v>a_x000D_b &lt; c</v></c>', "a\rb < c"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', CellError("#SPILL!")),
        ('<c r="A1" t="inlineStr"><is><t>in</t></is></c>', "in"),
        ('<c r="A1" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>', "rich"),
        ('<c r="A1" t="inlineStr"><is/></c>', None),
        ('<c r="A1" t="d"><v>2026-04-01</v></c>', 46113.0),
        ('<c r="A1" t="d"><v>2026-04-01T12:00:00Z</v></c>', 46113.5),
        ('<c r="A1" t="d"><v>1900-01-01</v></c>', 1.0),
        ('<c r="A1"><!-- <v>2</v> --><v>1</v></c>', 1.0),
        ('<c r="A1" t="str"><v><![CDATA[a < b]]></v></c>', "a < b"),
        ('<c r="A1"><?odd?><v>1</v></c>', 1.0),
        ('\n <c r="A1" >\n  <v>1</v >\n </c >\n', 1.0),
        ('<c r="A1"><v>1</v><extLst><ext><a/></ext></extLst></c>', 1.0),
    ],
)
def test_a_cell_gives_what_it_holds(cell: str, value: Value) -> None:
    found = held(cell)
    assert (type(value), value) == (type(found), found)


def test_dates_may_count_from_1904() -> None:
    assert held('<c r="A1" t="d"><v>1904-01-02</v></c>', date1904=True) == 1.0


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>1e999</v></c>',
        '<c r="A1"><v>NaN</v></c>',
        '<c r="A1"><v>INF</v></c>',
        '<c r="A1"><v>abc</v></c>',
        '<c r="A1"><v>1_000</v></c>',
        '<c r="A1"><v>1,5</v></c>',
        '<c r="A1"><v>٣</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="s"><v>2</v></c>',
        '<c r="A1" t="s"><v>99999999999999999999</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1" t="b"><v>2</v></c>',
        '<c r="A1" t="d"><v>31/06/2026</v></c>',
        '<c r="A1" t="d"><v>2026-02-30</v></c>',
        '<c r="A1" t="odd"><v>1</v></c>',
        '<c r="A1" s="x"><v>1</v></c>',
    ],
)
def test_what_no_cell_can_hold_is_refused(cell: str) -> None:
    assert code_of(lambda: held(cell)) == "damaged-sheet"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="-1"/>',
        '<row r="1.5"/>',
        '<row r="99999999999999999999"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="A1"/><c r="A1"/></row>',
        '<row r="1"><c r="XFE1"/></row>',
        '<row r="1"><c r="ZZZ1"/></row>',
        '<row r="1"><c r="AAAA1"/></row>',
        '<row r="1"><c r="A2"/></row>',
        '<row r="1"><c r="A01"/></row>',
        '<row r="1"><c r="a1"/></row>',
        '<row r="1"><c r="$A$1"/></row>',
        '<row r="1"><c r=""/></row>',
        '<row r="1048576"/><row/>',
        '<c r="A1"/>',
        "</row>",
        '<row r="1"><row r="2"/></row>',
        '<row r="1">',
        '<row r="1">text</row>',
        '<row r="1"><d r="A1"/></row>',
        '<row r="1"><c r="A1"><w>1</w></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v><b>1</b></v></c></row>',
        "<odd/>",
    ],
)
def test_rows_and_cells_out_of_place_are_refused(cells: str) -> None:
    assert code_of(lambda: read(cells)) == "damaged-sheet"


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<worksheet/>",
        "<chartsheet></chartsheet>",
        "<!-- <worksheet><sheetData/> -->",
        "<!-- -->" * 60 + "<other/>",
        "<worksheet><sheetData>",
        "<worksheet>" + "<!--" * 100_000,
        sheet("<!--" * 100_000),
    ],
)
def test_what_is_no_worksheet_is_refused(xml: str) -> None:
    assert code_of(lambda: SheetXml(xml, ())) == "damaged-sheet"


def test_places_that_are_not_written_follow_from_those_before() -> None:
    found = read('<row><c/><c><v>2</v></c></row><row r="5"><c r="C5"/><c><v>4</v></c></row><row/>')
    assert [1, 5, 6] == list(found.rows)
    assert [1, 2] == list(found.rows[1].cells)
    assert {3: Cell(None), 4: Cell(4.0)} == dict(found.rows[5].cells)


def test_prefixes_and_single_quotes_are_read() -> None:
    xml = (
        f"<?xml version='1.0'?><!-- <x:sheetData/> --><x:worksheet xmlns:x='{MAIN}'>"
        "<x:sheetData><x:row r='2' hidden='1'><x:c r='B2' t='str' s='7'><x:f>A1&amp;B1</x:f>"
        "<x:v>t</x:v></x:c><x:c r='C2' t='inlineStr'><x:is><x:t>u</x:t></x:is></x:c></x:row>"
        "</x:sheetData><x:sheetProtection sheet='1'/><x:mergeCells count='1'>"
        "<x:mergeCell ref='A1:B1'/></x:mergeCells></x:worksheet>"
    )
    found = SheetXml(xml, ())
    row = found.rows[2]
    assert row.hidden
    assert {2: Cell("t", "A1&B1", style=7), 3: Cell("u")} == dict(row.cells)
    assert (Range(1, 1, 1, 2),) == found.merged


def test_an_empty_sheet_has_no_rows() -> None:
    for xml in (sheet(""), sheet("").replace("<sheetData></sheetData>", "<sheetData/>")):
        found = SheetXml(xml, ())
        assert (0, 0, 0, None) == (
            found.max_row,
            found.max_column,
            len(found.rows),
            found.cell(1, 1),
        )
        assert () == found.merged


def test_formatted_blank_cells_do_not_count_as_used() -> None:
    found = read(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="900000" s="1"/>'
    )
    assert (1, 1) == (found.max_row, found.max_column)
    assert 900_000 in found.rows
    assert 5 not in found.rows
    assert not found.rows.__contains__("1")
    with pytest.raises(KeyError):
        found.rows[5]


def test_a_lying_dimension_is_not_believed() -> None:
    found = read('<row r="9"><c r="C9"><v>1</v></c></row>', before='<dimension ref="A1"/>')
    assert (9, 3) == (found.max_row, found.max_column)


def test_a_stray_cell_far_to_the_right_is_refused_by_name() -> None:
    assert code_of(lambda: read('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) == (
        "too-large"
    )


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csplan.xlsx.sheet_index.MOST_USED_ROWS", 2)
    rows = "".join(f"<row><c><v>{row}</v></c></row>" for row in range(3))
    assert code_of(lambda: read(rows)) == "too-large"
    monkeypatch.setattr("csplan.xlsx.sheet_index.MOST_CELLS", 2)
    assert code_of(lambda: read("<row><c/><c/><c/></row>")) == "too-large"


@pytest.mark.slow
def test_a_million_empty_rows_are_passed_over() -> None:
    rows = "".join(f'<row r="{row}" s="1"/>' for row in range(1, 100_001))
    assert read(rows).max_row == 0


def test_merged_ranges_are_not_read_from_comments() -> None:
    found = read("", after='<!-- <mergeCell ref="A1:B2"/> -->')
    assert () == found.merged
    bad = read("", after='<mergeCells><mergeCell ref="A0:B2"/></mergeCells>')
    assert code_of(lambda: bad.merged) == "damaged-sheet"


def test_a_shared_formula_reads_in_every_cell_as_it_would_there() -> None:
    found = read(
        '<row r="2"><c r="B2"><f t="shared" ref="B2:B4" si="0">$A2*2+A$1</f><v>1</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="4"><c r="B4"><f si="0" t="shared"></f><v>1</v></c></row>'
    )
    for row in (2, 3, 4):
        assert Cell(1.0, f"$A{row}*2+A$1", "shared", 0) == found.cell(row, 2)


def test_a_shared_formula_without_its_text_is_refused() -> None:
    found = read('<row r="1"><c r="A1"><f t="shared" si="4"/></c></row>')
    assert code_of(lambda: found.cell(1, 1)) == "damaged-sheet"


def test_array_and_table_formulas_say_what_they_are() -> None:
    found = read(
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">SUM(B1)</f><v>1</v></c>'
        '<c r="B1"><f t="dataTable" ref="B1:B2" r1="C1"/><v>1</v></c>'
        '<c r="C1"><f ca="1">NOW()</f><v>1</v></c><c r="D1"><f/><v>1</v></c></row>'
    )
    assert Cell(1.0, "SUM(B1)", "array") == found.cell(1, 1)
    assert Cell(1.0, "", "dataTable") == found.cell(1, 2)
    assert Cell(1.0, "NOW()") == found.cell(1, 3)
    assert Cell(1.0, "") == found.cell(1, 4)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$A1+A$1+$A$1", "B2+$A2+B$1+$A$1"),
        ("SUM(A:A,1:1,$A:B,$1:2)", "SUM(B:B,2:2,$A:C,$1:3)"),
        ('"A1"&A1&"say ""A1"""', '"A1"&B2&"say ""A1"""'),
        ("'My A1 sheet'!A1+Sheet1!B2", "'My A1 sheet'!B2+Sheet1!C3"),
        ("Plan[[#This Row],[A1]]*A1", "Plan[[#This Row],[A1]]*B2"),
        ("Plan['[A1']]+A1", "Plan['[A1']]+B2"),
        ("[1]Sheet1!A1", "[1]Sheet1!B2"),
        ("LOG10(A1)+Year2016+A1_rate", "LOG10(B2)+Year2016+A1_rate"),
        ("XFD1+A1048576", "#REF!+#REF!"),
        ("1.5E3+A1", "1.5E3+B2"),
        ("XFE1+XFE1048577", "XFE2+XFE1048577"),
    ],
)
def test_relative_references_move_and_nothing_else(formula: str, expected: str) -> None:
    assert expected == shift_formula(formula, rows=1, columns=1)
    assert formula == shift_formula(formula, rows=0, columns=0)


def test_a_reference_that_would_leave_the_sheet_is_lost_as_in_excel() -> None:
    assert shift_formula("A2+B1", rows=-1, columns=0) == "A1+#REF!"


def test_every_cell_is_read_as_openpyxl_reads_it() -> None:
    data = book()
    package = Package.open(data, name="plan.xlsx")
    cached = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    typed = openpyxl.load_workbook(io.BytesIO(data))
    for part in package.sheets:
        found = package.sheet_xml(part)
        for row in typed[part.name].iter_rows():
            for one in row:
                assert one.row is not None
                assert one.column is not None
                cell = found.cell(one.row, one.column)
                if cell is None:
                    assert one.value is None
                    continue
                assert cached[part.name][one.coordinate].value == cell.value
                formula = f"={cell.formula}" if cell.formula is not None else cell.value
                assert one.value == formula
                assert cell == found.rows[one.row].cells[one.column]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_random_sheets_are_read_as_openpyxl_reads_them(seed: int) -> None:
    chance = random.Random(seed)
    written = openpyxl.Workbook()
    tab = written.worksheets[0]
    for _ in range(60):
        value: Value = chance.choice(
            (None, chance.random() * 10 ** chance.randrange(-12, 12), True, " a ", "x<&>\n“y”")
        )
        tab.cell(chance.randrange(1, 40), chance.randrange(1, 60)).value = value
    out = io.BytesIO()
    written.save(out)
    package = Package.open(out.getvalue(), name="plan.xlsx")
    found = package.sheet_xml(package.sheets[0])
    for row in openpyxl.load_workbook(out).worksheets[0].iter_rows():
        for one in row:
            assert one.row is not None
            assert one.column is not None
            cell = found.cell(one.row, one.column)
            name = f"{get_column_letter(one.column)}{one.row}"
            assert (name, one.value) == (name, cell.value if cell else None)
