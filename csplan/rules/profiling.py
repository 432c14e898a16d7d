"""How much of a year's budget should be spent by now: patterns of twelve months.

A month's figure is its part of the year in any unit (days, weeks, per cent, pounds); only the
share of their total counts.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import RowCheck, State

__all__ = ["MONTHS", "part_to_date", "profile_row_check", "whole_year"]

MONTHS = (
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "january",
    "february",
    "march",
)
"""The months of a financial year, as the fields of a profile are called."""

_ADDED = "+".join(f"{{{month}}}" for month in MONTHS)
_GONE = "+".join(
    f"IF({{budget_month}}>={number},{{{month}}},0)" for number, month in enumerate(MONTHS, start=1)
)


def _added(months: tuple[Value, ...]) -> float:
    """Add months' figures; a blank month has none."""
    return sum((float(month) for month in months if is_number(month)), 0.0)


@rule(
    excel=on.formula(
        "profile",
        [*(on.number_or_blank(month, minimum=0) for month in MONTHS), f"{_ADDED}>0"],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def profile_row_check(
    ref: Value,
    profile: Value,
    april: Value,
    may: Value,
    june: Value,
    july: Value,
    august: Value,
    september: Value,
    october: Value,
    november: Value,
    december: Value,
    january: Value,
    february: Value,
    march: Value,
) -> str:
    """Say whether a profile can be used: figures, none below 0, and not all of them 0."""
    if is_blank(ref):
        return "" if is_blank(profile) else State.CHECK_DATA
    first = (april, may, june, july, august, september)
    months = (*first, october, november, december, january, february, march)
    usable = [on.is_number_or_blank(month, minimum=0) for month in months]
    return on.all_met(ref, [*usable, _added(months) > 0])


@rule(excel=f'IF({{row_check}}={{RowCheck.OK}},{_ADDED},"")', source=Source.MONEY)
def whole_year(
    row_check: Value,
    april: Value,
    may: Value,
    june: Value,
    july: Value,
    august: Value,
    september: Value,
    october: Value,
    november: Value,
    december: Value,
    january: Value,
    february: Value,
    march: Value,
) -> float | str:
    """Add the twelve months' figures."""
    if not same(row_check, RowCheck.OK):
        return ""
    months = (april, may, june, july, august, september)
    return _added((*months, october, november, december, january, february, march))


@rule(excel=f'IF({{row_check}}={{RowCheck.OK}},{_GONE},"")', source=Source.MONEY)
def part_to_date(
    row_check: Value,
    april: Value,
    may: Value,
    june: Value,
    july: Value,
    august: Value,
    september: Value,
    october: Value,
    november: Value,
    december: Value,
    january: Value,
    february: Value,
    march: Value,
    budget_month: float,
) -> float | str:
    """Add the figures of the months that have gone by the budget month."""
    if not same(row_check, RowCheck.OK):
        return ""
    first = (april, may, june, july, august, september)
    months = (*first, october, november, december, january, february, march)
    return _added(tuple(one for n, one in enumerate(months, start=1) if budget_month >= n))
