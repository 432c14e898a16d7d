"""This module holds the law that Python's figures and Excel's are the same, on plans at random.

The plans are typed into one workbook of blank rows, as people would, and csplan.update fills in the
rest; what it wrote is compared with what a spreadsheet engine makes of the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import csplan
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.sheets import BY_KEY, SETTINGS, SHEETS
from csplan.sheets.sheet import Owner
from csplan.template.build import build
from csplan.template.shipped import shipped
from csplan.workbook.read import open_workbook
from csplan.xlsx.sheet_patch import Write, patch
from tests.engines import (
    cached,
    hyperformula_engine,
    ironcalc_engine,
    libreoffice_engine,
    parity,
)
from tests.extent import ALL
from tests.laws.random_plans import MOST_ROWS, plan_of

NOW = datetime(2016, 10, 14, 9, 30, tzinfo=UTC)
MANY = 400 if ALL else 2


@pytest.fixture(scope="module")
def blank() -> bytes:
    """A workbook with as many blank rows as the largest plan has."""
    first = plan_of(0)
    rows = {
        key: [dict.fromkeys(BY_KEY[key].by_name) for _ in range(most)]
        for key, most in MOST_ROWS.items()
    }
    loaded = csplan.read(shipped("service_plan_2016_17.xlsx"))
    kept = {s.key: loaded.rows[s.key] for s in SHEETS if s.owner is Owner.TEMPLATE}
    plan = Plan(settings=first.settings, rows={**rows, **kept})
    return build(Results(plan, dict(plan.settings), plan.rows))


def updated(blank: bytes, plan: Plan, path: Path) -> Path:
    """Type a plan into the blank workbook and let csplan.update fill in the rest."""
    path.write_bytes(blank)
    book = open_workbook(path, now=NOW)
    writes: dict[str, dict[tuple[int, int], Write]] = {}
    for key, rows in plan.rows.items():
        place = book.layout.tables[key]
        for number, row in zip(place.rows, rows, strict=False):
            for column in BY_KEY[key].inputs:
                at = (number, place.columns[column.name])
                writes.setdefault(place.tab.part, {})[at] = Write(row.get(column.name))
    labels = book.layout.labels[SETTINGS.key]
    for column in SETTINGS.inputs:
        write = Write(plan.settings.get(column.name))
        writes.setdefault(labels.tab.part, {})[labels.cells[column.name]] = write
    parts = {part: patch(book.sheets[part], written) for part, written in writes.items()}
    path.write_bytes(book.package.rebuilt(parts))
    csplan.update(path, now=NOW, user="test")
    return path


@pytest.mark.longest
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_calculated_cell_is_what_ironcalc_makes_of_its_formula(
    seed: int, blank: bytes, tmp_path: Path
) -> None:
    path = updated(blank, plan_of(seed), tmp_path / "plan.xlsx")

    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3000])
def test_the_law_holds_with_errors_wildcards_and_spaces_in_cells_of_every_kind(
    seed: int, blank: bytes, tmp_path: Path
) -> None:
    path = updated(blank, plan_of(seed, odd=True), tmp_path / "plan.xlsx")

    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))


@pytest.mark.slow
def test_the_law_holds_on_many_plans(
    blank: bytes, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    wrong, cells = [], 0
    for seed in range(1000, 1000 + MANY):
        path = updated(blank, plan_of(seed, odd=seed % 2 == 1), tmp_path / "plan.xlsx")
        found = parity.differences(path, ironcalc_engine.recalculated(path))
        cells += sum(map(len, cached.formulas(path).values()))
        wrong += [f"seed {seed}: {line}" for line in found]

    record_property("figure", f"{MANY} plans, {cells:,} calculated cells: {len(wrong)} differ")
    assert [] == wrong


@pytest.mark.longest
@pytest.mark.slow
def test_libreoffice_forced_to_recalculate_agrees_too(blank: bytes, tmp_path: Path) -> None:
    paths = [updated(blank, plan_of(seed), tmp_path / f"plan{seed}.xlsx") for seed in range(12)]
    paths.append(updated_loaded(tmp_path))

    engine = libreoffice_engine.recalculated_all(paths)

    assert [] == [line for path in paths for line in parity.differences(path, engine[path])]


@pytest.mark.longest
@pytest.mark.slow
def test_hyperformula_agrees_too(blank: bytes, tmp_path: Path) -> None:
    seeds = range(2000, 2000 + MANY // 2)
    paths = [
        updated(blank, plan_of(seed, odd=seed % 2 == 1), tmp_path / f"plan{seed}.xlsx")
        for seed in seeds
    ]
    paths.append(updated_loaded(tmp_path))

    engine = hyperformula_engine.recalculated_all(paths)

    assert [] == [line for path in paths for line in parity.differences(path, engine[path])]


def updated_loaded(folder: Path) -> Path:
    """Return the plan that ships, updated."""
    path = folder / "loaded.xlsx"
    path.write_bytes(shipped("service_plan_2016_17.xlsx").read_bytes())
    csplan.update(path, now=NOW, user="test")
    return path


@pytest.mark.slow
def test_the_loaded_plan_stands_where_a_reader_of_the_plan_would_put_it(tmp_path: Path) -> None:
    path = updated_loaded(tmp_path)

    indicators = calculate(csplan.read(path)).rows["indicators"]

    assert {"Red": 51, "Amber": 10, "Green": 6} == {
        colour: sum(row["rag"] == colour for row in indicators)
        for colour in ("Red", "Amber", "Green")
    }
    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))
