"""This module tests that a sheet read in one pass holds what it holds read cell by cell."""

from __future__ import annotations

import pytest

from csplan.xlsx.plain_rows import plain_rows
from csplan.xlsx.sheet_xml import SheetXml

_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"
_SHARED = ["one", "R&D", ""]
_NAMES = {b"A": "first", b"B": "second", b"AA": "far"}
_PLAIN = (
    b'<row r="6"><c r="A6" s="3"><v>0.30000000000000004</v></c>'
    b'<c r="B6" t="inlineStr"><is><t>R&amp;D _x000a_ \xc2\xa35</t></is></c><c r="C6"><v>1</v></c></row>'
    b'<row r="7"><c r="A7" s="3" t="s"><v>1</v></c><c r="B7" s="2"/>'
    b'<c r="AA7" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c></row><row r="8"/>'
)


def test_a_plain_sheet_gives_what_reading_cell_by_cell_gives() -> None:
    xml = _HEAD + _PLAIN + _TAIL
    found = plain_rows(xml, _SHARED, _NAMES)
    assert found is not None
    slow = SheetXml(xml, _SHARED)
    columns = {1: "first", 2: "second", 27: "far"}
    expected = {
        number: {
            columns[at]: cell.value
            for at, cell in slow.row(number).cells.items()
            if at in columns and cell.value is not None
        }
        for number in (6, 7)
    }
    assert expected == {int(number): row for number, row in found.items()}


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="A6"><f>1+1</f><v>2</v></c>',
        b'<c r="A6" t="b"><v>1</v></c>',
        b'<c r="A6" t="e"><v>#N/A</v></c>',
        b'<c r="A6" t="s"><v>9</v></c>',
        b'<c s="1" r="A6"><v>1</v></c>',
        b'<c r="A6"><v>1e</v></c>',
        b'<c r="A6" t="inlineStr"><is><r><t>a</t></r></is></c>',
        b'<c r="A6"><v>1</v></c><!-- -->',
        b"<c><v>1</v></c>",
        b'<c r="A6"><v>1e400</v></c>',
        b'<c r="A6"><v>1</v></c><c r="A6"><v>2</v></c>',
        b'<c r="B6"><v>1</v></c><c r="A6"><v>2</v></c>',
        b'<c r="A7"><v>1</v></c>',
        b'<c r="XFE6"><v>1</v></c>',
        b'<c r="A6"/><x/>',
        b'<c r="A6"/>x',
        b'</row><row r="6">',
        b'</row><c r="A6"/><row r="7">',
        b'</row><row r="1048577">',
    ],
)
def test_anything_that_is_not_plain_is_left_to_the_careful_reader(cell: bytes) -> None:
    xml = _HEAD + b'<row r="6">' + cell + b"</row>" + _TAIL
    assert plain_rows(xml, _SHARED, _NAMES) is None
    assert plain_rows(b"<worksheet/>", _SHARED, _NAMES) is None
