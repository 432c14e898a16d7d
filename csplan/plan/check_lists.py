"""Lists that people keep: what Approvals and Accepted allow, and names that two rows share."""

from __future__ import annotations

from csplan.plan.memory import read_memory
from csplan.sheets import (
    ACCEPTED,
    APPROVALS,
    BUDGET,
    BUDGET_HISTORY,
    CAPITAL,
    HISTORY,
    INDICATORS,
    OUTCOMES,
    SERVICES,
    SETTINGS,
)
from csplan.terms.catalogue import Code, Severity
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.memory_words import ADOPTED
from csplan.terms.names import matching
from csplan.terms.period import day_in_words, day_of
from csplan.terms.values import is_number
from csplan.terms.wordless import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_lists"]

_NAMED = ((SERVICES, "service"), (OUTCOMES, "outcome"), (CAPITAL, "scheme"))
_SAID = ((APPROVALS, ("authority", "reason")), (ACCEPTED, ("reason", "by")))
_CODES = {str(code): code for code in Code}
_LATER = 366
"""What is allowed for a report may be allowed after its day, but not a year later."""


def check_lists(plan: Plan) -> Iterator[Finding]:
    """Find what allows nothing, what nobody allowed, and rows that are called the same."""
    for sheet, names in _SAID:
        for name in names:
            yield from _unsaid(plan, sheet, name)
        yield from _days(plan, sheet)
    yield from _accepted(plan)
    yield from _approvals(plan)
    for sheet, name in _NAMED:
        yield from _doubled(plan, sheet, name)


def _unsaid(plan: Plan, sheet: Sheet, name: str) -> Iterator[Finding]:
    """Find words that do not say who allowed something, or why."""
    for index, row in enumerate(plan.table(sheet)):
        words = row.get(name)
        if words and says_nothing(words):
            what = "why" if name == "reason" else "who allowed it"
            yield plan.finding(
                Code.AUTHORITY_UNSAID,
                f"“{words}” does not say {what}.",
                f"Type {what}.",
                sheet=sheet,
                index=index,
                column=name,
                found=words,
            )


def _days(plan: Plan, sheet: Sheet) -> Iterator[Finding]:
    """Find something that was allowed after the day of the report."""
    report = plan.settings.get("report_date")
    for index, row in enumerate(plan.table(sheet)):
        serial = row.get("date")
        day = day_of(float(serial)) if is_number(serial) else None
        if day and is_number(serial) and is_number(report) and serial > report + _LATER:
            yield plan.finding(
                Code.DATE_UNLIKELY,
                f"{day_in_words(day)} is long after the day of the report.",
                "Check the year.",
                sheet=sheet,
                index=index,
                column="date",
                found=serial,
            )


def _accepted(plan: Plan) -> Iterator[Finding]:
    """Find a line of Accepted whose code is not one, or is an error's."""
    for index, row in enumerate(plan.table(ACCEPTED)):
        said = row.get("code")
        if not said:
            continue
        code = _CODES.get(matching(str(said)))
        if code is None:
            message = f"“{said}” is not the code of a finding, so the line quiets nothing."
        elif code.severity in (Severity.ERROR, Severity.FAULT):
            message = f"{said} is an error: it has to be put right, and cannot be accepted."
        else:
            continue
        yield _nothing(plan, ACCEPTED, index, "code", message, "Take the code from Checks.")


def _approvals(plan: Plan) -> Iterator[Finding]:
    """Find an approval of a row, or a setting, that the plan does not have and never had."""
    if not any(row.get("about") for row in plan.table(APPROVALS)):
        return
    year, found = plan.financial_year, read_memory(plan)
    known = {
        *(str(row.get("ref")) for sheet in (INDICATORS, BUDGET) for row in plan.table(sheet)),
        *(ref for sheet in (HISTORY, BUDGET_HISTORY) for ref in found.rows(sheet, year, ADOPTED)),
        *(column.heading for column in SETTINGS.inputs),
    }
    names = {matching(one) for one in known}
    for index, row in enumerate(plan.table(APPROVALS)):
        about = row.get("about")
        if about and matching(str(about)) not in names:
            message = (
                f"{about} is not an indicator, a budget line or a setting, so nothing is approved."
            )
            yield _nothing(plan, APPROVALS, index, "about", message, "Correct the ref.")


def _nothing(plan: Plan, sheet: Sheet, index: int, column: str, message: str, fix: str) -> Finding:
    """Locate a line that allows nothing."""
    found = plan.table(sheet)[index][column]
    return plan.finding(
        Code.ALLOWS_NOTHING, message, fix, sheet=sheet, index=index, column=column, found=found
    )


def _doubled(plan: Plan, sheet: Sheet, name: str) -> Iterator[Finding]:
    """Find two rows that no reader can tell apart, for they are called the same."""
    seen: dict[str, str] = {}
    for index, row in enumerate(plan.table(sheet)):
        words, ref = row.get(name), str(row.get("ref") or "")
        if not words or not ref:
            continue
        first = seen.setdefault(matching(str(words)), ref)
        if first != ref:
            yield plan.finding(
                Code.NAME_DOUBLED,
                f"{ref} and {first} are both called “{words}”.",
                "Give each a name of its own.",
                sheet=sheet,
                index=index,
                column=name,
                found=words,
            )
