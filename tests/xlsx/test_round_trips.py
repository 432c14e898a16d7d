"""This module holds that random frames come back as they went in, and nothing else moves."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csplan.xlsx import Book
from tests.engines import lint_tables, parts
from tests.xlsx.builders import parts_of
from tests.xlsx.sales import sales

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
_NUMBER = st.floats(allow_nan=False, allow_infinity=False, width=64).filter(
    lambda one: one == 0 or 1e-300 < abs(one) < 1e300
)
_MOMENT = st.datetimes(
    datetime(1900, 3, 1),  # noqa: DTZ001  (a cell has no zone)
    datetime(9999, 1, 1),  # noqa: DTZ001  (the same)
).map(lambda one: one - timedelta(microseconds=one.microsecond % 1000))
_ROW = st.fixed_dictionaries(
    {
        "Area": st.none() | _TEXT.filter(bool),
        "Amount": st.none() | _NUMBER,
        "Day": st.none() | _MOMENT,
    }
)


def _with_refs(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{"Ref": f"Z{at}", **row} for at, row in enumerate(rows)]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(_ROW, min_size=1, max_size=6))
def test_what_is_appended_comes_back_the_same(rows: list[dict[str, object]]) -> None:
    book = Book(sales(), name="sales.xlsx")
    new = _with_refs(rows)
    book.append("Sales", new)

    back = Book(book.to_bytes(), name="sales.xlsx").read("Sales", to="records")[3:]

    assert [{**row, "Twice": None} for row in new] == back


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(_ROW, st.sampled_from(["A1", "A2", "A3"]))
def test_what_is_written_comes_back_and_no_other_part_moves(
    row: dict[str, object], ref: str
) -> None:
    book = Book(sales(), name="sales.xlsx")
    book.write("Sales", [{"Ref": ref, **row}], key="Ref")

    data = book.to_bytes()

    back = Book(data, name="sales.xlsx").read("Sales", to="records")
    found = next(one for one in back if one["Ref"] == ref)
    assert row == {name: found[name] for name in row}
    before, after = parts_of(sales()), parts_of(data)
    moved = {name for name in before if before[name] != after.get(name)}
    assert moved <= {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/styles.xml",
    }
    same = Book(data, name="sales.xlsx")
    assert not same.write("Sales", [{"Ref": ref, **row}], key="Ref").cells


@pytest.mark.parametrize("value", [0.1, -0.0, 1e-300, 2**53 - 1.0, 1 / 3, math.pi])
def test_a_number_keeps_its_last_digit(value: float) -> None:
    book = Book(sales(), name="sales.xlsx")
    book["rate"] = value
    assert value == Book(book.to_bytes(), name="sales.xlsx")["rate"]


def test_a_table_that_has_grown_is_as_sound_as_it_was(tmp_path: Path) -> None:
    book = Book(sales(), name="sales.xlsx")
    book.append("Sales", [{"Ref": "A4"}, {"Ref": "A5"}])
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    before.write_bytes(sales())
    after.write_bytes(book.to_bytes())
    told = [list(lint_tables.findings(parts.book(path))) for path in (before, after)]
    assert [[], []] == told
