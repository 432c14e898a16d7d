"""On the command line: a plan divided by service and joined again is checked as the plan was."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.template.shipped import shipped
from tests.extent import some_of

Captured = pytest.CaptureFixture[str]
PARTS = some_of(("One", "Rest", "Two"), ("EH", "PQ", "Rest", "SL", "SS"))


@pytest.mark.slow  # a workbook is built for each part, and one of them all
def test_a_plan_split_and_combined_is_found_as_it_was(tmp_path: Path, capsys: Captured) -> None:
    plan = shipped("service_plan_2016_17.xlsx")
    before = plan.read_bytes()
    two = tmp_path / "two.csv"
    two.write_text("Service,Part\nEH,One\nPQ,One\nSL,Two\nSS,Two\n", encoding="utf-8")
    said_so = some_of(["--parts", str(two)], [])  # else a part for each service
    assert 0 == run(["split", str(plan), "--out", str(tmp_path / "Parts"), *said_so])
    how = capsys.readouterr().out.split("csplan combine whole.xlsx ")[1]
    parts = [Path(one) for one in how.strip().strip('"').split('" "')]
    assert {f"{name}.xlsx" for name in PARTS} == {path.name for path in parts}
    assert set(parts) == set((tmp_path / "Parts").iterdir())
    assert 1 < run(["split", str(plan), "--out", str(tmp_path / "Parts")])
    assert "is there already" in capsys.readouterr().err

    parts_file = tmp_path / "parts.csv"
    parts_file.write_text("Service,Part\nEH,One\nPQ,one\nSL,One?\nSS,Two\n", encoding="utf-8")
    asked = ["split", str(plan), "--out", str(tmp_path / "Other"), "--parts", str(parts_file)]
    assert 1 < run(asked)
    assert "would be one file" in capsys.readouterr().err
    assert not (tmp_path / "Other").exists()

    whole = tmp_path / "whole.xlsx"
    assert 0 == run(["combine", str(whole), *map(str, parts)])
    assert f"{len(PARTS)} plans in one" in capsys.readouterr().out
    said = []
    for path in (plan, whole):
        assert 0 == run(["check", str(path)])
        lines = capsys.readouterr().out.splitlines()
        said.append([line for line in lines if line.startswith(("Findings:", "Rows:"))])
    assert said[0] == said[1]
    assert before == plan.read_bytes()

    mapping = tmp_path / "refs.csv"
    mapping.write_text(f"Plan,Ref\n{PARTS[-1]},KO1-01\n", encoding="utf-8")
    again = ["combine", str(tmp_path / "again.xlsx"), *map(str, parts), "--mapping", str(mapping)]
    assert 1 < run(again)
    assert "must have the columns Plan, Sheet, Ref, Becomes" in capsys.readouterr().err
    assert not (tmp_path / "again.xlsx").exists()
