"""A saving of the tracker: its parts against what was approved, and its colour.

Unit: pounds.  Sign: a saving is a positive figure.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import CellError, Value, as_added, is_blank, is_number, same
from csplan.terms.vocabulary import Rag, RowCheck, State

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["not_covered", "outcome_of_line", "over_delivery", "parts_difference", "saving_brag"]


_OF_LINE = "INDEX({budget__outcome},MATCH({line},{budget__ref},0))"


@rule(
    excel=f'IF({{line}}="","",IF({_OF_LINE}="","",{_OF_LINE}))',
    source=Source.MONEY,
    on_error="",
)
def outcome_of_line(
    line: Value, budget__ref: Sequence[Value], budget__outcome: Sequence[Value]
) -> Value:
    """Return the outcome that the saving's budget line serves: what is cut there may show there."""
    if is_blank(line):
        return ""
    for ref, outcome in zip(budget__ref, budget__outcome, strict=True):
        if isinstance(line, str) and not isinstance(ref, CellError) and same(ref, line):
            return "" if is_blank(outcome) else outcome
    return ""


@rule(
    excel='IF({row_check}={RowCheck.OK},MAX(0,ROUND({delivered}+{on_track}-{approved},2)),"")',
    source=Source.MONEY,
)
def over_delivery(
    row_check: Value, delivered: Value, on_track: Value, approved: Value
) -> float | str:
    """Return what is delivered or on track beyond the approved saving, shown apart."""
    if not same(row_check, RowCheck.OK):
        return ""
    more = excel_round(as_added(delivered) + as_added(on_track) - as_added(approved), 2)
    return max(0.0, more)


@rule(
    excel="IF({row_check}={RowCheck.OK},"
    'IF(AND({delivered}="",{on_track}="",{at_risk}="",{unachievable}=""),"",'
    "ROUND({delivered}+{on_track}+{at_risk}+{unachievable}-{over_delivery}-{approved},2)"
    '),"")',
    source=Source.MONEY,
)
def parts_difference(
    row_check: Value,
    delivered: Value,
    on_track: Value,
    at_risk: Value,
    unachievable: Value,
    over_delivery: Value,
    approved: Value,
) -> float | str:
    """Return the four parts, less over-delivery, − the approved saving: it must be 0.

    Blank: nothing is reported yet.
    """
    parts = (delivered, on_track, at_risk, unachievable)
    if not same(row_check, RowCheck.OK) or all(is_blank(part) for part in parts):
        return ""
    total = sum(as_added(part) for part in parts)
    return excel_round(total - as_added(over_delivery) - as_added(approved), 2)


@rule(
    excel="IF(ISNUMBER({parts_difference}),"
    'MAX(0,ROUND({unachievable}-{one_off_replacement},2)),"")',
    source=Source.MONEY,
)
def not_covered(
    parts_difference: Value, unachievable: Value, one_off_replacement: Value
) -> float | str:
    """Return what cannot be achieved this year and no one-off replacement covers."""
    if not is_number(parts_difference):
        return ""
    return max(
        0.0,
        excel_round(as_added(unachievable) - as_added(one_off_replacement), 2),
    )


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{row_check},IF(NOT(ISNUMBER({parts_difference})),"
    "{State.AWAITING_DATA},"
    "IF(NOT({parts_difference}=0),{State.CHECK_DATA},IF({unachievable}>0,{Rag.RED},"
    "IF({at_risk}>0,{Rag.AMBER},IF({delivered}>={approved},{Rag.BLUE},{Rag.GREEN}))))))",
    source=Source.MONEY,
)
def saving_brag(
    row_check: Value,
    parts_difference: Value,
    unachievable: Value,
    at_risk: Value,
    delivered: Value,
    approved: Value,
) -> str:
    """Colour a saving by its worst part: Red unachievable, Amber at risk, Blue delivered, Green.

    Check data where the parts do not add to the approved saving.
    """
    if not same(row_check, RowCheck.OK):
        return str(row_check)
    if not is_number(parts_difference):
        return State.AWAITING_DATA
    if parts_difference != 0:
        return State.CHECK_DATA
    if as_added(unachievable) > 0:
        return Rag.RED
    if as_added(at_risk) > 0:
        return Rag.AMBER
    return Rag.BLUE if as_added(delivered) >= as_added(approved) else Rag.GREEN
