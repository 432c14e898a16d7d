"""Whether a figure is like what is known of its row: a mark to look again, live while typing.

A mark stops nothing.  It goes when the figure is confirmed on Accepted, with the figure itself
typed there as a number; whether a confirmation holds is for the next update to say.  Unit: the
indicator's, or pounds.  Knows no sheet.
"""

from __future__ import annotations

from math import sqrt

from csplan.rules.counting import rows_where
from csplan.rules.rule import rule
from csplan.rules.slips import Slip, slip, slip_excel
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import as_places, excel_round
from csplan.terms.values import Value, is_number, same
from csplan.terms.vocabulary import CipfaGroup, Likeness, Measure, RowCheck, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "DIGITS",
    "FAR_POUNDS",
    "THOUSANDS",
    "far_from_budget",
    "figure_likeness",
    "forecast_likeness",
    "indicator_forecast_likeness",
    "is_copied",
    "is_far",
    "last_at_end",
    "last_at_pace",
    "slip_of_actual",
    "stands_still",
    "steps",
    "year_gone",
]

_TIMES = 3
_SMALL_COUNT = 20
_SIGMAS = 3
_LEAST_SHARE = 0.01
_FEW_STEPS, _FEW_COUNTED = 100, 10
_GROWN = 20
FAR_POUNDS, FAR_SHARE = 50_000.0, 0.25
"""A forecast is far from its budget where it is further than both."""

THOUSANDS = (1_000, 1_000_000)
"""The slips that are looked for in any sum: pounds typed in thousands or millions, or back."""

DIGITS = (10, 100)
"""Those that are looked for, too, in what should be spent by now, where that is £50,000 or more."""

_EXACT = 1e-6
_GROWS = "{measure}={Measure.CUMULATIVE}"


@rule(
    excel=f'IF(ISNUMBER({{quarter}}),IF({_GROWS},{{quarter}}/{{periods_in_year}},1),"")',
    source=Source.LIKENESS,
)
def year_gone(quarter: Value, measure: Value, periods_in_year: float) -> float | str:
    """Return the part of a year's figure that should be there by the period shown.

    All of it, but for a measure that is counted from April.
    """
    if not is_number(quarter):
        return ""
    return quarter / periods_in_year if same(measure, Measure.CUMULATIVE) else 1.0


def _paced(place: int) -> str:
    return f"{{q{place}_actual}}*IF({_GROWS},{{quarter}}/{place},1)"


@rule(
    excel="IF(ISNUMBER({quarter}),"
    f"IF(AND({{quarter}}>=4,ISNUMBER({{q3_actual}})),{_paced(3)},"
    f"IF(AND({{quarter}}>=3,ISNUMBER({{q2_actual}})),{_paced(2)},"
    f'IF(AND({{quarter}}>=2,ISNUMBER({{q1_actual}})),{_paced(1)},""))),"")',
    source=Source.LIKENESS,
)
def last_at_pace(
    quarter: Value, measure: Value, q1_actual: Value, q2_actual: Value, q3_actual: Value
) -> float | str:
    """Return the last earlier figure of the year; a count since April, as it would have run on.

    Blank: none earlier in the year.
    """
    if not is_number(quarter):
        return ""
    for place, figure in ((3, q3_actual), (2, q2_actual), (1, q1_actual)):
        if quarter > place and is_number(figure):
            return figure * (quarter / place if same(measure, Measure.CUMULATIVE) else 1.0)
    return ""


@rule(
    excel='IF(ISNUMBER({quarter}),IF({quarter}=0,"",'
    f"IF(ISNUMBER({{actual}}),{{actual}}*IF({_GROWS},{{periods_in_year}}/{{quarter}},1),"
    "IF(ISNUMBER({last_at_pace}),"
    f'{{last_at_pace}}*IF({_GROWS},{{periods_in_year}}/{{quarter}},1),""))),"")',
    source=Source.LIKENESS,
)
def last_at_end(
    quarter: Value, measure: Value, actual: Value, last_at_pace: Value, periods_in_year: float
) -> float | str:
    """Return the year's last figure; a count since April, as it would run on to the year's end.

    Blank: none in the year.
    """
    if not is_number(quarter) or quarter == 0:
        return ""
    for figure in (actual, last_at_pace):
        if is_number(figure):
            return figure * (
                periods_in_year / quarter if same(measure, Measure.CUMULATIVE) else 1.0
            )
    return ""


