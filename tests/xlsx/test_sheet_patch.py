"""Cells written into a sheet's XML: what changes, and that nothing else does."""

from __future__ import annotations

import io
import random
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from csplan.terms.values import CellError, Value
from csplan.xlsx.package import Package
from csplan.xlsx.sheet_patch import Write, patch, shared_groups
from csplan.xlsx.sheet_xml import SheetXml
from csplan.xlsx.table_patch import with_table_ref
from tests.xlsx.builders import MAIN, SHEET, book, code_of, parts_of, sheet

BOOK = book()


def written(cells: str, writes: dict[tuple[int, int], Write], **around: str) -> str:
    """The rows of a sheet after the writes; what stands around them must be as it was."""
    before = SheetXml(sheet(cells, **around), ("shared",))
    after = patch(before, writes).decode()
    SheetXml(after, ("shared",))
    head, tail = sheet("\0", **around).split("\0")
    assert after.startswith(head)
    assert after.endswith(tail)
    return after[len(head) : len(after) - len(tail)]


def cell(value: Value, formula: str | None = None, *, style: int | None = None) -> str:
    return written("", {(1, 1): Write(value, formula, style)})[len('<row r="1">') : -len("</row>")]


def test_no_write_changes_nothing() -> None:
    xml = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert xml.encode() == patch(SheetXml(xml, ()), {})


SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>1</v></c></row>'
)


def test_the_cells_that_share_a_formula_are_listed() -> None:
    groups = shared_groups(SheetXml(sheet(SHARED), ()))
    assert {0: frozenset({(1, 1), (2, 1), (3, 1)})} == dict(groups)
    assert {} == dict(shared_groups(SheetXml(sheet("<row><c><f>A1</f></c></row>"), ())))


def test_a_shared_formula_is_not_taken_from_cells_that_stay() -> None:
    writes = {(1, 1): Write(1.0, "C1"), (2, 1): Write(1.0, "C2")}
    assert code_of(lambda: written(SHARED, writes)) == "shared-formula-outside"


def test_a_whole_group_or_a_follower_alone_can_be_written() -> None:
    whole = written(SHARED, {(row, 1): Write(2.0, f"C{row}") for row in (1, 2, 3)})
    assert "shared" not in whole
    assert whole.count("<f>C") == 3
    follower = written(SHARED, {(2, 1): Write(2.0, "C2")})
    assert SHARED.replace('<f t="shared" si="0"/><v>1</v></c></row><row r="3"', "") != follower
    assert '<c r="A2"><f>C2</f><v>2</v></c>' in follower
    assert follower.count("shared") == 2


