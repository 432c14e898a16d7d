"""What drives a demand-led budget: how many, for how long, at what price; and how it has changed.

A variance of cost parts, to the penny, into volume (more or fewer of all that a line buys), mix
(dearer or cheaper kinds among them) and price.  Unit: pounds; numbers and weeks are a year's
average and length.  Sign: more cost is positive, so adverse.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.counting import add_where, count_where
from csplan.rules.rule import Rule, rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_blank, is_number, same
from csplan.terms.vocabulary import RowCheck, State, YesNo

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "activity_row_check",
    "cost_each",
    "cost_known",
    "cost_of",
    "cost_variance",
    "each_of_indicator",
    "mix_variance",
    "not_explained",
    "number_known",
    "price_variance",
    "units_compared",
    "units_of",
    "units_of_line",
    "volume_variance",
]

_PLANNED = ("planned_number", "planned_weeks", "planned_price")
_OF_INDICATOR = "ROUND(SUMIFS({{activity__{0}}},{{activity__indicator}},{{indicator}}),2)"
_EXPECTED = ("expected_number", "expected_weeks", "expected_price")


@rule(
    excel=on.formula(
        "what",
        [
            on.ref_found("line", "budget__ref"),
            *(f"IF(ISNUMBER({{{name}}}),{{{name}}}>=0,FALSE)" for name in _PLANNED),
            *(on.number_or_blank(name, minimum=0) for name in _EXPECTED),
            on.ref_found("indicator", "indicators__ref", blank=True),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def activity_row_check(
    ref: Value,
    what: Value,
    line: Value,
    planned_number: Value,
    planned_weeks: Value,
    planned_price: Value,
    expected_number: Value,
    expected_weeks: Value,
    expected_price: Value,
    indicator: Value,
    budget__ref: Sequence[Value],
    indicators__ref: Sequence[Value],
) -> str:
    """Say whether an activity's links and figures can be used; no figure is below 0."""
    if is_blank(ref):
        return "" if is_blank(what) else State.CHECK_DATA
    planned = (planned_number, planned_weeks, planned_price)
    expected = (expected_number, expected_weeks, expected_price)
    return on.all_met(
        ref,
        [
            on.is_linked(line, budget__ref),
            *(is_number(one) and float(one) >= 0 for one in planned),
            *(on.is_number_or_blank(one, minimum=0) for one in expected),
            on.is_linked(indicator, indicators__ref, blank=True),
        ],
    )


def units_of(meaning: str, number: str, weeks: str) -> Rule[..., float | str]:
    """Make a rule that multiplies a number by weeks.  Blank: one of them is missing."""

    def function(row_check: Value, many: Value, long: Value) -> float | str:
        if not same(row_check, RowCheck.OK) or not is_number(many) or not is_number(long):
            return ""
        return excel_round(many * long, 2)

    function.__doc__ = meaning
    function.__name__ = "units_of"
    excel = (
        f"IF(AND({{row_check}}={{RowCheck.OK}},ISNUMBER({{{number}}}),ISNUMBER({{{weeks}}})),"
        f'ROUND({{{number}}}*{{{weeks}}},2),"")'
    )
    return Rule(function, excel, Source.MONEY, None, ("row_check", number, weeks))


def cost_of(meaning: str, units: str, price: str) -> Rule[..., float | str]:
    """Make a rule that multiplies weeks bought by their price.  Blank: one of them is missing."""

    def function(bought: Value, each: Value) -> float | str:
        if not is_number(bought) or not is_number(each):
            return ""
        return excel_round(bought * each, 2)

    function.__doc__ = meaning
    function.__name__ = "cost_of"
    excel = (
        f'IF(AND(ISNUMBER({{{units}}}),ISNUMBER({{{price}}})),ROUND({{{units}}}*{{{price}}},2),"")'
    )
    return Rule(function, excel, Source.MONEY, None, (units, price))


@rule(
    excel='IF(ISNUMBER({expected_cost}),ROUND({expected_cost}-{planned_cost},2),"")',
    source=Source.MONEY,
)
def cost_variance(planned_cost: Value, expected_cost: Value) -> float | str:
    """Return expected − planned cost.  Blank: nothing is expected yet."""
    if not is_number(expected_cost):
        return ""
    return excel_round(expected_cost - figure(planned_cost), 2)


@rule(
    excel='IF(ISNUMBER({cost_variance}),ROUND(({expected_price}-{planned_price})*{expected_units},2),"")',
    source=Source.MONEY,
)
def price_variance(
    cost_variance: Value, planned_price: float, expected_price: float, expected_units: float
) -> float | str:
    """Return what the change of price costs, on all that is bought."""
    if not is_number(cost_variance):
        return ""
    return excel_round((expected_price - planned_price) * expected_units, 2)


@rule(excel='IF(ISNUMBER({cost_variance}),{planned_units},"")', source=Source.MONEY)
def units_compared(cost_variance: Value, planned_units: Value) -> Value:
    """Return the weeks planned, where the weeks expected are known too: like with like."""
    return planned_units if is_number(cost_variance) else ""


