"""A capital scheme against what was approved, and a ring-fenced grant against its allocation.

forecast − approved = acceleration − slippage + true variance: spending moved to a later year is
not an underspend.  Unit: pounds.  Sign: a positive variance is adverse.  Knows nothing of sheets.
"""

from __future__ import annotations

from math import floor

from csplan.rules.judging import favourable, favourable_excel
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.number import excel_round
from csplan.terms.values import Value, as_added, is_blank, is_number, same
from csplan.terms.vocabulary import Rag, RingFence, RowCheck, State

__all__ = [
    "capital_variance",
    "carried_2",
    "carried_3",
    "carried_forward",
    "funding_total",
    "grant_balance",
    "grant_result",
    "grant_variance",
    "milestone_status",
    "scheme_approved",
    "scheme_forecast",
    "scheme_variance",
    "true_variance",
    "unfunded",
    "variance_word",
]


@rule(
    excel="IF({row_check}={RowCheck.OK},"
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
    if not same(row_check, RowCheck.OK) or all(is_blank(source) for source in sources):
        return ""
    return excel_round(sum(as_added(source) for source in sources), 2)


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
    excel="IF(AND({row_check}={RowCheck.OK},ISNUMBER({approved}),ISNUMBER({forecast})),"
    'ROUND({forecast}-{approved},2),"")',
    source=Source.MONEY,
)
def capital_variance(row_check: Value, approved: Value, forecast: Value) -> float | str:
    """Return forecast − approved.  Blank: one of them is missing."""
    if not same(row_check, RowCheck.OK) or not is_number(approved) or not is_number(forecast):
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
    return excel_round(capital_variance - as_added(acceleration) + as_added(slippage), 2)


@rule(
    excel=f'IF(ISNUMBER({{true_variance}}),{favourable_excel("true_variance")},"")',
    source=Source.MONEY,
)
def variance_word(true_variance: Value) -> str:
    """Judge a scheme's true variance in a word."""
    return favourable(true_variance) if is_number(true_variance) else ""


@rule(
    excel="IF(AND({row_check}={RowCheck.OK},OR(ISNUMBER({approved}),ISNUMBER({approved_2}),"
    'ISNUMBER({approved_3}))),ROUND({approved}+{approved_2}+{approved_3},2),"")',
    source=Source.MONEY,
)
def scheme_approved(
    row_check: Value, approved: Value, approved_2: Value, approved_3: Value
) -> float | str:
    """Return what is approved over three years.  Blank: nothing is."""
    years = (approved, approved_2, approved_3)
    if not same(row_check, RowCheck.OK) or not any(map(is_number, years)):
        return ""
    return excel_round(sum(map(as_added, years)), 2)


@rule(
    excel="IF(AND({row_check}={RowCheck.OK},ISNUMBER({forecast})),ROUND({forecast}"
    "+IF(ISNUMBER({forecast_2}),{forecast_2},{approved_2})"
    '+IF(ISNUMBER({forecast_3}),{forecast_3},{approved_3}),2),"")',
    source=Source.MONEY,
)
def scheme_forecast(
    row_check: Value,
    forecast: Value,
    approved_2: Value,
    forecast_2: Value,
    approved_3: Value,
    forecast_3: Value,
) -> float | str:
    """Return where three years' spending will end; a later year without a forecast as approved.

    Blank: this year has no forecast.
    """
    if not same(row_check, RowCheck.OK) or not is_number(forecast):
        return ""
    second = as_added(forecast_2 if is_number(forecast_2) else approved_2)
    third = as_added(forecast_3 if is_number(forecast_3) else approved_3)
    return excel_round(forecast + second + third, 2)


@rule(
    excel="IF(AND(ISNUMBER({scheme_approved}),ISNUMBER({scheme_forecast})),"
    'ROUND({scheme_forecast}-{scheme_approved},2),"")',
    source=Source.MONEY,
)
def scheme_variance(scheme_approved: Value, scheme_forecast: Value) -> float | str:
    """Return the scheme's forecast − its approval over three years: slippage falls out.

    Blank: one of them is missing.
    """
    if not is_number(scheme_approved) or not is_number(scheme_forecast):
        return ""
    return excel_round(scheme_forecast - scheme_approved, 2)


