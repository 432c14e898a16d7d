"""Variance, colour and direction of one indicator.

Figures are in the indicator's unit; a % is a fraction (0.664), but its variance, shortfall and
tolerance are in points (−7.6).  Every rule rounds at 9 places, as its formula does, so that both
agree on the boundary.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.before_figure import before_figure, before_figure_excel, beyond_limit
from csplan.rules.rule import rule
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same

__all__ = [
    "better_or_worse",
    "colour",
    "direction",
    "rag",
    "red_beyond",
    "scale",
    "shortfall",
    "state",
    "tolerance_applied",
    "variance",
]

_CONVENTIONS_2 = "conventions.md, section 2"
_CONVENTIONS_3 = "conventions.md, section 3"


def scale(unit: Value) -> int:
    """Return 100 for a %, which is judged in points, else 1."""
    return 100 if same(unit, "%") else 1


@rule(
    excel=before_figure_excel(
        "{target_to_date}",
        'IF(ISNUMBER({actual}),IF(AND({unit}="%",ABS({actual})>{percentage_limit}),"Check data",'
        'IF({due}="No","Not due","Rated")),'
        'IF(OR({actual}="",{actual}="To be set",{actual}="x"),'
        'IF({due}="No","Not due","Awaiting data"),'
        'IF(OR({actual}="N/A",{actual}="z"),"Not applicable","Check data")))',
    ),
    source=_CONVENTIONS_2,
    on_error="Check data",
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
    not_due = same(due, "No")
    if is_number(actual):
        if beyond_limit(actual, unit, percentage_limit):
            return "Check data"
        return "Not due" if not_due else "Rated"
    if is_blank(actual) or same(actual, "To be set") or same(actual, "x"):
        return "Not due" if not_due else "Awaiting data"
    return "Not applicable" if same(actual, "N/A") or same(actual, "z") else "Check data"


@rule(
    excel='IF({state}="Rated",ROUND(({actual}-{target_to_date})*IF({unit}="%",100,1),9),"")',
    source=_CONVENTIONS_2,
)
def variance(state: Value, unit: Value, actual: Value, target_to_date: Value) -> float | str:
    """Return actual − target to date.

    Unit: the indicator's; points where that is %.  Sign: as arithmetic gives it.
    Blank: the row is not rated.

    >>> variance("Rated", "%", 0.664, 0.74), variance("Awaiting data", "%", None, 0.74)
    (-7.6, '')
    """
    if not same(state, "Rated"):
        return ""
    return excel_round((actual - target_to_date) * scale(unit))  # type: ignore[operator]


@rule(
    excel='IF(ISNUMBER({variance}),IF({variance}=0,"On target",'
    'IF({polarity}="On target is best","Off target",'
    'IF({polarity}="Higher is better",IF({variance}>0,"Better","Worse"),'
    'IF({variance}<0,"Better","Worse")))),"")',
    source=_CONVENTIONS_2,
)
def better_or_worse(variance: Value, polarity: Value) -> str:
    """Judge the variance in a word, by polarity."""
    if not is_number(variance):
        return ""
    if variance == 0:
        return "On target"
    if same(polarity, "On target is best"):
        return "Off target"
    above = float(variance) > 0
    return "Better" if above is same(polarity, "Higher is better") else "Worse"


@rule(
    excel='IF(ISNUMBER({variance}),IF({polarity}="On target is best",ABS({variance}),'
    'IF({polarity}="Higher is better",MAX(0,-{variance}),MAX(0,{variance}))),"")',
    source=_CONVENTIONS_2,
)
def shortfall(variance: Value, polarity: Value) -> float | str:
    """Return how far the actual is on the wrong side of the target.

    Unit: as the variance's.  Sign: never negative.  Blank: the row is not rated.
    """
    if not is_number(variance):
        return ""
    amount = float(variance)
    if same(polarity, "On target is best"):
        return abs(amount)
    return max(0.0, -amount if same(polarity, "Higher is better") else amount)


@rule(
    excel='IF(OR({state}="Rated",{state}="Not due",{state}="Awaiting data"),'
    "ROUND(IF(ISNUMBER({tolerance_in_unit}),{tolerance_in_unit},"
    "IF(ISNUMBER({tolerance_share}),{tolerance_share},{default_tolerance})"
    '*ABS({target_to_date})*IF({unit}="%",100,1)),9),"")',
    source=_CONVENTIONS_2,
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
    if not any(same(state, word) for word in ("Rated", "Not due", "Awaiting data")):
        return ""
    if is_number(tolerance_in_unit):
        return excel_round(float(tolerance_in_unit))
    share = float(tolerance_share) if is_number(tolerance_share) else default_tolerance
    return excel_round(share * abs(target_to_date) * scale(unit))  # type: ignore[arg-type]


@rule(
    excel="IF(ISNUMBER({tolerance_applied}),ROUND({target_to_date}+"
    'IF({polarity}="Higher is better",-1,IF({polarity}="On target is best",2,1))'
    '*{tolerance_applied}/IF({unit}="%",100,1),9),"")',
    source=_CONVENTIONS_2,
)
def red_beyond(
    tolerance_applied: Value, polarity: Value, unit: Value, target_to_date: Value
) -> float | str:
    """Return the last amber figure; where on target is best, the upper of the two.

    Unit: the indicator's (a % as a fraction).  Blank: no target.
    """
    if not is_number(tolerance_applied):
        return ""
    steps = -1 if same(polarity, "Higher is better") else 1
    steps = 2 if same(polarity, "On target is best") else steps
    return excel_round(target_to_date + steps * tolerance_applied / scale(unit))  # type: ignore[operator]


@rule(
    excel='IF({state}="Rated",IF({polarity}="On target is best",'
    'IF({shortfall}<={tolerance_applied},"Green",'
    'IF({shortfall}<=ROUND(2*{tolerance_applied},9),"Amber","Red")),'
    'IF({shortfall}=0,"Green",IF({shortfall}<={tolerance_applied},"Amber","Red"))),{state})',
    source=_CONVENTIONS_2,
)
def rag(state: Value, polarity: Value, shortfall: Value, tolerance_applied: Value) -> str:
    """Colour the row: Green at or better than target, Amber within the tolerance, else Red.

    Where on target is best: Green within the tolerance, Amber within twice it.
    A row that cannot be rated shows its state instead; the boundary itself is Amber.
    """
    if not same(state, "Rated"):
        return str(state)
    return colour(polarity, float(shortfall), float(tolerance_applied))  # type: ignore[arg-type]


def colour(polarity: Value, shortfall: float, tolerance: float) -> str:
    """Return the colour of a shortfall; both are already rounded at 9 places."""
    if same(polarity, "On target is best"):
        if shortfall <= tolerance:
            return "Green"
        return "Amber" if shortfall <= excel_round(2 * tolerance) else "Red"
    if shortfall == 0:
        return "Green"
    return "Amber" if shortfall <= tolerance else "Red"


_ROUNDED = 'ROUND({%s}*IF({unit}="%%",100,1),{decimals})'


@rule(
    excel='IF(OR({row_check}="",{row_check}="Check data"),{row_check},'
    'IF(AND({due}="Yes",ISNUMBER({actual}),ISNUMBER({previous}),'
    '{measure}<>"Cumulative",{polarity}<>"Context only"),'
    'IF(AND({unit}="%",MAX(ABS({actual}),ABS({previous}))>{percentage_limit}),"Check data",'
    f'IF({_ROUNDED % "actual"}={_ROUNDED % "previous"},"Steady",'
    'IF({polarity}="Higher is better",IF({actual}>{previous},"Improving","Worsening"),'
    'IF({polarity}="Lower is better",IF({actual}<{previous},"Improving","Worsening"),'
    "IF(ISNUMBER({target_to_date}),"
    "IF(ROUND(ABS({actual}-{target_to_date}),9)=ROUND(ABS({previous}-{target_to_date}),9),"
    '"Steady",IF(ABS({actual}-{target_to_date})<ABS({previous}-{target_to_date}),'
    '"Improving","Worsening")),"No comparator"))))),"No comparator"))',
    source=_CONVENTIONS_3,
    on_error="Check data",
)
def direction(  # noqa: PLR0911  (one parameter a column, one return a word)
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
    if is_blank(row_check) or same(row_check, "Check data"):
        return str(row_check or "")
    if not same(due, "Yes") or not is_number(actual) or not is_number(previous):
        return "No comparator"
    if same(measure, "Cumulative") or same(polarity, "Context only"):
        return "No comparator"
    now, before, places = float(actual), float(previous), int(decimals)  # type: ignore[arg-type]
    if same(unit, "%") and max(abs(now), abs(before)) > percentage_limit:
        return "Check data"
    if excel_round(now * scale(unit), places) == excel_round(before * scale(unit), places):
        return "Steady"
    if same(polarity, "Higher is better"):
        return "Improving" if now > before else "Worsening"
    if same(polarity, "Lower is better"):
        return "Improving" if now < before else "Worsening"
    if not is_number(target_to_date):
        return "No comparator"
    return _nearer(now, before, float(target_to_date))


def _nearer(now: float, before: float, target: float) -> str:
    """Say whether the figure came nearer to the target than it was."""
    off, was_off = excel_round(abs(now - target)), excel_round(abs(before - target))
    if off == was_off:
        return "Steady"
    return "Improving" if off < was_off else "Worsening"
