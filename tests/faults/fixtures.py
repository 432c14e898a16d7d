"""Makes each finding that csplan can make: the smallest change to a plan that brings it about."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.terms.errors import PlanHasFaults
from csplan.terms.finding import Finding
from csplan.terms.values import CellError, Value
from csplan.workbook.read import read
from csplan.workbook.update import read_and_check
from tests.faults import file_fixtures, memory_fixtures
from tests.lossless.parts import Parts
from tests.lossless.plans import NOW, real, run, small

_Edit = tuple[str, int, dict[str, Value]]
_PERCENT: dict[str, Value] = {"unit": "%", "polarity": "Higher is better", "decimals": 1.0}
_SHARES: dict[str, Value] = {"baseline": 0.5, "target": 0.6}
_COUNT: dict[str, Value] = {"unit": "number", "polarity": "Higher is better", "decimals": 0.0}


_TOLD: dict[str, Value] = {"first_due": "Q1", "q1_actual": 52.0, "q2_actual": 55.0}


_MOVE: dict[str, Value] = {
    "ref": "V-001",
    "from_line": "B-001",
    "to_line": "B-002",
    "amount": 5.0,
    "date": 42_600.0,
}


def _indicator(**cells: Value) -> _Edit:
    return ("indicators", 0, {**_COUNT, "baseline": 50.0, "target": 60.0, **cells})


def _budget(**cells: Value) -> _Edit:
    known: dict[str, Value] = {"kind": "Expenditure", "cipfa_group": "1 Employees"}
    return ("budget", 0, {**known, "original_budget": 1000.0, **cells})


IN_ROWS: dict[str, _Edit] = {
    "setting-unusable": ("settings", 0, {"percentage_limit": "high"}),
    "ref-doubled": ("indicators", 1, {"ref": " KO1-01"}),
    "virement-one-sided": ("virements", 0, {"ref": "V-001", "from_line": "B-001", "amount": 5.0}),
    "savings-parts": ("savings", 0, {"approved": 100.0, "delivered": 40.0}),
    "text-for-number": _indicator(**{**_PERCENT, **_SHARES, "q1_actual": "74 %"}),
    "text-for-date": ("actions", 0, {"due": "31 July 2017"}),
    "not-a-date": ("actions", 0, {"due": 5.0}),
    "error-cell": _indicator(q1_actual=CellError("#DIV/0!")),
    "true-or-false": _indicator(q1_actual=True),
    "number-out-of-range": _indicator(decimals=9.0),
    "number-too-long": _indicator(q1_actual=4_111_111_111_111_111.0),
    "percent-beyond-limit": _indicator(**{**_PERCENT, **_SHARES, "q1_actual": 59.0}),
    "date-for-number": _indicator(q1_actual="4 July 2016"),
    "method-unfit": _indicator(measure="Cumulative", forecast_method="Latest"),
    "figure-below-zero": _indicator(q1_actual=-45.0),
    "share-above-100": _indicator(**{**_PERCENT, **_SHARES, "q1_actual": 1.2}),
    "figure-not-whole": _indicator(q1_actual=68.4),
    "figure-falls": _indicator(measure="Cumulative", q1_actual=20.0, q2_actual=18.0),
    "unknown-word": _indicator(polarity="Higher"),
    "unknown-ref": _indicator(service="XX"),
    "value-missing": _indicator(indicator=None),
    "ref-missing": _indicator(ref=None),
    "ref-unusable": _indicator(ref="KO1*"),
    "control-total-failed": ("budget", 0, {"original_budget": 1.0}),
    "forecast-missing": _budget(forecast_outturn=None),
    "forecast-unexplained": _budget(forecast_outturn=900_000.0, commentary=None),
    "forecast-from-nothing": _budget(forecast_from="Activity"),
    "forecast-twice": _budget(forecast_from="Activity", forecast_outturn=1_000.0),
    "forecast-below-spend": _budget(
        actual_to_date=900.0, forecast_outturn=800.0, commentary="Less"
    ),
    "ref-unusual": ("virements", 0, {"ref": "MAR1"}),
    "actual-beyond-budget": _budget(actual_to_date=5000.0),
    "sign-against-kind": _budget(actual_to_date=-5.0),
    "capital-funding": ("capital", 0, {"approved": 100.0, "grant": 40.0}),
    "actual-too-early": _indicator(q4_actual=55.0),
    "red-without-commentary": _indicator(q2_actual=1.0, first_due="Q1", commentary=None),
    "red-without-action": _indicator(q2_actual=1.0, first_due="Q1", corrective_action=None),
    "words-against-figure": _indicator(**_TOLD, commentary="Target achieved."),
    "number-not-on-row": _indicator(**_TOLD, commentary="The figure rose to 57."),
    "period-not-this": _indicator(**_TOLD, commentary="Q1 figure: two late returns."),
    "hundredfold": _indicator(q1_actual=5000.0),
    "tenfold": _indicator(q1_actual=500.0),
    "thousandfold": _budget(forecast_outturn=1.0),
    "figure-unlikely": _indicator(q1_actual=15.0),
    "figure-unchanged": _indicator(q1_actual=50.0, q2_actual=50.0, q3_actual=50.0),
    "absent-over-figure": _indicator(q1_actual="N/A"),
    "count-against-rate": ("indicators", 15, {"q1_actual": 45.0}),
    "forecast-far": _budget(forecast_outturn=90_000.0),
    "amount-unlikely": ("capital", 0, {"approved": 90_000.0, "spent_to_date": 900_000.0}),
    "filled-down": ("indicators", 6, {"q2_actual": 0.655}),
    "figures-exchanged": _budget(actual_to_date=900_000.0, original_budget=1_000_000.0),
    "service-against-line": (
        "savings",
        0,
        {"ref": "S-01", "saving": "Posts", "service": "EH", "line": "B-001", "approved": 100.0},
    ),
    "bridge-out-of-order": (
        "pressures",
        0,
        {"ref": "P-01", "change": "Pay", "kind": "Pressure", "order": 1.0, "amount": 5.0},
    ),
    "authority-unsaid": ("virements", 0, {**_MOVE, "authority": "TBC"}),
    "name-doubled": ("services", 1, {"service": "Strategic Services"}),
    "allows-nothing": ("accepted", 0, {"code": "tenfolds", "reason": "Right", "by": "J Brown"}),
    "share-of-no-whole": _indicator(**{**_PERCENT, **_SHARES}, q1_actual=0.52, denominator=11.0),
    "tolerance-too-large": _indicator(tolerance_in_unit=60.0),
    "setting-unlikely": ("settings", 0, {"default_tolerance": 0.5}),
    "benchmark-unlikely": (
        "benchmarks",
        0,
        {"ref": "X-1", "indicator": "KO1-01", "year": "2015/16", "rank": 151.0, "of": 150.0},
    ),
    "date-unlikely": ("actions", 0, {"due": 60000.0}),
    "settings-contradict": ("settings", 0, {"report_date": 43000.0}),
    "target-worse-than-baseline": _indicator(target=40.0),
    "target-not-steady": _indicator(target_2=70.0, target_3=65.0),
    "target-above-100": _indicator(**{**_PERCENT, "baseline": 0.5, "target": 1.2}),
    "target-below-zero": _indicator(target=-5.0),
    "dates-out-of-order": ("actions", 0, {"start": 42600.0, "due": 42500.0}),
    "complete-disagrees": ("actions", 0, {"status": "On track", "percent_complete": 1.0}),
    "confidential-actual": _indicator(q2_actual="c"),
    "email-malformed": ("services", 0, {"email": "jane at council"}),
    "email-outside-domains": ("services", 0, {"email": "jane@example.org"}),
    "email-doubled": ("services", 1, {"email": "jane@brighton-hove.gov.uk"}),
    "tab-not-hidden": ("settings", 0, {"hidden_tabs": "Benchmark, Grants"}),
    "owner-unknown": _indicator(owner="Asha Patell"),
    "plan-query": _indicator(query="Is it 74% or 47%?"),
    "target-flat": _indicator(target_2=60.0, target_3=60.0, target_4=60.0),
    "tolerance-too-small": _indicator(target=10.0, baseline=9.0, tolerance_share=None),
    "programme-without-baseline": _indicator(measure="Programme", baseline=None),
    "promise-unmeasured": ("expected_outcomes", 1, {"expected_outcome": "More nursery places"}),
    "promise-without-action": ("expected_outcomes", 0, {"commitment": "W-99"}),
    "parts-against-whole": _indicator(part_of="KO2-01", baseline=700.0),
    **dict.fromkeys(
        ("rest-against-total", "populations-differ", "peers-discontinued", "promised-twice"),
        ("indicators", 0, {}),
    ),
    "link-doubled": ("measured_by", 1, {"promise": "EO-01", "indicator": "KO1-01"}),
    "email-missing": ("services", 0, {"email": None}),
    "rounding": ("indicators", 0, {}),
    "taken-as": _indicator(polarity=None, decimals=None),
    "action-without-date": ("actions", 0, {"due": None}),
    "action-without-owner": ("actions", 0, {"owner": None}),
}
_WITH_TOTALS = {"control-total-failed", "rounding", "count-against-rate", "link-doubled"}
_WITH_TOTALS |= {"rest-against-total", "populations-differ", "peers-discontinued", "promised-twice"}
_ALSO: dict[str, tuple[_Edit, ...]] = {
    "forecast-twice": (
        (
            "activity",
            0,
            {
                "ref": "AP-01",
                "line": "B-001",
                "what": "Agency staff",
                "planned_number": 1.0,
                "planned_weeks": 1.0,
                "planned_price": 5.0,
                "expected_number": 1.0,
                "expected_weeks": 1.0,
                "expected_price": 6.0,
            },
        ),
    ),
    "count-against-rate": (("indicators", 14, {"q1_actual": 612.0}),),
    "figures-exchanged": (
        ("budget", 1, {"actual_to_date": 500_000.0, "original_budget": 1_800_000.0}),
    ),
    "bridge-out-of-order": (
        (
            "pressures",
            1,
            {"ref": "P-02", "change": "Cut", "kind": "Saving", "order": 1.0, "amount": -5.0},
        ),
    ),
    "filled-down": tuple(("indicators", row, {"q2_actual": 0.655}) for row in (7, 8)),
}


@functools.cache
def _plan(*, whole: bool) -> Plan:
    """The small plan, or the whole one with its control totals, with every row's place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(real() if whole else small())
        return read(path)


