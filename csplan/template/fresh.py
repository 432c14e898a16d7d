"""A fresh workbook for the plan in an older one: what an upgrade is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan
from csplan.sheets import BUDGET, SERVICES, SETTINGS
from csplan.template.build import build
from csplan.template.source import standing_rows
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from csplan.plan.plan import Row

__all__ = ["fresh_like"]


def fresh_like(plan: Plan) -> bytes:
    """Return a fresh workbook with a plan's rows; what it lacks is as in a new plan."""
    settings: Row = {
        column.name: plan.settings.get(column.name, column.default) for column in SETTINGS.inputs
    }
    services = [str(row["ref"]) for row in plan.table(SERVICES) if row.get("ref")]
    headings = [str(row["heading"]) for row in plan.table(BUDGET) if row.get("heading")]
    standing = standing_rows(
        services,
        list(dict.fromkeys(headings)),
        list(CipfaGroup),
        settings["financial_year"],
    )
    return build(calculate(Plan(settings, {**standing, **plan.rows})))
