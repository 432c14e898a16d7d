"""Forecasts and actuals of budget lines and schemes that somebody must confirm.

Knows nothing of single cells, nor of signs and totals; those are in `check_money`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import BUDGET, CAPITAL
from csplan.terms.catalogue import Code
from csplan.terms.values import CellError, is_number, says
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_forecasts"]

_SHARE, _POUNDS = 0.25, 50_000.0
_THOUSAND = 1_000
_NEAR = 1.2
_FORECASTS = ((BUDGET, "forecast_outturn", "revised_budget"), (CAPITAL, "forecast", "approved"))


def check_forecasts(results: Results) -> Iterator[Finding]:
    """Compare each forecast with its budget, and each actual with what should be spent by now."""
    for sheet, forecast, budget in _FORECASTS:
        for index, row in enumerate(results.table(sheet)):
            group = row.get("cipfa_group")
            if not isinstance(group, CellError) and says(group, CipfaGroup.UNALLOCATED):
                continue
            yield from _forecast(results, sheet, index, row, forecast=forecast, budget=budget)
            if sheet is BUDGET:
                yield from _slip(results, index, row)


def _forecast(
    results: Results, sheet: Sheet, index: int, row: Row, *, forecast: str, budget: str
) -> Iterator[Finding]:
    """Find a forecast that is far from its budget, or a thousand times off."""
    ends, whole = row.get(forecast), row.get(budget)
    if not is_number(ends) or not is_number(whole) or (sheet is CAPITAL and not whole):
        return
    slip = _thousandfold(ends, whole)
    off = abs(ends - whole)
    if slip:
        code, message = (
            Code.THOUSANDFOLD,
            f"£{ends:,.0f} is about {slip} the budget, £{whole:,.0f}.",
        )
        fix = "Is it typed in thousands?  Type whole pounds."
    elif off > _POUNDS and off > _SHARE * abs(whole):
        code = Code.FORECAST_FAR
        said = f"{off / abs(whole):.0%} of it" if whole else "all of it"
        message = f"£{ends:,.0f} is £{off:,.0f} from the budget of £{whole:,.0f}: {said}."
        fix = "Check it."
    else:
        return
    yield results.plan.finding(
        code, message, fix, sheet=sheet, index=index, column=forecast, found=ends
    )


def _slip(results: Results, index: int, row: Row) -> Iterator[Finding]:
    """Find an actual that is a thousand times what should be spent by now, or a thousandth."""
    actual, due = row.get("actual_to_date"), row.get("profile_to_date")
    if not is_number(actual) or not is_number(due):
        return
    slip = _thousandfold(actual, due)
    if slip:
        yield results.plan.finding(
            Code.THOUSANDFOLD,
            f"£{actual:,.0f} is about {slip} what should be spent by now, £{due:,.0f}.",
            "Is it typed in thousands?  Type whole pounds.",
            sheet=BUDGET,
            index=index,
            column="actual_to_date",
            found=actual,
        )


def _thousandfold(figure: float, other: float) -> str:
    """Say whether a figure is about a thousand times another, or a thousandth of it."""
    if not figure or not other:
        return ""
    ratio = figure / other
    if _THOUSAND / _NEAR <= ratio <= _THOUSAND * _NEAR:
        return "a thousand times"
    return "a thousandth of" if _THOUSAND / _NEAR <= 1 / ratio <= _THOUSAND * _NEAR else ""
