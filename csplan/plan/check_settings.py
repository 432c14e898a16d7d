"""Values of Settings that can be used, and are far from any usual one."""

from __future__ import annotations

from csplan.sheets import BUDGET, SETTINGS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import in_pounds
from csplan.terms.period import FinancialYear, day_in_words, day_of
from csplan.terms.values import as_added, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.terms.finding import Finding

__all__ = ["check_settings"]

_YEARS, _DAYS, _TIMES = 10, 183, 200

_USUAL: dict[str, tuple[float, float]] = {
    "percentage_limit": (1.0, 10.0),
    "default_tolerance": (0.0, 0.25),
    "overall_red_share": (0.01, 1.0),
    "similar_within": (0.0, 0.25),
    "service_red_share": (0.001, 0.25),
    "service_red_amount": (1_000.0, 100_000_000.0),
    "department_red_share": (0.001, 0.25),
    "department_red_amount": (1_000.0, 100_000_000.0),
    "council_red_share": (0.0001, 0.25),
    "council_red_amount": (1_000.0, 1_000_000_000.0),
}
"""From and to what each is usual; what cannot be used at all is refused elsewhere."""


def check_settings(plan: Plan) -> Iterator[Finding]:
    """Find thresholds beyond the usual, and a year to compare with that is still to come."""
    for name, (least, most) in _USUAL.items():
        value = plan.settings.get(name)
        if is_number(value) and not least <= value <= most:
            yield _unlikely(plan, name, f"{value:,.10g} is far from any usual one.")
    own, compared = (
        FinancialYear.parse(str(plan.settings.get(name) or ""))
        for name in ("financial_year", "benchmark_year")
    )
    if own and compared and compared.start > own.start:
        yield _unlikely(plan, "benchmark_year", f"{compared} is after the plan's year, {own}.")
    elif own and compared and compared.start < own.start - _YEARS:
        yield _unlikely(plan, "benchmark_year", f"{compared} is long before the plan's, {own}.")
    report, answers = (plan.settings.get(name) for name in ("report_date", "answers_by"))
    day = day_of(float(answers)) if is_number(answers) else None
    if day and is_number(report) and is_number(answers) and not 0 <= answers - report <= _DAYS:
        said = f"{day_in_words(day)} is before the report, or long after it."
        yield _unlikely(plan, "answers_by", said)
    council = plan.settings.get("council_net_budget")
    own_budget = sum(as_added(row.get("original_budget")) for row in plan.table(BUDGET))
    if is_number(council) and own_budget > 0 and not own_budget <= council < _TIMES * own_budget:
        said = f"is less than this department's own budget, {in_pounds(own_budget)}"
        if council > own_budget:
            said = f"is {council / own_budget:,.0f} times this department's own"
        yield _unlikely(plan, "council_net_budget", f"{in_pounds(council)} {said}.")


def _unlikely(plan: Plan, name: str, said: str) -> Finding:
    """Locate a finding at a value of Settings."""
    return plan.finding(
        Code.SETTING_UNLIKELY,
        f"{SETTINGS.by_name[name].heading}: {said}",
        "Check it: much depends on it.",
        sheet=SETTINGS,
        column=name,
        found=plan.settings.get(name),
    )
