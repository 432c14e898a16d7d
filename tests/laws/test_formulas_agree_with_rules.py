"""This module holds the law that Python's figures and Excel's are the same, on plans at random."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

import csplan
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.workbook.shipped import shipped
from csplan.workbook.template import build
from tests.engines import ironcalc_engine, libreoffice_engine, parity
from tests.laws.random_plans import plan_of

NOW = datetime(2016, 10, 14, 9, 30, tzinfo=UTC)
MANY = 400 if os.environ.get("CSPLAN_TEST_ALL") == "1" else 100


def updated(plan: Plan, path: Path) -> Path:
    """Return a workbook of the plan whose calculated cells csplan.update has filled in."""
    path.write_bytes(build(Results(plan, dict(plan.settings), plan.rows)))
    csplan.update(path, now=NOW, user="test")
    return path


@pytest.mark.parametrize("seed", range(12))
def test_every_calculated_cell_is_what_ironcalc_makes_of_its_formula(
    seed: int, tmp_path: Path
) -> None:
    path = updated(plan_of(seed), tmp_path / "plan.xlsx")

    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))


@pytest.mark.slow
def test_the_law_holds_on_many_plans(tmp_path: Path) -> None:
    wrong = []
    for seed in range(1000, 1000 + MANY):
        path = updated(plan_of(seed, most=80), tmp_path / f"plan{seed}.xlsx")
        found = parity.differences(path, ironcalc_engine.recalculated(path))
        wrong += [f"seed {seed}: {line}" for line in found]

    assert [] == wrong


@pytest.mark.slow
def test_libreoffice_forced_to_recalculate_agrees_too(tmp_path: Path) -> None:
    paths = [updated(plan_of(seed), tmp_path / f"plan{seed}.xlsx") for seed in range(20)]
    paths.append(tmp_path / "loaded.xlsx")
    paths[-1].write_bytes(shipped("service_plan_2016_17.xlsx").read_bytes())
    csplan.update(paths[-1], now=NOW, user="test")

    engine = libreoffice_engine.recalculated_all(paths)

    assert [] == [line for path in paths for line in parity.differences(path, engine[path])]


def test_the_loaded_plan_stands_where_a_reader_of_the_plan_would_put_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(shipped("service_plan_2016_17.xlsx").read_bytes())
    csplan.update(path, now=NOW, user="test")

    indicators = calculate(csplan.read(path)).rows["indicators"]

    assert {"Red": 51, "Amber": 10, "Green": 6} == {
        colour: sum(row["rag"] == colour for row in indicators)
        for colour in ("Red", "Amber", "Green")
    }
    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))
