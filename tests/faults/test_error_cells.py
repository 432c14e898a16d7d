"""One error value in any cell is a finding at that cell; every command goes on without it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from csplan.commands.cli import run as command
from csplan.looks.foot import SourceFile
from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan
from csplan.scorecards.scorecard import scorecards_of
from csplan.sheets import ACCEPTED, SHEETS
from csplan.sheets.column import Column
from csplan.sheets.sheet import Owner, Shape, Sheet
from csplan.template.build import build
from csplan.template.demo import demo_plan
from csplan.terms.finding import Severity
from csplan.terms.values import CellError
from tests.extent import ALL
from tests.laws.random_plans import ERRORS

CELLS = [
    (sheet, column)
    for sheet in SHEETS
    if sheet.shape is Shape.TABLE and sheet.owner is Owner.PEOPLE and sheet is not ACCEPTED
    for column in sheet.inputs
]


@functools.cache
def sound() -> Plan:
    """The demonstration's plan."""
    return demo_plan().plan


def with_error(sheet: Sheet, column: Column, error: str) -> Plan:
    """The demonstration's plan with an error value in a column of its first row."""
    rows = list(sound().table(sheet)) or [dict.fromkeys(sheet.by_name)]
    rows[0] = {**rows[0], column.name: CellError(error)}
    return dataclasses.replace(sound(), rows={**sound().rows, sheet.key: rows})


def wrong_with(plan: Plan) -> Iterator[str]:
    """What is not as it should be when everything is made of a plan with one error value."""
    results = calculate(plan)
    findings = check(plan, results)
    if not any(one.severity in (Severity.ERROR, Severity.FAULT) for one in findings):
        yield "it is not found"
    cards = scorecards_of(results, findings, source=SourceFile(name="plan.xlsx", sha256=""))
    if len(cards) < 2:
        yield "scorecards are missing"


@pytest.mark.slow
@pytest.mark.parametrize(("sheet", "name"), [
    ("Indicators", "unit"), ("Indicators", "polarity"), ("Indicators", "service"),
    ("Outcomes", "kind"), ("Outcomes", "ref"), ("Services", "ref"), ("Actions", "lead_service"),
    ("Actions", "status"), ("Budget", "service"), ("Pressures", "amount"),
])  # fmt: skip
def test_an_error_value_is_found_and_the_rest_goes_on(sheet: str, name: str) -> None:
    (cell,) = [one for one in CELLS if one[0].name == sheet and one[1].name == name]
    assert [] == list(wrong_with(with_error(*cell, "#N/A")))


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_in_every_column_is_found_and_the_rest_goes_on(error: str) -> None:
    wrong = []
    nth, apart = ERRORS.index(error), 1 if ALL else 15
    for sheet, column in CELLS if nth == 0 and ALL else CELLS[nth :: len(ERRORS) * apart]:
        found = wrong_with(with_error(sheet, column, error))
        wrong += [f"{sheet.name} {column.heading}: {one}" for one in found]
    assert [] == wrong


@pytest.mark.longest
@pytest.mark.slow
def test_every_command_goes_on_without_a_row_of_error_values(tmp_path: Path) -> None:
    rows = {key: list(listed) for key, listed in sound().rows.items()}
    for sheet, column in CELLS:
        if rows.get(sheet.key) and column.name != "ref":
            last = rows[sheet.key][-1]
            rows[sheet.key][-1] = {**last, column.name: CellError("#N/A")}
    path = tmp_path / "plan.xlsx"
    path.write_bytes(build(calculate(dataclasses.replace(sound(), rows=rows))))
    for told in (
        ["check", str(path)],
        ["update", str(path)],
        ["report", str(path), "--out", str(tmp_path / "cards")],
        ["explain", str(path), str(rows["indicators"][-1]["ref"])],
        ["explain", str(path), str(rows["budget"][-1]["ref"])],
        ["tidy", str(path)],
    ):
        assert command(told) in (0, 1), told
