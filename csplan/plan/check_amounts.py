"""Amounts, volumes and prices that are far from what stands beside them on their own row.

Savings, schemes, grants, activity, orders and income; forecasts and actuals of budget lines are in
`check_forecasts`.
"""

from __future__ import annotations

from datetime import date
from math import inf
from typing import TYPE_CHECKING

from csplan.sheets import (
    ACTIVITY,
    BUDGET,
    CAPITAL,
    FUNDED_CHANGES,
    GRANTS,
    SAVINGS,
    VIREMENTS,
)
from csplan.sheets.column import Shown
from csplan.terms.catalogue import Code
from csplan.terms.period import FinancialYear, day_in_words, day_of
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, as_added, is_number, says
from csplan.terms.vocabulary import BudgetKind, CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_amounts"]

_LEAST_POUNDS = 50_000.0
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
    _Beside(SAVINGS, "full_year_effect", ("approved",), 3),
    _Beside(SAVINGS, "one_off_replacement", ("approved",), 1.5),
    _Beside(CAPITAL, "spent_to_date", ("approved",), 1.5),
    _Beside(CAPITAL, "slippage", ("approved",), 1.5),
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
    yield from _moves(results.plan)


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
    small = pounds and "price" not in one.name and abs(size - beside) < _LEAST_POUNDS
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
    if not is_number(orders) or not is_number(whole) or not says(row.get("kind"), _EXPENDITURE):
        return
    spent, ends = (as_added(row.get(name)) for name in ("actual_to_date", "forecast_used"))
    if orders < 0:
        said = f"{_shown(orders, '£')} of orders is below zero."
    elif orders > _LEAST_POUNDS and spent + orders > 2 * max(whole, ends):
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


_EXPENDITURE = BudgetKind.EXPENDITURE
_INCOME_BEYOND = 1.5


def _income(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find income to date far beyond the budget of the whole year, and beyond its forecast."""
    actual, whole = row.get("actual_to_date"), row.get("revised_budget")
    if not says(row.get("kind"), BudgetKind.INCOME):
        return
    if not is_number(actual) or not is_number(whole) or actual >= 0:
        return
    most = max(-whole, -as_added(row.get("forecast_used")), 0.0)
    if -actual > _INCOME_BEYOND * most and -actual - most > _LEAST_POUNDS:
        yield plan.finding(
            Code.ACTUAL_BEYOND_BUDGET,
            f"£{-actual:,.0f} is received by now, of £{-whole:,.0f} for the whole year.",
            "Check the coding; if it is right, say so in the forecast and the explanation.",
            sheet=BUDGET,
            index=index,
            column="actual_to_date",
            found=actual,
        )


def _moves(plan: Plan) -> Iterator[Finding]:
    """Find virements and new money of nothing, or of a day that is far from the year."""
    year = FinancialYear.parse(plan.financial_year)
    for sheet in (VIREMENTS, FUNDED_CHANGES):
        for index, row in enumerate(plan.table(sheet)):
            amount = row.get("amount")
            if is_number(amount) and abs(amount) < 1:
                yield plan.finding(
                    Code.AMOUNT_UNLIKELY,
                    f"£{amount:.10g} moves no money.",
                    "Type the amount, or take the row out.",
                    sheet=sheet,
                    index=index,
                    column="amount",
                    found=amount,
                )
            serial = row.get("date")
            day = day_of(float(serial)) if is_number(serial) else None
            if day and year and not _is_near(day, year):
                yield plan.finding(
                    Code.DATE_UNLIKELY,
                    f"{day_in_words(day)} is more than a year from {year}.",
                    "Check the year.",
                    sheet=sheet,
                    index=index,
                    column="date",
                    found=serial,
                )


def _is_near(day: date, year: FinancialYear) -> bool:
    """Say whether a day is at most a year before or after a financial year."""
    return date(year.start - 1, 1, 1) <= day <= date(year.start + 2, 12, 31)
