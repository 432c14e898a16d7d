"""Amounts, volumes and prices that are far from what stands beside them on their own row.

Savings, schemes, grants, activity, orders and income; forecasts and actuals of budget lines are in
`check_forecasts`.
"""

from __future__ import annotations

from math import inf

from csplan.plan.unlikely import unlikely_amount
from csplan.rules.likeness import FAR_POUNDS, THOUSANDS, slip_of_actual
from csplan.rules.slips import slip
from csplan.sheets import (
    ACTIVITY,
    BUDGET,
    CAPITAL,
    GRANTS,
    SAVINGS,
)
from csplan.sheets.column import Shown
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.number import in_pounds
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, as_added, is_number, says
from csplan.terms.vocabulary import BudgetKind, CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_amounts"]

_INCOME_BEYOND = 1.5
_PAID_FROM, _PAID_MOST = 3, 1.5
"""From the third month: what was accrued for the year before is taken back in the first two."""
_HELD = 0.7
_LARGE, _MANY = 0.15, 5


@dataclass(frozen=True, slots=True)
class _Beside:
    """How many times the columns beside it a figure may be, and which part of them at least."""

    sheet: Sheet
    name: str
    beside: Sequence[str]
    most: float
    least: float = 0.0
    may_be_negative: bool = False
    may_be_nil: bool = False
    """Whether 0 says something that is usual: a saving of one year only has no further effect."""


_BESIDE = (
    _Beside(SAVINGS, "delivered", ("approved",), 3),
    _Beside(SAVINGS, "full_year_effect", ("approved",), 3, 0.3, may_be_nil=True),
    _Beside(SAVINGS, "one_off_replacement", ("approved",), 1.5),
    _Beside(CAPITAL, "spent_to_date", ("approved",), 1.5),
    _Beside(CAPITAL, "slippage", ("approved",), 1.5),
    _Beside(CAPITAL, "acceleration", ("approved",), 1.5),
    _Beside(CAPITAL, "forecast", ("spent_to_date",), inf, 1),
    _Beside(GRANTS, "spent_to_date", ("allocation", "brought_forward"), 1.5),
    _Beside(GRANTS, "forecast", ("allocation", "brought_forward"), 1.5, 0.3),
    _Beside(GRANTS, "brought_forward", ("allocation",), 1, may_be_negative=True),
    _Beside(GRANTS, "in_year_2", ("allocation",), 1, may_be_negative=True),
    _Beside(GRANTS, "in_year_3", ("allocation",), 1, may_be_negative=True),
    _Beside(GRANTS, "forecast", ("spent_to_date",), inf, 1),
    _Beside(CAPITAL, "approved_2", ("approved",), 20),
    _Beside(CAPITAL, "approved_3", ("approved",), 20),
    _Beside(CAPITAL, "forecast_2", ("approved", "approved_2"), 20),
    _Beside(CAPITAL, "forecast_3", ("approved", "approved_3"), 20),
    _Beside(ACTIVITY, "expected_number", ("planned_number",), 3, 0.3),
    _Beside(ACTIVITY, "expected_weeks", ("planned_weeks",), 3, 0.3),
    _Beside(ACTIVITY, "expected_price", ("planned_price",), 3, 0.3),
)


def check_amounts(results: Results) -> Iterator[Finding]:
    """Find figures of the money sheets that are unlike those beside them, each asked about once."""
    asked: set[tuple[str, ...]] = set()
    for one in _found(results):
        cell = (one.code, one.sheet, one.cell, one.ref, one.heading)
        if cell not in asked:
            asked.add(cell)
            yield one


def _found(results: Results) -> Iterator[Finding]:
    """Find such figures, a cell once for each that it is unlike."""
    for one in _BESIDE:
        for index, row in enumerate(results.table(one.sheet)):
            yield from _far(results.plan, one, index, row)
    for index, row in enumerate(results.table(BUDGET)):
        if not _is_unallocated(row):
            yield from _orders(results.plan, index, row)
            yield from _income(results.plan, index, row)
            yield from _pay(results, index, row)
    yield from _savings(results)
    yield from _schemes(results.plan)
    yield from _balances(results.plan)


