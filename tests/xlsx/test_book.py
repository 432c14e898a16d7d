"""This module holds that tables of any workbook are read and written, and nothing else changes."""

from __future__ import annotations

import io
import warnings
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from csplan import xlsx
from csplan.xlsx import Book, CellError, WorkbookError
from tests.engines import ironcalc_engine, libreoffice_engine
from tests.engines.validators import audit_errors, sdk_errors
from tests.lossless.features import pivot_table
from tests.lossless.parts import Parts
from tests.xlsx.builders import parts_of
from tests.xlsx.sales import sales

TODAY = datetime(2026, 6, 1)  # noqa: DTZ001  (a cell has no zone)


def book(**kind: object) -> Book:
    return Book(sales(**kind), name="sales.xlsx")


def loaded(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it would lose on saving
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def test_a_table_is_read_with_its_types() -> None:
    frame = book().read("sales")

    assert ["Ref", "Area", "Amount", "Day", "Twice"] == list(frame.columns)
    assert ["string", "string", "Float64", "datetime64[us]", "Float64"] == [
        str(one) for one in frame.dtypes
    ]
    assert [10.0, 20.5] == frame["Amount"].tolist()[:2]
    assert frame["Amount"].isna().tolist() == [False, False, True]
    assert frame["Day"].tolist()[0] == pd.Timestamp(2026, 4, 1)


def test_what_the_workbook_holds_is_listed() -> None:
    held = book()

    assert ("Sales & co", "B3:F6", 3) == (
        held.tables["Sales"].sheet,
        held.tables["Sales"].range,
        held.tables["Sales"].rows,
    )
    assert "B5" == held.cells["rate"].cell
    assert "amounts" not in held.cells
    assert ("Sales & co", "Report") == held.sheets


@pytest.mark.slow
def test_records_and_polars_hold_the_same() -> None:
    held = book()
    rows = held.read("Sales", to="records")

    assert {
        "Ref": "A1",
        "Area": "North",
        "Amount": 10.0,
        "Day": datetime(2026, 4, 1),  # noqa: DTZ001
        "Twice": 20.0,
    } == rows[0]
    assert rows[2]["Amount"] is None
    polars = pytest.importorskip("polars")
    frame = held.read("Sales", to="polars")
    assert [
        polars.String,
        polars.String,
        polars.Float64,
        polars.Date,
        polars.Float64,
    ] == frame.dtypes
    frame = frame.with_columns(Amount=polars.col("Amount") + 1).select("Ref", "Amount")
    assert 2 == len(held.write("Sales", frame, key="Ref").cells)
    assert 11.0 == held.get("'Sales & co'!D4")


def test_only_the_cells_that_differ_are_written() -> None:
    held = book()
    frame = held.read("Sales")
    frame.loc[0, "Amount"] = 12.0
    frame.loc[2, "Day"] = TODAY

    done = held.write("Sales", frame, key="Ref")

    assert ("Sales & co!D4", "Sales & co!E6") == done.cells
    before, after = parts_of(sales()), parts_of(held.to_bytes())
    changed = {part for part in before if before[part] != after.get(part)}
    assert {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/calcChain.xml",
    } >= changed
    sheet = loaded(held.to_bytes())["Sales & co"]
    assert (12, TODAY) == (sheet["D4"].value, sheet["E6"].value)
    assert "dd/mm/yyyy" == sheet["E4"].number_format
    assert "=Sales[[#This Row],[Amount]]*2" == sheet["F4"].value


def test_results_that_no_longer_hold_are_taken_out() -> None:
    held = book()
    held.set("rate", 0.1)

    saved = held.to_bytes()

    report = loaded(saved, values=True)["Report"]
    assert [30.5, None, 2, 30.5] == [report[one].value for one in ("B1", "B2", "B3", "B6")]
    assert b'fullCalcOnLoad="1"' in parts_of(saved)["xl/workbook.xml"]
    held.write("Sales", [{"Ref": "A1", "Amount": 1}], key="Ref")
    report = loaded(held.to_bytes(), values=True)["Report"]
    assert [None, None, 2, None] == [report[one].value for one in ("B1", "B2", "B3", "B6")]
    rows = loaded(held.to_bytes(), values=True)["Sales & co"]
    assert [None, 41, 0] == [rows[one].value for one in ("F4", "F5", "F6")]


def test_rows_are_appended_and_everything_that_names_them_follows() -> None:
    held = book()
    more = pd.DataFrame({"Ref": ["A4", "A5"], "Amount": [1.5, 2], "Day": [TODAY, TODAY]})

    done = held.append("Sales", more)

    assert "Sales & co!B7" == done.cells[0]
    saved = held.to_bytes()
    opened = loaded(saved)
    sheet = opened["Sales & co"]
    assert "B3:F8" == sheet.tables["Sales"].ref
    assert "=Sales[[#This Row],[Amount]]*2" == sheet["F8"].value
    assert (TODAY, "dd/mm/yyyy") == (sheet["E8"].value, sheet["E8"].number_format)
    assert "'Sales & co'!$A$1:$F$8" == sheet.print_area
    assert ["C4:C8"] == [str(one.sqref) for one in sheet.data_validations.dataValidation]
    assert {"B4:F8", "D4:D8"} == {str(one.sqref) for one in sheet.conditional_formatting}
    assert b"<xm:sqref>D4:D8</xm:sqref>" in parts_of(saved)["xl/worksheets/sheet1.xml"]
    assert "=SUM('Sales & co'!$D$4:$D$8)" == opened["Report"]["B1"].value
    assert "'Sales & co'!$D$4:$D$8" == opened.defined_names["amounts"].attr_text
    chart = parts_of(saved)["xl/charts/chart1.xml"].decode()
    assert "'Sales &amp; co'!$B$4:$B$8" in chart
    assert "'Sales &amp; co'!$D$4:$D$8" in chart
    assert 5 == len(held.read("Sales"))


def test_the_totals_row_moves_under_the_new_rows() -> None:
    held = book(totals=True)

    held.append("Sales", {"Ref": ["A4"], "Amount": [1.5]})

    sheet = loaded(held.to_bytes())["Sales & co"]
    assert "B3:F8" == sheet.tables["Sales"].ref
    assert ["A4", "Total"] == [sheet["B7"].value, sheet["B8"].value]
    before = loaded(sales(totals=True))["Sales & co"]
    assert str(before["D7"].value).startswith("=SUBTOTAL(109,")
    assert before["D7"].value == sheet["D8"].value
    assert 1.5 == sheet["D7"].value


def test_a_range_with_headings_is_a_table_too() -> None:
    out = io.BytesIO()
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for row in (["Ref", "Amount"], ["a", 1], ["b", "=1/0"]):
        sheet.append(row)
    made.save(out)
    held = Book(out.getvalue(), name="plain.xlsx")

    held.append("Sheet1!A1:B200", {"Ref": ["c"], "Amount": [None]})

    assert [1.0, None, None] == [row["Amount"] for row in held.read("Sheet1!A1:B9", to="records")]
    assert "=1/0" == loaded(held.to_bytes())["Sheet1"]["B4"].value


def test_blank_rows_at_the_end_of_a_table_are_filled_first() -> None:
    held = book()
    held.write("Sales", [{"Ref": "A3", "Area": None}], key="Ref")
    held.set("'Sales & co'!B6", None)

    done = held.append("Sales", {"Ref": ["A9"]})

    assert "Sales & co!B6" == done.cells[0]
    assert "B3:F6" == held.tables["Sales"].range


def test_a_running_total_stays_one_and_a_share_of_the_whole_grows() -> None:
    out = io.BytesIO()
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet.append(["Amount", "So far", "Share"])
    for row in (2, 3, 4):
        sheet.append([row, f"=SUM(A$2:A{row})", f"=A{row}/SUM($A$2:$A$4)"])
    sheet["E4"] = "=SUM(A2:A4)"
    made.save(out)
    held = Book(out.getvalue(), name="plain.xlsx")

    held.append("Sheet1!A1:C4", {"Amount": [5]})

    after = loaded(held.to_bytes())["Sheet1"]
    assert ["=SUM(A$2:A4)", "=SUM(A$2:A5)"] == [after["B4"].value, after["B5"].value]
    assert ["=A4/SUM($A$2:$A$5)", "=A5/SUM($A$2:$A$5)"] == [after["C4"].value, after["C5"].value]
    assert "=SUM(A2:A5)" == after["E4"].value


def test_an_error_value_is_kept_as_one() -> None:
    held = book()
    held.write("Sales", [{"Ref": "A1", "Amount": CellError("#N/A")}], key="Ref")

    read = held.read("Sales")["Amount"].tolist()

    assert isinstance(read[0], CellError)
    assert "#N/A" == loaded(held.to_bytes())["Sales & co"]["D4"].value


@pytest.mark.parametrize(
    ("code", "says", "do"),
    [
        ("no-such-place", "“Sales”", lambda one: one.read("Sale")),
        ("no-such-place", "Sheet1!A5:F200", lambda one: one.read("Nowhere")),
        ("no-such-place", "several cells", lambda one: one.set("amounts", 1)),
        ("no-such-place", "lies over the table", lambda one: one.read("'Sales & co'!B3:C6")),
        ("no-such-place", "has no heading", lambda one: one.read("Report!A1:C9")),
        ("formula-in-the-way", "Report!B1", lambda one: one.set("Report!B1", 1)),
        ("cell-refused", "a heading", lambda one: one.set("'Sales & co'!B3", "Code")),
        ("cell-refused", "array formula", lambda one: one.set("Report!D2", 1)),
        ("cell-refused", "merged", lambda one: one.set("Report!G1", 1)),
        (
            "formula-in-the-way",
            "column “Twice”",
            lambda one: one.write("Sales", [{"Ref": "A1", "Twice": 5}], key="Ref"),
        ),
        (
            "data-refused",
            "the column is calculated",
            lambda one: one.append("Sales", [{"Ref": "A4", "Twice": 5}]),
        ),
        (
            "no-room-to-grow",
            "Sales & co!C9",
            lambda one: one.append("Sales", [{"Ref": str(at)} for at in range(3)]),
        ),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(code: str, says: str, do) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    held = book(under="Notes of the team")

    with pytest.raises(WorkbookError) as met:
        do(held)

    assert code == met.value.code
    assert says in str(met.value)
    assert sales(under="Notes of the team") == held.to_bytes()


def test_a_formula_is_replaced_when_asked() -> None:
    held = book()
    held.set("Report!B1", 7, over_formulas=True)
    assert 7 == loaded(held.to_bytes())["Report"]["B1"].value
    assert "xl/calcChain.xml" not in parts_of(held.to_bytes())


def test_saving_replaces_the_file_and_keeps_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    path.write_bytes(sales())
    held = xlsx.open(path)
    held["rate"] = 0.07

    held.save()

    assert 0.07 == xlsx.open(path)["rate"]
    assert [sales()] == [one.read_bytes() for one in tmp_path.glob(".csplan/backup/*.xlsx")]
    held["rate"] = 0.08
    path.write_bytes(sales())
    with pytest.raises(WorkbookError) as met:
        held.save()
    assert "changed-meanwhile" == met.value.code
    assert sales() == path.read_bytes()
    other = held.save(tmp_path / "other.xlsx")
    assert 0.08 == xlsx.open(other)["rate"]
    with pytest.raises(WorkbookError) as met:
        held.save(path)
    assert "output-exists" == met.value.code


def test_nothing_written_is_nothing_saved(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    path.write_bytes(sales())
    held = xlsx.open(path)
    held.write("Sales", held.read("Sales"), key="Ref")
    held.save()
    assert sales() == path.read_bytes()
    assert not (tmp_path / ".csplan").exists()


@pytest.mark.slow
def test_both_engines_show_the_new_results(tmp_path: Path) -> None:
    held = book()
    held["rate"] = 0.1
    held.append("Sales", [{"Ref": "A4", "Amount": 9.5}])
    path = tmp_path / "sales.xlsx"
    path.write_bytes(held.to_bytes())

    saved = libreoffice_engine.resaved(path, tmp_path / "out")

    report = loaded(saved.read_bytes(), values=True)["Report"]
    assert [40.0, 4.0, 2, 40.0] == [report[one].value for one in ("B1", "B2", "B3", "B6")]
    other = ironcalc_engine.recalculated(path)
    assert [40.0, 4.0, 2, 40.0] == [other["Report"][one] for one in ("B1", "B2", "B3", "B6")]
    twice = loaded(saved.read_bytes(), values=True)["Sales & co"]
    assert [20, 41, 0, 19] == [twice[f"F{row}"].value for row in range(4, 8)]
    assert [20, 41, 0, 19] == [other["Sales & co"][f"F{row}"] for row in range(4, 8)]
    assert [] == audit_errors(path)
    assert {path: []} == sdk_errors([path])


@pytest.mark.parametrize("cell", ["A2", "B2", "A3", "A5"])
def test_a_pivot_table_and_its_filters_are_excels_to_fill(cell: str) -> None:
    parts = Parts(sales())
    pivot_table(parts)
    parts.replace(
        "xl/pivotTables/pivotTable1.xml", '<location ref="A3:A5"', '<location ref="A4:A5"'
    )
    parts.replace(
        "xl/pivotTables/pivotTable1.xml",
        "<location ",
        '<location rowPageCount="1" colPageCount="1" ',
    )
    held = Book(parts.data(), name="sales.xlsx")

    with pytest.raises(WorkbookError) as met:
        held.set(f"Pivot!{cell}", "mine")

    assert "cell-refused" == met.value.code
    assert "pivot table" in str(met.value)
    held.set("Pivot!A8", "mine")
