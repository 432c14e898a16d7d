"""Over which budget lines a total is: like with like, and what is left out said beside it.

A line is counted to date once it has an actual, and in the forecast once it has one.  A total that
is not over every line says "so far".  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.counting import add_where, count_where
from csplan.rules.rule import Rule, rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_number, same
from csplan.terms.vocabulary import CipfaGroup, Covered, RowCheck, State, YesNo

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "all_forecasts_cover",
    "all_forecasts_state",
    "covering",
    "forecast_given",
    "forecast_state",
    "to_date",
    "unallocated",
    "unallocated_of_all",
    "without_unallocated",
]


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{row_check},IF(ISNUMBER({variance_to_date}),{Covered.COUNTED},"
    "IF(NOT(ISNUMBER({profile_to_date})),{State.CHECK_DATA},"
    'IF(OR({revised_budget}=0,{budget_month}=0),"",{Covered.AWAITED}))))',
    source=Source.TOTALS,
)
def to_date(
    row_check: Value,
    revised_budget: Value,
    profile_to_date: Value,
    variance_to_date: Value,
    budget_month: float,
) -> str:
    """Say whether a line counts to date: it has an actual, one is awaited, or it is in error.

    Blank: no actual is wanted, because there is no budget, or no month has gone.
    """
    if not same(row_check, RowCheck.OK):
        return str(row_check)
    if is_number(variance_to_date):
        return Covered.COUNTED
    if not is_number(profile_to_date):
        return State.CHECK_DATA
    return "" if revised_budget == 0 or budget_month == 0 else Covered.AWAITED


@rule(
    excel="IF(ISNUMBER({forecast_variance}),"
    'IF(ISNUMBER({movement}),{Covered.COMPARED},{Covered.FIRST}),"")',
    source=Source.TOTALS,
)
def forecast_given(forecast_variance: Value, movement: Value) -> str:
    """Say whether a line has a forecast, and whether an earlier one to compare it with."""
    if not is_number(forecast_variance):
        return ""
    return Covered.COMPARED if is_number(movement) else Covered.FIRST


@rule(
    excel="IF(ISNUMBER({lines_compared}),IF({lines_to_check}>0,{State.CHECK_DATA},"
    "IF({lines_without_forecast}>0,{State.NO_FORECAST},"
    'IF({lines_compared}+{lines_first}=0,{State.NOT_RATED},{Covered.COMPLETE}))),"")',
    source=Source.TOTALS,
)
def forecast_state(
    lines_to_check: Value, lines_without_forecast: Value, lines_compared: Value, lines_first: Value
) -> str:
    """Say whether a total's forecast is complete, and if not, what comes first.

    `Not rated`: no line has a budget or a forecast, so there is nothing to judge.
    """
    if not is_number(lines_compared):
        return ""
    if is_number(lines_to_check) and lines_to_check > 0:
        return State.CHECK_DATA
    if is_number(lines_without_forecast) and lines_without_forecast > 0:
        return State.NO_FORECAST
    given = lines_compared + figure(lines_first)
    return State.NOT_RATED if given == 0 else Covered.COMPLETE


def _covering_excel(counted: str, missing: str) -> str:
    """Write over how many lines a total is, from what counts them and those that are missing."""
    every = f"{counted}+{missing}"
    return (
        f'IF({every}=0,"no lines",IF({missing}=0,"","so far, ")&({counted})&" of "&({every})'
        f'&IF({every}=1," line"," lines"))'
    )


def covered(counted: float, missing: float) -> str:
    """Say over how many lines a total is.

    >>> covered(9, 35), covered(44, 0), covered(0, 0)
    ('so far, 9 of 44 lines', '44 of 44 lines', 'no lines')
    """
    every = counted + missing
    if every == 0:
        return "no lines"
    first = "so far, " if missing else ""
    return f"{first}{counted:.0f} of {every:.0f} {'line' if every == 1 else 'lines'}"


def covering(meaning: str, counted: Sequence[str], missing: Sequence[str]) -> Rule[..., str]:
    """Make a rule that says over how many lines a total is, from the counts on its row."""
    parameters = (*counted, *missing)

    def function(*counts: Value) -> str:
        numbers = [float(count) for count in counts if is_number(count)]
        if len(numbers) < len(parameters):
            return ""
        return covered(sum(numbers[: len(counted)]), sum(numbers[len(counted) :]))

    function.__doc__ = meaning
    function.__name__ = "covering"
    of, off = ("+".join(f"{{{name}}}" for name in names) for names in (counted, missing))
    said = _covering_excel(of, f"({off})")
    return Rule(
        function, f'IF(ISNUMBER({{{counted[0]}}}),{said},"")', Source.TOTALS, None, parameters
    )


_GIVEN = (
    "(COUNTIFS({budget__forecast_given},{Covered.COMPARED})"
    "+COUNTIFS({budget__forecast_given},{Covered.FIRST}))"
)
_MISSING = (
    "(COUNTIFS({budget__forecast_awaited},{YesNo.YES})+COUNTIFS({budget__to_date},"
    "{State.CHECK_DATA}))"
)


@rule(
    excel="IF(COUNTIFS({budget__to_date},{State.CHECK_DATA})>0,{State.CHECK_DATA},"
    "IF(COUNTIFS({budget__forecast_awaited},{YesNo.YES})>0,{State.NO_FORECAST},"
    f"IF({_GIVEN}=0,{{State.NOT_RATED}},{{Covered.COMPLETE}})))",
    source=Source.TOTALS,
)
def all_forecasts_state(
    budget__forecast_given: Sequence[Value],
    budget__forecast_awaited: Sequence[Value],
    budget__to_date: Sequence[Value],
) -> str:
    """Say whether the department's forecast is complete, and if not, what comes first."""
    words = (Covered.COMPARED, Covered.FIRST)
    return forecast_state(
        count_where((budget__to_date, State.CHECK_DATA)),
        count_where((budget__forecast_awaited, YesNo.YES)),
        *(count_where((budget__forecast_given, word)) for word in words),
    )


