"""Promises of the plan that nothing measures, that nobody acts on, or that are linked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import EXPECTED_OUTCOMES, MEASURED_BY
from csplan.terms.catalogue import Code
from csplan.terms.names import matching
from csplan.terms.vocabulary import FigureCheck, Measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results
    from csplan.terms.finding import Finding

__all__ = ["check_promises"]


def check_promises(results: Results) -> Iterator[Finding]:
    """Find expected outcomes of which nobody can say whether they were kept, or by whom."""
    yield from _unmeasured(results)
    yield from _linked_twice(results)


def _unmeasured(results: Results) -> Iterator[Finding]:
    """Find what is promised, but has no indicator or no action."""
    for index, row in enumerate(results.table(EXPECTED_OUTCOMES)):
        if row.get("row_check") != FigureCheck.OK:
            continue
        if row.get("measured") == Measured.NOTHING:
            yield results.plan.finding(
                Code.PROMISE_UNMEASURED,
                "Promised, but nothing measures it: nobody can show that it was kept.",
                "Link an indicator with it on Measured by, or add one to Indicators; where none "
                "can be had, list it on Accepted and say how it will be judged.",
                sheet=EXPECTED_OUTCOMES,
                index=index,
                column="measured",
                found=row.get("expected_outcome"),
            )
        if not row.get("actions"):
            yield results.plan.finding(
                Code.PROMISE_WITHOUT_ACTION,
                "Promised, but no action serves it.",
                "Give it the Commitment of the actions that serve it, or add an action.",
                sheet=EXPECTED_OUTCOMES,
                index=index,
                column="commitment",
                found=row.get("expected_outcome"),
            )


def _linked_twice(results: Results) -> Iterator[Finding]:
    """Find pairs of expected outcome and indicator that stand twice, and count twice."""
    seen: dict[tuple[str, str], str] = {}
    for index, row in enumerate(results.table(MEASURED_BY)):
        if row.get("row_check") != FigureCheck.OK:
            continue
        pair = matching(str(row["promise"])), matching(str(row["indicator"]))
        if pair in seen:
            yield results.plan.finding(
                Code.LINK_DOUBLED,
                f"{row['indicator']} is linked with {row['promise']} already ({seen[pair]}), so it "
                f"counts twice.",
                "Clear one of the two rows.",
                sheet=MEASURED_BY,
                index=index,
                column="indicator",
                found=row["indicator"],
            )
        seen.setdefault(pair, str(row["ref"]))
