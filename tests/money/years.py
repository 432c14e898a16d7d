"""This module makes an illustrative year of four budget lines; every figure in it is made up."""

from __future__ import annotations

from csplan.plan.plan import Plan, Row
from csplan.rules.profiling import MONTHS
from csplan.sheets import BY_KEY
from csplan.sheets.control_totals import OWN_CONTROLS
from csplan.sheets.finance import standing_lines
from csplan.template.build import default_settings
from csplan.terms.period import FinancialYear
from csplan.terms.values import Value
from csplan.terms.vocabulary import CipfaGroup

APPROVED: dict[str, Value] = {"date": 42500.0, "authority": "Cabinet"}
TERM = (1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1)
QUARTER = (0, 0, 1) * 4
ORIGINAL = {"B-001": 120_000.0, "B-002": 110_000.0, "B-003": -40_000.0, "B-004": 24_000.0}
FORECAST = {"B-001": 128_400.0, "B-002": 121_000.0, "B-003": -36_000.0, "B-004": 16_800.0}
HEADINGS = {
    "B-001": ("Employee Related", "1 Employees", "Expenditure", None),
    "B-002": ("Transport Related", "3 Transport-related", "Expenditure", "TERM"),
    "B-003": ("Income", "9 Income", "Income", "QUARTER"),
    "B-004": ("Supplies & Services", "4 Supplies & services", "Expenditure", None),
}


def row(key: str, **given: Value) -> Row:
    """A row of a sheet with its other inputs blank."""
    return dict.fromkeys(BY_KEY[key].by_name) | given


def actuals(month: int) -> dict[str, float]:
    """What is spent and received by a month."""
    return {
        "B-001": 10_700.0 * month,
        "B-002": 11_000.0 * sum(TERM[:month]),
        "B-003": -9_000.0 * sum(QUARTER[:month]),
        "B-004": 1_400.0 * month,
    }


def lines(month: int) -> list[Row]:
    """The four budget lines with actuals by a month."""
    spent = actuals(month)
    return [
        row(
            "budget",
            ref=ref,
            service="SL",
            heading=heading,
            cipfa_group=group,
            kind=kind,
            profile=profile,
            original_budget=ORIGINAL[ref],
            actual_to_date=spent[ref],
            previous_forecast=FORECAST[ref] - 100.0,
            forecast_outturn=FORECAST[ref],
        )
        for ref, (heading, group, kind, profile) in HEADINGS.items()
    ]


def profile(ref: str, months: tuple[int, ...]) -> Row:
    """A row of Profiles."""
    parts = {name: float(part) for name, part in zip(MONTHS, months, strict=True)}
    return row("profiles", ref=ref, profile=ref.title(), **parts)


def year(month: int, **sheets: list[Row]) -> Plan:
    """The plan as it stands after so many months, with other rows for some sheets."""
    settings = default_settings(FinancialYear(2016)) | {
        "authority": "Anyshire County Council",
        "department": "Children's Services",
        "data_status": "Illustrative",
        "budget_month": float(month),
    }
    headings = [heading for heading, *_ in HEADINGS.values()]
    rows: dict[str, list[Row]] = {
        "services": [row("services", ref="SL", service="Schools & Learning")],
        "profiles": [profile("TERM", TERM), profile("QUARTER", QUARTER)],
        "virements": [
            row(
                "virements",
                ref="V-001",
                from_line="B-004",
                to_line="B-001",
                amount=6_000.0,
                **APPROVED,
            )
        ],
        "funded_changes": [
            row(
                "funded_changes",
                ref="F-001",
                line="B-002",
                amount=12_000.0,
                source="Grant",
                **APPROVED,
            )
        ],
        "budget": lines(month),
        "finance": [
            row("finance", **line) for line in standing_lines(["SL"], headings, list(CipfaGroup))
        ],
        "control_totals": [row("control_totals", **one) for one in OWN_CONTROLS],
    }
    return Plan(settings, rows | sheets)
