"""A row that says Check data has an error that says why: nothing passes as checked beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check, has_faults
from csplan.plan.plan import Plan, Row
from csplan.rules.profiling import MONTHS
from csplan.sheets import BY_KEY, MEDIUM_TERM, SHEETS
from csplan.sheets.sheet import Shape, Sheet
from csplan.template.demo import demo_plan
from csplan.terms.finding import Severity
from csplan.terms.values import CellError, Value
from csplan.terms.vocabulary import State
from tests.extent import ALL

JUDGED = [one for one in SHEETS if one.shape is Shape.TABLE and "row_check" in one.by_name]
TYPED: tuple[Value, ...] = (
    *(None, "x", "1", "2016", -1.0, 0.0, 0.5, 1e12, True),
    CellError("#REF!"),
)
MOST = 10_000 if ALL else 6
_KNOWN: tuple[tuple[str, str, dict[str, Value]], ...] = (
    ("profiles", "TERM", dict.fromkeys(MONTHS, 0.0)),
    ("profiles", "TERM", dict.fromkeys(MONTHS)),
    ("virements", "V-001", {"amount": 0.0}),
    ("medium_term", "MT-01", {"year": None}),
    ("medium_term", "MT-01", {"year": "soon"}),
    ("medium_term", "MT-01", {"year": "2017"}),
    ("medium_term", "MT-01", {"year": 2017.0}),
    ("medium_term", "MT-01", {"kind": "Printed"}),
)


def unsaid(plan: Plan, sheet: Sheet, at: int, typed: Row) -> bool:
    """Say whether a row, with this typed into it, is Check data without an error or a question."""
    rows = [*plan.table(sheet)]
    rows[at] = {**rows[at], **typed}
    changed = replace(plan, rows={**plan.rows, sheet.key: rows})
    if has_faults(changed):
        return False
    results = calculate(changed)
    if results.table(sheet)[at]["row_check"] != State.CHECK_DATA:
        return False
    found = check(changed, results)
    grave = (Severity.ERROR, Severity.FAULT)
    return not any(
        one.severity in grave or (one.is_to_confirm and one.sheet == sheet.tab) for one in found
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The demonstration's plan, of which no row says Check data, with a funded change besides."""
    made = demo_plan().plan
    change: Row = {"ref": "F-001", "line": "B-001", "amount": 100.0, "source": "Grant"}
    change |= {"date": 42_500.0, "authority": "Cabinet"}
    return replace(made, rows={**made.rows, "funded_changes": [change]})


@pytest.mark.parametrize(("key", "ref", "typed"), _KNOWN)
def test_what_once_passed_is_said(plan: Plan, key: str, ref: str, typed: dict[str, Value]) -> None:
    sheet = BY_KEY[key]
    at = next(n for n, row in enumerate(plan.table(sheet)) if row.get("ref") == ref)
    rows = [*plan.table(sheet)]
    rows[at] = {**rows[at], **typed}
    changed = replace(plan, rows={**plan.rows, key: rows})
    assert calculate(changed).table(sheet)[at]["row_check"] == State.CHECK_DATA
    assert not unsaid(plan, sheet, at, typed)


def cases(sheet: Sheet, rows: int) -> Iterator[tuple[int, str, Value]]:
    """Rows, columns and what is typed there, drawn at random."""
    draw = random.Random(f"check data {sheet.key}")
    every = [(column.name, value) for column in sheet.inputs for value in TYPED]
    for name, value in draw.sample(every, min(MOST, len(every))):
        yield draw.randrange(rows), name, value


@pytest.mark.slow
@pytest.mark.parametrize("sheet", JUDGED, ids=lambda one: one.key)
def test_no_row_says_check_data_without_an_error(plan: Plan, sheet: Sheet) -> None:
    rows = plan.table(sheet)
    passed = [
        (at, name, value)
        for at, name, value in cases(sheet, len(rows))
        if unsaid(plan, sheet, at, {name: value})
    ]
    assert [] == passed


def test_an_error_value_for_a_year_is_said_once(plan: Plan) -> None:
    rows = [*plan.table(MEDIUM_TERM)]
    rows[0] = {**rows[0], "year": CellError("#N/A")}
    found = check(replace(plan, rows={**plan.rows, MEDIUM_TERM.key: rows}))
    errors = [one for one in found if one.severity is Severity.ERROR]
    assert ["error-cell"] == [str(one.code) for one in errors if one.sheet == MEDIUM_TERM.tab]
