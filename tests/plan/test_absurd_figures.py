"""A realistic year raises hardly an alarm, and planted absurdities are caught.

The year is made up and illustrative: the plan's 84 indicators and 44 budget lines with noise,
missing values and late figures.  The absurdities are 6 of each of 20 kinds.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.template.demo import demo_plan
from csplan.template.shipped import shipped
from csplan.template.source import plan_from
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding, Severity
from csplan.terms.period import serial_of
from csplan.terms.values import Value, is_number

Says = Callable[[str, object], None]
YEARS = 4
_ENDS = (
    dt.date(2016, 4, 1),
    dt.date(2016, 7, 15),
    dt.date(2016, 10, 14),
    dt.date(2017, 1, 13),
    dt.date(2017, 4, 14),
)
_QUARTERS = ("q1_actual", "q2_actual", "q3_actual", "q4_actual")


def number(value: Value) -> float:
    """A figure that is known to be one."""
    assert is_number(value)
    return float(value)


demo = functools.cache(demo_plan)


@functools.cache
def loaded() -> Plan:
    """The plan of 2016/17, before any actual."""
    return plan_from(shipped("service_plan_2016_17")).plan


def figure(draw: Random, row: Row, quarter: int, last: float) -> float:
    """A figure that a quarter may well have, drawn from the one before it."""
    unit, measure, places = row["unit"], row["measure"], int(number(row["decimals"]))
    target = number(row["target"]) if is_number(row["target"]) else last
    if measure == "Cumulative":
        whole = number(row["baseline"])
        start = last if quarter > 1 else 0.0
        return float(round(start + max(0.0, draw.gauss(whole / 4, (whole / 4) ** 0.5 * 2))))
    if measure == "Programme":
        rise = (target - number(row["baseline"])) / 4
        return float(round(last + draw.uniform(0.4, 1.3) * rise))
    drift = last + (target - last) * draw.uniform(-0.1, 0.3)
    if unit == "number":
        return float(max(0, round(draw.gauss(drift, max(last, 1) ** 0.5))))
    if unit == "%" and last >= 0:
        return round(min(1.0, max(0.0, draw.gauss(drift, min(0.02, last * 0.12)))), places + 2)
    return round(draw.gauss(drift, abs(last) * 0.05), places + (2 if unit == "%" else 0))


def year(seed: int) -> Iterator[tuple[int, Plan]]:
    """The plan at the end of each quarter of a made-up year."""
    draw = Random(seed)
    rows = [dict(row) for row in loaded().rows["indicators"]]
    lines = [dict(row) for row in loaded().rows["budget"]]
    pace = [draw.gauss(1, 0.03) for _ in lines]
    past = _past(draw, rows)
    for quarter in range(1, 5):
        for row in rows:
            _one(draw, row, quarter)
        _rates(rows, quarter)
        for line, speed in zip(lines, pace, strict=True):
            _spend(draw, line, quarter, speed)
        settings = {
            **loaded().settings,
            "reporting_period": f"Q{quarter}",
            "budget_month": 3.0 * quarter,
            "report_date": serial_of(_ENDS[quarter]),
        }
        held = {**loaded().rows, "indicators": rows, "budget": lines, "history": past}
        yield quarter, dataclasses.replace(loaded(), settings=settings, rows=held)


def _one(draw: Random, row: Row, quarter: int) -> None:
    """Type an indicator's figure for a quarter, if it is due and in time; one that was late too."""
    first = int(str(row["first_due"])[1])
    names = ("baseline", *_QUARTERS[: quarter - 1])
    known = [number(row[name]) for name in names if is_number(row[name])] or [40.0]
    annual = row["frequency"] == "Annual"
    if quarter < first or (annual and quarter > first):
        return
    late = _QUARTERS[quarter - 2]
    if quarter > 1 and not annual and row[late] is None:
        known.append(figure(draw, row, quarter - 1, known[-1]))
        row[late] = known[-1]
    if draw.random() < 0.93:
        row[_QUARTERS[quarter - 1]] = figure(draw, row, quarter, known[-1])


def _past(draw: Random, rows: list[Row]) -> list[Row]:
    """Two earlier years of every figure that comes each quarter, drifting to the baseline."""
    past: list[Row] = []
    for row in rows:
        grows = row["measure"] in ("Cumulative", "Programme")
        if row["frequency"] == "Annual" or grows or not is_number(row["baseline"]):
            continue
        last = number(row["baseline"])
        back = {**row, "target": last * draw.uniform(0.85, 1.1)}
        for at in range(8):
            when: Row = {"year": f"201{5 - at // 4}/1{6 - at // 4}", "period": f"Q{4 - at % 4}"}
            past.append({"ref": row["ref"], **when, "value": last})
            last = figure(draw, back, 1, last)
    return past


