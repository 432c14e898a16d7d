"""The Benchmarks sheet: what England and statistical neighbours reached, year by year."""

from __future__ import annotations

from csplan.rules import benchmarking
from csplan.sheets.column import Column, Shown, Value, calculated, link, number, row_check_by, text
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import Benchmarked

__all__ = ["BENCHMARKS", "Benchmark"]


def _figure(heading: str, meaning: str) -> Column[Value]:
    return number(heading, meaning, shown=Shown.IN_UNIT, entry=True, width=12)


def _place(heading: str, meaning: str) -> Column[Value]:
    return number(heading, meaning, entry=True, whole=True, minimum=1, width=8)


class Benchmark:
    """Others' figures of one indicator in one year.  Unit: the indicator's."""

    ref: Column[Value] = text("Ref", "Unique, e.g. KO3-37-2015-16", required=True, width=17)
    indicator: Column[Value] = link(
        "Indicators", "Indicator", "The indicator that is compared", required=True, width=10
    )
    year: Column[Value] = text(
        "Year", "The year of the figures, as 2015/16", required=True, width=9
    )
    own: Column[Value] = _figure(
        "Our figure", "As published beside the others; blank: the year's actual, or the baseline"
    )
    england: Column[Value] = _figure("England", "England's figure of that year")
    neighbours: Column[Value] = _figure(
        "Statistical neighbours", "Their average of that year, as it is published"
    )
    rank: Column[Value] = _place("Rank", "Our place among all authorities; 1 is the best")
    of: Column[Value] = _place("Of", "How many authorities are ranked")
    source: Column[Value] = text("Source", "Where the figures are published", width=44)
    note: Column[Value] = text("Note", "What a reader should know", folded=True, width=34)
    row_check: Column[str] = row_check_by(benchmarking.benchmark_row_check)
    unit: Column[Value] = calculated("Unit", benchmarking.unit_of_indicator, folded=True, width=11)
    decimals: Column[Value] = calculated(
        "Decimals", benchmarking.decimals_of_indicator, shown=Shown.COUNT, folded=True, width=9
    )
    polarity: Column[Value] = calculated(
        "Polarity", benchmarking.polarity_of_indicator, folded=True, width=16
    )
    our_figure_is: Column[str] = calculated("Ours is", benchmarking.our_figure_is, width=17)
    ours: Column[Value] = calculated(
        "Compared", benchmarking.our_figure, shown=Shown.IN_UNIT, width=11
    )
    against_england: Column[str] = calculated(
        "Against England", benchmarking.against_england, marked=(Benchmarked.WORSE,), width=14
    )
    against_neighbours: Column[str] = calculated(
        "Against neighbours", benchmarking.against_neighbours, marked=(Benchmarked.WORSE,), width=14
    )
    stands: Column[str] = calculated(
        "Promises judged by it", benchmarking.benchmark_stands, folded=True, width=12
    )


BENCHMARKS = Sheet(
    name="Benchmarks",
    row=Benchmark,
    title="Benchmarks",
    purpose="What England and statistical neighbours reached: type published figures, each with "
    "its year and source.",
    tab="Benchmarks",
    ref_pattern=r"[A-Z]+\d*-\d{2,5}-\d{4}-\d{2}",
    named_by="indicator",
    few_rows=8,
    since=2,
    order=(
        *("ref", "indicator", "year", "own", "england", "neighbours", "rank", "of"),
        *("our_figure_is", "ours", "against_england", "against_neighbours", "source", "note"),
    ),
)