def from_rows(code: str) -> tuple[Finding, ...]:
    """What is found once a plan's rows are changed."""
    edits = [IN_ROWS[code], *_ALSO.get(code, ())]
    plan = _plan(whole=code in _WITH_TOTALS)
    settings = {**plan.settings, "budget_month": 6.0}
    settings["allowed_email_domains"] = "brighton-hove.gov.uk"
    rows: dict[str, list[Row]] = {name: list(held) for name, held in plan.rows.items()}
    rows["services"][0] = {**rows["services"][0], "email": "jane@brighton-hove.gov.uk"}
    rows["people"] = [{"ref": "Asha Patel", "email": "asha@brighton-hove.gov.uk"}]
    for key, index, cells in edits:
        if key == "settings":
            settings |= cells
        else:
            rows[key][index] = {**rows[key][index], **cells}
    changed = Plan(settings, rows, plan.places, plan.findings, plan.name, plan.sha256)
    return check(changed)


def from_file(code: str) -> tuple[Finding, ...]:
    """What is found once a plan's file is changed."""
    with tempfile.TemporaryDirectory() as folder:
        name = "OneDrive" if code == "synchronised-folder" else "Plans"
        path = Path(folder) / name / "plan.xlsx"
        path.parent.mkdir()
        parts = Parts(small())
        edit: Callable[[Parts, Path], None] = file_fixtures.IN_FILE[code]
        edit(parts, path)
        path.write_bytes(parts.data())
        try:
            if code == "synchronised-folder":
                return tuple(run(path, now=NOW).findings)
            return read_and_check(path)[1]
        except PlanHasFaults as faults:
            return faults.findings


@functools.cache
def example(code: str) -> Finding:
    """A finding of each code."""
    if code in memory_fixtures.IN_MEMORY:
        found = memory_fixtures.from_memory(_plan(whole=False), code)
    else:
        found = from_rows(code) if code in IN_ROWS else from_file(code)
    return next(one for one in found if one.code == code)