@pytest.mark.parametrize("place", [(1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("kind", ["array", "dataTable"])
def test_a_block_of_an_array_or_data_table_is_left_alone(kind: str, place: tuple[int, int]) -> None:
    cells = f'<row r="1"><c r="A1"><f t="{kind}" ref="A1:B3">B1</f><v>1</v></c></row>'
    assert code_of(lambda: written(cells, {place: Write(1.0)})) == "array-formula"
    written(cells, {(4, 1): Write(1.0)})


@pytest.mark.parametrize("value", [float("inf"), float("nan"), -float("inf")])
def test_a_number_that_no_cell_holds_is_a_mistake_of_csplans(value: float) -> None:
    with pytest.raises(ValueError, match="no cell holds"):
        cell(value)


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385)])
def test_a_place_outside_the_sheet_is_a_mistake_of_csplans(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no such cell"):
        written("", {place: Write(1.0)})


def test_text_longer_than_a_cell_is_refused() -> None:
    assert code_of(lambda: cell("x" * 32_768)) == "text-too-long"
    assert code_of(lambda: cell(1.0, "x" * 8_193)) == "text-too-long"
    cell("x" * 32_767)


@pytest.mark.parametrize(
    ("value", "formula", "xml"),
    [
        (1.0, None, '<c r="A1"><v>1</v></c>'),
        (0.1 + 0.2, None, '<c r="A1"><v>0.30000000000000004</v></c>'),
        (1e22, None, '<c r="A1"><v>1e+22</v></c>'),
        (-0.5, "B1*2", '<c r="A1"><f>B1*2</f><v>-0.5</v></c>'),
        (5, None, '<c r="A1"><v>5</v></c>'),
        (True, None, '<c r="A1" t="b"><v>1</v></c>'),
        (False, "B1>2", '<c r="A1" t="b"><f>B1&gt;2</f><v>0</v></c>'),
        (CellError("#N/A"), "NA()", '<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>'),
        ("Green", 'IF(B1<1,"Green","")', '<c r="A1" t="str"><f>IF(B1&lt;1,"Green","")</f><v>Green</v></c>'),
        ("", "B1", '<c r="A1" t="str"><f>B1</f><v></v></c>'),
        ("R&D", None, '<c r="A1" t="inlineStr"><is><t>R&amp;D</t></is></c>'),
        (" a", None, '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("a\nb", None, '<c r="A1" t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>'),
        ("_x000D_", None, '<c r="A1" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>'),
        ("a\rb", None, '<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>'),
        ("a\x00\x1b\ud800\uffffb", None, '<c r="A1" t="inlineStr"><is><t>a����b</t></is></c>'),
        (None, "B1", '<c r="A1"><f>B1</f></c>'),
        (None, None, '<c r="A1"/>'),
        ("=1+1", None, '<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c>'),
        (1.0, " B1 ", '<c r="A1"><f xml:space="preserve"> B1 </f><v>1</v></c>'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_excel_reads_it(value: Value, formula: str | None, xml: str) -> None:
    assert xml == cell(value, formula)


@pytest.mark.parametrize(
    "value", [1.0, -0.1, 1e300, True, "", " x\n", "_x0041_", "£ – “x” 🙂", CellError("#REF!"), None]
)
@pytest.mark.parametrize("formula", [None, 'IF(A2="","a&b",1)'])
def test_what_is_written_is_read_again(value: Value, formula: str | None) -> None:
    after = SheetXml(patch(SheetXml(sheet(""), ()), {(7, 30): Write(value, formula, 4)}), ())
    found = after.cell(7, 30)
    assert found is not None
    assert (value, formula, 4) == (found.value, found.formula, found.style)
    assert type(value) is type(found.value)


def test_a_cell_keeps_its_style_unless_another_is_given() -> None:
    old = '<row r="1"><c r="A1" s="7" t="s"><v>0</v></c></row>'
    new = written(old, {(1, 1): Write(1.0)})
    assert new == '<row r="1"><c r="A1" s="7"><v>1</v></c></row>'
    new = written(old, {(1, 1): Write(1.0, style=9)})
    assert new == '<row r="1"><c r="A1" s="9"><v>1</v></c></row>'
    new = written(old, {(1, 1): Write(None)})
    assert new == '<row r="1"><c r="A1" s="7"/></row>'


def test_marks_of_rich_values_go_and_others_stay() -> None:
    old = '<row r="1"><c vm="1" cm="2" ph="1" s="7" t="e" r="A1"><v>#VALUE!</v></c></row>'
    new = written(old, {(1, 1): Write(1.0, style=8)})
    assert ET.fromstring(new)[0].attrib == {"r": "A1", "s": "8", "ph": "1"}
    old = '<row r="1"><c r="A1"><v>1</v><extLst><ext/></extLst></c></row>'
    assert "<v>2</v><extLst><ext/></extLst></c>" in written(old, {(1, 1): Write(2.0)})


def test_cells_and_rows_are_put_in_their_places() -> None:
    rows = '<row r="2" ht="20"><c r="B2"/><c r="D2"/></row><row r="5"/>'
    writes = {(row, column): Write(0.0) for row in (1, 2, 3, 5, 7) for column in (1, 3, 4, 5)}
    tree = ET.fromstring(written(rows, writes).join(("<a>", "</a>")))
    assert ["1", "2", "3", "5", "7"] == [row.get("r") for row in tree]
    assert ["A2", "B2", "C2", "D2", "E2"] == [one.get("r") for one in tree[1]]
    assert tree[1].get("ht") == "20"
    assert ["A5", "C5", "D5", "E5"] == [one.get("r") for one in tree[3]]


def test_a_sheet_without_cells_is_opened() -> None:
    xml = sheet("").replace("<sheetData></sheetData>", "<sheetData />")
    new = patch(SheetXml(xml, ()), {(1, 1): Write(1.0), (3, 1): Write(2.0)}).decode()
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>'
    assert sheet(rows) == new


def test_spans_and_dimension_grow_with_what_is_written() -> None:
    xml = sheet(
        '<row r="2" spans="2:3" s="1"><c r="B2"/></row><row r="3" spans="1:9"/>',
        before='<dimension ref="B2:C3"/>',
    )
    new = patch(SheetXml(xml, ()), {(2, 5): Write(1.0), (3, 5): Write(1.0), (9, 1): Write(1.0)})
    assert b'<dimension ref="A2:E9"/>' in new
    assert b'<row r="2" spans="2:5" s="1">' in new
    assert b'<row r="3" spans="1:9">' in new


def test_rows_without_places_stay_where_they_are() -> None:
    new = written("<row><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>", {(2, 1): Write(5.0)})
    found = SheetXml(sheet(new), ())
    values = {
        (row, column): one.value
        for row in found.rows
        for column, one in found.rows[row].cells.items()
    }
    assert {(1, 1): 1.0, (2, 1): 5.0, (2, 2): 2.0} == values


def test_prefixes_are_kept() -> None:
    xml = (
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData><x:row r='1'><x:c r='A1' s='2'><x:v>1</x:v>"
        "</x:c></x:row></x:sheetData></x:worksheet>"
    )
    new = patch(SheetXml(xml, ()), {(1, 1): Write("t", "B1"), (2, 1): Write("u")})
    assert "t" == ET.fromstring(new).findtext(f".//{{{MAIN}}}v")
    assert "u" == ET.fromstring(new).findtext(f".//{{{MAIN}}}t")
    assert [2, 0] == [
        one.style
        for place in ((1, 1), (2, 1))
        if (one := SheetXml(new, ()).cell(*place)) is not None
    ]


def everything(tab: Any) -> dict[str, tuple[object, str]]:  # noqa: ANN401
    """Every cell with its value and number format, by name, as openpyxl sees it."""
    return {
        one.coordinate: (one.value, one.number_format)
        for row in tab.iter_rows()
        for one in row
        if one.value is not None
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_random_writes_change_those_cells_alone(seed: int) -> None:
    chance = random.Random(seed)
    package = Package.open(BOOK, name="plan.xlsx")
    tab = package.sheets[0]
    writes: dict[tuple[int, int], Write] = {}
    for _ in range(chance.randrange(1, 12)):
        value = chance.choice((1.5, "text & more", True, CellError("#N/A")))
        writes[chance.randrange(1, 9), chance.randrange(1, 9)] = Write(value)
    data = package.rebuilt({tab.part: patch(package.sheet_xml(tab), writes)})
    old, new = (openpyxl.load_workbook(io.BytesIO(one)) for one in (BOOK, data))
    expected = everything(old["Plan"])
    for (row, column), write in writes.items():
        one = new["Plan"].cell(row, column)
        expected[one.coordinate] = (write.value, one.number_format)
    assert expected == everything(new["Plan"])
    assert everything(old["Notes & queries"]) == everything(new["Notes & queries"])
    before, after = parts_of(BOOK), parts_of(data)
    assert before.keys() == after.keys()
    assert {SHEET} == {part for part in before if before[part] != after[part]}


def test_a_formula_and_its_value_are_both_there_for_other_programs() -> None:
    package = Package.open(BOOK, name="plan.xlsx")
    tab = package.sheets[0]
    new = patch(package.sheet_xml(tab), {(2, 3): Write("Amber", 'IF(1<2,"Amber","")')})
    data = io.BytesIO(package.rebuilt({tab.part: new}))
    assert openpyxl.load_workbook(data)["Plan"]["C2"].value == '=IF(1<2,"Amber","")'
    assert openpyxl.load_workbook(data, data_only=True)["Plan"]["C2"].value == "Amber"


TABLE = (
    '<?xml version="1.0"?>\n<table xmlns="m" id="1" name="Log" ref="A1:C4" totalsRowShown="0">'
    '<autoFilter ref="A1:C4"><filterColumn colId="0"/></autoFilter><sortState ref="A2:C4"/></table>'
)


def test_a_table_moves_with_its_filter_and_nothing_else() -> None:
    expected = TABLE.replace('ref="A1:C4"', 'ref="A1:C9"')
    assert expected == with_table_ref(TABLE, "A1:C9")


def test_a_totals_row_stays_outside_the_filter() -> None:
    with_totals = TABLE.replace("totalsRowShown", "totalsRowCount='1' totalsRowShown")
    assert '<autoFilter ref="A1:C8">' in with_table_ref(with_totals, "A1:C9")


def test_a_table_without_a_filter_moves_alone() -> None:
    xml = "<x:table xmlns:x='m' displayName='Log' ref='A1:C4'/>"
    assert xml.replace("A1:C4", "A1:C5") == with_table_ref(xml, "A1:C5")


@pytest.mark.parametrize(("xml", "ref"), [(TABLE, "A0:C4"), (TABLE, ""), ("<a/>", "A1:C4")])
def test_no_place_or_no_table_is_a_mistake_of_csplans(xml: str, ref: str) -> None:
    with pytest.raises(ValueError, match="no table"):
        with_table_ref(xml, ref)
