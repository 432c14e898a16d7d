"""The demonstration: the plan of 2016/17 with made-up figures for the first half of its year.

Every figure, head of service and address that it adds is illustrative, and labelled so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.sheets import (
    ACTIONS,
    ACTIVITY,
    BENCHMARKS,
    BUDGET,
    CAPITAL,
    GRANTS,
    INDICATORS,
    SAVINGS,
    SERVICES,
    VIREMENTS,
)
from csplan.template.build import build
from csplan.template.shipped import shipped
from csplan.template.source import listed_in, overlaid, plan_from, with_settings

if TYPE_CHECKING:
    from csplan.sheets.sheet import Sheet

__all__ = ["demo_plan", "demo_workbook"]

_FILES: tuple[tuple[Sheet, str], ...] = (
    (SERVICES, "services.csv"),
    (INDICATORS, "actuals.csv"),
    (ACTIONS, "actions.csv"),
    (BUDGET, "budget.csv"),
    (CAPITAL, "capital.csv"),
    (GRANTS, "grants.csv"),
)
_LISTS: tuple[tuple[Sheet, str], ...] = (
    (VIREMENTS, "virements.csv"),
    (ACTIVITY, "activity.csv"),
    (BENCHMARKS, "benchmarks.csv"),
    (SAVINGS, "savings.csv"),
)


def demo_plan() -> Results:
    """Return the plan as it might stand at the end of September 2016, with its results."""
    plan = plan_from(shipped("service_plan_2016_17")).plan
    folder = shipped("illustrative")
    settings = with_settings(plan.settings, folder / "settings.csv")
    rows = {
        sheet.key: overlaid(sheet, plan.table(sheet), folder / name, plan.financial_year)
        for sheet, name in _FILES
    }
    rows |= {
        sheet.key: listed_in(sheet, folder / name, plan.financial_year) for sheet, name in _LISTS
    }
    return calculate(Plan(settings, {**plan.rows, **rows}))


@cache
def demo_workbook() -> bytes:
    """Return the demonstration's workbook, as it stands before csplan's first run."""
    return build(demo_plan())