def _rates(rows: list[Row], quarter: int) -> None:
    """Work out the rates of the two counts that have one, of the population at the start."""
    by_ref = {row["ref"]: row for row in rows}
    for count, rate in (("KO2-01", "KO2-02"), ("KO2-07", "KO2-08")):
        start = number(by_ref[rate]["baseline"]) / number(by_ref[count]["baseline"])
        for name in _QUARTERS[:quarter]:
            many = by_ref[count][name]
            by_ref[rate][name] = float(round(many * start)) if is_number(many) else None


def _spend(draw: Random, line: Row, quarter: int, pace: float) -> None:
    """Type a line's actual and forecast for a quarter."""
    if line["cipfa_group"] == "Unallocated":
        return
    budget = number(line["original_budget"])
    line["actual_to_date"] = float(round(budget * quarter / 4 * pace * draw.gauss(1, 0.02)))
    line["forecast_outturn"] = float(round(budget * pace))
    line["commentary"] = "As explained at the meeting."


def alarms(findings: tuple[Finding, ...]) -> list[Finding]:
    """What a person is made to look at before anything leaves."""
    return [one for one in findings if one.is_to_confirm or one.severity is Severity.ERROR]


@pytest.mark.slow
def test_a_realistic_year_raises_at_most_two_false_alarms_a_quarter(record_property: Says) -> None:
    counted = []
    for seed in range(YEARS):
        for quarter, plan in year(seed):
            found = alarms(check(plan, calculate(plan)))
            counted.append(len(found))
            assert len(found) <= 2, (seed, quarter, [(o.code, o.ref, o.message) for o in found])
    record_property(
        "figure",
        f"a made-up year of 84 indicators and 44 lines: {sum(counted)} false alarms in "
        f"{len(counted)} quarters, {max(counted)} at most in one",
    )


_Edit = tuple[str, str, Mapping[str, Value]]
_COUNTS = ("KO2-01", "KO2-03", "KO2-07", "KO2-14", "KO3-46", "KO2-15")
_SHARES = ("KO2-06", "KO2-09", "KO2-13", "KO3-01", "KO3-39", "KO1-09")
_LINES = ("B-001", "B-012", "B-016", "B-023", "B-034", "B-037")
_INCOME = ("B-010", "B-011", "B-020", "B-022", "B-031", "B-033")
_ACTIONS = ("A-001", "A-004", "A-009", "A-015", "A-021", "A-030")


def _value(ref: str, name: str) -> float:
    """A figure of the demonstration."""
    rows = (*demo().rows["indicators"], *demo().rows["budget"])
    return number(next(row for row in rows if row["ref"] == ref)[name])


def _each(refs: tuple[str, ...], made: Callable[[float], Value]) -> list[_Edit]:
    """The same absurdity at Q2 made of several figures of Q1."""
    return [("indicators", ref, {"q2_actual": made(_value(ref, "q1_actual"))}) for ref in refs]


def _lines(refs: tuple[str, ...], name: str, made: Callable[[float], float]) -> list[_Edit]:
    """The same absurdity made of several budgets."""
    return [("budget", ref, {name: made(_value(ref, "original_budget"))}) for ref in refs]


def planted() -> dict[str, list[_Edit]]:
    """Six absurdities of each kind, by the name of the kind."""
    mixed = (*_COUNTS[:3], *_SHARES[:3])
    return {
        "a date": _each(_COUNTS, lambda _: "4 July 2016"),
        "a day's number": _each((*_SHARES[:3], "KO2-01", "KO2-07", "KO3-46"), lambda _: 42_555.0),
        "ten times": _each(_COUNTS, lambda last: last * 10),
        "a tenth": _each(mixed, lambda last: last / 10),
        "a hundred times": _each(_SHARES, lambda last: last * 100),
        "a hundredth": _each(_SHARES, lambda last: last / 100),
        "below zero": _each(mixed, lambda last: -last),
        "above the whole": _each(_SHARES, lambda _: 1.2),
        "part of a child": _each(_COUNTS, lambda last: last + 0.4),
        "nothing": _each(mixed, lambda _: 0.0),
        "a count that falls": [
            ("indicators", "KO2-04", {"q1_actual": 80.0, "q2_actual": 70.0}),
            ("indicators", "KO2-04", {"q1_actual": 72.0, "q2_actual": 0.0}),
            ("indicators", "KO2-14", {"q1_actual": 1700.0, "q2_actual": 1650.0}),
            ("indicators", "KO2-14", {"q1_actual": 1400.0, "q2_actual": 1450.0}),
            ("indicators", "KO2-15", {"q1_actual": 1500.0, "q2_actual": 1499.0}),
            ("indicators", "KO2-15", {"q1_actual": 1600.0, "q2_actual": 1200.0}),
        ],
        "N/A over a figure": _each(mixed, lambda _: "N/A"),
        "text": _each(_COUNTS, lambda last: f"{last:.0f} approx"),
        "a rate of another population": [
            *(("indicators", "KO2-02", {"q2_actual": rate}) for rate in (44.0, 36.0, 47.0)),
            *(("indicators", "KO2-08", {"q2_actual": rate}) for rate in (40.0, 50.0, 38.0)),
        ],
        "in thousands": _lines(_LINES, "forecast_outturn", lambda whole: round(whole / 1000, 1)),
        "another line's": _lines(_LINES, "forecast_outturn", lambda whole: whole * 1.6),
        "more than the year has": _lines(_LINES, "actual_to_date", lambda whole: whole * 1.1),
        "income that is positive": _lines(_INCOME, "actual_to_date", lambda whole: -whole / 2),
        "complete, but not all of it": [
            ("actions", ref, {"status": "Complete", "percent_complete": 0.1 * n})
            for n, ref in enumerate(_ACTIONS, start=2)
        ],
        "started after it was due": [
            ("actions", ref, {"start": 42_900.0 + n, "due": 42_800.0})
            for n, ref in enumerate(_ACTIONS)
        ],
        "settings that contradict": [
            ("settings", "", {"report_date": 42_000.0}),
            ("settings", "", {"report_date": 43_000.0}),
            ("settings", "", {"budget_month": 2.0}),
            ("settings", "", {"budget_month": 11.0}),
            ("settings", "", {"reporting_period": "Q4"}),
            ("settings", "", {"reporting_period": "Baseline"}),
        ],
    }