def _is_unallocated(row: Row) -> bool:
    group = row.get("cipfa_group")
    return not isinstance(group, CellError) and says(group, CipfaGroup.UNALLOCATED)


def _far(plan: Plan, one: _Beside, index: int, row: Row) -> Iterator[Finding]:
    """Compare a figure with the sum of the columns beside it."""
    figure = row.get(one.name)
    beside = sum(float(value) for name in one.beside if is_number(value := row.get(name)))
    if not is_number(figure) or beside <= 0:
        return
    pounds = one.sheet.by_name[one.name].shown is Shown.POUNDS
    size = abs(figure)
    small = pounds and "price" not in one.name and abs(size - beside) < FAR_POUNDS
    below = figure < 0 and not one.may_be_negative
    few = size < one.least * beside and not (one.may_be_nil and not size)
    if small or not (below or few or size > one.most * beside):
        return
    named = " and ".join(one.sheet.by_name[name].heading for name in one.beside)
    said = "is far from what stands beside it"
    if below or (few and one.least == 1):
        said = "is below zero" if below else "is less than what stands beside it"
    shown, other = (in_pounds(one, ",.10g") for one in (figure, beside))
    if not pounds:
        shown, other = shown.replace("£", ""), other.replace("£", "")
    said = f"{shown} {said} ({named}: {other})."
    yield unlikely_amount(plan, one.sheet, index, one.name, said)


