"""The overall flag of all checks: errors, failed control totals, figures to be confirmed.

Warnings and notes do not count.
"""

from __future__ import annotations

from csplan.rules.counting import count_rows, count_where
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import ControlResult, OverallCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "check_errors",
    "check_flag",
    "check_unconfirmed",
    "check_warnings",
    "checked_at",
    "failed_controls",
    "flag_of",
    "overall_check",
]


check_warnings = count_rows(
    "Count the warnings of the last run.", ("checks__severity", '"Warning"')
)
_FAILED = (
    "COUNTIFS({control_totals__result},{ControlResult.FAILED})"
    "+COUNTIFS({control_totals__result},{ControlResult.CHECK_DATA})"
)


@rule(excel=_FAILED, source=Source.CHECKS)
def failed_controls(control_totals__result: Sequence[Value]) -> float:
    """Count the control totals that fail, or cannot be added up."""
    words = (ControlResult.FAILED, ControlResult.CHECK_DATA)
    return float(sum(count_where((control_totals__result, word)) for word in words))


@rule(
    excel='COUNTIFS({checks__severity},"Error")+COUNTIFS({checks__severity},"Fault")',
    source=Source.CHECKS,
)
def check_errors(checks__severity: Sequence[Value]) -> float:
    """Count the errors and faults of the last run."""
    return count_where((checks__severity, "Error")) + count_where((checks__severity, "Fault"))


check_unconfirmed = count_rows(
    "Count the figures that somebody must still confirm.", ("checks__severity", '"To confirm"')
)


def flag_of(wrong: float, unconfirmed: float, *, has_run: bool) -> str:
    """Say in a few words whether what was checked can be relied on."""
    if wrong > 0:
        return OverallCheck.ERRORS
    if unconfirmed == 0:
        return OverallCheck.PASSED if has_run else OverallCheck.NOT_YET
    one = unconfirmed == 1
    return "1 figure to be confirmed" if one else f"{unconfirmed:.0f} figures to be confirmed"


def _flag_excel(wrong: str, unconfirmed: str) -> str:
    """Write the overall flag, from what counts the wrong and the unconfirmed."""
    return (
        f"IF({wrong}>0,{{OverallCheck.ERRORS}},IF({unconfirmed}=0,"
        "IF(MAX({change_log__when})>0,{OverallCheck.PASSED},{OverallCheck.NOT_YET}),"
        f'IF({unconfirmed}=1,"1 figure to be confirmed",'
        f'{unconfirmed}&" figures to be confirmed")))'
    )


@rule(
    excel=_flag_excel("{check_errors}+{failed_controls}", "{check_unconfirmed}"),
    source=Source.CHECKS,
)
def overall_check(
    check_errors: float,
    failed_controls: float,
    check_unconfirmed: float,
    change_log__when: Sequence[Value],
) -> str:
    """Say in a few words whether the workbook can be relied on."""
    return flag_of(
        check_errors + failed_controls, check_unconfirmed, has_run=_has_run(change_log__when)
    )


def _has_run(change_log__when: Sequence[Value]) -> bool:
    """Say whether the log has a moment of any run."""
    return any(is_number(when) and float(when) > 0 for when in change_log__when)


@rule(
    excel=_flag_excel(
        f'COUNTIFS({{checks__severity}},"Error")+COUNTIFS({{checks__severity}},"Fault")+{_FAILED}',
        'COUNTIFS({checks__severity},"To confirm")',
    ),
    source=Source.CHECKS,
)
def check_flag(
    checks__severity: Sequence[Value],
    control_totals__result: Sequence[Value],
    change_log__when: Sequence[Value],
) -> str:
    """Say the overall check again, where the whole plan stands on one page."""
    errors = count_where((checks__severity, "Error")) + count_where((checks__severity, "Fault"))
    wrong = errors + failed_controls(control_totals__result)
    unconfirmed = count_where((checks__severity, "To confirm"))
    return flag_of(wrong, unconfirmed, has_run=_has_run(change_log__when))


@rule(
    excel='IF(MAX({change_log__when})>0,MAX({change_log__when}),"Not yet run")',
    source=Source.CHECKS,
)
def checked_at(change_log__when: Sequence[Value]) -> float | str:
    """Return when csplan last changed the workbook, as a serial number."""
    moments = [float(when) for when in change_log__when if is_number(when)]
    return max(moments, default=0.0) or "Not yet run"