def with_edits(edits: Sequence[_Edit]) -> Plan:
    """The demonstration with absurdities of different rows typed into it."""
    plan = demo().plan
    rows, settings = dict(plan.rows), dict(plan.settings)
    for key, ref, cells in edits:
        if key == "settings":
            settings |= cells
        else:
            rows[key] = [{**row, **cells} if row["ref"] == ref else row for row in rows[key]]
    return dataclasses.replace(plan, settings=settings, rows=rows)


def found_in(edits: Sequence[_Edit]) -> set[tuple[Code, str]]:
    """What a person is made to look at when these absurdities are typed, by code and ref."""
    plan = with_edits(edits)
    return {(one.code, one.ref) for one in alarms(check(plan, calculate(plan)))}


_POPULATIONS = {"KO2-02": "KO2-01", "KO2-08": "KO2-07"}


def together(edits: Sequence[_Edit]) -> list[list[_Edit]]:
    """The edits in few plans: none has two of one row, or of a count and its rate.

    A setting bears on every row, so that each has a plan of its own.
    """
    plans: list[list[_Edit]] = [[edit] for edit in edits if edit[0] == "settings"]
    seen: Counter[str] = Counter()
    packed: dict[int, list[_Edit]] = {}
    for edit in edits:
        if edit[0] != "settings":
            row = _POPULATIONS.get(edit[1], edit[1])
            packed.setdefault(seen[row], []).append(edit)
            seen[row] += 1
    return plans + list(packed.values())


@pytest.mark.slow
def test_planted_absurdities_are_caught(record_property: Says) -> None:
    kinds = planted()
    edits = [edit for some in kinds.values() for edit in some]
    usual = {(one.code, one.ref) for one in alarms(check(demo().plan, demo()))}
    missed, tried = [], together(edits)
    assert len(edits) == sum(map(len, tried))
    for some in tried:
        new = found_in(some) - usual
        refs = {ref for _, ref in new}
        missed += [edit for edit in some if not (new if edit[0] == "settings" else edit[1] in refs)]
    record_property(
        "figure",
        f"planted absurdities: {len(edits) - len(missed)} of {len(edits)} caught, "
        f"of {len(kinds)} kinds",
    )
    assert len(edits) >= 120
    assert len(kinds) >= 20
    assert len(edits) - len(missed) >= 0.96 * len(edits), missed


NINE: list[tuple[_Edit, Code]] = [
    (("indicators", "KO2-01", {"q2_actual": "4 July 2016"}), Code.DATE_FOR_NUMBER),
    (("indicators", "KO2-03", {"q2_actual": 370.0}), Code.TENFOLD),
    (("indicators", "KO2-04", {"q2_actual": -297.0}), Code.FIGURE_BELOW_ZERO),
    (("indicators", "KO2-05", {"q2_actual": 0.0}), Code.FIGURE_UNLIKELY),
    (("indicators", "KO2-07", {"q2_actual": 68.4}), Code.FIGURE_NOT_WHOLE),
    (("indicators", "KO2-14", {"q2_actual": 1500.0}), Code.FIGURE_FALLS),
    (("indicators", "KO2-13", {"q2_actual": 1.2}), Code.SHARE_ABOVE_100),
    (("indicators", "KO3-01", {"q2_actual": "N/A"}), Code.ABSENT_OVER_FIGURE),
    (("budget", "B-012", {"forecast_outturn": 36_052.0}), Code.THOUSANDFOLD),
]


@pytest.mark.slow
def test_the_absurd_figures_of_a_first_user_are_all_caught() -> None:
    found = found_in([edit for edit, _ in NINE])
    assert {(code, edit[1]) for edit, code in NINE} <= found
