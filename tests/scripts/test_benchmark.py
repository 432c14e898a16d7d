"""The benchmark says which ratios are more than a tenth higher than those that are committed.

The large plans that it measures are plans, of as many indicators as they were asked for.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csplan.sheets import INDICATORS
from csplan.workbook.read import read

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import benchmark

    return benchmark


def test_a_ratio_more_than_a_tenth_higher_is_named(benchmark: object) -> None:
    table = {"Update": 0.5, "Starting": 2.0, "Gone": 1.0}
    ratios = {"Update": 0.56, "Starting": 2.19, "New": 9.0}
    assert ["Update: 0.56, and 0.50 in benchmark.json"] == benchmark.worse(ratios, table)  # type: ignore[attr-defined]
    assert [] == benchmark.worse({"Update": 0.549}, table)  # type: ignore[attr-defined]


def test_the_committed_table_has_the_ratios_that_matter() -> None:
    table = json.loads((SCRIPTS / "benchmark.json").read_text(encoding="utf-8"))
    wanted = ("The loaded plan", "Starting", "1,000 indicators")
    assert {f"{title}: processor time" for title in wanted} <= set(table)
    assert all(0 < ratio < 15 for ratio in table.values())


@pytest.mark.slow  # a plan is written and read, a third of a second
def test_a_large_plan_has_rows_of_their_own(
    benchmark: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from large_plan import large_plan

    large_plan(tmp_path / "plan.xlsx", 100)
    plan = read(tmp_path / "plan.xlsx")
    own = read(benchmark.PLAN).table(INDICATORS)  # type: ignore[attr-defined]
    rows = plan.table(INDICATORS)
    assert (own, 100) == (rows[:84], len({row["ref"] for row in rows}))
    assert all(row["indicator"] for row in rows)
    assert rows[84]["baseline"] != rows[0]["baseline"]
    assert not [one for one in plan.findings if one.is_fault]
