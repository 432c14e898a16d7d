"""Whether the figures of an indicator can be true: none below nothing, beyond a whole, or falling.

`impossible` judges figure by figure, for findings; `figure_check` is the mark beside them in the
workbook, live while somebody types.  Knows no sheet.
"""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import CellError, Value, is_blank, is_number, same
from csplan.terms.vocabulary import FigureCheck, Measure, Polarity, State, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FIGURES", "QUARTERS", "TOLD", "figure_check", "impossible"]

QUARTERS = ("q1_actual", "q2_actual", "q3_actual", "q4_actual")
FIGURES = (*QUARTERS, "forecast")
"""The figures that people type through the year."""

TOLD = ("baseline", "target", "target_2", "target_3", "target_4")
"""What the plan says, by which a figure is judged."""

_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050
"""1 January 1990 and 31 December 2099, as Excel counts days."""

_AS_LARGE = 20
"""How many times larger than all that the plan says a whole number in that range is a date."""

_ACTS = ",".join(f"{{{name}}}" for name in FIGURES)
_SAYS = ",".join(f"{{{name}}}" for name in TOLD)
_PARTS = ",".join(f"ROUND(MAX({{{name}}}),9)<>ROUND(MAX({{{name}}}),0)" for name in FIGURES)


def _falling(name: str, earlier: Sequence[str]) -> str:
    """Write the condition that a figure is below the largest before it."""
    before = ",".join(f"{{{one}}}" for one in earlier)
    return f"AND(ISNUMBER({{{name}}}),{{{name}}}<{f'MAX({before})' if before else '0'})"


_FALLS = ",".join(_falling(name, FIGURES[:number]) for number, name in enumerate(FIGURES))
_BELOW_START = ",".join(_falling(name, ["baseline"]) for name in FIGURES)


@rule(
    excel=(
        'IF({ref}="","",IF({unit}="","OK",IF({decimals}="","OK",IF({measure}="","OK",'
        f'IF({{polarity}}="","OK",IF(NOT(ISNUMBER(MIN({_ACTS},{_SAYS}))),{{State.CHECK_DATA}},'
        f"IF(AND(MIN({_ACTS})<0,MIN({_SAYS})>=0,{{unit}}<>{{Unit.POUNDS}},"
        "{unit}<>{Unit.POINTS}),{FigureCheck.BELOW_ZERO},"
        f"IF(AND({{unit}}={{Unit.PERCENT}},ROUND(MAX({_ACTS}),9)>1,MAX({_SAYS})<=1),{{FigureCheck.ABOVE_100}},"
        f"IF(AND({{unit}}={{Unit.NUMBER}},{{decimals}}=0,OR({_PARTS})),{{FigureCheck.NOT_WHOLE}},"
        f"IF(AND({{measure}}={{Measure.CUMULATIVE}},{{unit}}<>{{Unit.POUNDS}},OR({_FALLS})),{{FigureCheck.FALLS}},"
        "IF(AND({measure}={Measure.PROGRAMME},{polarity}={Polarity.HIGHER},"
        f"OR({_FALLS},{_BELOW_START})),{{FigureCheck.FALLS}},"
        f"IF(AND({{unit}}<>{{Unit.POUNDS}},MAX({_ACTS})>={_FIRST_SERIAL},MAX({_ACTS})<={_LAST_SERIAL},"
        f"MAX({_ACTS})=ROUND(MAX({_ACTS}),0),MAX({_SAYS})>0,"
        f"MAX({_ACTS})>{_AS_LARGE}*MAX({_SAYS})),{{FigureCheck.DATE}},{{FigureCheck.OK}}))))))))))))"
    ),
    source=Source.IMPOSSIBLE,
    on_error=State.CHECK_DATA,
)
def figure_check(
    ref: Value,
    unit: Value,
    decimals: Value,
    polarity: Value,
    measure: Value,
    baseline: Value,
    target: Value,
    target_2: Value,
    target_3: Value,
    target_4: Value,
    q1_actual: Value,
    q2_actual: Value,
    q3_actual: Value,
    q4_actual: Value,
    forecast: Value,
) -> str:
    """Say whether the figures typed can be true, or the first reason why not."""
    if is_blank(ref):
        return ""
    told = (baseline, target, target_2, target_3, target_4)
    figures = (q1_actual, q2_actual, q3_actual, q4_actual, forecast)
    if any(is_blank(value) for value in (unit, decimals, measure, polarity)):
        return FigureCheck.OK
    if any(isinstance(value, CellError) for value in (*told, *figures)):
        return State.CHECK_DATA
    wrong = impossible(
        figures, told, unit=unit, decimals=decimals, polarity=polarity, measure=measure
    )
    return next((word for word in FigureCheck if word in wrong), FigureCheck.OK)


def impossible(
    figures: Sequence[Value],
    told: Sequence[Value],
    *,
    unit: Value,
    decimals: Value,
    polarity: Value,
    measure: Value,
) -> list[FigureCheck | None]:
    """Say of each figure of `FIGURES` why it cannot be true, if it cannot.

    `told` is the baseline and the targets.
    """
    given = [float(one) for one in told if is_number(one)]
    least, most = min(given, default=0.0), max(given, default=0.0)
    signed = same(unit, Unit.POUNDS) or same(unit, Unit.POINTS)
    whole = same(unit, Unit.NUMBER) and is_number(decimals) and decimals == 0
    percent = same(unit, Unit.PERCENT)
    largest = max([float(one) for one in figures if is_number(one)], default=0.0)
    found: list[FigureCheck | None] = []
    before: list[float] = []
    for figure in figures:
        if not is_number(figure):
            found.append(None)
            continue
        if figure < 0 <= least and not signed:
            found.append(FigureCheck.BELOW_ZERO)
        elif percent and excel_round(figure) > 1 >= most:
            found.append(FigureCheck.ABOVE_100)
        elif whole and excel_round(figure) != excel_round(figure, 0):
            found.append(FigureCheck.NOT_WHOLE)
        elif _falls(float(figure), before, told[0], unit, polarity, measure):
            found.append(FigureCheck.FALLS)
        else:
            is_date = figure == largest and _is_date(float(figure), unit, most)
            found.append(FigureCheck.DATE if is_date else None)
        before.append(float(figure))
    return found


def _falls(
    figure: float,
    before: Sequence[float],
    baseline: Value,
    unit: Value,
    polarity: Value,
    measure: Value,
) -> bool:
    """Say whether a figure that only grows is below what it was."""
    if same(measure, Measure.CUMULATIVE) and not same(unit, Unit.POUNDS):
        return figure < max(before, default=0.0)
    if same(measure, Measure.PROGRAMME) and same(polarity, Polarity.HIGHER):
        start = float(baseline) if is_number(baseline) else 0.0
        return figure < max(start, max(before, default=0.0))
    return False


def _is_date(figure: float, unit: Value, most: float) -> bool:
    """Say whether a figure must be a date: a day's number, far beyond all that the plan says."""
    day = figure.is_integer() and _FIRST_SERIAL <= figure <= _LAST_SERIAL
    return day and not same(unit, Unit.POUNDS) and figure > _AS_LARGE * most > 0
