"""Forecasts and actuals of budget lines and schemes that somebody must confirm.

Knows nothing of single cells, nor of signs and totals; those are in `check_money`.
"""

from __future__ import annotations

from csplan.plan.likelihood import SLIP_CODES
from csplan.rules.likeness import DIGITS, FAR_POUNDS, THOUSANDS, far_from_budget, slip_of_actual
from csplan.rules.revenue import follows_activity
from csplan.rules.slips import slip
from csplan.sheets import BUDGET, CAPITAL
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import in_pounds
from csplan.terms.values import CellError, is_number, says
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_forecasts"]

_MONEY = (*DIGITS, *THOUSANDS)
"""The slips that are looked for in a line of £50,000 or more."""

_FORECASTS = ((BUDGET, "forecast_used", "revised_budget"), (CAPITAL, "forecast", "approved"))


def check_forecasts(results: Results) -> Iterator[Finding]:
    """Compare each forecast with its budget, and each actual with what should be spent by now."""
    for sheet, forecast, budget in _FORECASTS:
        for index, row in enumerate(results.table(sheet)):
            group = row.get("cipfa_group")
            if not isinstance(group, CellError) and says(group, CipfaGroup.UNALLOCATED):
                continue
            yield from _forecast(results, sheet, index, row, forecast=forecast, budget=budget)
            if sheet is BUDGET:
                yield from _actual(results, index, row)
                yield from _last_forecast(results, index, row)


def _forecast(
    results: Results, sheet: Sheet, index: int, row: Row, *, forecast: str, budget: str
) -> Iterator[Finding]:
    """Find a forecast that is far from its budget, or a thousand times off."""
    ends, whole = row.get(forecast), row.get(budget)
    if not is_number(ends) or not is_number(whole) or (sheet is CAPITAL and not whole):
        return
    found = slip(ends, whole, THOUSANDS)
    off = abs(ends - whole)
    if found:
        code = SLIP_CODES[found.times]
        message = f"{in_pounds(ends)} is about {found.said} the budget, {in_pounds(whole)}."
        fix = "Is it typed in thousands?  Type whole pounds."
    elif far_from_budget(ends, whole):
        code = Code.FORECAST_FAR
        message = f"{in_pounds(ends)} is {in_pounds(off)} from the budget of {in_pounds(whole)}"
        message += f": {off / abs(whole):,.0%} of it." if whole else "."
        fix = "Check it."
    else:
        return
    typed = sheet is BUDGET and not follows_activity(row.get("forecast_from"))
    column = "forecast_outturn" if typed else forecast
    yield results.plan.finding(
        code, message, fix, sheet=sheet, index=index, column=column, found=ends
    )


def _last_forecast(results: Results, index: int, row: Row) -> Iterator[Finding]:
    """Find a previous forecast, as it was typed, that no report can have held."""
    before, whole = row.get("previous_forecast"), row.get("revised_budget")
    if not is_number(before) or not is_number(whole):
        return
    found = slip(before, whole, _MONEY)
    turned = before * whole < 0 and abs(before - whole) > FAR_POUNDS
    if abs(whole) >= FAR_POUNDS and (found is not None or turned):
        said = f"about {found.said}" if found else "of another sign than"
        yield results.plan.finding(
            SLIP_CODES[found.times] if found else Code.SIGN_AGAINST_KIND,
            f"{in_pounds(before)} is {said} the budget, {in_pounds(whole)}.",
            "Correct the previous forecast; the movement is counted from it.",
            sheet=BUDGET,
            index=index,
            column="previous_forecast",
            found=before,
        )


def _actual(results: Results, index: int, row: Row) -> Iterator[Finding]:
    """Find an actual that is a thousand times what should be spent by now, or a thousandth."""
    actual, due = row.get("actual_to_date"), row.get("profile_to_date")
    if not is_number(actual) or not is_number(due):
        return
    found = slip_of_actual(actual, due)
    if found is not None:
        yield results.plan.finding(
            SLIP_CODES[found.times],
            f"{in_pounds(actual, ',.2f')} is about {found.said} what should be spent by now, "
            f"{in_pounds(due)}.",
            "Is it typed in thousands, or a digit out?  Type whole pounds.",
            sheet=BUDGET,
            index=index,
            column="actual_to_date",
            found=actual,
        )
