"""Plain rows are indexed at once, and stand where they do when each cell is looked at by itself."""

from __future__ import annotations

import re
from dataclasses import fields
from random import Random

import pytest

from csplan.terms.errors import WorkbookError
from csplan.xlsx import sheet_index
from tests.extent import some_of
from tests.xlsx.builders import sheet

CELLS = (
    *('<c r="{0}"/>', '<c r="{0}" s="3"/>', '<c r="{0}" t="s"><v>0</v></c>'),
    *('<c r="{0}"><v>1.5</v></c>', '<c r="{0}" s="2" t="str"><f>A1&amp;"x"</f><v>yx</v></c>'),
    *('<c r="{0}" t="inlineStr"><is><t>words</t></is></c>', '<c r="{0}"></c>'),
    *('<c r="{0}"><f aca="false">1+1</f><v>2</v></c>', "<c r='{0}'><v>1</v></c>"),
    *('<c r="{0}"><f t="shared" si="0"/><v>2</v></c>', "<c><v>1</v></c>", '<c r="{0}"><v/></c>'),
)
WRONG = ('<c r="A1"/>', "</row>", '<row r="2">', "x", '<c r="XFE9"/>', '<row r="1048577"></row>')


def drawn(draw: Random) -> str:
    """Rows of a few cells, empty ones among them, now and then with something wrong."""
    rows, number = [], 0
    for _ in range(draw.randrange(1, 9)):
        number += draw.choice((1, 1, 1, 2, 5))
        columns = sorted(draw.sample(("A", "B", "C", "D", "E"), k=draw.randrange(5)))
        plain = draw.random() < 0.7
        cells = "".join(
            draw.choice(CELLS[:6] if plain else CELLS).format(f"{column}{number}")
            for column in columns
        )
        rows.append(f'<row r="{number}" spans="1:5">{cells}</row>')
    text = "".join(rows)
    if draw.random() < 0.3:
        at = draw.randrange(len(text))
        at = text.find("<", at) if "<" in text[at:] else at
        text = text[:at] + draw.choice(WRONG) + text[at:]
    return text


def told(xml: bytes) -> list[object] | str:
    """Where everything stands in a sheet, or why it is refused."""
    try:
        index = sheet_index.index_of(xml, name="Plan")
    except WorkbookError as reason:
        return str(reason)
    return [getattr(index, one.name) for one in fields(index)]


@pytest.mark.parametrize("seed", some_of(range(1), range(100)))
def test_plain_rows_stand_where_cells_do_one_by_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Random(seed)
    sheets = [sheet(drawn(draw)).encode() for _ in range(60)]
    at_once = [told(xml) for xml in sheets]
    monkeypatch.setattr(sheet_index, "_PLAIN_ROW", re.compile(rb"(?!)"))
    one_by_one = [told(xml) for xml in sheets]
    assert one_by_one == at_once
    assert {str, list} == {type(one) for one in at_once}
