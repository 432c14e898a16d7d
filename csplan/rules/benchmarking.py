"""An indicator's figure against England's and statistical neighbours' of the same year."""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.linked import linked_excel, linked_value
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import (
    Benchmarked,
    FigureCheck,
    OwnFigure,
    Polarity,
    State,
    Unit,
    YesNo,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

__all__ = [
    "against_england",
    "against_neighbours",
    "benchmark_row_check",
    "benchmark_stands",
    "decimals_of_indicator",
    "our_figure",
    "our_figure_is",
    "polarity_of_indicator",
    "unit_of_indicator",
]

_FIGURES = ("own", "england", "neighbours")
_PLACES = ("rank", "of")


@rule(
    excel=on.formula(
        "indicator",
        [
            on.ref_found("indicator", "indicators__ref"),
            on.says_something("year"),
            *(on.number_or_blank(name) for name in _FIGURES),
            *(on.number_or_blank(name, minimum=1) for name in _PLACES),
        ],
    ),
    source=Source.BENCHMARKS,
    on_error=State.CHECK_DATA,
)
def benchmark_row_check(
    ref: Value,
    indicator: Value,
    year: Value,
    own: Value,
    england: Value,
    neighbours: Value,
    rank: Value,
    of: Value,
    indicators__ref: Sequence[Value],
) -> str:
    """Say whether a benchmark's link, year and figures can be used."""
    if is_blank(ref):
        return "" if is_blank(indicator) else State.CHECK_DATA
    usable = [
        on.is_linked(indicator, indicators__ref),
        on.is_said(year),
        *(on.is_number_or_blank(one) for one in (own, england, neighbours)),
        *(on.is_number_or_blank(one, minimum=1) for one in (rank, of)),
    ]
    return on.all_met(ref, usable)


def _of_indicator(column: str, words: type[StrEnum] | None = None, *, blank: str = '""') -> str:
    """Write a value of the indicator that is compared; one of `words` in their own spelling."""
    values = f"indicators__{column}"
    found = linked_excel("indicator", "indicators__ref", values, words, blank=blank)
    return f'IF({{row_check}}={{RowCheck.OK}},{found},"")'


def _taken(
    row_check: Value,
    indicator: Value,
    refs: Sequence[Value],
    values: Sequence[Value],
    words: type[StrEnum] | None = None,
) -> Value:
    """Return a value of the indicator that is compared; one of `words` in their own spelling."""
    return linked_value(indicator, refs, values, words) if same(row_check, FigureCheck.OK) else ""


def _meant(row_check: Value, found: Value, means: Value) -> Value:
    """Return what was found, or what a blank cell of the indicator means."""
    return means if is_blank(found) and same(row_check, FigureCheck.OK) else found


@rule(
    excel=_of_indicator("unit", Unit, blank="{Unit.NUMBER}"), source=Source.BENCHMARKS, on_error=""
)
def unit_of_indicator(
    row_check: Value,
    indicator: Value,
    indicators__ref: Sequence[Value],
    indicators__unit: Sequence[Value],
) -> Value:
    """Return the indicator's unit, in which the figures are."""
    found = _taken(row_check, indicator, indicators__ref, indicators__unit, Unit)
    return _meant(row_check, found, Unit.NUMBER.value)


@rule(
    excel=_of_indicator("decimals", blank="IF({unit}={Unit.PERCENT},1,0)"),
    source=Source.BENCHMARKS,
    on_error="",
)
def decimals_of_indicator(
    row_check: Value,
    indicator: Value,
    unit: Value,
    indicators__ref: Sequence[Value],
    indicators__decimals: Sequence[Value],
) -> Value:
    """Return the indicator's decimals, with which the figures are shown."""
    found = _taken(row_check, indicator, indicators__ref, indicators__decimals)
    return _meant(row_check, found, 1.0 if same(unit, Unit.PERCENT) else 0.0)


@rule(
    excel=_of_indicator("polarity", Polarity, blank="{Polarity.HIGHER}"),
    source=Source.BENCHMARKS,
    on_error="",
)
def polarity_of_indicator(
    row_check: Value,
    indicator: Value,
    indicators__ref: Sequence[Value],
    indicators__polarity: Sequence[Value],
) -> Value:
    """Return which way is better."""
    found = _taken(row_check, indicator, indicators__ref, indicators__polarity, Polarity)
    return _meant(row_check, found, Polarity.HIGHER.value)


@rule(
    excel="IF({row_check}={RowCheck.OK},IF(ISNUMBER({own}),{OwnFigure.PUBLISHED},"
    'IF({year}={financial_year},{OwnFigure.ACTUAL},{OwnFigure.BASELINE})),"")',
    source=Source.BENCHMARKS,
    on_error="",
)
def our_figure_is(row_check: Value, own: Value, year: Value, financial_year: Value) -> str:
    """Say which figure of ours is compared: as published, the year's actual, or the baseline."""
    if not same(row_check, FigureCheck.OK):
        return ""
    if is_number(own):
        return OwnFigure.PUBLISHED
    return OwnFigure.ACTUAL if same(year, str(financial_year)) else OwnFigure.BASELINE


@rule(
    excel=f"IF({{our_figure_is}}={{OwnFigure.PUBLISHED}},{{own}},"
    f"IF({{our_figure_is}}={{OwnFigure.ACTUAL}},{_of_indicator('actual')},"
    f"{_of_indicator('baseline')}))",
    source=Source.BENCHMARKS,
    on_error="",
)
def our_figure(
    row_check: Value,
    indicator: Value,
    own: Value,
    our_figure_is: Value,
    indicators__ref: Sequence[Value],
    indicators__actual: Sequence[Value],
    indicators__baseline: Sequence[Value],
) -> Value:
    """Return the figure of ours that is compared.

    Unit: the indicator's.  Blank: there is none.
    """
    if same(our_figure_is, OwnFigure.PUBLISHED):
        return own
    values = indicators__actual if same(our_figure_is, OwnFigure.ACTUAL) else indicators__baseline
    return _taken(row_check, indicator, indicators__ref, values)


@rule(
    excel='IF({row_check}={RowCheck.OK},IF({year}=IF({benchmark_year}="",{financial_year},{benchmark_year}),'
    '{YesNo.YES},{YesNo.NO}),"")',
    source=Source.BENCHMARKS,
    on_error="",
)
def benchmark_stands(
    row_check: Value, year: Value, benchmark_year: Value, financial_year: Value
) -> str:
    """Say whether promises are judged by this year's benchmarks."""
    if not same(row_check, FigureCheck.OK):
        return ""
    wanted = financial_year if is_blank(benchmark_year) else benchmark_year
    return YesNo.YES if same(year, str(wanted)) else YesNo.NO


def _against(other: str) -> str:
    """Write how our figure compares with another's."""
    within = "IF(ISNUMBER({similar_within}),{similar_within},0)"
    off = f"ROUND({{ours}}-{{{other}}},9)"
    return (
        f"IF(ISNUMBER({{ours}}),IF(ISNUMBER({{{other}}}),"
        f"IF(ABS({off})<=ROUND({within}*ABS({{{other}}}),9),{{Benchmarked.SIMILAR}},"
        f"IF({{polarity}}={{Polarity.HIGHER}},"
        f"IF({off}>0,{{Benchmarked.BETTER}},{{Benchmarked.WORSE}}),"
        f"IF({{polarity}}={{Polarity.LOWER}},"
        f'IF({off}<0,{{Benchmarked.BETTER}},{{Benchmarked.WORSE}}),""))),""),"")'
    )


def _compared(ours: Value, other: Value, polarity: Value, within: Value) -> str:
    """Say how our figure compares with another's, by polarity."""
    if not is_number(ours) or not is_number(other):
        return ""
    off = excel_round(ours - other)
    share = float(within) if is_number(within) else 0.0
    if abs(off) <= excel_round(share * abs(other)):
        return Benchmarked.SIMILAR
    if same(polarity, Polarity.HIGHER):
        return Benchmarked.BETTER if off > 0 else Benchmarked.WORSE
    if same(polarity, Polarity.LOWER):
        return Benchmarked.BETTER if off < 0 else Benchmarked.WORSE
    return ""


@rule(excel=_against("england"), source=Source.BENCHMARKS, on_error="")
def against_england(ours: Value, england: Value, polarity: Value, similar_within: Value) -> str:
    """Say whether our figure is better than England's, similar or worse."""
    return _compared(ours, england, polarity, similar_within)


@rule(excel=_against("neighbours"), source=Source.BENCHMARKS, on_error="")
def against_neighbours(
    ours: Value, neighbours: Value, polarity: Value, similar_within: Value
) -> str:
    """Say whether our figure is better than statistical neighbours', similar or worse."""
    return _compared(ours, neighbours, polarity, similar_within)
