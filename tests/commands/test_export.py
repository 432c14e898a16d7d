"""This module holds that an export is tidy, typed, and named the same every year."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.commands.export import _wanted
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan
from csplan.plan.tidy_tables import tidy_tables
from csplan.terms.errors import WorkbookError
from csplan.workbook.read import read
from tests.lossless.plans import tiny

pytestmark = pytest.mark.slow


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_figures_are_one_a_line_with_their_year_and_period(plan: Path) -> None:
    out = plan.with_name("Data")

    assert run(["export", str(plan), "--out", str(out), "--format", "csv,json,parquet"]) < 2

    first = read(plan).rows["indicators"][0]
    figures = [one for one in rows_of(out / "indicators_figures.csv") if one["ref"] == first["ref"]]
    found = {(one["year"], one["period"], one["measure"]): one for one in figures}
    for key, field in (
        (("2016/17", "Baseline", "baseline"), "baseline"),
        (("2016/17", "Year", "target"), "target"),
        (("2017/18", "Year", "target"), "target_2"),
    ):
        value = first[field]
        if isinstance(value, float):
            assert value == float(found[key]["value"])
        elif value is not None:
            assert value == found[key]["state"]
    labels = rows_of(out / "indicators.csv")
    assert first["indicator"] == labels[0]["indicator"]
    assert json.loads((out / "indicators.json").read_bytes())[0]["ref"] == first["ref"]
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(out / "indicators_figures.parquet")
    assert len(rows_of(out / "indicators_figures.csv")) == table.num_rows
    assert "double" == str(table.schema.field("value").type)
    described = rows_of(out / "data-dictionary.csv")
    assert {"indicators", "budget", "budget_figures"} <= {one["table"] for one in described}
    assert all(one["meaning"] for one in described)
    assert run(["export", str(plan), "--out", str(out)]) < 2


def test_no_name_carries_the_year_and_next_year_has_the_same(plan: Path) -> None:
    book = read(plan)
    later = Plan({**book.settings, "financial_year": "2017/18"}, book.rows)

    one, other = (list(tidy_tables(calculate(each))) for each in (book, later))

    assert [(t.name, t.columns) for t in one] == [(t.name, t.columns) for t in other]
    assert not any("20" in column.name for table in one for column in table.columns)
    assert all(len(row) == len(table.columns) for table in one for row in table.rows)


def test_what_stands_in_the_way_stays(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = plan.with_name("Data")
    out.mkdir()
    (out / "budget.csv").write_text("mine", encoding="utf-8")

    assert 2 == run(["export", str(plan), "--out", str(out)])
    assert "not a csplan export" in capsys.readouterr().err
    assert "mine" == (out / "budget.csv").read_text(encoding="utf-8")
    assert 2 == run(["export", str(plan), "--out", str(out), "--format", "xls"])
    assert "no format “xls”" in capsys.readouterr().err


def test_a_format_that_there_is_not_has_its_code() -> None:
    with pytest.raises(WorkbookError) as met:
        _wanted("csv,xls")
    assert "export-refused" == met.value.code
    assert ["csv", "json"] == _wanted(" CSV, json")