@rule(
    excel='IF({milestone}="","",IF(ISNUMBER({milestone_done}),{Rag.BLUE},'
    "IF(ISNUMBER({milestone_due}),"
    "IF(INT({milestone_due})<INT({report_date}),{Rag.RED},{Rag.GREEN}),{State.NO_DATE})))",
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def milestone_status(
    milestone: Value, milestone_done: Value, milestone_due: Value, report_date: float
) -> str:
    """Colour a scheme's next milestone: Blue done, Red overdue, else Green.  Blank: none is set."""
    if is_blank(milestone):
        return ""
    if is_number(milestone_done):
        return Rag.BLUE
    if not is_number(milestone_due):
        return State.NO_DATE
    return Rag.RED if floor(milestone_due) < floor(report_date) else Rag.GREEN


@rule(
    excel="IF(AND({row_check}={RowCheck.OK},ISNUMBER({allocation}),ISNUMBER({forecast})),"
    'ROUND({forecast}-{allocation},2),"")',
    source=Source.MONEY,
)
def grant_variance(row_check: Value, allocation: Value, forecast: Value) -> float | str:
    """Return a grant's forecast spending − its allocation.  Blank: one of them is missing."""
    if not same(row_check, RowCheck.OK) or not is_number(allocation) or not is_number(forecast):
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


@rule(
    excel="IF(ISNUMBER({grant_variance}),ROUND({brought_forward}-{grant_variance},2),"
    'IF(AND({row_check}={RowCheck.OK},ISNUMBER({brought_forward})),{brought_forward},""))',
    source=Source.MONEY,
)
def carried_forward(row_check: Value, brought_forward: Value, grant_variance: Value) -> Value:
    """Return what a grant carries forward: brought forward + allocation − forecast spending.

    Sign: a deficit is negative.  Without a forecast it is what was brought forward.
    """
    if is_number(grant_variance):
        return excel_round(as_added(brought_forward) - grant_variance, 2)
    return brought_forward if same(row_check, RowCheck.OK) and is_number(brought_forward) else ""


def _carried(before: str, in_year: str) -> str:
    """Write the balance a year later; blank where that year is not planned."""
    return (
        f"IF(AND(ISNUMBER({{{before}}}),ISNUMBER({{{in_year}}})),"
        f'ROUND({{{before}}}+{{{in_year}}},2),"")'
    )


@rule(excel=_carried("carried_forward", "in_year_2"), source=Source.MONEY)
def carried_2(carried_forward: Value, in_year_2: Value) -> float | str:
    """Return what is carried forward a year later.  Blank: that year is not planned."""
    planned = is_number(carried_forward) and is_number(in_year_2)
    return excel_round(as_added(carried_forward) + as_added(in_year_2), 2) if planned else ""


@rule(excel=_carried("carried_2", "in_year_3"), source=Source.MONEY)
def carried_3(carried_2: Value, in_year_3: Value) -> float | str:
    """Return what is carried forward two years later.  Blank: that year is not planned."""
    planned = is_number(carried_2) and is_number(in_year_3)
    return excel_round(as_added(carried_2) + as_added(in_year_3), 2) if planned else ""


@rule(
    excel="IF(ISNUMBER({carried_forward}),IF({carried_forward}<0,{RingFence.CUMULATIVE},"
    'IF({carried_forward}>0,{RingFence.RESERVE},{RingFence.NIL})),"")',
    source=Source.MONEY,
)
def grant_balance(carried_forward: Value) -> str:
    """Say whether a grant ends the year with a reserve or a cumulative deficit."""
    if not is_number(carried_forward):
        return ""
    if carried_forward == 0:
        return RingFence.NIL
    return RingFence.CUMULATIVE if carried_forward < 0 else RingFence.RESERVE
