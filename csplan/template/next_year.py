"""The workbook of a plan made from others, built anew with the rows that all workbooks have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.plan.standing import shown_outcomes
from csplan.sheets import BUDGET, CONTROL_TOTALS, INDICATORS, OUTCOMES, SERVICES
from csplan.template.build import build
from csplan.template.source import standing_rows
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Row

__all__ = ["next_year_workbook", "results_of"]


def next_year_workbook(plan: Plan) -> bytes:
    """Return the workbook of a plan of which only what people fill in is known."""
    return build(results_of(plan))


def results_of(plan: Plan) -> Results:
    """Return the results of such a plan, with its summaries' own rows."""
    services = [str(row["ref"]) for row in plan.table(SERVICES)]
    lines = plan.table(BUDGET)
    headings = list(dict.fromkeys(str(row["heading"]) for row in lines))
    groups = {str(row["cipfa_group"]) for row in lines}
    used = [group for group in CipfaGroup if group in groups]
    standing: dict[str, Sequence[Row]] = dict(
        standing_rows(services, headings, used, plan.settings["financial_year"])
    )
    own = {row["ref"]: row for row in plan.table(CONTROL_TOTALS)}
    shared = [own.pop(row["ref"], row) for row in standing[CONTROL_TOTALS.key]]
    standing[CONTROL_TOTALS.key] = [*own.values(), *shared]
    shown = shown_outcomes(plan.table(OUTCOMES), plan.table(INDICATORS))
    standing["outcome_summary"] = [{"ref": ref} for ref in shown]
    standing["service_summary"] = [{"ref": ref} for ref in services]
    return calculate(Plan(plan.settings, {**plan.rows, **standing}))
