"""Closing and opening a period, typed in as a manager types it, in the file itself."""

from __future__ import annotations

import re
import shutil
import warnings
from pathlib import Path

import openpyxl
import pytest

from csplan.commands.cli import run as command
from csplan.sheets import CHANGE_LOG, HISTORY
from csplan.sheets.column import Shown
from csplan.workbook.entering import Entries, Entry
from csplan.workbook.read import read
from csplan.workbook.update import update
from tests.lossless.compare import losses
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import NOW, small

_ENTERED = Entries([Entry("indicators", "KO2-01", "q2_actual", 549.0)], "Typed", "by a test")


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small plan with a figure for Q2, and the backup of before."""
    folder = tmp_path_factory.mktemp("entered")
    (folder / "plan.xlsx").write_bytes(small())
    update(folder / "plan.xlsx", now=NOW, user="tester", entries=_ENTERED)
    return folder


@pytest.fixture
def path(entered: Path, tmp_path: Path) -> Path:
    """Return that plan in a folder of its own."""
    shutil.copytree(entered, tmp_path, dirs_exist_ok=True)
    return tmp_path / "plan.xlsx"


@pytest.mark.slow
def test_a_quarter_is_closed_loses_nothing_else_and_a_second_update_changes_nothing(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = path.read_bytes()
    assert 0 == command(["close", str(path), "q2"])
    assert "Closed Q2 of 2016/17." in capsys.readouterr().out
    lost = losses(before, path.read_bytes())
    assert [] == [one for one in lost if "<col " not in one]  # the quarter is folded, said below
    plan = read(path)
    kept = [row for row in plan.table(HISTORY) if row["period"] == "Q2"]
    assert 12 == len(kept)
    assert 549.0 == next(row["value"] for row in kept if row["ref"] == "KO2-01")
    line = plan.table(CHANGE_LOG)[-1]
    assert "Close" == line["what"]
    assert "Q2 2016/17 kept, 12 rows, checksum" in str(line["changes"])
    closed = path.read_bytes()
    assert not update(path, now=NOW, user="tester").written
    assert closed == path.read_bytes()


@pytest.mark.slow
def test_a_closed_figure_that_is_edited_is_said_and_opened_again_only_with_a_reason(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == command(["close", str(path), "Q2"])
    changed = Entries([Entry("indicators", "KO2-01", "q2_actual", 459.0)], "Typed", "by a test")
    update(path, now=NOW, user="tester", entries=changed)
    command(["check", str(path)])
    assert "Q2 is closed with 549, and the cell now holds 459" in capsys.readouterr().out
    assert 2 == command(["close", str(path), "Q2"])
    assert 2 == command(["reopen", str(path), "Q2", "--reason", " "])  # "no-reason"
    assert 2 == command(["reopen", str(path), "--reason", "which?"])
    assert 0 == command(["reopen", str(path), "Q2", "--reason", "Counted twice"])
    assert "Reason: Counted twice" in str(read(path).table(CHANGE_LOG)[-1]["changes"])
    assert 0 == command(["close", str(path), "Q2"])
    command(["check", str(path)])
    assert "is closed with" not in capsys.readouterr().out.split("is open again")[-1]


@pytest.mark.slow
def test_earlier_years_are_brought_in_and_every_row_is_accounted_for(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = path.with_name("earlier.csv")
    data.write_text(
        "Ref,Year,Period,Value\nKO2-01,2015/16,Q2,598\nKO2-01,2015/16,Q3,about 600\n", "utf-8"
    )
    before = path.read_bytes()
    assert 1 == command(["history", str(path), str(data)])
    said = capsys.readouterr().out
    assert "Rows: 2 read = 1 taken + 1 left out." in said
    assert "Line 3: Value: “about 600”" in said
    assert [] == losses(before, path.read_bytes())
    kept = [row for row in read(path).table(HISTORY) if row["year"] == "2015/16"]
    assert [598.0] == [row["value"] for row in kept]
    data.write_text("Ref,Year,Value\nKO2-01,2015/16,598\n", "utf-8")
    assert 2 == command(["history", str(path), str(data)])  # "history-headings"
    assert "lacks the heading Period" in capsys.readouterr().err


@pytest.mark.slow
def test_the_departments_long_layout_is_taken_by_column_and_breakdown(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = path.with_name("dfe.csv")
    head = "time_period,time_identifier,geographic_level,new_la_code,la_name,sex,rate\n"
    ours = "Financial year,Local authority,E10000007,Derbyshire"
    data.write_text(
        f"{head}201516,Financial year,National,,,Total,60\n201516,{ours},Total,598\n"
        + "".join(f"{year},{ours},Boys,300\n" for year in (201213, 201314, 201415, 201516)),
        "utf-8",
    )
    asked = ["history", str(path), str(data)]
    assert 2 == command(asked)
    assert "is in the long layout.  Say which column is which indicator" in capsys.readouterr().err
    assert 2 == command([*asked, "--of", "KO2-01=share"])
    assert "lacks the column share" in capsys.readouterr().err
    assert 2 == command([*asked, "--of", "KO2-01"])
    assert 0 == command(
        [*asked, "--of", "KO2-01=rate", "--where", "sex=Total", "--place", "Derbyshire"]
    )
    said = capsys.readouterr().out
    assert "Lines: 6 read; 1 figure taken from them." in said
    assert "4 lines (4, 5, 6 …): sex is not Total." in said
    assert "Line 2: It is not of Derbyshire." in said
    assert "For Benchmarks: KO2-01 2015/16: England 60, rank 1 of 1." in said
    kept = [row for row in read(path).table(HISTORY) if row["year"] == "2015/16"]
    assert [598.0] == [row["value"] for row in kept]


@pytest.mark.slow
def test_history_shows_each_figure_in_its_own_unit_though_rows_move(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = path.with_name("earlier.csv")
    for period, rows in (("Q1", "KO1-01,{},0.7"), ("Q2", "KO2-01,{},598"), ("Q3", "KO1-01,{},0.7")):
        data.write_text("Ref,Year,Period,Value\n" + rows.format(f"2015/16,{period}"), "utf-8")
        before = path.read_bytes()
        command(["history", str(path), str(data)])
        assert [] == losses(before, path.read_bytes())
        assert [] == _wrongly_shown(path)
    assert 0 == command(["close", str(path), "Q2"])
    assert [] == _wrongly_shown(path)
    data.write_text("Ref,Year,Period,Value\nKO2-01,2014/15,Q2,590\n", "utf-8")
    command(["history", str(path), str(data)])
    assert 0 == command(["reopen", str(path), "Q2", "--reason", "Counted twice"])
    assert 0 == command(["close", str(path), "Q2"])
    assert [] == _wrongly_shown(path)
    capsys.readouterr()


def _wrongly_shown(path: Path) -> list[str]:
    """Name each figure of History that is not shown as Indicators shows it, or Settings plainly."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    units = {}
    indicators = book["Indicators"]
    columns = {cell.value: at for at, cell in enumerate(indicators[5])}
    for cells in indicators.iter_rows(min_row=6):
        units[cells[columns["Ref"]].value] = cells[columns["Actual"]].number_format
    history = book["History"]
    headings = {cell.column: cell.value for cell in history[5]}
    figures = {one.heading for one in HISTORY if one.shown is Shown.IN_UNIT}
    said, seen = [], 0
    for cells in history.iter_rows(min_row=6):
        for cell in cells:
            if headings[cell.column] in figures and cell.value is not None:
                seen += 1
                shown, wanted = cell.number_format, units.get(cells[0].value, "General")
                if shown.removesuffix("_)") != wanted.removesuffix("_)"):
                    said.append(f"{cell.coordinate} {cells[0].value} {cell.value}: {shown}")
    assert seen > 40
    return said


