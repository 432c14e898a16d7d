"""The year-end forecast of an indicator, and its colour against the year's target.

Figures are in the indicator's unit; a % is a fraction, its shortfall and tolerance in points.
Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.before_figure import before_figure, before_figure_excel, beyond_limit
from csplan.rules.performance import colour, scale, shortfall
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import assert_never
from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_blank, is_number, same, word_in
from csplan.terms.vocabulary import (
    AbsenceWord,
    ForecastBasis,
    ForecastMethod,
    Measure,
    State,
)

__all__ = [
    "forecast_basis",
    "forecast_rag",
    "forecast_shortfall",
    "forecast_state",
    "forecast_tolerance",
    "year_end_forecast",
]


@rule(
    excel='IF({row_check}="","",IF({forecast}<>"",{forecast},'
    'IF(ISNUMBER({actual}),IF(ISNUMBER({quarter}),IF({quarter}=0,"",'
    "IF({forecast_method}={ForecastMethod.LATEST},{actual},"
    "IF({forecast_method}={ForecastMethod.RUN_RATE},"
    "IF({measure}={Measure.CUMULATIVE},ROUND({actual}*{periods_in_year}/{quarter},9),"
    "IF(AND({measure}={Measure.PROGRAMME},ISNUMBER({baseline})),"
    'ROUND({baseline}+({actual}-{baseline})*{periods_in_year}/{quarter},9),"")),""))),""),"")))',
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def year_end_forecast(
    row_check: Value,
    forecast: Value,
    forecast_method: Value,
    quarter: Value,
    actual: Value,
    baseline: Value,
    measure: Value,
    periods_in_year: float,
) -> Value:
    """Return where the indicator is expected to end the year.

    The manager's figure wins; else the row's stated method: the latest actual, or the run rate
    of a cumulative figure or of a programme from its baseline.

    Unit: the indicator's.  Blank: no forecast.
    """
    if is_blank(row_check):
        return ""
    if not is_blank(forecast):
        return forecast
    if not is_number(actual) or not is_number(quarter) or quarter == 0:
        return ""
    match word_in(ForecastMethod, forecast_method):
        case ForecastMethod.LATEST:
            return actual
        case ForecastMethod.RUN_RATE:
            return _run_rate(float(actual), periods_in_year, float(quarter), baseline, measure)
        case None:
            return ""
        case never:
            assert_never(never)


def _run_rate(
    now: float, year: float, quarters: float, baseline: Value, measure: Value
) -> float | str:
    """Return where a figure ends the year if it goes on as until now; blank if it does not grow."""
    match word_in(Measure, measure):
        case Measure.CUMULATIVE:
            return excel_round(now * year / quarters)
        case Measure.PROGRAMME if is_number(baseline):
            return excel_round(baseline + (now - baseline) * year / quarters)
        case Measure.PROGRAMME | Measure.SNAPSHOT | Measure.ROLLING | Measure.ANNUAL | None:
            return ""
        case never:
            assert_never(never)


@rule(
    excel='IF({forecast}<>"",{ForecastBasis.MANAGER},IF({year_end_forecast}="","",'
    "IF({forecast_method}={ForecastMethod.LATEST},{ForecastBasis.LATEST},"
    'IF({forecast_method}={ForecastMethod.RUN_RATE},{ForecastBasis.RUN_RATE},""))))',
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def forecast_basis(forecast: Value, year_end_forecast: Value, forecast_method: Value) -> str:
    """Say whose forecast it is: the manager's, or the method that made it."""
    if not is_blank(forecast):
        return ForecastBasis.MANAGER
    method = None if is_blank(year_end_forecast) else word_in(ForecastMethod, forecast_method)
    return "" if method is None else ForecastBasis(method)


