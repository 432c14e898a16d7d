"""The year-end forecast of an indicator, and its colour against the year's target.

Figures are in the indicator's unit; a % is a fraction, its shortfall and tolerance in points.
Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.before_figure import before_figure, before_figure_excel, beyond_limit
from csplan.rules.performance import colour, scale, shortfall
from csplan.rules.rule import rule
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same

__all__ = [
    "forecast_basis",
    "forecast_rag",
    "forecast_shortfall",
    "forecast_state",
    "forecast_tolerance",
    "year_end_forecast",
]

_CONVENTIONS_3 = "conventions.md, section 3"


@rule(
    excel='IF({row_check}="","",IF({forecast}<>"",{forecast},'
    'IF(ISNUMBER({actual}),IF(ISNUMBER({quarter}),IF({quarter}=0,"",'
    'IF({forecast_method}="Latest",{actual},IF({forecast_method}="Run rate",'
    'IF({measure}="Cumulative",ROUND({actual}*4/{quarter},9),'
    'IF(AND({measure}="Programme",ISNUMBER({baseline})),'
    'ROUND({baseline}+({actual}-{baseline})*4/{quarter},9),"")),""))),""),"")))',
    source=_CONVENTIONS_3,
    on_error="Check data",
)
def year_end_forecast(  # noqa: PLR0911  (one parameter a column, one return a case)
    row_check: Value,
    forecast: Value,
    forecast_method: Value,
    quarter: Value,
    actual: Value,
    baseline: Value,
    measure: Value,
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
    if same(forecast_method, "Latest"):
        return actual
    if not same(forecast_method, "Run rate"):
        return ""
    now, quarters = float(actual), float(quarter)
    if same(measure, "Cumulative"):
        return excel_round(now * 4 / quarters)
    if same(measure, "Programme") and is_number(baseline):
        start = float(baseline)
        return excel_round(start + (now - start) * 4 / quarters)
    return ""


@rule(
    excel='IF({forecast}<>"","Manager",IF({year_end_forecast}="","",{forecast_method}&""))',
    source=_CONVENTIONS_3,
    on_error="Check data",
)
def forecast_basis(forecast: Value, year_end_forecast: Value, forecast_method: Value) -> str:
    """Say whose forecast it is: the manager's, or the method that made it."""
    if not is_blank(forecast):
        return "Manager"
    return "" if is_blank(year_end_forecast) else str(forecast_method or "")


@rule(
    excel=before_figure_excel(
        "{target}",
        "IF(ISNUMBER({year_end_forecast}),"
        'IF(AND({unit}="%",ABS({year_end_forecast})>{percentage_limit}),"Check data","Rated"),'
        'IF(OR({year_end_forecast}="",{year_end_forecast}="N/A",{year_end_forecast}="To be set",'
        '{year_end_forecast}="c",{year_end_forecast}="z",{year_end_forecast}="x"),'
        '"No forecast","Check data"))',
    ),
    source=_CONVENTIONS_3,
    on_error="Check data",
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
        return "Check data" if beyond else "Rated"
    absences = ("N/A", "To be set", "c", "z", "x")
    absent = is_blank(year_end_forecast) or any(same(year_end_forecast, w) for w in absences)
    return "No forecast" if absent else "Check data"


@rule(
    excel='IF({forecast_state}="Rated",ROUND(IF({polarity}="On target is best",'
    "ABS({year_end_forecast}-{target}),"
    'MAX(0,({year_end_forecast}-{target})*IF({polarity}="Higher is better",-1,1)))'
    '*IF({unit}="%",100,1),9),"")',
    source=_CONVENTIONS_3,
)
def forecast_shortfall(
    forecast_state: Value, polarity: Value, unit: Value, target: Value, year_end_forecast: Value
) -> float | str:
    """Return how far the forecast ends on the wrong side of the year's target.

    Unit: the indicator's; points where that is %.  Sign: never negative.  Blank: not rated.
    """
    if not same(forecast_state, "Rated"):
        return ""
    difference = excel_round((year_end_forecast - target) * scale(unit))  # type: ignore[operator]
    return shortfall(difference, polarity)


@rule(
    excel='IF({forecast_state}="Rated",ROUND(IF(ISNUMBER({tolerance_in_unit}),'
    "{tolerance_in_unit},IF(ISNUMBER({tolerance_share}),{tolerance_share},{default_tolerance})"
    '*ABS({target})*IF({unit}="%",100,1)),9),"")',
    source=_CONVENTIONS_3,
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
    if not same(forecast_state, "Rated"):
        return ""
    if is_number(tolerance_in_unit):
        return excel_round(float(tolerance_in_unit))
    share = float(tolerance_share) if is_number(tolerance_share) else default_tolerance
    return excel_round(share * abs(target) * scale(unit))  # type: ignore[arg-type]


@rule(
    excel='IF({forecast_state}="Rated",IF({polarity}="On target is best",'
    'IF({forecast_shortfall}<={forecast_tolerance},"Green",'
    'IF({forecast_shortfall}<=ROUND(2*{forecast_tolerance},9),"Amber","Red")),'
    'IF({forecast_shortfall}=0,"Green",IF({forecast_shortfall}<={forecast_tolerance},'
    '"Amber","Red"))),{forecast_state})',
    source=_CONVENTIONS_3,
)
def forecast_rag(
    forecast_state: Value, polarity: Value, forecast_shortfall: Value, forecast_tolerance: Value
) -> str:
    """Colour the forecast against the year's target; its state where that cannot be done."""
    if not same(forecast_state, "Rated"):
        return str(forecast_state)
    return colour(polarity, float(forecast_shortfall), float(forecast_tolerance))  # type: ignore[arg-type]