def is_far(figure: float, other: float, unit: Value) -> bool:
    """Say whether a figure is more than threefold another, or under a third of it.

    A count below 20 jumps by nature: it is compared as counts vary by chance.
    """
    if same(unit, Unit.NUMBER) and 0 <= other < _SMALL_COUNT and figure >= 0:
        return abs(figure - other) > _SIGMAS * sqrt(figure + other)
    if same(unit, Unit.PERCENT) and abs(figure - other) < _LEAST_SHARE:
        return False
    more, less = excel_round(figure - _TIMES * other), excel_round(_TIMES * figure - other)
    return more * other > 0 or less * other < 0


def _far(name: str, other: str, typed: str | None = None) -> str:
    """Write that a figure is far from another, where there is one that can be compared."""
    f, x = f"{{{name}}}", other
    return (
        f"IF(ISNUMBER({typed or x}),IF(OR({{unit}}={{Unit.NUMBER}},{typed or x}<>0),"
        f"IF(AND({{unit}}={{Unit.NUMBER}},{x}>=0,{x}<{_SMALL_COUNT},{f}>=0),"
        f"ABS({f}-{x})>{_SIGMAS}*SQRT({f}+{x}),"
        f"IF(AND({{unit}}={{Unit.PERCENT}},ABS({f}-{x})<{_LEAST_SHARE}),FALSE,"
        f"OR(ROUND({f}-{_TIMES}*{x},9)*{x}>0,ROUND({_TIMES}*{f}-{x},9)*{x}<0)))"
        ",TRUE),TRUE)"
    )


def _unlike(name: str, compared: Sequence[tuple[str, str]]) -> str:
    """Write that a figure is far from all that it is compared with: what it is, as it was typed."""
    can_be = ",".join(
        f"IF(ISNUMBER({typed}),OR({{unit}}={{Unit.NUMBER}},{typed}<>0),FALSE)"
        for _, typed in compared
    )
    all_far = ",".join(_far(name, other, typed) for other, typed in compared)
    return f"AND(OR({can_be}),{all_far})"


_ACTUAL_UNLIKE = _unlike(
    "actual",
    (
        ("{last_at_pace}", "{last_at_pace}"),
        ("{target_to_date}", "{target_to_date}"),
        ("{baseline}*{year_gone}", "{baseline}"),
        ("{target}*{year_gone}", "{target}"),
    ),
)
_FORECAST_UNLIKE = _unlike(
    "forecast",
    (
        ("{last_at_end}", "{last_at_end}"),
        ("{baseline}", "{baseline}"),
        ("{target}", "{target}"),
    ),
)


def steps(figure: float, unit: Value, decimals: Value) -> float:
    """Return the steps, as the row's decimals show them, from nothing to a figure."""
    percent = 100 if same(unit, Unit.PERCENT) else 1
    return abs(figure) * percent * 10.0 ** as_places(decimals)


def stands_still(figure: float, before: Sequence[Value], unit: Value, decimals: Value) -> bool:
    """Say whether a figure is exactly the three before it, and no figure that often is.

    Nothing and all of it stand still by nature, and so do figures of few steps.
    """
    if any(one != figure for one in before):
        return False
    few = _FEW_COUNTED if same(unit, Unit.NUMBER) else _FEW_STEPS
    whole = same(unit, Unit.PERCENT) and figure == 1
    return not whole and excel_round(steps(figure, unit, decimals), 6) >= few


def is_copied(figure: float, before: Value, measure: Value) -> bool:
    """Say whether a count that grows is exactly what it was a period before."""
    grows = same(measure, Measure.CUMULATIVE) or same(measure, Measure.PROGRAMME)
    return grows and figure == before and figure >= _GROWN


_STILL = (
    "AND(OR(AND({quarter}=3,{actual}={baseline},{actual}={q1_actual},{actual}={q2_actual}),"
    "AND({quarter}=4,{actual}={q1_actual},{actual}={q2_actual},{actual}={q3_actual})),"
    "NOT(AND({unit}={Unit.PERCENT},{actual}=1)),"
    "ROUND(ABS({actual})*IF({unit}={Unit.PERCENT},100,1)*10^{decimals},6)"
    f">=IF({{unit}}={{Unit.NUMBER}},{_FEW_COUNTED},{_FEW_STEPS}))"
)
_COPIED = (
    f"AND(OR({_GROWS},{{measure}}={{Measure.PROGRAMME}}),{{actual}}>={_GROWN},"
    '{actual}=CHOOSE({quarter},"",{q1_actual},{q2_actual},{q3_actual}))'
)


