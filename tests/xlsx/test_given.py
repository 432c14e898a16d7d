"""This module holds that data which no cell can hold is refused, naming row and column."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from csplan.terms.errors import WorkbookError
from csplan.xlsx import Book
from tests.xlsx.sales import sales


def _one(value: object) -> list[dict[str, object]]:
    return [{"Ref": "A1", "Amount": 1.0}, {"Ref": "A2", "Amount": value}]


ROW_2 = ("Row 2 of the data", "column “Amount”")
WRONG: dict[str, tuple[object, tuple[str, ...]]] = {
    "NaN": (_one(math.nan), (*ROW_2, "NaN")),
    "infinity": (_one(math.inf), (*ROW_2, "infinity")),
    "minus infinity of numpy": (_one(np.float64("-inf")), (*ROW_2, "infinity")),
    "NaN of pandas": (pd.DataFrame(_one(math.nan)), (*ROW_2, "NaN")),
    "a time zone": (_one(datetime(2026, 4, 1, tzinfo=UTC)), (*ROW_2, "time zone (UTC)")),
    "a column with a time zone": (
        pd.DataFrame(
            {"Ref": ["A1"], "Day": pd.to_datetime(["2026-04-01"]).tz_localize("Europe/London")}
        ),
        ("Row 1 of the data", "column “Day”", "Europe/London"),
    ),
    "a day before the calendar": (_one(date(1899, 12, 31)), (*ROW_2, "31/12/1899")),
    "a list": (_one([1, 2]), (*ROW_2, "list ([1, 2])")),
    "bytes": (_one(b"x"), (*ROW_2, "bytes")),
    "a complex number": (_one(1j), (*ROW_2, "complex")),
    "a span of time": (_one(timedelta(days=1)), (*ROW_2, "timedelta")),
    "a time of day": (_one(time(9)), (*ROW_2, "time (09:00:00)")),
    "sixteen digits": (_one(1234567890123456), (*ROW_2, "more than 15 digits")),
    "text among numbers": (_one("n/a"), (*ROW_2, "Ref A2", "'n/a'", "holds numbers")),
    "a date among numbers": (_one(date(2026, 4, 1)), (*ROW_2, "holds numbers")),
    "a text too long": (
        [{"Ref": "A1", "Area": "x" * 32_768}],
        ("Row 1 of the data", "column “Area”", "32,768"),
    ),
    "a text of wide characters too long": (
        [{"Ref": "A1", "Area": "😀" * 16_384}],
        ("Row 1 of the data", "column “Area”"),
    ),
    "a control character": ([{"Ref": "A1", "Area": "a\x00b"}], ("Row 1", "“Area”", "0x0000")),
    "a doubled key": ([{"Ref": "A1"}, {"Ref": "A1"}], ("Rows 1 and 2", "Ref A1")),
    "a blank key": ([{"Ref": None}], ("Row 1 of the data", "Ref is blank")),
    "an unknown key": ([{"Ref": "A7"}], ("Row 1 of the data", "Ref A7", "append")),
    "a missing key": ([{"Area": "A7"}], ("The key “Ref”", "not a column of the data")),
    "an unknown column": ([{"Ref": "A1", "Amonut": 1}], ("“Amonut”", "nearest is “Amount”")),
    "a heading that is not a text": (pd.DataFrame({0: [1]}), ("Column 1 of the data", "0")),
    "a doubled heading": (pd.DataFrame([[1, 2]], columns=["Ref", "Ref"]), ("Column 2", "“Ref”")),
    "columns of two lengths": ({"Ref": ["A1"], "Area": []}, ("Ref: 1, Area: 0",)),
    "records of two kinds": ([{"Ref": "A1"}, {"Ref": "A2", "Area": "x"}], ("Row 2", "“Area”")),
    "a number": (5, ("int",)),
    "more rows than a sheet": ({"Ref": range(1_048_577)}, ("1,048,577 rows", "1,048,575")),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_no_cell_can_hold_is_refused_by_row_and_column(what: str) -> None:
    data, says = WRONG[what]
    book = Book(sales(), name="sales.xlsx")

    with pytest.raises(WorkbookError) as met:
        book.write("Sales", data, key="Ref")

    assert "data-refused" == met.value.code
    assert [] == [one for one in says if one not in str(met.value)]
    assert str(met.value).endswith("Nothing was written.")
    assert sales() == book.to_bytes()


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda one: one.write("Sales", [{"Amount": 1}]), "The data has 1 rows and Sales has 3"),
        (lambda one: one.write("Sales", [{"Ref": "A1"}], key="Code"), "The key “Code”"),
        (lambda one: one.append("Sales", [{"Code": 1}]), "Column “Code”"),
        (lambda one: one.append("Sales", [{"Amount": "x"}]), "Row 1 of the data, column “Amount”"),
        pytest.param(
            lambda one: one.append("Sales", {"Ref": ["x"] * 1_048_572}),
            "1,048,572 rows",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_does_not_fit_is_refused(do: Callable[[Book], object], says: str) -> None:
    book = Book(sales(), name="sales.xlsx")

    with pytest.raises(WorkbookError, match=says.replace("(", "[(]")) as met:
        do(book)

    assert "data-refused" == met.value.code
    assert sales() == book.to_bytes()


class _Stream:
    """A frame of a library that csplan has never heard of, which speaks Arrow."""

    def __init__(self, columns: dict[str, list[object]]) -> None:
        self._columns = columns

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        import pyarrow as pa

        return pa.table(self._columns).__arrow_c_stream__(requested_schema)


def test_a_frame_of_any_library_is_read_through_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book(sales(), name="sales.xlsx")

    done = book.write("Sales", _Stream({"Ref": ["A1"], "Amount": [11.0]}), key="Ref")

    assert ("Sales & co!D4",) == done.cells
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(WorkbookError, match="_Stream, which is read through pyarrow"):
        book.write("Sales", _Stream({"Ref": ["A1"]}), key="Ref")


@pytest.mark.slow
def test_polars_needs_no_arrow_and_nothing_is_imported_before_its_frame_is_given() -> None:
    code = (
        "import sys, csplan.xlsx, csplan.xlsx.given as given\n"
        "lists = {'pandas', 'polars', 'pyarrow', 'openpyxl'}\n"
        "given.take_data([{'Ref': 'A1'}], given.Rules())\n"
        "assert not lists & set(sys.modules), lists & set(sys.modules)\n"
        "import polars as pl\n"
        "taken = given.take_data(pl.DataFrame({'Ref': ['A1'], 'n': [1]}), given.Rules())\n"
        "assert {'Ref': ['A1'], 'n': [1.0]} == taken.columns, taken\n"
        "assert not {'pandas', 'pyarrow'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_meant_may_be_said() -> None:
    book = Book(sales(), name="sales.xlsx")

    book.write("Sales", _one(math.nan), key="Ref", nan_is_blank=True)
    book.write("Sales", [{"Ref": "A3", "Amount": "n/a"}], key="Ref", mixed=True)

    assert [1.0, None, "n/a"] == [row["Amount"] for row in book.read("Sales", to="records")]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = Book(sales(), name="sales.xlsx")
    texts = [
        "=1+1",
        "+1",
        "@SUM(A1)",
        "-2",
        "'quoted",
        " spaces ",
        "a\nb",
        "_x0041_",
        "0012",
        "#N/A",
    ]

    for text in texts:
        book.set("Report!A9", text)
        assert text == Book(book.to_bytes(), name="sales.xlsx").get("Report!A9")
    assert type(book.get("Report!A9")) is str


def test_numbers_of_every_library_are_numbers() -> None:
    book = Book(sales(), name="sales.xlsx")

    for value in (1, 1.0, Decimal("1.0"), np.int32(1), np.float32(1)):
        book.set("Report!A9", value)  # type: ignore[arg-type]  # numbers of other libraries
        assert 1.0 == book.get("Report!A9")
    book.set("Report!A9", np.bool_(True))  # type: ignore[arg-type]  # the same
    assert book.get("Report!A9") is True
