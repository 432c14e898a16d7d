"""A year of illustrative quarters: entered, closed, compared, opened again, and rolled over."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from csplan.commands.cli import run as command
from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.sheets import BUDGET, HISTORY, INDICATORS
from csplan.terms.values import is_number
from csplan.workbook.entering import Entries, Entry
from csplan.workbook.read import read
from csplan.workbook.update import Updated, update
from tests.lossless.plans import NOW, small


def enter(path: Path, entries: list[Entry], hour: int) -> Updated:
    """Type figures into a workbook and update it."""
    typed = Entries(entries, "Typed", "Illustrative figures")
    return update(path, now=NOW + timedelta(hours=hour), user="tester", entries=typed)


def figures(plan: Plan, quarter: int) -> list[Entry]:
    """Return illustrative figures for a quarter: a step from baseline to target, with words."""
    entries = [
        Entry("settings", "", "reporting_period", f"Q{quarter}"),
        Entry("settings", "", "budget_month", 3.0 * quarter),
        Entry("settings", "", "report_date", 42_461.0 + 91 * quarter),
    ]
    for row in plan.table(INDICATORS):
        start, target = row["baseline"], row["target"]
        if is_number(start) and is_number(target):
            places = int(float(row["decimals"] or 0)) + (2 if row["unit"] == "%" else 0)
            figure = round(start + (target - start) * quarter / 5, places)
            entries.append(Entry("indicators", str(row["ref"]), f"q{quarter}_actual", figure))
        said = f"Illustrative words of quarter {quarter}."
        entries += [
            Entry("indicators", str(row["ref"]), name, said)
            for name in ("commentary", "corrective_action")
        ]
    for row in plan.table(BUDGET):
        budget = float(row["original_budget"] or 0)
        forecast = round(budget * (1 + quarter / 400), 0)
        entries += [
            Entry("budget", str(row["ref"]), "actual_to_date", round(budget * quarter / 4, 0)),
            Entry("budget", str(row["ref"]), "forecast_outturn", forecast),
            Entry("budget", str(row["ref"]), "commentary", f"Illustrative, quarter {quarter}."),
        ]
    return entries


@pytest.mark.slow
def test_a_year_is_entered_closed_compared_opened_again_and_rolled_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = tmp_path / "plan.xlsx", tmp_path / "before.xlsx"
    path.write_bytes(small())
    start = read(path)
    for quarter in (1, 2, 3, 4):
        shutil.copy(path, before)
        enter(path, figures(start, quarter), quarter)
        capsys.readouterr()
        if quarter in (2, 4):
            assert 0 == command(["changes", str(before), str(path)])
            said = " ".join(capsys.readouterr().out.split())
            assert f" Red at Q{quarter - 1}" in said
            assert f" Red at Q{quarter}." in said
            assert " lines moved by " in said
        assert 0 == command(["close", str(path), f"Q{quarter}"]), capsys.readouterr().err
        assert 0 == command(["close", str(path), "--month", str(3 * quarter)])
        results = calculate(read(path))
        codes = {one.code for one in check(results.plan, results)}
        assert not codes & {"history-altered", "closed-figure-edited", "goalpost-moved"}
        moves = [row["movement"] for row in results.table(BUDGET)]
        assert all(is_number(one) for one in moves) is (quarter > 1)
    late = Entry("indicators", "KO2-01", "q4_actual", 560.0)
    done = enter(path, [late], 10)
    assert "closed-figure-edited" in {one.code for one in done.findings}
    assert 0 == command(["reopen", str(path), "Q4", "--reason", "A late figure"])
    assert 0 == command(["close", str(path), "Q4"])
    after = tmp_path / "next.xlsx"
    assert 0 == command(["rollover", str(path), str(after)])
    assert "the plan for 2017/18" in capsys.readouterr().out
    assert 2 == command(["rollover", str(path), str(after)])
    _check_next(after)


def _check_next(path: Path) -> None:
    """Check the next year's workbook: it updates, adopts, and looks back a year."""
    codes = {one.code for one in enter(path, figures(read(path), 1), 20).findings}
    assert "history-altered" not in codes
    results = calculate(read(path))
    row: Row | None = results.row(INDICATORS, "KO2-01")
    assert row is not None
    assert (560.0, 530.0) == (row["baseline"], row["target"])
    assert 607.0 - 57.0 / 5 == pytest.approx(float(row["year_before"] or 0), abs=0.5)
    assert row["direction_on_year"] in ("Improving", "Steady", "Worsening")
    adopted = [r for r in results.plan.table(HISTORY) if r["period"] == "Adopted"]
    assert {"2016/17", "2017/18"} == {str(r["year"]) for r in adopted}
