"""This module holds that data entered into a plan is accounted for, value by value."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

import csplan
from csplan.sheets import INDICATORS
from csplan.terms.errors import WorkbookError
from csplan.terms.period import FinancialYear
from csplan.workbook.enter import Entered, EntryOutcome, enter
from csplan.workbook.layout import Layout, layout_of
from csplan.workbook.read import read
from csplan.xlsx.package import Package
from tests.lossless.plans import NOW, small
from tests.read_once import forget

pytestmark = pytest.mark.slow


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    return path


def _enter(path: Path, frame: object, **asked: object) -> Entered:
    return enter(path, "Indicators", frame, now=NOW, user="tester", **asked)  # type: ignore[arg-type]


def _refs(path: Path) -> list[str]:
    return [str(row["ref"]) for row in read(path).rows["indicators"]]


def test_actuals_are_entered_and_everything_is_brought_up_to_date(plan: Path) -> None:
    first, second, *_ = _refs(plan)
    unit = {str(r["ref"]): r["unit"] for r in read(plan).rows["indicators"]}
    share = 0.5 if unit[first] == "%" else 12.0

    done = _enter(
        plan, pd.DataFrame({"Ref": [first, second], "Q1 actual": [share, pd.NA]}), source="q1.csv"
    )

    assert {EntryOutcome.ENTERED: 1, EntryOutcome.UNCHANGED: 1} == done.counts
    assert done.updated is not None
    assert share == read(plan).rows["indicators"][0]["q1_actual"]
    log = read(plan).rows["change_log"][-1]
    assert ("Enter", "tester") == (log["what"], log["who"])
    assert "Entered on Indicators from q1.csv (Q1 actual: 1)" in str(log["changes"])
    assert done.updated.backup is not None
    assert done.updated.backup.name == log["backup"]
    assert not csplan.update(plan, now=NOW, user="tester").written
    again = _enter(plan, pd.DataFrame({"Ref": [first], "Q1 actual": [share]}))
    assert ({EntryOutcome.UNCHANGED: 1}, None) == (dict(again.counts), again.updated)


def test_the_plan_is_read_once_and_once_more_with_the_data(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = _refs(plan)
    count = [0]

    def counted(package: Package, year: FinancialYear | None) -> Layout:
        count[0] += 1
        return layout_of(package, year)

    monkeypatch.setattr("csplan.workbook.read.layout_of", counted)
    forget()

    assert _enter(plan, [{"Ref": first, "q1_actual": 0.25}]).updated is not None
    assert [2] == count


def test_a_preview_says_what_would_change_and_writes_nothing(plan: Path) -> None:
    done = _enter(plan, [{"Ref": _refs(plan)[0], "q1_actual": 0.25}], preview=True)

    (line,) = done.lines
    assert ("Q1 actual", EntryOutcome.ENTERED, None, 0.25) == (
        line.heading,
        line.outcome,
        line.before,
        line.after,
    )
    assert small() == plan.read_bytes()
    assert ["Row", "Ref", "Column", "Outcome", "Before", "After", "Why"] == list(done.to_frame())


def test_nan_is_a_blank_only_where_pandas_has_no_other(plan: Path) -> None:
    first = _refs(plan)[0]
    data = {"Ref": [first], "Target": [math.nan]}

    (line,) = _enter(plan, pd.DataFrame(data)).lines
    assert (1, first, EntryOutcome.UNCHANGED) == (line.row, line.ref, line.outcome)
    assert "A blank leaves the cell as it is." == line.why
    with pytest.raises(WorkbookError, match="Row 1 of the data, column “Target”: NaN"):
        _enter(plan, data)
    assert small() == plan.read_bytes()


def test_keys_that_find_no_row_are_named_with_their_rows(plan: Path) -> None:
    first = _refs(plan)[0]

    done = _enter(plan, {"Ref": [first, 5, first, None], "Q1 actual": [0.25] * 4})

    assert [
        f"{first} stands in rows 1 and 3 of the data.",
        "Performance indicators has no row 5.",
        f"{first} stands in rows 1 and 3 of the data.",
        "Ref is blank.",
    ] == [one.why for one in done.lines]
    assert small() == plan.read_bytes()


def test_every_row_that_cannot_go_in_is_accounted_for_and_nothing_is_written(plan: Path) -> None:
    first, second, third, fourth, *_ = _refs(plan)
    data = [
        {"Ref": first, "Q1 actual": 0.25, "RAG": None},
        {"Ref": second, "Q1 actual": "plenty", "RAG": None},
        {"Ref": "KO9-99", "Q1 actual": 0.5, "RAG": None},
        {"Ref": third, "Q1 actual": None, "RAG": "Green"},
        {"Ref": fourth, "Q1 actual": 0.5, "RAG": None},
        {"Ref": fourth, "Q1 actual": 0.6, "RAG": None},
        {"Ref": None, "Q1 actual": 0.6, "RAG": None},
    ]

    done = _enter(plan, data)

    assert [
        (1, EntryOutcome.ENTERED),
        (2, EntryOutcome.INVALID),
        (3, EntryOutcome.UNKNOWN),
        (4, EntryOutcome.NOT_INPUT),
        (5, EntryOutcome.INVALID),
        (6, EntryOutcome.INVALID),
        (7, EntryOutcome.INVALID),
    ] == [(one.row, one.outcome) for one in done.lines if one.outcome is not EntryOutcome.UNCHANGED]
    assert not done.is_whole
    assert done.updated is None
    assert small() == plan.read_bytes()
    assert all(one.why.endswith(".") for one in done.lines if one.outcome.stops)

    partly = _enter(plan, data, partly=True)

    assert partly.updated is not None
    assert [0.25, None] == [row["q1_actual"] for row in read(plan).rows["indicators"][:2]]


def test_a_formula_in_the_way_stays(plan: Path) -> None:
    from tests.lossless.editing import Table
    from tests.lossless.parts import Parts

    parts = Parts(plan.read_bytes())
    table = Table(parts, "Indicators")
    table.type(table.rows[0], "Q1 actual", "=1/4")
    table.save()
    plan.write_bytes(parts.data())

    done = _enter(plan, [{"Ref": _refs(plan)[0], "Q1 actual": 0.5}])

    assert [EntryOutcome.FORMULA] == [one.outcome for one in done.lines]


def test_a_ref_that_is_new_is_a_new_row_only_when_asked(plan: Path) -> None:
    row = dict(read(plan).rows["indicators"][0])
    new = {column.name: row[column.name] for column in INDICATORS.inputs} | {"ref": "KO1-77"}

    assert [EntryOutcome.UNKNOWN] == [one.outcome for one in _enter(plan, [new]).lines]
    before = len(_refs(plan))
    done = _enter(plan, [new], new_rows=True)

    assert {EntryOutcome.NEW_ROW: 1} == done.counts
    assert [*_refs(plan)[:before], "KO1-77"] == [one for one in _refs(plan) if one != "None"]
    results = csplan.calculate(read(plan))
    last = results.row(INDICATORS, "KO1-77")
    assert last is not None
    assert last["rag"]
    assert not csplan.update(plan, now=NOW, user="tester").written


def test_a_new_row_that_is_wrong_is_left_out_whole(plan: Path) -> None:
    done = _enter(plan, [{"Ref": "KO1-78", "Target": "many"}], new_rows=True)

    assert [EntryOutcome.INVALID] == [one.outcome for one in done.lines]
    assert small() == plan.read_bytes()


def test_the_texts_of_a_csv_file_are_figures_where_they_spell_one(plan: Path) -> None:
    data = {"Ref": _refs(plan)[:3], "Q1 actual": ["25 %", "N/A", "1,23"]}

    done = _enter(plan, data, as_text=True)

    assert [
        (EntryOutcome.ENTERED, 0.25),
        (EntryOutcome.ENTERED, "N/A"),
        (EntryOutcome.INVALID, "1,23"),
    ] == [(one.outcome, one.after) for one in done.lines]


@pytest.mark.parametrize(
    ("sheet", "data", "says"),
    [
        ("Indicators", [{"Ref": "a", "Q1 actuals": 1}], "nearest is “Q1 actual”"),
        ("Indicators", [{"Q1 actual": 1}], "no column “Ref”"),
        ("Checks", [{"Ref": "a"}], "not a table that people fill in"),
        ("Indicator", [{"Ref": "a"}], "no sheet “Indicator”"),
    ],
)
def test_data_for_no_column_or_sheet_is_refused(
    plan: Path, sheet: str, data: object, says: str
) -> None:
    with pytest.raises(WorkbookError, match=says):
        enter(plan, sheet, data, now=NOW, user="tester")
