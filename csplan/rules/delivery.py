"""How an action stands.  Knows nothing of sheets or clocks: the report date is on Settings."""

from __future__ import annotations

from math import floor

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.values import Value, is_blank, is_number, same

__all__ = ["brag", "days_overdue"]


@rule(
    excel='IF({row_check}<>"OK",{row_check},IF({status}="Complete","Blue",'
    'IF({status}="Superseded","Superseded",'
    'IF(IF(ISNUMBER({due}),INT({due})<INT({report_date}),FALSE),"Red",'
    'IF({status}="Off track","Red",IF({status}="At risk","Amber",'
    'IF({status}="On track","Green","Not started")))))))',
    source=Source.ACTIONS,
)
def brag(row_check: Value, status: Value, due: Value, report_date: float) -> str:
    """Colour an action: Blue complete, Red overdue or off track, Amber at risk, Green on track.

    An action whose due date has passed is Red whatever its status says, unless it is complete
    or superseded.  A blank status is Not started.
    """
    if not same(row_check, "OK"):
        return str(row_check)
    if same(status, "Complete"):
        return "Blue"
    if same(status, "Superseded"):
        return "Superseded"
    if is_number(due) and floor(due) < floor(report_date):
        return "Red"
    said = {"off track": "Red", "at risk": "Amber", "on track": "Green"}
    return said.get(str(status or "").lower(), "Not started")


@rule(
    excel='IF({row_check}<>"OK",{row_check},IF(ISNUMBER({due}),'
    'IF(OR({status}="Complete",{status}="Superseded"),0,MAX(0,INT({report_date})-INT({due}))),'
    '"No date"))',
    source=Source.ACTIONS,
)
def days_overdue(row_check: Value, status: Value, due: Value, report_date: float) -> float | str:
    """Return how many days past its due date an action is that is not complete.

    A time of day counts for nothing: a date is its day.
    Unit: days.  Sign: never negative.  `No date`: the plan gives none.
    """
    if not same(row_check, "OK"):
        return "" if is_blank(row_check) else str(row_check)
    if not is_number(due):
        return "No date"
    if same(status, "Complete") or same(status, "Superseded"):
        return 0.0
    return max(0.0, float(floor(report_date) - floor(due)))