def _confirmed_excel(name: str) -> str:
    """Write the condition that a line of Accepted names the row and its very figure."""
    return (
        f'COUNTIFS({{accepted__ref}},{{ref}},{{accepted__value}},">="&ROUND({{{name}}}-{_EXACT:f},9),'
        f'{{accepted__value}},"<="&ROUND({{{name}}}+{_EXACT:f},9))>0'
    )


def _is_confirmed(
    ref: Value, figure: float, refs: Sequence[Value], values: Sequence[Value]
) -> bool:
    """Say the same in Python: a figure typed there as a text is looked at by the update alone."""
    least, most = excel_round(figure - _EXACT), excel_round(figure + _EXACT)
    return any(
        is_number(value := values[at]) and least <= value <= most for at in rows_where(refs, ref)
    )


@rule(
    excel='IF({row_check}<>{RowCheck.OK},"",IF(NOT(AND(ISNUMBER({quarter}),ISNUMBER({actual}))),"",'
    f'IF({{quarter}}=0,"",IF({_confirmed_excel("actual")},"",'
    f"IF({_ACTUAL_UNLIKE},{{Likeness.FAR}},"
    f'IF(OR({_STILL},{_COPIED}),{{Likeness.AS_BEFORE}},""))))))',
    source=Source.LIKENESS,
    on_error="",
)
def figure_likeness(
    row_check: Value,
    ref: Value,
    unit: Value,
    decimals: Value,
    measure: Value,
    quarter: Value,
    actual: Value,
    baseline: Value,
    target: Value,
    last_at_pace: Value,
    target_to_date: Value,
    year_gone: Value,
    q1_actual: Value,
    q2_actual: Value,
    q3_actual: Value,
    accepted__ref: Sequence[Value],
    accepted__value: Sequence[Value],
) -> str:
    """Say whether the figure shown is far from all that is known of the row, or as before.

    It is far where it is more than threefold, or under a third of, the last figure, the baseline,
    the target to date and the year's target alike; small counts are compared as they vary by
    chance.  Blank: nothing to look at again, or it is confirmed on Accepted.
    """
    if not same(row_check, RowCheck.OK) or not is_number(quarter) or not is_number(actual):
        return ""
    figure = float(actual)
    if quarter == 0 or _is_confirmed(ref, figure, accepted__ref, accepted__value):
        return ""
    gone = float(year_gone) if is_number(year_gone) else 1.0
    compared = ((last_at_pace, 1.0), (target_to_date, 1.0), (baseline, gone), (target, gone))
    if _is_unlike(figure, compared, unit):
        return Likeness.FAR
    chain = (baseline, q1_actual, q2_actual, q3_actual)
    at = int(quarter)
    still = at > 2 and stands_still(figure, chain[at - 3 : at], unit, decimals)  # noqa: PLR2004
    if still or (at > 1 and is_copied(figure, chain[at - 1], measure)):
        return Likeness.AS_BEFORE
    return ""


def _is_unlike(figure: float, compared: Sequence[tuple[Value, float]], unit: Value) -> bool:
    """Say whether a figure is far from all that is known, each with its part of the year."""
    known = [
        float(one) * part
        for one, part in compared
        if is_number(one) and (same(unit, Unit.NUMBER) or one != 0)
    ]
    return bool(known) and all(is_far(figure, one, unit) for one in known)


