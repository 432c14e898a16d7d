"""This module holds that `csplan enter` says of every row of a file what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from csplan.commands.cli import run
from csplan.workbook.read import read
from tests.lossless.plans import small

pytestmark = pytest.mark.slow


def command(*arguments: object) -> int:
    return run([str(one) for one in arguments])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    return path


def test_a_csv_file_is_previewed_then_entered(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = read(plan).rows["indicators"][0]["ref"]
    data = plan.with_name("q1.csv")
    data.write_text(f"Ref,Q1 actual\r\n{ref},25%\r\n,\r\n", encoding="utf-8-sig")

    assert 0 == command("enter", plan, data, "--preview")
    said = capsys.readouterr().out
    assert f"{ref} Q1 actual: (blank) → 0.25" in said
    assert "1 entered" in said
    assert "Nothing was written" in said
    assert small() == plan.read_bytes()
    assert command("enter", plan, data) < 2
    assert 0.25 == read(plan).rows["indicators"][0]["q1_actual"]


def test_a_workbook_is_entered_and_what_is_wrong_stops_it(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = read(plan).rows["indicators"][0]["ref"]
    data = plan.with_name("q1.xlsx")
    with xlsxwriter.Workbook(str(data)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((["Ref", "Q1 actual"], [ref, 0.25], ["KO9-99", 0.5])):
            sheet.write_row(at, 0, row)

    assert 2 == command("enter", plan, data)
    said = capsys.readouterr().out
    assert "has no row KO9-99" in said
    assert "Correct the data" in said
    assert small() == plan.read_bytes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ref,Q1 actual\nKO1-01\n", "Row 1 of q1.csv has 1 cells and 2 headings"),
        ("Ref,Q1 actual,Q1 actual\nKO1-01,1,2\n", "two columns “Q1 actual”"),
        ("", "no column “Ref”"),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    plan: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = plan.with_name("q1.csv")
    data.write_text(text, encoding="utf-8")

    assert 2 == command("enter", plan, data)
    assert says in " ".join(capsys.readouterr().err.split())
    assert small() == plan.read_bytes()