def units_of_line(meaning: str, column: str) -> Rule[..., float | str]:
    """Make a rule that adds the weeks of every activity of the same budget line."""

    def function(
        cost_variance: Value, line: Value, units: Sequence[Value], lines: Sequence[Value]
    ) -> float | str:
        return add_where(units, (lines, line)) if is_number(cost_variance) else ""

    function.__doc__ = meaning
    function.__name__ = "units_of_line"
    excel = (
        "IF(ISNUMBER({cost_variance}),"
        f'ROUND(SUMIFS({{activity__{column}}},{{activity__line}},{{line}}),2),"")'
    )
    parameters = ("cost_variance", "line", f"activity__{column}", "activity__line")
    return Rule(function, excel, Source.MONEY, State.CHECK_DATA, parameters)


@rule(
    excel="IF(ISNUMBER({cost_variance}),IF({line_units}=0,"
    "ROUND(({expected_units}-{planned_units})*{planned_price},2),"
    "ROUND(({line_expected}*{planned_units}/{line_units}-{planned_units})*{planned_price},2))"
    ',"")',
    source=Source.MONEY,
)
def volume_variance(
    cost_variance: Value,
    planned_units: float,
    expected_units: float,
    planned_price: float,
    line_units: float,
    line_expected: float,
) -> float | str:
    """Return what more or fewer weeks cost, had the line bought the same kinds in the same parts.

    Where the line planned none, every week is volume.
    """
    if not is_number(cost_variance):
        return ""
    if line_units == 0:
        return excel_round((expected_units - planned_units) * planned_price, 2)
    grown = line_expected * planned_units / line_units
    return excel_round((grown - planned_units) * planned_price, 2)


@rule(
    excel="IF(ISNUMBER({cost_variance}),"
    'ROUND({cost_variance}-{volume_variance}-{price_variance},2),"")',
    source=Source.MONEY,
)
def mix_variance(
    cost_variance: Value, volume_variance: float, price_variance: float
) -> float | str:
    """Return what dearer or cheaper kinds among the line's cost: the rest, so that all adds up."""
    if not is_number(cost_variance):
        return ""
    return excel_round(cost_variance - volume_variance - price_variance, 2)


@rule(
    excel="IF(ISNUMBER({expected_cost}),IF({expected_number}>0,"
    'ROUND({expected_cost}/{expected_number},2),""),"")',
    source=Source.MONEY,
)
def cost_each(expected_cost: Value, expected_number: float) -> float | str:
    """Return what one costs in the year, as expected."""
    if not is_number(expected_cost) or expected_number <= 0:
        return ""
    return excel_round(expected_cost / expected_number, 2)


@rule(
    excel="IF(ISNUMBER({expected_cost}),{expected_cost},{planned_cost})",
    source=Source.MONEY,
)
def cost_known(planned_cost: Value, expected_cost: Value) -> Value:
    """Return the expected cost, or the planned one where nothing is expected yet."""
    return expected_cost if is_number(expected_cost) else planned_cost


@rule(
    excel="IF(ISNUMBER({expected_cost}),{expected_number},"
    'IF(ISNUMBER({planned_cost}),{planned_number},""))',
    source=Source.MONEY,
)
def number_known(
    planned_cost: Value, expected_cost: Value, planned_number: Value, expected_number: Value
) -> Value:
    """Return how many that cost is for."""
    if is_number(expected_cost):
        return expected_number
    return planned_number if is_number(planned_cost) else ""


@rule(
    excel='IF({indicator}="","",IF({row_check}<>{RowCheck.OK},"",'
    f"IF({_OF_INDICATOR.format('number_known')}>0,"
    f'ROUND({_OF_INDICATOR.format("cost_known")}/{_OF_INDICATOR.format("number_known")},2),"")))',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def each_of_indicator(
    row_check: Value,
    indicator: Value,
    activity__indicator: Sequence[Value],
    activity__cost_known: Sequence[Value],
    activity__number_known: Sequence[Value],
) -> float | str:
    """Return what each of all that an indicator counts costs a year: their cost by their number."""
    if is_blank(indicator) or not same(row_check, RowCheck.OK):
        return ""
    counted = (activity__indicator, indicator)
    number = add_where(activity__number_known, counted)
    return excel_round(add_where(activity__cost_known, counted) / number, 2) if number > 0 else ""


@rule(
    excel="IF(ISNUMBER({cost_variance}),"
    "IF(COUNTIFS({budget__ref},{line},{budget__forecast_awaited},{YesNo.NO})=1,"
    "ROUND(SUMIFS({budget__forecast_variance},{budget__ref},{line})"
    '-SUMIFS({activity__cost_variance},{activity__line},{line}),2),""),"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def not_explained(
    cost_variance: Value,
    line: Value,
    budget__ref: Sequence[Value],
    budget__forecast_awaited: Sequence[Value],
    budget__forecast_variance: Sequence[Value],
    activity__cost_variance: Sequence[Value],
    activity__line: Sequence[Value],
) -> float | str:
    """Return the line's forecast variance − its activities': what activity does not explain."""
    of_line = (budget__ref, line)
    if not is_number(cost_variance):
        return ""
    if count_where(of_line, (budget__forecast_awaited, YesNo.NO)) != 1:
        return ""
    forecast = add_where(budget__forecast_variance, of_line)
    return excel_round(forecast - add_where(activity__cost_variance, (activity__line, line)), 2)