@rule(excel=_covering_excel(_GIVEN, _MISSING), source=Source.TOTALS)
def all_forecasts_cover(
    budget__forecast_given: Sequence[Value],
    budget__forecast_awaited: Sequence[Value],
    budget__to_date: Sequence[Value],
) -> str:
    """Say over how many lines the department's forecast is."""
    words = (Covered.COMPARED, Covered.FIRST)
    given = sum(count_where((budget__forecast_given, word)) for word in words)
    awaited = count_where((budget__forecast_awaited, YesNo.YES))
    return covered(given, awaited + count_where((budget__to_date, State.CHECK_DATA)))


@rule(
    excel="ROUND(SUMIFS({budget__revised_budget},{budget__cipfa_group},{CipfaGroup.UNALLOCATED})"
    "+SUMIFS({budget__forecast_variance},{budget__cipfa_group},{CipfaGroup.UNALLOCATED}),2)",
    source=Source.TOTALS,
    on_error=State.CHECK_DATA,
)
def unallocated_of_all(
    budget__revised_budget: Sequence[Value],
    budget__cipfa_group: Sequence[Value],
    budget__forecast_variance: Sequence[Value],
) -> float:
    """Add the unallocated budgets, which the forecast counts as delivered.  Sign: a saving is −."""
    return unallocated(budget__revised_budget, budget__forecast_variance, budget__cipfa_group)


def unallocated(
    budgets: Sequence[Value],
    variances: Sequence[Value],
    groups: Sequence[Value],
    *criteria: tuple[Sequence[Value], Value],
) -> float:
    """Add what some lines' forecasts count of unallocated budgets: the budget, or its forecast."""
    chosen = (*criteria, (groups, CipfaGroup.UNALLOCATED))
    return excel_round(add_where(budgets, *chosen) + add_where(variances, *chosen), 2)


def without_unallocated(meaning: str, figure: str) -> Rule[..., float | str]:
    """Make a rule that takes unallocated budgets out of a figure; blank where there are none."""

    def function(value: Value, counted: Value) -> float | str:
        if not is_number(value) or not is_number(counted) or counted == 0:
            return ""
        return excel_round(value - counted, 2)

    function.__doc__ = meaning
    function.__name__ = "without_unallocated"
    excel = (
        f"IF(AND(ISNUMBER({{{figure}}}),ISNUMBER({{unallocated}})),"
        f'IF({{unallocated}}=0,"",ROUND({{{figure}}}-{{unallocated}},2)),"")'
    )
    return Rule(function, excel, Source.TOTALS, None, (figure, "unallocated"))
