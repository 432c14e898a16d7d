"""A capital scheme against what was approved, and a ring-fenced grant against its allocation.

forecast − approved = acceleration − slippage + true variance: spending moved to a later year is
not an underspend.  Unit: pounds.  Sign: a positive variance is adverse.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.judging import favourable, favourable_excel
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import RingFence

__all__ = [
    "capital_variance",
    "funding_total",
    "grant_result",
    "grant_variance",
    "true_variance",
    "unfunded",
    "variance_word",
]


def _amount(value: Value) -> float:
    """Return a figure as Excel adds it: a blank is nothing."""
    return float(value) if is_number(value) else 0.0


@rule(
    excel='IF({row_check}="OK",'
    'IF(AND({grant}="",{borrowing}="",{receipts}="",{contributions}="",{revenue}=""),"",'
    'ROUND({grant}+{borrowing}+{receipts}+{contributions}+{revenue},2)),"")',
    source=Source.MONEY,
)
def funding_total(
    row_check: Value,
    grant: Value,
    borrowing: Value,
    receipts: Value,
    contributions: Value,
    revenue: Value,
) -> float | str:
    """Add the sources of a scheme's funding.  Blank: none is given."""
    sources = (grant, borrowing, receipts, contributions, revenue)
    if not same(row_check, "OK") or all(is_blank(source) for source in sources):
        return ""
    return excel_round(sum(_amount(source) for source in sources), 2)


@rule(
    excel="IF(AND(ISNUMBER({approved}),ISNUMBER({funding_total})),"
    'ROUND({approved}-{funding_total},2),"")',
    source=Source.MONEY,
)
def unfunded(approved: Value, funding_total: Value) -> float | str:
    """Return approved − funding: what has no source yet.  Blank: no source is given."""
    if not is_number(approved) or not is_number(funding_total):
        return ""
    return excel_round(approved - funding_total, 2)


@rule(
    excel='IF(AND({row_check}="OK",ISNUMBER({approved}),ISNUMBER({forecast})),'
    'ROUND({forecast}-{approved},2),"")',
    source=Source.MONEY,
)
def capital_variance(row_check: Value, approved: Value, forecast: Value) -> float | str:
    """Return forecast − approved.  Blank: one of them is missing."""
    if not same(row_check, "OK") or not is_number(approved) or not is_number(forecast):
        return ""
    return excel_round(forecast - approved, 2)


@rule(
    excel="IF(ISNUMBER({capital_variance}),"
    'ROUND({capital_variance}-{acceleration}+{slippage},2),"")',
    source=Source.MONEY,
)
def true_variance(capital_variance: Value, acceleration: Value, slippage: Value) -> float | str:
    """Return the over- or underspend once spending moved between years is set aside."""
    if not is_number(capital_variance):
        return ""
    return excel_round(capital_variance - _amount(acceleration) + _amount(slippage), 2)


@rule(
    excel=f'IF(ISNUMBER({{true_variance}}),{favourable_excel("true_variance")},"")',
    source=Source.MONEY,
)
def variance_word(true_variance: Value) -> str:
    """Judge a scheme's true variance in a word."""
    return favourable(true_variance) if is_number(true_variance) else ""


@rule(
    excel='IF(AND({row_check}="OK",ISNUMBER({allocation}),ISNUMBER({forecast})),'
    'ROUND({forecast}-{allocation},2),"")',
    source=Source.MONEY,
)
def grant_variance(row_check: Value, allocation: Value, forecast: Value) -> float | str:
    """Return a grant's forecast spending − its allocation.  Blank: one of them is missing."""
    if not same(row_check, "OK") or not is_number(allocation) or not is_number(forecast):
        return ""
    return excel_round(forecast - allocation, 2)


@rule(
    excel="IF(ISNUMBER({grant_variance}),IF({grant_variance}>0,{RingFence.DEFICIT},"
    'IF({grant_variance}<0,{RingFence.CARRIED_FORWARD},{RingFence.SPENT})),"")',
    source=Source.MONEY,
)
def grant_result(grant_variance: Value) -> str:
    """Say what becomes of a grant at the end of the year; it never touches the net budget."""
    if not is_number(grant_variance):
        return ""
    over = grant_variance
    if over == 0:
        return RingFence.SPENT
    return RingFence.DEFICIT if over > 0 else RingFence.CARRIED_FORWARD
