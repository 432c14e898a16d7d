"""Cells known by how they are written hold what they do when each is looked at by itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from csplan.plan.plan import Row
from csplan.sheets import INDICATORS
from csplan.terms.errors import WorkbookError
from csplan.workbook import owned
from csplan.workbook.rows import RowReader
from csplan.xlsx.said_once import MARK, SaidOnce
from csplan.xlsx.sheet_xml import Heads, SheetXml
from tests.xlsx.builders import sheet

TEXTS = ("KO1-01", "number", "HIGHER is better")
A_DATE = 7
STARTS = (
    *('r="{at}"', 'r="{at}" s="3"', 'r="{at}" s="7"', 'r="{at}" s="3" t="n"', 'r="{at}" t="s"'),
    *(
        'r="{at}" s="3" t="s"',
        'r="{at}" t="inlineStr"',
        'r="{at}" t="b"',
        'r="{at}" t="str"',
        'r="{at}" s="3" t="e"',
    ),
    *(
        "r=\"{at}\" s='7'",
        'r="{at}" cm="1"',
        'r="{at}" s = "7"',
        's="7" r="{at}"',
        't="s" r="{at}"',
    ),
    *('r="{at}" s="7" cm="1"', "r='{at}' s='7'", 'r="{at}"\ts="7"', 'r="{at}" t="s" s="7"'),
    'r="{at}" s="07"',
)
CONTENTS = (
    *("/>", "></c>", "><v/></c>", "><v></v></c>", "><v>1</v></c>", "><v>42005</v></c>"),
    *("><v> 1 </v></c>", "><v>1e-320</v></c>", "><v>&#49;</v></c>", "><f>1+1</f><v>1</v></c>"),
    *(
        "><f>1+1</f></c>",
        "><v>1</v></c> ",
        "><is><t>1</t></is></c>",
        "><is><t>a &lt;_x000D_</t></is></c>",
        "><v>1</v><extLst/></c>",
    ),
    *("><is><t>HIGHER is better</t></is></c>", "><is><t/></is></c>", "><v>-0</v></c>"),
    "><is><r><t>ri</t></r><r><t>ch</t></r></is></c>",
)
FORMULA = "IF(Indicators[[#This Row],[Baseline]]&gt;1,1,2)"
MEANT = FORMULA.replace("&gt;", ">")


def read(xml: SaidOnce, at: str, dates: frozenset[int]) -> tuple[str, list[str]] | str:
    """What is read of the row, and found on the way; or why it is refused."""
    package: Any = SimpleNamespace(shared_strings=TEXTS, date1904=False, date_styles=dates)
    reader, row = RowReader(package), Row()
    names = ("ref", "unit", "polarity", "baseline", "last_updated")
    column = 2 if at.startswith("B") else 28
    try:
        cells = SheetXml(xml, TEXTS, name="Indicators")
        for name in [name for name in names if name in INDICATORS.by_name]:
            inputs = {column: reader._input_of(INDICATORS.by_name[name], column)}  # noqa: SLF001
            reader._fill(row, cells, ("Indicators", 12), inputs)  # noqa: SLF001
    except Exception as reason:  # noqa: BLE001  (whichever it is, it has to be the same)
        return repr(reason)
    return repr(row), [str(one) for one in reader.findings]


@pytest.mark.parametrize(("at", "dates"), [("B12", {A_DATE}), ("AB12", {0, A_DATE})])
def test_a_row_is_read_as_its_cells_are_one_by_one(
    at: str, dates: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        sheet(f'<row r="12"><c r="A12" s="1"/><c {start.format(at=at)}{content}</row>').encode()
        for start in STARTS
        for content in CONTENTS
    ]
    at_once = [read(SaidOnce(xml, {}), at, frozenset(dates)) for xml in rows]
    monkeypatch.setattr(SheetXml, "pieces", lambda *_: None)

    assert [read(SaidOnce(xml, {}), at, frozenset(dates)) for xml in rows] == at_once


@pytest.mark.parametrize("told", [FORMULA.encode(), MARK + b"ab"])
def test_a_calculated_cell_that_is_known_as_written_is_right(told: bytes) -> None:
    form, learnt = b"<f>%b</f><v>" % told, b'<f aca="false">%b</f><v>' % told
    values = (1.0, 2.5, "", "Red", "a < b", None, True, "_x0041_")
    contents = (b"1", b"2.5", b"", b"Red", b"a &lt; b", b"1.0", b"#REF!", b"_x0041_")
    starts = [start.format(at="AB12").encode() for start in STARTS]
    tags = (b"<f>", b'<f aca="false">', b'<f t="array" ref="AB12">', b" <f>")
    known = set()
    for start, tag, content in ((s, t, c) for s in starts for t in tags for c in contents):
        xml = b"<c %b>%b%b</f><v>%b</v></c>" % (start, tag, told, content)
        text = sheet('<row r="12">{}</row>').encode().replace(b"{}", xml)
        try:
            cells = SheetXml(SaidOnce(text, {b"ab": FORMULA.encode()}), TEXTS, name="Plan")
        except WorkbookError:
            continue
        found = cells.pieces(12)
        if found is None:
            continue
        ((piece,), heads) = found[1], Heads()
        for value in values:
            for written in (form, learnt):
                one = owned._Calculated("rag", 28, MEANT, "RAG")  # noqa: SLF001
                one.written = written
                if owned._as_written(piece, one, 2, value, {}, heads):  # noqa: SLF001
                    cell = cells.cell(12, 28)
                    assert cell is not None
                    assert owned._is_right(cell, MEANT, value), xml  # noqa: SLF001
                    known.add((value, written))
    assert {(value, one) for value in values[:5] for one in (form, learnt)} == known
