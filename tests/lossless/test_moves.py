"""Whatever people move, sort, type over or insert, results land on the right ref, or it is said."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csplan.terms.errors import PlanHasFaults
from csplan.workbook.update import read_and_check
from tests.engines import libreoffice_engine
from tests.engines.parity import agree
from tests.extent import ALL, some_of
from tests.lossless import people
from tests.lossless.compare import losses
from tests.lossless.desk import Desk, found
from tests.lossless.people import FAULTY, HARMLESS
from tests.lossless.plans import run

Edit = Callable[[Desk, random.Random], None]
PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large]
EDITS = st.lists(st.sampled_from(HARMLESS), min_size=1, max_size=6)
SEEDS = st.integers(0, 2**32)
DONE: Counter[str] = Counter()


def edited(edits: list[Edit], seed: int) -> Desk:
    """A workbook after some edits, one after another."""
    desk, chance = Desk(), random.Random(seed)
    for edit in edits:
        edit(desk, chance)
        DONE[edit.__name__] += 1
    return desk


def misplaced(desk: Desk, data: bytes) -> list[str]:
    """One line for each calculated figure that is not what the rules make of its ref."""
    expected, read = desk.expected(), found(data)
    said = [
        f"{name}: {sorted(set(expected[name]) ^ set(read[name]))}"
        for name in expected
        if set(expected[name]) != set(read[name])
    ]
    return said + [
        f"{name} {ref} {column}: expected {row.get(column)!r}, found {value!r}"
        for name, rows in expected.items()
        for ref, row in rows.items()
        for column, value in read[name].get(ref, {}).items()
        if not agree(row.get(column), value)
    ]


@pytest.mark.slow
@settings(max_examples=400 if ALL else 5, deadline=None, suppress_health_check=PATIENT)
@given(EDITS, SEEDS)
def test_results_land_on_the_right_ref_after_any_edits(edits: list[Edit], seed: int) -> None:
    desk = edited(edits, seed)
    before = desk.parts.data()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(before)
        run(path)
        assert [] == misplaced(desk, path.read_bytes())
        assert [] == losses(before, path.read_bytes())
        once = path.read_bytes()
        assert not run(path).written
        assert once == path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("edit", some_of(HARMLESS[::3], HARMLESS), ids=lambda edit: edit.__name__)
def test_each_edit_alone_is_survived(edit: Edit) -> None:
    desk = edited([edit, people.type_figure], 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(desk.parts.data())
        run(path)
        assert [] == misplaced(desk, path.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("edit", FAULTY, ids=[one.__name__ for one in FAULTY])
@pytest.mark.parametrize("seed", range(3))
def test_what_cannot_be_trusted_is_a_fault_and_nothing_is_written(
    edit: Edit, seed: int, tmp_path: Path
) -> None:
    desk = edited([people.sort, edit, people.rename_tab], seed)
    path = tmp_path / "plan.xlsx"
    before = desk.parts.data()
    path.write_bytes(before)
    with pytest.raises(PlanHasFaults) as met:
        run(path)
    assert desk.fault in {finding.code for finding in met.value.findings}
    assert before == path.read_bytes()


@pytest.mark.slow
def test_values_pasted_over_formulas_are_reported_and_put_back(tmp_path: Path) -> None:
    desk = edited([people.paste_over_formulas], 3)
    path = tmp_path / "plan.xlsx"
    path.write_bytes(desk.parts.data())
    _, findings = read_and_check(path)
    said = [one for one in findings if one.code == "formula-restored"]
    done = run(path)
    assert len(said) == len(done.restored)
    assert len(said) > 4
    assert [] == misplaced(desk, path.read_bytes())


@pytest.mark.longest
@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(EDITS, SEEDS)
def test_the_same_holds_when_libreoffice_saved_the_file_in_between(
    edits: list[Edit], seed: int
) -> None:
    desk = edited(edits, seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(desk.parts.data())
        path = libreoffice_engine.resaved(path, Path(folder) / "saved")
        done = run(path)
        assert [] == misplaced(desk, path.read_bytes())
        assert "new-rows-do-not-fill" in {finding.code for finding in done.findings}
        assert not run(path).written


def test_every_kind_of_edit_was_tried(record_property: Callable[[str, object], None]) -> None:
    if not DONE:
        pytest.skip("no edits were tried in this run")
    record_property(
        "figure",
        f"moves: {sum(DONE.values())} edits of {len(DONE)} kinds, every result on its ref",
    )
    assert set(DONE) <= {one.__name__ for one in (*HARMLESS, *FAULTY)}