def _orders(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find orders below zero, or that with what is spent come to twice the year's budget."""
    orders, whole = row.get("commitments"), row.get("revised_budget")
    if not is_number(orders) or not is_number(whole):
        return
    spent, ends = (as_added(row.get(name)) for name in ("actual_to_date", "forecast_used"))
    if says(row.get("kind"), BudgetKind.INCOME):
        if orders <= 0:
            return
        said = f"{in_pounds(orders)} of orders stands on a line of income."
    elif orders < 0:
        said = f"{in_pounds(orders)} of orders is below zero."
    elif orders > FAR_POUNDS and spent + orders > 2 * max(whole, ends):
        said = f"{in_pounds(orders)} of orders and {in_pounds(spent)} spent are "
        said += "more than twice the budget."
    else:
        return
    yield unlikely_amount(plan, BUDGET, index, "commitments", said)


def _income(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find income to date far beyond the budget of the whole year, and beyond its forecast."""
    actual, whole = row.get("actual_to_date"), row.get("revised_budget")
    if not says(row.get("kind"), BudgetKind.INCOME):
        return
    if not is_number(actual) or not is_number(whole) or actual >= 0:
        return
    most = max(-whole, -as_added(row.get("forecast_used")), 0.0)
    if -actual > _INCOME_BEYOND * most and -actual - most > FAR_POUNDS:
        yield plan.finding(
            Code.ACTUAL_BEYOND_BUDGET,
            f"{in_pounds(-actual)} is received by now, of {in_pounds(-whole)} for the whole year.",
            "Check the coding; if it is right, say so in the forecast and the explanation.",
            sheet=BUDGET,
            index=index,
            column="actual_to_date",
            found=actual,
        )


def _pay(results: Results, index: int, row: Row) -> Iterator[Finding]:
    """Find pay far below or above what should be paid by now: it is paid every month."""
    actual, due = row.get("actual_to_date"), row.get("profile_to_date")
    month = results.settings.get("budget_month")
    if not says(row.get("cipfa_group"), CipfaGroup.EMPLOYEES) or not is_number(actual):
        return
    begun = is_number(month) and month >= _PAID_FROM
    if not begun or not is_number(due) or due < FAR_POUNDS or slip_of_actual(actual, due):
        return
    if 0 <= actual < due / 3 or actual > _PAID_MOST * due:
        yield unlikely_amount(
            results.plan,
            BUDGET,
            index,
            "actual_to_date",
            f"{in_pounds(actual)} of pay is spent, and {in_pounds(due)} should be by now.",
        )


def _savings(results: Results) -> Iterator[Finding]:
    """Compare each saving with the line that it lowers, and other means with what is missing."""
    plan = results.plan
    lines = results.by_ref(BUDGET)
    for index, row in enumerate(plan.table(SAVINGS)):
        line = lines.get(matching(str(row.get("line") or "")), {})
        approved, whole = row.get("approved"), line.get("original_budget")
        service, of_line = row.get("service"), line.get("service")
        if service and of_line and matching(str(service)) != matching(str(of_line)):
            yield plan.finding(
                Code.SERVICE_AGAINST_LINE,
                f"The saving is {service}'s, and {row.get('line')} is a line of {of_line}.",
                "Correct the service, or the line.",
                sheet=SAVINGS,
                index=index,
                column="line",
                found=row.get("line"),
            )
        if not is_number(approved):
            continue
        if is_number(whole) and approved > max(2 * abs(whole), FAR_POUNDS):
            said = f"{in_pounds(approved)} is more than twice the budget of {row.get('line')}, "
            said += f"{in_pounds(whole)}."
            yield unlikely_amount(plan, SAVINGS, index, "approved", said)
        other = as_added(row.get("one_off_replacement"))
        missing = approved - as_added(row.get("delivered")) - as_added(row.get("on_track"))
        if other > missing + FAR_POUNDS:
            said = f"{in_pounds(other)} of other means makes up for the "
            said += f"{in_pounds(max(missing, 0))} that is missing."
            yield unlikely_amount(plan, SAVINGS, index, "one_off_replacement", said)


def _schemes(plan: Plan) -> Iterator[Finding]:
    """Find slippage of what is spent, later years that do not hold it, and years in thousands."""
    for index, row in enumerate(plan.table(CAPITAL)):
        approved, slipped = as_added(row.get("approved")), as_added(row.get("slippage"))
        spent = as_added(row.get("spent_to_date"))
        left = approved + as_added(row.get("acceleration")) - spent
        if slipped > max(left, 0) + FAR_POUNDS and slipped <= 1.5 * approved:
            said = f"{in_pounds(slipped)} is to slip, and only "
            said += f"{in_pounds(max(left, 0))} is not spent yet."
            yield unlikely_amount(plan, CAPITAL, index, "slippage", said)
        yield from _later(plan, index, row, slipped - as_added(row.get("acceleration")))
        for name in ("approved_2", "approved_3", "forecast_2", "forecast_3"):
            later = row.get(name)
            found = slip(later, approved, THOUSANDS) if is_number(later) else None
            if is_number(later) and found is not None:
                said = f"{in_pounds(later)} is about {found.said} this year's approved, "
                said += f"{in_pounds(approved)}."
                yield unlikely_amount(plan, CAPITAL, index, name, said)


def _later(plan: Plan, index: int, row: Row, moved: float) -> Iterator[Finding]:
    """Compare what later years expect beyond what is approved for them with what slips to them."""
    expected = [row.get(name) for name in ("forecast_2", "forecast_3")]
    typed = [float(one) for one in expected if is_number(one)]
    if moved <= FAR_POUNDS or not typed:
        return
    later = sum(typed) - sum(as_added(row.get(name)) for name in ("approved_2", "approved_3"))
    found = slip(later, moved)
    if found is not None or moved - later > max(_HELD * moved, FAR_POUNDS):
        said = f"is about {found.said}" if found else "does not hold"
        yield unlikely_amount(
            plan,
            CAPITAL,
            index,
            "forecast_2" if is_number(expected[0]) else "forecast_3",
            f"{in_pounds(later)} more than is approved in later years {said} the "
            f"{in_pounds(moved)} that slips to them.",
        )


def _balances(plan: Plan) -> Iterator[Finding]:
    """Find an in-year balance of a grant that is large, and many times this year's."""
    for index, row in enumerate(plan.table(GRANTS)):
        whole, ends = row.get("allocation"), row.get("forecast")
        if not is_number(whole) or not is_number(ends):
            continue
        for name in ("in_year_2", "in_year_3"):
            balance = as_added(row.get(name))
            large = _LARGE * whole < abs(balance) <= whole
            if large and abs(balance) > _MANY * abs(whole - ends):
                said = f"{in_pounds(balance)} is many times this year's balance, "
                said += f"{in_pounds(whole - ends)}."
                yield unlikely_amount(plan, GRANTS, index, name, said)
