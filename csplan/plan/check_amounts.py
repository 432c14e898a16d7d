"""Amounts, volumes and prices that are far from what stands beside them on their own row.

Savings, schemes, grants, activity, orders and income; forecasts and actuals of budget lines are in
`check_forecasts`.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

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
from csplan.terms.names import matching
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, as_added, is_number, says
from csplan.terms.vocabulary import BudgetKind, CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_amounts"]

_CHECK = "Check it against its source."


@dataclass(frozen=True, slots=True)
class _Beside:
    """How many times the columns beside it a figure may be, and which part of them at least."""

    sheet: Sheet
    name: str
    beside: Sequence[str]
    most: float
    least: float = 0.0
    may_be_negative: bool = False


_BESIDE = (
    _Beside(SAVINGS, "delivered", ("approved",), 3),
    _Beside(SAVINGS, "full_year_effect", ("approved",), 3, 0.3),
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
    """Find figures of the money sheets that are unlike those beside them."""
    said: set[tuple[str, str, int]] = set()  # a cell is asked about once
    for one in _BESIDE:
        for index, row in enumerate(results.table(one.sheet)):
            cell = (one.sheet.key, one.name, index)
            found = () if cell in said else tuple(_far(results.plan, one, index, row))
            if found:
                said.add(cell)
            yield from found
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
    if small or not (below or size > one.most * beside or size < one.least * beside):
        return
    named = " and ".join(one.sheet.by_name[name].heading for name in one.beside)
    sign = "£" if pounds else ""
    said = "is below zero" if below else "is far from what stands beside it"
    yield plan.finding(
        Code.AMOUNT_UNLIKELY,
        f"{_shown(figure, sign)} {said} ({named}: {_shown(beside, sign)}).",
        _CHECK,
        sheet=one.sheet,
        index=index,
        column=one.name,
        found=figure,
    )


def _shown(figure: float, sign: str) -> str:
    """Write a figure with its sign before the pound."""
    text = f"{sign}{abs(figure):,.10g}"
    return f"\N{MINUS SIGN}{text}" if figure < 0 else text


def _orders(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find orders below zero, or that with what is spent come to twice the year's budget."""
    orders, whole = row.get("commitments"), row.get("revised_budget")
    if not is_number(orders) or not is_number(whole):
        return
    spent, ends = (as_added(row.get(name)) for name in ("actual_to_date", "forecast_used"))
    if says(row.get("kind"), BudgetKind.INCOME):
        if orders <= 0:
            return
        said = f"{_shown(orders, '£')} of orders stands on a line of income."
    elif orders < 0:
        said = f"{_shown(orders, '£')} of orders is below zero."
    elif orders > FAR_POUNDS and spent + orders > 2 * max(whole, ends):
        said = f"£{orders:,.0f} of orders and £{spent:,.0f} spent are more than twice the budget."
    else:
        return
    yield plan.finding(
        Code.AMOUNT_UNLIKELY,
        said,
        _CHECK,
        sheet=BUDGET,
        index=index,
        column="commitments",
        found=orders,
    )


_INCOME_BEYOND = 1.5


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
            f"£{-actual:,.0f} is received by now, of £{-whole:,.0f} for the whole year.",
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
        yield _unlikely(
            results.plan,
            BUDGET,
            index,
            "actual_to_date",
            f"£{actual:,.0f} of pay is spent, and £{due:,.0f} should be by now.",
        )


_PAID_FROM, _PAID_MOST = 2, 1.5


def _unlikely(plan: Plan, sheet: Sheet, index: int, column: str, said: str) -> Finding:
    """Locate a finding at a figure."""
    found = plan.table(sheet)[index].get(column)
    return plan.finding(
        Code.AMOUNT_UNLIKELY, said, _CHECK, sheet=sheet, index=index, column=column, found=found
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
            said = f"£{approved:,.0f} is more than twice the budget of {row.get('line')}, "
            yield _unlikely(plan, SAVINGS, index, "approved", f"{said}£{abs(whole):,.0f}.")
        other = as_added(row.get("one_off_replacement"))
        missing = approved - as_added(row.get("delivered")) - as_added(row.get("on_track"))
        if other > missing + FAR_POUNDS:
            said = (
                f"£{other:,.0f} of other means stands for £{max(missing, 0):,.0f} that is missing."
            )
            yield _unlikely(plan, SAVINGS, index, "one_off_replacement", said)


def _schemes(plan: Plan) -> Iterator[Finding]:
    """Find slippage of what is spent, later years that do not hold it, and years in thousands."""
    for index, row in enumerate(plan.table(CAPITAL)):
        approved, slipped = as_added(row.get("approved")), as_added(row.get("slippage"))
        spent = as_added(row.get("spent_to_date"))
        left = approved + as_added(row.get("acceleration")) - spent
        if slipped > max(left, 0) + FAR_POUNDS and slipped <= 1.5 * approved:
            said = f"£{slipped:,.0f} is to slip, and only £{max(left, 0):,.0f} is not spent yet."
            yield _unlikely(plan, CAPITAL, index, "slippage", said)
        yield from _later(plan, index, row, slipped - as_added(row.get("acceleration")))
        for name in ("approved_2", "approved_3", "forecast_2", "forecast_3"):
            later = row.get(name)
            found = slip(later, approved, THOUSANDS) if is_number(later) else None
            if found is not None:
                said = (
                    f"£{later:,.0f} is about {found.said} this year's approved, £{approved:,.0f}."
                )
                yield _unlikely(plan, CAPITAL, index, name, said)


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
        yield _unlikely(
            plan,
            CAPITAL,
            index,
            "forecast_2" if is_number(expected[0]) else "forecast_3",
            f"£{later:,.0f} more than is approved in later years {said} the £{moved:,.0f} that "
            f"slips to them.",
        )


_HELD = 0.7


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
                said = f"{_shown(balance, '£')} is many times this year's balance, "
                said += f"{_shown(whole - ends, '£')}."
                yield _unlikely(plan, GRANTS, index, name, said)


_LARGE, _MANY = 0.15, 5