@rule(
    excel='IF({row_check}<>{RowCheck.OK},"",IF(NOT(ISNUMBER({forecast})),"",'
    'IF(AND({unit}={Unit.PERCENT},ABS({forecast})>{percentage_limit}),"",'
    f'IF({_confirmed_excel("forecast")},"",IF({_FORECAST_UNLIKE},{{Likeness.FAR}},"")))))',
    source=Source.LIKENESS,
    on_error="",
)
def indicator_forecast_likeness(
    row_check: Value,
    ref: Value,
    unit: Value,
    forecast: Value,
    baseline: Value,
    target: Value,
    last_at_end: Value,
    percentage_limit: float,
    accepted__ref: Sequence[Value],
    accepted__value: Sequence[Value],
) -> str:
    """Say whether the forecast typed is far from all that is known of the row.

    It is far where it is more than threefold, or under a third of, the last figure run on to the
    year's end, the baseline and the year's target alike.  Blank: nothing to look at again, no
    forecast, or it is confirmed on Accepted.
    """
    if not same(row_check, RowCheck.OK) or not is_number(forecast):
        return ""
    figure = float(forecast)
    if same(unit, Unit.PERCENT) and abs(figure) > percentage_limit:
        return ""  # an error, which is said elsewhere
    if _is_confirmed(ref, figure, accepted__ref, accepted__value):
        return ""
    compared = ((last_at_end, 1.0), (baseline, 1.0), (target, 1.0))
    return Likeness.FAR if _is_unlike(figure, compared, unit) else ""


def far_from_budget(forecast: float, budget: float) -> bool:
    """Say whether a forecast is more than £50,000 and a quarter of the budget away from it."""
    off = excel_round(abs(forecast - budget), 2)
    return off > FAR_POUNDS and off > excel_round(FAR_SHARE * abs(budget), 2)


def slip_of_actual(actual: float, due: float) -> Slip | None:
    """Say which slip an actual is against what should be spent by now; None where it is none."""
    folds = (*DIGITS, *THOUSANDS) if abs(due) >= FAR_POUNDS else THOUSANDS
    return slip(actual, due, folds)


_ACTUAL = (
    f"IF(AND(ISNUMBER({{actual_to_date}}),ISNUMBER({{profile_to_date}})),"
    f"IF({_confirmed_excel('actual_to_date')},FALSE,"
    f"OR({slip_excel('actual_to_date', 'profile_to_date', THOUSANDS)},"
    f"AND(ABS({{profile_to_date}})>={FAR_POUNDS:.0f},"
    f"{slip_excel('actual_to_date', 'profile_to_date', DIGITS)}))),FALSE)"
)


@rule(
    excel='IF({row_check}<>{RowCheck.OK},"",IF({cipfa_group}={CipfaGroup.UNALLOCATED},"",'
    f"IF({_ACTUAL},{{Likeness.ACTUAL}},"
    'IF(NOT(AND(ISNUMBER({revised_budget}),ISNUMBER({forecast_used}))),"",'
    f'IF({_confirmed_excel("forecast_used")},"",'
    f"IF({slip_excel('forecast_used', 'revised_budget', THOUSANDS)},{{Likeness.THOUSANDS}},"
    f"IF(AND(ROUND(ABS({{forecast_used}}-{{revised_budget}}),2)>{FAR_POUNDS:.0f},"
    f"ROUND(ABS({{forecast_used}}-{{revised_budget}}),2)>ROUND({FAR_SHARE}*ABS({{revised_budget}}),2)),"
    '{Likeness.FAR},"")))))))',
    source=Source.LIKENESS,
    on_error="",
)
def forecast_likeness(
    row_check: Value,
    ref: Value,
    cipfa_group: Value,
    revised_budget: Value,
    profile_to_date: Value,
    actual_to_date: Value,
    forecast_used: Value,
    accepted__ref: Sequence[Value],
    accepted__value: Sequence[Value],
) -> str:
    """Say whether a line's actual or forecast is a slip, or its forecast far from its budget.

    The actual is held to what should be spent by now.  Blank: nothing to look at again, no
    figures, or they are confirmed on Accepted.
    """
    if not same(row_check, RowCheck.OK) or same(cipfa_group, CipfaGroup.UNALLOCATED):
        return ""
    if is_number(actual_to_date) and is_number(profile_to_date):
        actual, due = float(actual_to_date), float(profile_to_date)
        confirmed = _is_confirmed(ref, actual, accepted__ref, accepted__value)
        if not confirmed and slip_of_actual(actual, due):
            return Likeness.ACTUAL
    if not is_number(revised_budget) or not is_number(forecast_used):
        return ""
    forecast, budget = float(forecast_used), float(revised_budget)
    if _is_confirmed(ref, forecast, accepted__ref, accepted__value):
        return ""
    if slip(forecast, budget, THOUSANDS):
        return Likeness.THOUSANDS
    return Likeness.FAR if far_from_budget(forecast, budget) else ""
