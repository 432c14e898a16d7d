"""Which quarter's figure is shown, what it should have been by then, and what came before it.

Figures are in the indicator's unit; a % is a fraction (0.664).  Knows nothing of colours.
"""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import assert_never
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same, word_in
from csplan.terms.vocabulary import (
    Frequency,
    Measure,
    Period,
    State,
    YesNo,
)

__all__ = ["actual", "due", "period", "previous", "quarter", "target_to_date"]

_FIRST_DUE = {"q1": 1, "q2": 2, "q3": 3}


@rule(
    excel='IF({row_check}="","",IF({quarters_gone}=0,{YesNo.YES},'
    "IF({quarters_gone}>=MIN({periods_in_year},IF({first_due}={Quarter.Q1},1,"
    "IF({first_due}={Quarter.Q2},2,IF({first_due}={Quarter.Q3},3,4)))),"
    "{YesNo.YES},{YesNo.NO})))",
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def due(row_check: Value, first_due: Value, quarters_gone: float, periods_in_year: float) -> str:
    """Say whether a figure is expected by the reporting period; at Baseline every row is due.

    What is first due after the year's last period is due with that.
    """
    if is_blank(row_check):
        return ""
    if quarters_gone == 0:
        return YesNo.YES
    first = next((n for word, n in _FIRST_DUE.items() if same(first_due, word)), 4)
    return YesNo.YES if quarters_gone >= min(periods_in_year, first) else YesNo.NO


@rule(
    excel='IF({due}="","",IF({quarters_gone}=0,0,'
    "IF(AND({due}={YesNo.YES},{frequency}<>{Frequency.ANNUAL}),{quarters_gone},"
    'IF(IF({quarters_gone}>=4,{q4_actual}<>"",FALSE),4,'
    'IF(IF({quarters_gone}>=3,{q3_actual}<>"",FALSE),3,'
    'IF(IF({quarters_gone}>=2,{q2_actual}<>"",FALSE),2,'
    'IF({q1_actual}<>"",1,IF({due}={YesNo.YES},{quarters_gone},0))))))))',
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def quarter(
    due: Value,
    frequency: Value,
    q1_actual: Value,
    q2_actual: Value,
    q3_actual: Value,
    q4_actual: Value,
    quarters_gone: float,
) -> float | str:
    """Say which quarter's figure is shown: 0 is the baseline.

    A due monthly or quarterly row shows the reporting period itself.  An annual figure stands
    once it is given, and a row that is not due shows its last figure, so both look back.
    """
    if is_blank(due):
        return ""
    if quarters_gone == 0:
        return 0.0
    if all([same(due, YesNo.YES), not same(frequency, Frequency.ANNUAL)]):
        return float(quarters_gone)
    for number, figure in ((4, q4_actual), (3, q3_actual), (2, q2_actual), (1, q1_actual)):
        if quarters_gone >= number and not is_blank(figure):
            return float(number)
    return float(quarters_gone) if same(due, YesNo.YES) else 0.0


@rule(
    excel='IF(ISNUMBER({quarter}),IF({quarter}=0,{Period.BASELINE},"Q"&{quarter}),{quarter})',
    source=Source.YEAR,
)
def period(quarter: Value) -> str:
    """Name the period of the figure that is shown."""
    if is_number(quarter):
        return Period.BASELINE if quarter == 0 else f"Q{quarter:.0f}"
    return str(quarter)


@rule(
    excel="IF(ISNUMBER({quarter}),"
    'IF(CHOOSE({quarter}+1,{baseline},{q1_actual},{q2_actual},{q3_actual},{q4_actual})="","",'
    "CHOOSE({quarter}+1,{baseline},{q1_actual},{q2_actual},{q3_actual},{q4_actual})),{quarter})",
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def actual(
    quarter: Value,
    baseline: Value,
    q1_actual: Value,
    q2_actual: Value,
    q3_actual: Value,
    q4_actual: Value,
) -> Value:
    """Return the figure of the period shown.

    Unit: the indicator's.  Blank: no figure yet.  A word or unusable text is shown as typed.
    """
    if not is_number(quarter):
        return quarter
    figure = (baseline, q1_actual, q2_actual, q3_actual, q4_actual)[int(quarter)]
    return "" if is_blank(figure) else figure


@rule(
    excel='IF(ISNUMBER({quarter}),IF({quarter}=0,IF({target}="","",{target}),'
    'IF(CHOOSE({quarter},{q1_target},{q2_target},{q3_target},{q4_target})<>"",'
    "CHOOSE({quarter},{q1_target},{q2_target},{q3_target},{q4_target}),"
    "IF(ISNUMBER({target}),IF({measure}={Measure.CUMULATIVE},ROUND({target}*{quarter}/{periods_in_year},9),"
    "IF(AND({measure}={Measure.PROGRAMME},ISNUMBER({baseline})),"
    "ROUND({baseline}+({target}-{baseline})*{quarter}/{periods_in_year},9),{target})),"
    'IF({target}="","",{target})))),{quarter})',
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def target_to_date(
    quarter: Value,
    measure: Value,
    baseline: Value,
    target: Value,
    q1_target: Value,
    q2_target: Value,
    q3_target: Value,
    q4_target: Value,
    periods_in_year: float,
) -> Value:
    """Return what should have been reached by the period shown.

    The row's own profile for the quarter wins; a cumulative target grows with the year, a
    programme's from its baseline; otherwise, and at Baseline, it is the year's target.

    Unit: the indicator's.  Blank: no target.
    """
    if not is_number(quarter):
        return quarter
    quarters = int(quarter)
    if quarters > 0:
        profiled = (q1_target, q2_target, q3_target, q4_target)[quarters - 1]
        if not is_blank(profiled):
            return profiled
        if is_number(target):
            return _grown(float(target), baseline, measure, (quarters, periods_in_year))
    return "" if is_blank(target) else target


def _grown(target: float, baseline: Value, measure: Value, gone: tuple[int, float]) -> float:
    """Return the year's target as far as the measure has grown in so many of the year's periods."""
    quarters, of = gone
    match word_in(Measure, measure):
        case Measure.CUMULATIVE:
            return excel_round(target * quarters / of)
        case Measure.PROGRAMME if is_number(baseline):
            return excel_round(baseline + (target - baseline) * quarters / of)
        case Measure.PROGRAMME | Measure.SNAPSHOT | Measure.ROLLING | Measure.ANNUAL | None:
            return target
        case never:
            assert_never(never)


@rule(
    excel="IF(ISNUMBER({quarter}),IF(AND({quarter}>=4,ISNUMBER({q3_actual})),{q3_actual},"
    "IF(AND({quarter}>=3,ISNUMBER({q2_actual})),{q2_actual},"
    "IF(AND({quarter}>=2,ISNUMBER({q1_actual})),{q1_actual},"
    'IF(AND({quarter}>=1,ISNUMBER({baseline})),{baseline},"")))),"")',
    source=Source.YEAR,
)
def previous(
    quarter: Value, baseline: Value, q1_actual: Value, q2_actual: Value, q3_actual: Value
) -> Value:
    """Return the last earlier figure of the year, else the baseline.

    Unit: the indicator's.  Blank: nothing earlier to compare with.
    """
    if not is_number(quarter):
        return ""
    earlier = ((4, q3_actual), (3, q2_actual), (2, q1_actual), (1, baseline))
    return next((f for n, f in earlier if float(quarter) >= n and is_number(f)), "")
