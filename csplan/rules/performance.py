"""Variance, colour and direction of one indicator.

Figures are in the indicator's unit; a % is a fraction (0.664), but its variance, shortfall and
tolerance are in points (−7.6).  Every rule rounds at 9 places, as its formula does, so that both
agree on the boundary.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.before_figure import before_figure, before_figure_excel, beyond_limit
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import assert_never
from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_blank, is_number, same, word_in
from csplan.terms.vocabulary import (
    AbsenceWord,
    BetterOrWorse,
    DirectionOfTravel,
    Measure,
    Polarity,
    Rag,
    State,
    Unit,
    YesNo,
)

__all__ = [
    "better_or_worse",
    "better_way",
    "colour",
    "direction",
    "rag",
    "red_beyond",
    "scale",
    "shortfall",
    "state",
    "tolerance_applied",
    "travel",
    "travel_excel",
    "variance",
]


def scale(unit: Value) -> int:
    """Return 100 for a %, which is judged in points, else 1."""
    return 100 if same(unit, Unit.PERCENT) else 1


@rule(
    excel=before_figure_excel(
        "{target_to_date}",
        "IF(ISNUMBER({actual}),IF(AND({unit}={Unit.PERCENT},ABS({actual})>{percentage_limit}),"
        "{State.CHECK_DATA},"
        "IF({due}={YesNo.NO},{State.NOT_DUE},{State.RATED})),"
        'IF(OR({actual}="",{actual}={AbsenceWord.TO_BE_SET},{actual}={AbsenceWord.NOT_AVAILABLE}),'
        "IF({due}={YesNo.NO},{State.NOT_DUE},{State.AWAITING_DATA}),"
        "IF(OR({actual}={AbsenceWord.NOT_APPLICABLE},"
        "{actual}={AbsenceWord.NOT_APPLICABLE_DFE}),{State.NOT_APPLICABLE},"
        "IF({actual}={AbsenceWord.CONFIDENTIAL},{State.SUPPRESSED},{State.CHECK_DATA}))))",
    ),
    source=Source.PERFORMANCE,
    on_error=State.CHECK_DATA,
)
def state(
    row_check: Value,
    polarity: Value,
    unit: Value,
    due: Value,
    target_to_date: Value,
    actual: Value,
    percentage_limit: float,
) -> str:
    """Say whether the row can be rated, or the first reason why not."""
    before = before_figure(row_check, polarity, unit, target_to_date, percentage_limit)
    if before is not None:
        return before
    not_due = same(due, YesNo.NO)
    if is_number(actual):
        if beyond_limit(actual, unit, percentage_limit):
            return State.CHECK_DATA
        return State.NOT_DUE if not_due else State.RATED
    if (
        is_blank(actual)
        or same(actual, AbsenceWord.TO_BE_SET)
        or same(actual, AbsenceWord.NOT_AVAILABLE)
    ):
        return State.NOT_DUE if not_due else State.AWAITING_DATA
    if same(actual, AbsenceWord.NOT_APPLICABLE) or same(actual, AbsenceWord.NOT_APPLICABLE_DFE):
        return State.NOT_APPLICABLE
    return State.SUPPRESSED if same(actual, AbsenceWord.CONFIDENTIAL) else State.CHECK_DATA


@rule(
    excel="IF({state}={State.RATED},ROUND(({actual}-{target_to_date})*IF({unit}={Unit.PERCENT},"
    '100,1),9),"")',
    source=Source.PERFORMANCE,
)
def variance(state: Value, unit: Value, actual: Value, target_to_date: Value) -> float | str:
    """Return actual − target to date.

    Unit: the indicator's; points where that is %.  Sign: as arithmetic gives it.
    Blank: the row is not rated.

    >>> variance("Rated", "%", 0.664, 0.74), variance("Awaiting data", "%", None, 0.74)
    (-7.6, '')
    """
    if not same(state, State.RATED):
        return ""
    return excel_round((figure(actual) - figure(target_to_date)) * scale(unit))


@rule(
    excel="IF(ISNUMBER({variance}),IF({variance}=0,{BetterOrWorse.ON_TARGET},"
    "IF({polarity}={Polarity.ON_TARGET},{BetterOrWorse.OFF_TARGET},"
    "IF({polarity}={Polarity.HIGHER},IF({variance}>0,{BetterOrWorse.BETTER},{BetterOrWorse.WORSE}),"
    'IF({variance}<0,{BetterOrWorse.BETTER},{BetterOrWorse.WORSE})))),"")',
    source=Source.PERFORMANCE,
)
def better_or_worse(variance: Value, polarity: Value) -> str:
    """Judge the variance in a word, by polarity."""
    if not is_number(variance):
        return ""
    if variance == 0:
        return BetterOrWorse.ON_TARGET
    side = better_way(polarity)
    if side == 0:
        return BetterOrWorse.OFF_TARGET
    return BetterOrWorse.BETTER if variance * side > 0 else BetterOrWorse.WORSE


def better_way(polarity: Value) -> int:
    """Return which way is better: 1 up, -1 down, 0 where it is to stay on target.

    Context only, or a word that is none of these, is never rated: it ends as the formulas do.
    """
    match word_in(Polarity, polarity):
        case Polarity.HIGHER:
            return 1
        case Polarity.ON_TARGET:
            return 0
        case Polarity.LOWER | Polarity.CONTEXT_ONLY | None:
            return -1
        case never:
            assert_never(never)


@rule(
    excel="IF(ISNUMBER({variance}),IF({polarity}={Polarity.ON_TARGET},ABS({variance}),"
    'IF({polarity}={Polarity.HIGHER},MAX(0,-{variance}),MAX(0,{variance}))),"")',
    source=Source.PERFORMANCE,
)
def shortfall(variance: Value, polarity: Value) -> float | str:
    """Return how far the actual is on the wrong side of the target.

    Unit: as the variance's.  Sign: never negative.  Blank: the row is not rated.
    """
    if not is_number(variance):
        return ""
    side = better_way(polarity)
    return abs(float(variance)) if side == 0 else max(0.0, -side * float(variance))


@rule(
    excel="IF(OR({state}={State.RATED},{state}={State.NOT_DUE},{state}={State.AWAITING_DATA}),"
    "ROUND(IF(ISNUMBER({tolerance_in_unit}),{tolerance_in_unit},"
    "IF(ISNUMBER({tolerance_share}),{tolerance_share},{default_tolerance})"
    '*ABS({target_to_date})*IF({unit}={Unit.PERCENT},100,1)),9),"")',
    source=Source.PERFORMANCE,
)
def tolerance_applied(
    state: Value,
    unit: Value,
    target_to_date: Value,
    tolerance_share: Value,
    tolerance_in_unit: Value,
    default_tolerance: float,
) -> float | str:
    """Return the shortfall that is still amber.

    The tolerance in the row's unit wins, then the row's share of the target to date, then the
    default on Settings.

    Unit: the indicator's; points where that is %.  Sign: never negative.  Blank: no target.
    """
    if not any(same(state, word) for word in (State.RATED, State.NOT_DUE, State.AWAITING_DATA)):
        return ""
    if is_number(tolerance_in_unit):
        return excel_round(float(tolerance_in_unit))
    share = float(tolerance_share) if is_number(tolerance_share) else default_tolerance
    return excel_round(share * abs(figure(target_to_date)) * scale(unit))


@rule(
    excel="IF(ISNUMBER({tolerance_applied}),ROUND({target_to_date}+"
    "IF({polarity}={Polarity.HIGHER},-1,IF({polarity}={Polarity.ON_TARGET},2,1))"
    '*{tolerance_applied}/IF({unit}={Unit.PERCENT},100,1),9),"")',
    source=Source.PERFORMANCE,
)
def red_beyond(
    tolerance_applied: Value, polarity: Value, unit: Value, target_to_date: Value
) -> float | str:
    """Return the last amber figure; where on target is best, the upper of the two.

    Unit: the indicator's (a % as a fraction).  Blank: no target.
    """
    if not is_number(tolerance_applied):
        return ""
    steps = -better_way(polarity) or 2
    return excel_round(figure(target_to_date) + steps * tolerance_applied / scale(unit))


@rule(
    excel="IF({state}={State.RATED},IF({polarity}={Polarity.ON_TARGET},"
    "IF({shortfall}<={tolerance_applied},{Rag.GREEN},"
    "IF({shortfall}<=ROUND(2*{tolerance_applied},9),{Rag.AMBER},{Rag.RED})),"
    "IF({shortfall}=0,{Rag.GREEN},IF({shortfall}<={tolerance_applied},{Rag.AMBER},{Rag.RED}))),"
    "{state})",
    source=Source.PERFORMANCE,
)
def rag(state: Value, polarity: Value, shortfall: Value, tolerance_applied: Value) -> str:
    """Colour the row: Green at or better than target, Amber within the tolerance, else Red.

    Where on target is best: Green within the tolerance, Amber within twice it.
    A row that cannot be rated shows its state instead; the boundary itself is Amber.
    """
    if not same(state, State.RATED):
        return str(state)
    return colour(polarity, figure(shortfall), figure(tolerance_applied))


def colour(polarity: Value, shortfall: float, tolerance: float) -> str:
    """Return the colour of a shortfall; both are already rounded at 9 places."""
    if better_way(polarity) == 0:
        if shortfall <= tolerance:
            return Rag.GREEN
        return Rag.AMBER if shortfall <= excel_round(2 * tolerance) else Rag.RED
    if shortfall == 0:
        return Rag.GREEN
    return Rag.AMBER if shortfall <= tolerance else Rag.RED


def travel_excel(before: str, *, only: str = "") -> str:
    """Write the formula of a direction of travel against an earlier figure."""
    now, then = (
        f"ROUND({figure}*IF({{unit}}={{Unit.PERCENT}},100,1),{{decimals}})"
        for figure in ("{actual}", before)
    )
    return (
        'IF(OR({row_check}="",{row_check}={State.CHECK_DATA}),{row_check},'
        f"IF(AND({{due}}={{YesNo.YES}},ISNUMBER({{actual}}),ISNUMBER({before}),"
        f"{only}{{polarity}}<>{{Polarity.CONTEXT_ONLY}}),"
        f"IF(AND({{unit}}={{Unit.PERCENT}},MAX(ABS({{actual}}),ABS({before}))>{{percentage_limit}}),"
        f"{{State.CHECK_DATA}},IF({now}={then},{{DirectionOfTravel.STEADY}},"
        f"IF({{polarity}}={{Polarity.HIGHER}},IF({{actual}}>{before},{{DirectionOfTravel.IMPROVING}},"
        "{DirectionOfTravel.WORSENING}),"
        f"IF({{polarity}}={{Polarity.LOWER}},IF({{actual}}<{before},{{DirectionOfTravel.IMPROVING}},"
        "{DirectionOfTravel.WORSENING}),IF(ISNUMBER({target_to_date}),"
        "IF(ROUND(ABS({actual}-{target_to_date}),9)="
        f"ROUND(ABS({before}-{{target_to_date}}),9),{{DirectionOfTravel.STEADY}},"
        f"IF(ABS({{actual}}-{{target_to_date}})<ABS({before}-{{target_to_date}}),"
        "{DirectionOfTravel.IMPROVING},{DirectionOfTravel.WORSENING})),"
        "{DirectionOfTravel.NO_COMPARATOR}))))),{DirectionOfTravel.NO_COMPARATOR}))"
    )


@rule(
    excel=travel_excel("{previous}", only="{measure}<>{Measure.CUMULATIVE},"),
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def direction(
    row_check: Value,
    due: Value,
    unit: Value,
    decimals: Value,
    polarity: Value,
    measure: Value,
    actual: Value,
    previous: Value,
    target_to_date: Value,
    percentage_limit: float,
) -> str:
    """Say whether performance improved on the previous figure, by polarity.

    Steady: no difference when both are rounded to the row's decimals.  A cumulative figure only
    grows, so it has no comparator.
    """
    usable = not is_blank(row_check) and not same(row_check, State.CHECK_DATA)
    before = None if usable and same(measure, Measure.CUMULATIVE) else previous
    return travel(
        row_check, due, unit, decimals, polarity, actual, before, target_to_date, percentage_limit
    )


def travel(
    row_check: Value,
    due: Value,
    unit: Value,
    decimals: Value,
    polarity: Value,
    actual: Value,
    before: Value,
    target: Value,
    percentage_limit: float,
) -> str:
    """Say whether performance improved on an earlier figure, by polarity."""
    if is_blank(row_check) or same(row_check, State.CHECK_DATA):
        return str(row_check or "")
    comparable = same(due, YesNo.YES) and not same(polarity, Polarity.CONTEXT_ONLY)
    if not comparable or not is_number(actual) or not is_number(before):
        return DirectionOfTravel.NO_COMPARATOR
    now, then, places = float(actual), float(before), int(figure(decimals))
    if same(unit, Unit.PERCENT) and max(abs(now), abs(then)) > percentage_limit:
        return State.CHECK_DATA
    if excel_round(now * scale(unit), places) == excel_round(then * scale(unit), places):
        return DirectionOfTravel.STEADY
    match word_in(Polarity, polarity):
        case Polarity.HIGHER:
            better = now > then
        case Polarity.LOWER:
            better = now < then
        case Polarity.ON_TARGET | Polarity.CONTEXT_ONLY | None:
            return _nearer(now, then, target)
        case never:
            assert_never(never)
    return DirectionOfTravel.IMPROVING if better else DirectionOfTravel.WORSENING


def _nearer(now: float, before: float, target: Value) -> str:
    """Say whether the figure came nearer to the target than it was."""
    if not is_number(target):
        return DirectionOfTravel.NO_COMPARATOR
    off, was_off = excel_round(abs(now - target)), excel_round(abs(before - target))
    if off == was_off:
        return DirectionOfTravel.STEADY
    return DirectionOfTravel.IMPROVING if off < was_off else DirectionOfTravel.WORSENING