@pytest.mark.slow
def test_the_colours_at_other_tolerances_are_one_page(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == command(["stress", str(path)])
    assert "10% of target" in capsys.readouterr().out


@pytest.mark.slow
def test_a_month_that_is_not_reported_and_a_period_left_out_are_refused(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == command(["close", str(path), "--month", "6"])
    assert "the budget month on Settings is 0" in capsys.readouterr().err
    assert 2 == command(["close", str(path)])
    assert 2 == command(["close", str(path), "Q2", "--month", "6"])


def hidden(path: Path) -> list[str]:
    """The quarters whose actuals are folded away."""
    tab = openpyxl.load_workbook(path)["Indicators"]
    folded: set[int] = set()
    for one in tab.column_dimensions.values():
        if one.hidden:
            folded |= set(range(one.min or 0, (one.max or 0) + 1))
    return [
        str(cell.value)[:2]
        for cell in tab[5]
        if str(cell.value).endswith(" actual") and cell.column in folded
    ]


def columns_of(path: Path) -> list[bytes]:
    """How the columns of Indicators look, as the file says it."""
    parts = Parts(path.read_bytes())
    return re.findall(rb"<cols>.*?</cols>", parts.held[parts.sheets()["Indicators"]])


@pytest.mark.slow
def test_closing_folds_the_quarter_and_opens_the_next_and_nothing_else_does(path: Path) -> None:
    assert ["Q1", "Q3", "Q4"] == hidden(path)
    before = columns_of(path)
    update(path, now=NOW, user="tester")
    assert before == columns_of(path)
    assert 0 == command(["close", str(path), "Q2"])
    assert ["Q1", "Q2", "Q4"] == hidden(path)
    assert 0 == command(["reopen", str(path), "Q2", "--reason", "Late figure"])
    assert ["Q1", "Q2", "Q4"] == hidden(path)


@pytest.mark.slow
@pytest.mark.parametrize("edit", ["a column between", "two quarters open"])
def test_columns_that_their_owner_moved_stay_as_they_are(edit: str, path: Path) -> None:
    parts = Parts(path.read_bytes())
    if edit == "a column between":
        table = Table(parts, "Indicators")
        table.insert_column(table.headings.index("Q2 actual"), "Who typed it")
        table.save()
    else:
        name = parts.sheets()["Indicators"]
        own = parts.held[name].replace(b' hidden="1"', b"")
        parts.held[name] = own
    path.write_bytes(parts.data())
    update(path, now=NOW, user="tester")
    before = columns_of(path)
    assert 0 == command(["close", str(path), "Q2"])
    assert before == columns_of(path)
