"""This module draws plans at random: every polarity, tolerance, absence, unit and boundary.

Figures stand on grids of thousandths, so that actuals, targets and tolerances often meet exactly.
A plan follows from its seed, so that a failure can be drawn again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import Random

from csplan.plan.plan import Plan, Row
from csplan.sheets import ACCEPTED, APPROVALS, BY_KEY, SHEETS
from csplan.sheets.column import Column, Kind
from csplan.sheets.sheet import Owner, Shape, Sheet
from csplan.template.build import default_settings
from csplan.template.source import standing_rows
from csplan.terms.period import FinancialYear
from csplan.terms.values import CellError, Value
from csplan.terms.vocabulary import (
    ActionStatus,
    BudgetKind,
    CipfaGroup,
    ForecastMethod,
    Frequency,
    Measure,
    Period,
    Polarity,
    Quarter,
    Unit,
)

_ABSENT = ("N/A", "To be set", "c", "z", "x", "n/a")
_UNUSABLE = ("74 %", "1,23", "soon", "N/A ")
_ODD = (66.4, 0.0, 1.5, 1.51, 1e-9)
_SHARES_OF_TARGET = (0.95, 1.05, 1.0, 0.9, 1.1, 0.949999999, 1.0500000001)
MOST_ROWS = {"services": 2, "outcomes": 2, "indicators": 40, "actions": 12, "budget": 12}
OTHERS = tuple(
    sheet
    for sheet in SHEETS
    if sheet.shape is Shape.TABLE
    and sheet.owner is Owner.PEOPLE
    and sheet not in (ACCEPTED, APPROVALS)
    and sheet.key not in MOST_ROWS
)
MOST_ROWS |= {sheet.key: 6 for sheet in OTHERS}
_ODD_ROWS = 0.3
_QUARTERS = ("q1", "q2", "q3", "q4")


def figure(draw: Random, unit: str) -> Value:
    """Draw what may stand in a number cell of a unit: mostly figures, at times anything else."""
    kind = draw.random()
    if kind < 0.7:
        if unit == "%":
            return draw.randint(0, 1100) / 1000
        return draw.choice([float(draw.randint(-50, 3000)), draw.randint(-2000, 2000) / 2])
    if kind < 0.85:
        return None
    others: list[Value] = [*_ABSENT, *_ODD] if kind < 0.97 else [*_UNUSABLE]
    return draw.choice(others)


def word(draw: Random, words: Iterable[str]) -> str:
    """Draw a word of the vocabulary, at times in another case, rarely one that is not of it."""
    chosen = str(draw.choice(list(words)))
    kind = draw.random()
    return "nonsense" if kind < 0.02 else chosen.upper() if kind < 0.08 else chosen


def indicator(draw: Random, number: int) -> Row:
    """Draw one indicator; often a figure of it lies exactly on a boundary of its colour."""
    unit = word(draw, Unit)
    shares: list[Value] = [*[None] * 8, 0.05, 0.1, 0.0, "5 %", -0.1]
    amounts: list[Value] = [*[None] * 12, 5.0, 0.5, 0.0, "2"]
    row: Row = {
        "ref": f"KO1-{number:02d}",
        "outcome": draw.choice(["KO1", "ko1", "KO2", "KO2", "KO2", "KO2", "KO9"]),
        "indicator": f"Indicator {number}",
        "service": draw.choice(["SL", "EH"] * 8 + ["XX", None]),
        "unit": unit,
        "decimals": draw.choice([0.0, 1.0, 1.0, 2.0]) if draw.random() < 0.95 else None,
        "polarity": word(draw, Polarity),
        "measure": word(draw, Measure),
        "frequency": word(draw, Frequency),
        "first_due": word(draw, Quarter),
        "forecast_method": word(draw, ForecastMethod) if draw.random() < 0.5 else None,
        "tolerance_share": draw.choice(shares),
        "tolerance_in_unit": draw.choice(amounts),
    }
    actuals = [f"{quarter}_actual" for quarter in _QUARTERS]
    for name in ("baseline", "target", "forecast", *actuals):
        row[name] = figure(draw, unit)
    for quarter in _QUARTERS:
        row[f"{quarter}_target"] = figure(draw, unit) if draw.random() < 0.15 else None
    target = row["target"]
    if isinstance(target, float) and draw.random() < 0.5:
        for name in ("baseline", "forecast", *actuals):
            row[name] = target * draw.choice(_SHARES_OF_TARGET)
    return row


def action(draw: Random, number: int) -> Row:
    """Draw one action."""
    days = [None, *(float(draw.randint(42400, 42800)) for _ in range(6)), "31/07/2017"]
    return {
        "ref": f"A-{number:03d}",
        "outcome": draw.choice(["KO1", "KO2", "KO1", "KO2", "KO9"]),
        "action": f"Action {number}",
        "lead_service": draw.choice(["SL", "EH", "SL", "EH", None]),
        "start": draw.choice(days),
        "due": draw.choice(days),
        "percent_complete": draw.choice([None, 0.0, 0.5, 1.0, 1.0, "half"]),
        "status": word(draw, ActionStatus) if draw.random() < 0.8 else None,
    }


def budget_line(draw: Random, number: int) -> Row:
    """Draw one budget line; its forecast often lies exactly on a threshold."""
    budget = draw.choice([0.0, -1000.0, 2000.0, 1_999_999.0, 2_000_000.0, -2_662_223.0])
    over = [0.0, 0.05 * abs(budget), 100_000.0, -100_000.0, 99_999.99, -0.05 * abs(budget), 1.0]
    return {
        "ref": f"B-{number:03d}",
        "service": draw.choice(["SL", "EH", "SL", "EH", "SL", "EH", "XX"]),
        "heading": draw.choice(["Agency", "Income", "Employee Related"]),
        "cipfa_group": word(draw, CipfaGroup),
        "kind": word(draw, BudgetKind),
        "original_budget": budget if draw.random() < 0.92 else draw.choice([None, "10k"]),
        "actual_to_date": draw.choice([None, float(draw.randint(-9999, 9999)), 0.0, "1m"]),
        "forecast_outturn": draw.choice([None, *(budget + one for one in over)]),
    }


def any_row(draw: Random, sheet: Sheet, number: int, refs: dict[str, list[str]]) -> Row:
    """Draw a row of any sheet from what its columns say that they can hold."""
    row: Row = {column.name: _any_value(draw, column, refs) for column in sheet.inputs}
    row["ref"] = refs[sheet.name][number]
    return row


def _any_value(draw: Random, column: Column, refs: dict[str, list[str]]) -> Value:
    """Draw what may stand in a cell of a column, at times what may not."""
    if draw.random() < (0.04 if column.required else 0.2):
        return None
    if column.kind is Kind.NUMBER:
        numbers: list[Value] = [0.0, 1.0, 0.25, 100.0, float(draw.randint(-9000, 99000)), -5.5]
        return draw.choice([*numbers, "10k"] if draw.random() < 0.1 else numbers)
    if column.kind is Kind.WORD and column.words is not None:
        return word(draw, column.words)
    if column.kind is Kind.LINK:
        return draw.choice(refs[column.to]) if draw.random() < 0.95 else "XX-9"
    if column.kind is Kind.DAY:
        return float(draw.randint(42400, 42800))
    return draw.choice(["Agency", "Income", "Text", "=not a formula"])


def _refs(sheet: Sheet, most: int) -> list[str]:
    """Return refs of a sheet's own pattern, from the example in its heading's meaning."""
    found = re.search(r"e\.g\. (.*?)(\d+)", sheet.by_name["ref"].meaning)
    stem, digits = (found[1], len(found[2])) if found else (f"{sheet.name[:2].upper()}-", 2)
    return [f"{stem}{number:0{digits}d}" for number in range(1, most + 1)]


ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def _odd(draw: Random, value: Value, column: Column) -> Value:
    """Draw what a lookup, a paste or a slip leaves in a cell: an error, a wildcard, a space."""
    kinds: list[Callable[[str], Value]] = [lambda _: CellError(draw.choice(ERRORS))]
    if column.kind in (Kind.LINK, Kind.WORD) and isinstance(value, str) and value:
        kinds += [
            lambda text: f"{text[:-1]}*",
            lambda text: f"{text[:-1]}?",
            lambda text: f"={text}",
            lambda text: f"~{text}",
            lambda text: f"{text} ",
            lambda text: f"\N{NO-BREAK SPACE}{text}",
            str.swapcase,
        ]
    return draw.choice(kinds)(str(value))


def _with_odd_cells(draw: Random, rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Put something odd into some cells that people fill in, of every kind."""
    odd = {}
    for key, listed in rows.items():
        inputs = [column for column in BY_KEY[key].inputs if column.name != "ref"]
        odd[key] = [dict(row) for row in listed]
        for row in odd[key]:
            if inputs and draw.random() < _ODD_ROWS:
                column = draw.choice(inputs)
                row[column.name] = _odd(draw, row[column.name], column)
    return odd


