"""The Measured by sheet: which indicators measure which expected outcome, and who says so."""

from __future__ import annotations

from csplan.rules import promises
from csplan.sheets.column import Column, Shown, Value, calculated, link, row_check_by, text, word
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import Benchmarked, Covers, LinkBasis

__all__ = ["MEASURED_BY", "MeasuredBy"]


class MeasuredBy:
    """One indicator that measures one expected outcome.  One row of the Measured by sheet."""

    ref: Column[Value] = text("Ref", "Unique, e.g. M-001", required=True, width=8)
    promise: Column[Value] = link(
        "Expected_outcomes",
        "Expected outcome",
        "The expected outcome that is measured",
        required=True,
        width=11,
    )
    indicator: Column[Value] = link(
        "Indicators", "Indicator", "The indicator that measures it", required=True, width=10
    )
    covers: Column[Value] = word(
        Covers,
        "Covers",
        "Whether it measures just what is promised, if need be for one group, or something near it",
        width=13,
    )
    basis: Column[Value] = word(
        LinkBasis, "Link", "Proposed until somebody who answers for it agrees", width=11
    )
    note: Column[Value] = text("Note", "What is not covered, and why it is linked", width=44)
    row_check: Column[str] = row_check_by(promises.measured_by_row_check)
    promised: Column[Value] = calculated("What is promised", promises.text_of_promise, width=50)
    measure: Column[Value] = calculated("What is measured", promises.name_of_indicator, width=50)
    rag: Column[Value] = calculated("RAG", promises.colour_of_indicator, shown=Shown.RAG, width=15)
    benchmark: Column[str] = calculated(
        "Against England", promises.against_benchmark, marked=(Benchmarked.WORSE,), width=14
    )


MEASURED_BY = Sheet(
    name="Measured_by",
    row=MeasuredBy,
    title="What expected outcomes are measured by",
    purpose="Link each expected outcome with the indicators that measure it; a promise without one "
    "cannot be shown to be kept.",
    tab="Measured by",
    ref_pattern=r"M-\d{3,5}",
    named_by="indicator",
    few_rows=8,
    since=2,
    order=(
        *("ref", "promise", "indicator", "rag", "benchmark", "covers", "basis"),
        *("promised", "measure", "note"),
    ),
)
