"""Whether what the plan expects to come of its actions is measured, and how it stands.

An expected outcome is served by the actions of its commitment, and measured by the indicators that
are linked with it.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.counting import count_where
from csplan.rules.linked import linked_excel, linked_value
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_blank, same
from csplan.terms.vocabulary import (
    Benchmarked,
    Covers,
    FigureCheck,
    LinkBasis,
    Measured,
    PromiseKept,
    State,
    YesNo,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "against_benchmark",
    "colour_of_indicator",
    "expected_outcome_row_check",
    "how_measured",
    "kept_promise",
    "measured_by_row_check",
    "name_of_indicator",
    "text_of_promise",
]


@rule(
    excel=on.formula(
        "expected_outcome",
        [on.ref_found("outcome", "outcomes__ref"), on.says_something("commitment", blank=True)],
    ),
    source=Source.PERFORMANCE,
    on_error=State.CHECK_DATA,
)
def expected_outcome_row_check(
    ref: Value,
    expected_outcome: Value,
    outcome: Value,
    commitment: Value,
    outcomes__ref: Sequence[Value],
) -> str:
    """Say whether an expected outcome's link and commitment can be used."""
    if is_blank(ref):
        return "" if is_blank(expected_outcome) else State.CHECK_DATA
    usable = [on.is_linked(outcome, outcomes__ref), on.is_said(commitment, blank=True)]
    return on.all_met(ref, usable)


@rule(
    excel=on.formula(
        "promise",
        [
            on.ref_found("promise", "expected_outcomes__ref"),
            on.ref_found("indicator", "indicators__ref"),
            on.words("covers", Covers, blank=True),
            on.words("basis", LinkBasis, blank=True),
        ],
    ),
    source=Source.PERFORMANCE,
    on_error=State.CHECK_DATA,
)
def measured_by_row_check(
    ref: Value,
    promise: Value,
    indicator: Value,
    covers: Value,
    basis: Value,
    expected_outcomes__ref: Sequence[Value],
    indicators__ref: Sequence[Value],
) -> str:
    """Say whether a link between an expected outcome and an indicator can be used."""
    if is_blank(ref):
        return "" if is_blank(promise) else State.CHECK_DATA
    usable = [
        on.is_linked(promise, expected_outcomes__ref),
        on.is_linked(indicator, indicators__ref),
        on.is_word(covers, Covers, blank=True),
        on.is_word(basis, LinkBasis, blank=True),
    ]
    return on.all_met(ref, usable)


def _linked(link: str, refs: str, column: str) -> str:
    """Write the value of the row that a link points to, where the link can be used."""
    return f'IF({{row_check}}={{RowCheck.OK}},{linked_excel(link, refs, column)},"")'


def _of_linked(
    row_check: Value, link: Value, refs: Sequence[Value], values: Sequence[Value]
) -> Value:
    """Return the value of the row that a link points to, where the link can be used."""
    return linked_value(link, refs, values) if same(row_check, FigureCheck.OK) else ""


@rule(
    excel=_linked("promise", "expected_outcomes__ref", "expected_outcomes__expected_outcome"),
    source=Source.PERFORMANCE,
    on_error="",
)
def text_of_promise(
    row_check: Value,
    promise: Value,
    expected_outcomes__ref: Sequence[Value],
    expected_outcomes__expected_outcome: Sequence[Value],
) -> Value:
    """Return the expected outcome in the plan's words."""
    return _of_linked(
        row_check, promise, expected_outcomes__ref, expected_outcomes__expected_outcome
    )


@rule(
    excel=_linked("indicator", "indicators__ref", "indicators__indicator"),
    source=Source.PERFORMANCE,
    on_error="",
)
def name_of_indicator(
    row_check: Value,
    indicator: Value,
    indicators__ref: Sequence[Value],
    indicators__indicator: Sequence[Value],
) -> Value:
    """Return what the indicator measures."""
    return _of_linked(row_check, indicator, indicators__ref, indicators__indicator)


@rule(
    excel=_linked("indicator", "indicators__ref", "indicators__rag"),
    source=Source.PERFORMANCE,
    on_error="",
)
def colour_of_indicator(
    row_check: Value,
    indicator: Value,
    indicators__ref: Sequence[Value],
    indicators__rag: Sequence[Value],
) -> Value:
    """Return the indicator's colour, or the word in its place."""
    return _of_linked(row_check, indicator, indicators__ref, indicators__rag)


@rule(
    excel="IF({row_check}={RowCheck.OK},IF({measures_as_promised}>0,{Measured.MEASURED},"
    "IF({measures}>0,{Measured.IN_PART},{Measured.NOTHING})),{row_check})",
    source=Source.PERFORMANCE,
    on_error=State.CHECK_DATA,
)
def how_measured(row_check: Value, measures: float, measures_as_promised: float) -> str:
    """Say whether any indicator measures the expected outcome, and whether it measures all of it.

    Of a promise that nothing measures, nobody can say whether it was kept.
    """
    if not same(row_check, FigureCheck.OK):
        return str(row_check)
    if measures_as_promised > 0:
        return Measured.MEASURED
    return Measured.IN_PART if measures > 0 else Measured.NOTHING


_OF_BENCHMARKS = (
    "COUNTIFS({benchmarks__indicator},{indicator},{benchmarks__stands},{YesNo.YES},"
    "{benchmarks__against_england},"
)


@rule(
    excel=f"IF({{row_check}}={{RowCheck.OK}},IF({_OF_BENCHMARKS}{{Benchmarked.WORSE}})>0,{{Benchmarked.WORSE}},"
    f"IF({_OF_BENCHMARKS}{{Benchmarked.SIMILAR}})>0,{{Benchmarked.SIMILAR}},"
    f"IF({_OF_BENCHMARKS}{{Benchmarked.BETTER}})>0,{{Benchmarked.BETTER}},"
    '{Benchmarked.NONE}))),"")',
    source=Source.BENCHMARKS,
    on_error="",
)
def against_benchmark(
    row_check: Value,
    indicator: Value,
    benchmarks__indicator: Sequence[Value],
    benchmarks__stands: Sequence[Value],
    benchmarks__against_england: Sequence[Value],
) -> str:
    """Say how the indicator compares with England in the year by which promises are judged."""
    if not same(row_check, FigureCheck.OK):
        return ""
    for word in (Benchmarked.WORSE, Benchmarked.SIMILAR, Benchmarked.BETTER):
        found = count_where(
            (benchmarks__indicator, indicator),
            (benchmarks__stands, YesNo.YES),
            (benchmarks__against_england, word),
        )
        if found:
            return word
    return Benchmarked.NONE


@rule(
    excel='IF({promised_against}="","",IF({worse}>0,{PromiseKept.NOT_KEPT},IF({similar}>0,{PromiseKept.SIMILAR},'
    "IF({better}=0,{PromiseKept.UNKNOWN},IF({better}<{measures},{PromiseKept.SO_FAR},{PromiseKept.KEPT})))))",
    source=Source.BENCHMARKS,
)
def kept_promise(
    promised_against: Value, measures: float, better: float, similar: float, worse: float
) -> str:
    """Say whether a promise to be better than England is kept, by the indicators that measure it.

    One that is worse breaks it; one that is similar is not better; those without a benchmark leave
    it kept so far.
    """
    if is_blank(promised_against):
        return ""
    if worse > 0:
        return PromiseKept.NOT_KEPT
    if similar > 0:
        return PromiseKept.SIMILAR
    if better == 0:
        return PromiseKept.UNKNOWN
    return PromiseKept.SO_FAR if better < measures else PromiseKept.KEPT