def plan_of(seed: int, *, odd: bool = False) -> Plan:
    """Return the plan that follows from a seed; with `odd`, errors, wildcards and spaces too."""
    draw = Random(seed)
    settings = default_settings(FinancialYear(2016)) | {
        "authority": "Anyshire County Council",
        "department": "Children's Services",
        "reporting_period": draw.choice([str(period) for period in Period]),
        "budget_month": float(draw.randint(0, 12)),
        "report_date": float(draw.randint(42461, 42800)),
        "default_tolerance": draw.choice([0.05, 0.1, 0.0]),
        "overall_red_share": draw.choice([0.25, 0.5]),
    }
    rows: dict[str, list[Row]] = {
        "services": [{"ref": "SL", "service": "Schools"}, {"ref": "EH", "service": "Early Help"}],
        "outcomes": [
            {"ref": "KO1", "kind": "Key outcome", "outcome": "One"},
            {"ref": "KO2", "kind": "Priority", "outcome": "Two"},
        ],
        "indicators": [indicator(draw, n) for n in range(1, draw.randint(2, 40) + 1)],
        "actions": [action(draw, n) for n in range(1, draw.randint(2, 12) + 1)],
        "budget": [budget_line(draw, n) for n in range(1, draw.randint(2, 12) + 1)],
    }
    refs = {sheet.name: _refs(sheet, 12) for sheet in OTHERS}
    refs |= {BY_KEY[key].name: [str(row["ref"]) for row in listed] for key, listed in rows.items()}
    for sheet in OTHERS:
        count = draw.randint(0, 6)
        rows[sheet.key] = [any_row(draw, sheet, number, refs) for number in range(count)]
    filled = {
        key: [dict.fromkeys(BY_KEY[key].by_name) | row for row in given]
        for key, given in rows.items()
    }
    return Plan(settings=settings, rows=_with_odd_cells(draw, filled) if odd else filled)


def with_totals(plan: Plan) -> Plan:
    """Return a plan with the rows of a finance summary and of controls that suit it."""
    headings = ["Agency", "Income", "Employee Related"]
    standing = standing_rows(
        ["SL", "EH"], headings, list(CipfaGroup), plan.settings["financial_year"]
    )
    rows = {key: [dict.fromkeys(row) | row for row in given] for key, given in standing.items()}
    return Plan(settings=plan.settings, rows={**plan.rows, **rows})
