"""What follows from Settings alone.  Reads no clock."""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.values import Value, same, word_in
from csplan.terms.vocabulary import Period, YearParts

__all__ = ["period_reported", "periods_in_year", "quarters_gone"]


@rule(
    excel="IF({year_parts}={YearParts.TERMS},3,IF({year_parts}={YearParts.HALF_YEARS},2,4))",
    source=Source.YEAR,
)
def periods_in_year(year_parts: Value) -> float:
    """Count the reporting periods of the year: four quarters, three terms or two half-years."""
    if same(year_parts, YearParts.TERMS):
        return 3.0
    return 2.0 if same(year_parts, YearParts.HALF_YEARS) else 4.0


@rule(
    excel="IF({reporting_period}={Period.Q1},1,IF({reporting_period}={Period.Q2},2,"
    "IF({reporting_period}={Period.Q3},3,IF({reporting_period}={Period.Q4},4,0))))",
    source=Source.YEAR,
)
def quarters_gone(reporting_period: Value) -> float:
    """Count the quarters of the year up to and with the reporting period; 0 at Baseline."""
    return next((float(n) for n in (1, 2, 3, 4) if same(reporting_period, f"Q{n}")), 0.0)


@rule(
    excel="IF({reporting_period}={Period.BASELINE},{Period.BASELINE},"
    "IF({reporting_period}={Period.Q1},{Period.Q1},IF({reporting_period}={Period.Q2},{Period.Q2},"
    "IF({reporting_period}={Period.Q3},{Period.Q3},IF({reporting_period}={Period.Q4},{Period.Q4},"
    'IF({reporting_period}="","",{reporting_period}))))))',
    source=Source.YEAR,
)
def period_reported(reporting_period: Value) -> Value:
    """Say the reporting period again, where the whole plan stands on one page."""
    period = word_in(Period, reporting_period)
    return period or ("" if reporting_period is None else reporting_period)