@rule(
    excel=before_figure_excel(
        "{target}",
        "IF(ISNUMBER({year_end_forecast}),"
        "IF(AND({unit}={Unit.PERCENT},ABS({year_end_forecast})>{percentage_limit}),"
        "{State.CHECK_DATA},{State.RATED}),"
        'IF(OR({year_end_forecast}="",{year_end_forecast}={AbsenceWord.NOT_APPLICABLE},'
        "{year_end_forecast}={AbsenceWord.TO_BE_SET},"
        "{year_end_forecast}={AbsenceWord.CONFIDENTIAL},"
        "{year_end_forecast}={AbsenceWord.NOT_APPLICABLE_DFE},"
        "{year_end_forecast}={AbsenceWord.NOT_AVAILABLE}),"
        "{State.NO_FORECAST},{State.CHECK_DATA}))",
    ),
    source=Source.YEAR,
    on_error=State.CHECK_DATA,
)
def forecast_state(
    row_check: Value,
    polarity: Value,
    unit: Value,
    target: Value,
    year_end_forecast: Value,
    percentage_limit: float,
) -> str:
    """Say whether the forecast can be rated against the year's target, or why not."""
    before = before_figure(row_check, polarity, unit, target, percentage_limit)
    if before is not None:
        return before
    if is_number(year_end_forecast):
        beyond = beyond_limit(year_end_forecast, unit, percentage_limit)
        return State.CHECK_DATA if beyond else State.RATED
    absences = (
        AbsenceWord.NOT_APPLICABLE,
        AbsenceWord.TO_BE_SET,
        AbsenceWord.CONFIDENTIAL,
        AbsenceWord.NOT_APPLICABLE_DFE,
        AbsenceWord.NOT_AVAILABLE,
    )
    absent = is_blank(year_end_forecast) or any(same(year_end_forecast, w) for w in absences)
    return State.NO_FORECAST if absent else State.CHECK_DATA


@rule(
    excel="IF({forecast_state}={State.RATED},ROUND(IF({polarity}={Polarity.ON_TARGET},"
    "ABS({year_end_forecast}-{target}),"
    "MAX(0,({year_end_forecast}-{target})*IF({polarity}={Polarity.HIGHER},-1,1)))"
    '*IF({unit}={Unit.PERCENT},100,1),9),"")',
    source=Source.YEAR,
)
def forecast_shortfall(
    forecast_state: Value, polarity: Value, unit: Value, target: Value, year_end_forecast: Value
) -> float | str:
    """Return how far the forecast ends on the wrong side of the year's target.

    Unit: the indicator's; points where that is %.  Sign: never negative.  Blank: not rated.
    """
    if not same(forecast_state, State.RATED):
        return ""
    difference = excel_round((figure(year_end_forecast) - figure(target)) * scale(unit))
    return shortfall(difference, polarity)


@rule(
    excel="IF({forecast_state}={State.RATED},ROUND(IF(ISNUMBER({tolerance_in_unit}),"
    "{tolerance_in_unit},IF(ISNUMBER({tolerance_share}),{tolerance_share},{default_tolerance})"
    '*ABS({target})*IF({unit}={Unit.PERCENT},100,1)),9),"")',
    source=Source.YEAR,
)
def forecast_tolerance(
    forecast_state: Value,
    unit: Value,
    target: Value,
    tolerance_share: Value,
    tolerance_in_unit: Value,
    default_tolerance: float,
) -> float | str:
    """Return the forecast's shortfall that is still amber, of the year's target.

    Unit: the indicator's; points where that is %.  Sign: never negative.  Blank: not rated.
    """
    if not same(forecast_state, State.RATED):
        return ""
    if is_number(tolerance_in_unit):
        return excel_round(float(tolerance_in_unit))
    share = float(tolerance_share) if is_number(tolerance_share) else default_tolerance
    return excel_round(share * abs(figure(target)) * scale(unit))


@rule(
    excel="IF({forecast_state}={State.RATED},IF({polarity}={Polarity.ON_TARGET},"
    "IF({forecast_shortfall}<={forecast_tolerance},{Rag.GREEN},"
    "IF({forecast_shortfall}<=ROUND(2*{forecast_tolerance},9),{Rag.AMBER},{Rag.RED})),"
    "IF({forecast_shortfall}=0,{Rag.GREEN},IF({forecast_shortfall}<={forecast_tolerance},"
    "{Rag.AMBER},{Rag.RED}))),{forecast_state})",
    source=Source.YEAR,
)
def forecast_rag(
    forecast_state: Value, polarity: Value, forecast_shortfall: Value, forecast_tolerance: Value
) -> str:
    """Colour the forecast against the year's target; its state where that cannot be done."""
    if not same(forecast_state, State.RATED):
        return str(forecast_state)
    return colour(polarity, figure(forecast_shortfall), figure(forecast_tolerance))
