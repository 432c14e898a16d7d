"""What earlier periods said, looked up in the sheets of memory.

A closed month's forecast, and the same period's figure a year ago.  Knows nothing of how a period
is closed.
"""

from __future__ import annotations

from csplan.rules.counting import ANY_NUMBER, rows_where
from csplan.rules.performance import travel, travel_excel
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import State

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["closed_forecast", "direction_on_year", "year_before"]

_LAST_CLOSE = (
    "{budget_history__ref},{ref},{budget_history__year},{financial_year},"
    '{budget_history__month},"<"&{budget_month},{budget_history__until_month},">="&{budget_month}'
)
_YEAR_BEFORE = (
    "{history__ref},{ref},{history__next_year},{financial_year},{history__period},{period}"
)


@rule(
    excel='IF({ref}="","",'
    f"IF(COUNTIFS({_LAST_CLOSE},{{budget_history__forecast_outturn}},{ANY_NUMBER})>0,"
    f"ROUND(SUMIFS({{budget_history__forecast_outturn}},{_LAST_CLOSE}),2),"
    'IF(ISNUMBER({previous_forecast}),ROUND({previous_forecast},2),"")))',
    source=Source.MEMORY,
    on_error=State.CHECK_DATA,
)
def closed_forecast(
    ref: Value,
    previous_forecast: Value,
    financial_year: Value,
    budget_month: float,
    budget_history__ref: Sequence[Value],
    budget_history__year: Sequence[Value],
    budget_history__month: Sequence[Value],
    budget_history__until_month: Sequence[Value],
    budget_history__forecast_outturn: Sequence[Value],
) -> float | str:
    """Return the forecast of the last closed month before the budget month, else the one typed.

    Unit: pounds.  Blank: no month is closed, and none was typed.
    """
    if is_blank(ref):
        return ""
    found = [
        float(forecast)
        for at in rows_where(budget_history__ref, ref)
        if same(budget_history__year[at], str(financial_year))
        and is_number(month := budget_history__month[at])
        and is_number(until := budget_history__until_month[at])
        and month < budget_month <= until
        and is_number(forecast := budget_history__forecast_outturn[at])
    ]
    if found:
        return excel_round(sum(found), 2)
    return excel_round(float(previous_forecast), 2) if is_number(previous_forecast) else ""


@rule(
    excel=f'IF(OR({{ref}}="",{{period}}=""),"",'
    f"IF(COUNTIFS({_YEAR_BEFORE},{{history__value}},{ANY_NUMBER})>0,"
    f'ROUND(SUMIFS({{history__value}},{_YEAR_BEFORE}),9),""))',
    source=Source.MEMORY,
    on_error=State.CHECK_DATA,
)
def year_before(
    ref: Value,
    period: Value,
    financial_year: Value,
    history__ref: Sequence[Value],
    history__next_year: Sequence[Value],
    history__period: Sequence[Value],
    history__value: Sequence[Value],
) -> float | str:
    """Return the same period's figure of the year before, from History.

    Unit: the indicator's.  Blank: that period is not in History.
    """
    if is_blank(ref) or is_blank(period):
        return ""
    found = [
        float(value)
        for at in rows_where(history__ref, ref)
        if same(history__next_year[at], str(financial_year))
        and same(history__period[at], str(period))
        and is_number(value := history__value[at])
    ]
    return excel_round(sum(found)) if found else ""


@rule(
    excel=travel_excel("{year_before}"),
    source=Source.MEMORY,
    on_error=State.CHECK_DATA,
)
def direction_on_year(
    row_check: Value,
    due: Value,
    unit: Value,
    decimals: Value,
    polarity: Value,
    actual: Value,
    year_before: Value,
    target_to_date: Value,
    percentage_limit: float,
) -> str:
    """Say whether performance improved on the same period of the year before, by polarity.

    A cumulative figure is compared too: a year ago it had run as long.
    """
    return travel(
        row_check,
        due,
        unit,
        decimals,
        polarity,
        actual,
        year_before,
        target_to_date,
        percentage_limit,
    )
