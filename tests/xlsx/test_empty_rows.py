"""Rows that are styled and hold nothing: there may be a million, read fast all the same."""

from __future__ import annotations

import time
from functools import partial
from xml.parsers import expat

import pytest

from csplan.xlsx.gate import let_through
from csplan.xlsx.sheet_index import SheetIndex, index_of
from tests.xlsx.builders import code_of, sheet, with_sheet

PIECE = 1 << 18


def row(number: int, cells: str = '<c r="A{}" s="1"/><c r="C{}" s="2"/>') -> str:
    return f'<row r="{number}" s="1">{cells.replace("{}", str(number))}</row>'


def rows(first: int, last: int) -> str:
    return "".join(row(number) for number in range(first, last + 1))


def indexed(cells: str) -> SheetIndex:
    return index_of(sheet(cells).encode(), name="Plan")


def test_each_of_many_empty_rows_is_found_where_it_stands() -> None:
    index = indexed(rows(3, 120) + row(121, '<c r="B{}"><v>1</v></c>') + rows(130, 170))
    numbers = [*range(3, 122), *range(130, 171)]
    assert numbers == list(index.row_numbers)
    assert (121, 2) == (index.max_row, index.max_column)
    for at, number in enumerate(numbers):
        text = index.xml[index.row_starts[at] : index.row_ends[at]].decode()
        cells = range(*index.cells_of(at))
        assert text == (row(121, '<c r="B{}"><v>1</v></c>') if number == 121 else row(number))
        assert text.startswith(index.xml[index.row_starts[at] : index.row_heads[at]].decode())
        assert index.xml[index.row_heads[at] - 1 : index.row_heads[at]] == b">"
        assert ([2] if number == 121 else [1, 3]) == [index.columns[one] for one in cells]
        starts = [index.xml[index.cell_starts[one] :] for one in cells]
        assert all(one.startswith(b'<c r="') for one in starts)


@pytest.mark.parametrize("wrong", ["doubled", "another's cell", "text"])
def test_what_is_wrong_after_many_empty_rows_is_refused_as_before_them(wrong: str) -> None:
    after = {
        "doubled": row(60),
        "another's cell": '<row r="61" s="1"><c r="A60" s="1"/><c r="C61" s="2"/></row>',
        "text": "x",
    }[wrong]
    assert "damaged-sheet" == code_of(lambda: indexed(rows(1, 60) + after + rows(62, 90)))


def test_more_empty_cells_than_any_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csplan.xlsx.sheet_index.MOST_CELLS", 100)
    assert 50 == len(indexed(rows(10, 59)).row_numbers)
    assert "too-large" == code_of(lambda: indexed(rows(10, 60)))


def test_no_row_stands_below_the_last_of_excel() -> None:
    index = indexed(rows(1_048_500, 1_048_576))
    assert 77 == len(index.row_numbers)
    assert "damaged-sheet" == code_of(lambda: indexed(rows(1_048_500, 1_048_577)))


@pytest.mark.parametrize("around", ["{}", "<!-- {} --><r><c/></r>", "<![CDATA[ {} ]]><r><c/></r>"])
def test_empty_rows_hide_no_depth(around: str) -> None:
    piece = "<a>" + around.replace("{}", rows(1, 9))

    def nested(deep: int) -> bytes:
        return with_sheet(piece * deep + "</a>" * deep)

    assert let_through(nested(62), name="plan.xlsx").xml
    assert "too-deep" == code_of(lambda: let_through(nested(63), name="plan.xlsx"))


FULL = '<c r="A{}" s="1"><f>B{}</f><v>1</v></c><c r="C{}" t="inlineStr"><is><t>a</t></is></c>'


@pytest.mark.parametrize(
    ("around", "deepest"),
    [
        ("{}", 60),  # a row, its cells, and what these hold
        ("<!-- {} --><r><c/></r>", 62),
        ("<![CDATA[ {} ]]><r><c/></r>", 62),
        ("{}<!-- -->", 60),
        ("{}" + "x" * (PIECE - 200) + "<!-- {} --><r><c/></r>", 60),
    ],
)
def test_full_rows_hide_no_depth(around: str, deepest: int) -> None:
    full = "".join(row(number, FULL) for number in range(1, 9))

    def nested(deep: int) -> bytes:
        last = "<a>" + around.replace("{}", full) + "</a>"
        return with_sheet("<a>" * (deep - 1) + last + "</a>" * (deep - 1))

    assert let_through(nested(deepest), name="plan.xlsx").xml
    assert "too-deep" == code_of(lambda: let_through(nested(deepest + 1), name="plan.xlsx"))


@pytest.mark.parametrize(
    "wrong", ["<c>", "</c>", "<row>", "<is><t>", "<v>", '<c r="A1" r="A2"/>', "<c/><!DOCTYPE a>"]
)
def test_what_is_not_well_formed_is_refused_amid_full_rows(wrong: str) -> None:
    full = row(1, FULL) + row(2, FULL)
    xml = sheet(full + f'<row r="3">{wrong}</row>' + row(4, FULL) + row(5, FULL))
    assert code_of(lambda: let_through(with_sheet(xml), name="plan.xlsx")) in ("damaged", "dtd")


@pytest.mark.parametrize("cut", range(4))
def test_what_begins_between_two_pieces_hides_no_depth(cut: int) -> None:
    """A comment, or quoted text, is cut in two by the end of a piece, wherever that falls."""
    full = row(1, FULL) + row(2, FULL)
    for aside in (f"<!-- {full} -->", f"<![CDATA[ {full} ]]>"):
        head = "<a>" * 63
        text = head + "x" * (PIECE - len(head) - cut) + aside + full + "</a>" * 63
        assert "too-deep" == code_of(partial(let_through, with_sheet(text), name="p.xlsx"))


@pytest.mark.slow  # eight megabytes
def test_a_hundred_thousand_empty_rows_cost_little_more_than_reading_their_xml() -> None:
    """A million take 5 s at most; to parse their XML bare takes 2 of these."""
    xml = sheet(rows(1, 100_000)).encode()
    data = with_sheet(xml)
    begun = time.process_time()
    for _ in range(2):
        parser = expat.ParserCreate()
        for at in range(0, len(xml), PIECE):
            parser.Parse(xml[at : at + PIECE])
    bare = time.process_time() - begun
    begun = time.process_time()
    for _ in range(2):
        let_through(data, name="plan.xlsx")
        index_of(xml, name="Plan")
    assert time.process_time() - begun < 4 * bare
