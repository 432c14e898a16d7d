"""Makes the findings of memory: a plan that was adopted and closed, and what was changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.memory import Kept, adopt, both, closing_of_month, closing_of_quarter, merge_rows
from csplan.plan.memory import with_memory as kept_in
from csplan.plan.plan import Plan, Row
from csplan.terms.finding import Finding
from csplan.terms.values import Value

KEPT = Kept(42_650.5, "tester")
_REF = "KO2-01"


def with_settings(plan: Plan, **settings: Value) -> Plan:
    """The plan with other settings."""
    return replace(plan, settings={**plan.settings, **settings})


def with_cells(plan: Plan, key: str, ref: str, **cells: Value) -> Plan:
    """The plan with some cells of one row changed."""
    rows: list[Row] = [{**row, **cells} if row.get("ref") == ref else row for row in plan.rows[key]]
    return replace(plan, rows={**plan.rows, key: rows})


def closed(plan: Plan, period: str, month: int) -> Plan:
    """The plan with a quarter and a month adopted, closed, and kept in its memory."""
    plan = with_settings(plan, reporting_period=period, budget_month=float(month))
    results = calculate(plan)
    first = adopt(results, KEPT)
    if first is not None:
        results = calculate(kept_in(plan, first))
    quarter = merge_rows(results.plan, {"history": closing_of_quarter(results, period, KEPT)})
    months = {"budget_history": closing_of_month(results, month, KEPT)}
    memory = both(first, both(quarter, merge_rows(results.plan, months)))
    assert memory is not None
    return kept_in(plan, memory)


def _one_closed(plan: Plan) -> Plan:
    """A small plan with one figure of 604 at Q1, which is closed."""
    words = "Places opened in June."
    plan = with_cells(plan, "indicators", _REF, q1_actual=604.0, commentary=words)
    kept = closed(plan, "Q1", 3)
    place = plan.places["history"]
    rows = range(place.rows[0], place.rows[0] + len(kept.rows["history"]))
    return replace(kept, places={**kept.places, "history": replace(place, rows=rows)})


def _altered(plan: Plan) -> Plan:
    return with_cells(_one_closed(plan), "history", _REF, value=406.0)


def _edited(plan: Plan) -> Plan:
    return with_cells(_one_closed(plan), "indicators", _REF, q1_actual=640.0)


def _stale(plan: Plan) -> Plan:
    plan = with_cells(_one_closed(plan), "indicators", _REF, q2_actual=601.0)
    return with_settings(plan, reporting_period="Q2", budget_month=6.0)


def _moved(plan: Plan) -> Plan:
    return with_cells(_one_closed(plan), "indicators", _REF, target=620.0)


def _approved(plan: Plan) -> Plan:
    row: Row = {"about": _REF, "what": "Target", "to": 620.0, "authority": "Cabinet"}
    row |= {"date": 42_600.0, "reason": "The Ofsted cohort grew"}
    return replace(_moved(plan), rows={**_moved(plan).rows, "approvals": [row]})


def _marked(plan: Plan) -> Plan:
    return with_cells(_one_closed(plan), "indicators", _REF, target="N/A")


def _ended(plan: Plan) -> Plan:
    kept = _one_closed(plan)
    rows = [row for row in kept.rows["indicators"] if row["ref"] != _REF]
    place = kept.places["indicators"]
    places = {**kept.places, "indicators": replace(place, rows=place.rows[:-1])}
    return replace(kept, rows={**kept.rows, "indicators": rows}, places=places)


def _outside(plan: Plan) -> Plan:
    figures = (600, 604, 601, 606, 602, 605, 601, 604)
    rows: list[Row] = [
        {"ref": _REF, "year": f"201{4 + at // 4}/1{5 + at // 4}", "period": f"Q{at % 4 + 1}"}
        | {"value": float(figure)}
        for at, figure in enumerate(figures)
    ]
    plan = replace(plan, rows={**plan.rows, "history": rows})
    return with_cells(plan, "indicators", _REF, q1_actual=603.0, q2_actual=640.0)


IN_MEMORY: dict[str, Callable[[Plan], Plan]] = {
    "history-altered": _altered,
    "closed-figure-edited": _edited,
    "stale-commentary": _stale,
    "goalpost-moved": _moved,
    "goalpost-approved": _approved,
    "marked-not-applicable": _marked,
    "row-ended": _ended,
    "outside-own-limits": _outside,
}


def from_memory(plan: Plan, code: str) -> tuple[Finding, ...]:
    """What is found once a plan that was closed is changed."""
    return check(IN_MEMORY[code](plan))
