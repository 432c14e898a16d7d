"""Holds the workbooks that these tests start from: the plan that ships, and a quick small one."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Row
from csplan.template.build import build
from csplan.template.shipped import shipped
from csplan.workbook.read import read
from csplan.workbook.update import Updated, update

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
_ROWS = {"indicators": slice(0, 84, 7), "actions": slice(0, 6), "budget": slice(0, 8)}


@functools.cache
def real() -> bytes:
    """The workbook that ships, with the plan of 2016/17."""
    return shipped("service_plan_2016_17.xlsx").read_bytes()


@functools.cache
def small() -> bytes:
    """The same plan with twelve indicators, six actions and eight budget lines, at Q2."""
    plan = read(shipped("service_plan_2016_17.xlsx"))
    rows = {key: rows[_ROWS.get(key, slice(None))] for key, rows in plan.rows.items()}
    rows |= {"checks": [], "change_log": [], "control_totals": []}
    rows |= _links(rows)
    then: Row = {"reporting_period": "Q2", "report_date": 42_657.0}
    return build(calculate(Plan({**plan.settings, **then}, rows)))


def _links(rows: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """The promises that the actions serve, and the links with indicators that are there."""
    there = {row.get("ref") for row in rows["indicators"]}
    served = {row.get("commitment") for row in rows["actions"]}
    promises = [row for row in rows["expected_outcomes"] if row.get("commitment") in served]
    known = {row.get("ref") for row in promises}
    links = [r for r in rows["measured_by"] if r["indicator"] in there and r["promise"] in known]
    return {"expected_outcomes": promises, "measured_by": links}


@functools.cache
def small_updated() -> bytes:
    """The small plan as csplan left it after one run."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(small())
        run(path)
        return path.read_bytes()


def run(path: Path, *, now: datetime = NOW, force: bool = False) -> Updated:
    """Update a workbook at a given moment, as a given user."""
    return update(path, now=now, user="tester", force=force)


@functools.cache
def tiny() -> bytes:
    """The small plan with two rows a table, for trials by the hundred."""
    return _with_two_rows("indicators", "actions", "budget")


@functools.cache
def of_money() -> bytes:
    """The plan with its whole budget, two indicators and two actions."""
    return _with_two_rows("indicators", "actions")


def _with_two_rows(*few: str) -> bytes:
    """The plan with two rows in some of its tables, before csplan's first run."""
    plan = read(shipped("service_plan_2016_17.xlsx"))
    rows = {key: rows[:2] if key in few else rows for key, rows in plan.rows.items()}
    rows |= {"checks": [], "change_log": [], "control_totals": [], "accepted": []}
    rows |= _links(rows)
    return build(calculate(Plan(plan.settings, rows)))
