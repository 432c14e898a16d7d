"""The findings on Checks, the overall flag, and the Change log: rows that csplan itself writes."""

from __future__ import annotations

from csplan.rules import checks
from csplan.sheets.column import Column, Shown, Value, calculated, number, text
from csplan.sheets.sheet import Group, Owner, Shape, Sheet
from csplan.terms.finding import Severity
from csplan.terms.vocabulary import OverallCheck

__all__ = ["CHANGE_LOG", "CHECKS", "OVERALL", "ChangeLogLine", "CheckLine", "Overall"]


class CheckLine:
    """One finding of the last run.  One row of the Checks table."""

    severity: Column[Value] = text(
        "Severity",
        "Fault, Error, To confirm, Warning, Note, Accepted or Confirmed",
        width=12,
        marked=(*Severity, "To confirm", "Accepted", "Confirmed"),
    )
    message: Column[Value] = text("What and why", "What is wrong, and why it matters", width=60)
    fix: Column[Value] = text("What to do", "How to put it right", width=50)
    sheet: Column[Value] = text("Sheet", "The sheet it is on", width=20)
    cell: Column[Value] = text("Cell", "The cell; click it to go there", linked=True, width=10)
    ref: Column[Value] = text("Ref", "The row's ref", width=12)
    where: Column[Value] = text(
        "Where",
        "The row and the column by their names, and how to see a folded one",
        width=40,
        since=2,
    )
    found: Column[Value] = text("Found", "What stands there, as typed", width=24)
    code: Column[Value] = text("Code", "What kind of finding it is", width=28)


CHECKS = Sheet(
    name="Checks",
    row=CheckLine,
    title="Findings",
    purpose="What the last run found. Put errors right in the cell that is named, and run again.",
    tab="Checks",
    group=Group.CSPLAN,
    owner=Owner.CSPLAN,
    order=("severity", "message", "where", "cell", "fix", "found", "sheet", "ref", "code"),
)


class ChangeLogLine:
    """One run that changed the workbook.  One row of the Change log."""

    when: Column[Value] = number("When", "Date and time of the run", shown=Shown.MOMENT, width=17)
    who: Column[Value] = text("Who", "Who ran it", width=18)
    version: Column[Value] = text("csplan", "Which version of csplan", width=10)
    what: Column[Value] = text("What", "What was done", width=22)
    changes: Column[Value] = text("Changes", "What changed since the run before", width=90)
    errors: Column[Value] = number("Errors", "Errors found", width=9)
    warnings: Column[Value] = number("Warnings", "Warnings found", width=10)
    backup: Column[Value] = text(
        "Backup", "The file in .csplan/backup that keeps the version replaced", width=36
    )
    replaced: Column[Value] = text(
        "Version replaced",
        "SHA-256 of the version to compare with, by which csplan finds it",
        folded=True,
        width=22,
        since=3,
    )


CHANGE_LOG = Sheet(
    name="Change_log",
    row=ChangeLogLine,
    title="Change log",
    purpose="Who ran csplan when, and what had changed.",
    tab="Change log",
    group=Group.CSPLAN,
    owner=Owner.CSPLAN,
    named_by="when",
)


class Overall:
    """The one flag of all checks, on the Checks tab."""

    check_errors: Column[float] = calculated("Errors", checks.check_errors, shown=Shown.COUNT)
    check_warnings: Column[float] = calculated("Warnings", checks.check_warnings, shown=Shown.COUNT)
    failed_controls: Column[float] = calculated(
        "Control totals failed", checks.failed_controls, shown=Shown.COUNT
    )
    check_unconfirmed: Column[float] = calculated(
        "Figures to be confirmed", checks.check_unconfirmed, shown=Shown.COUNT, since=2
    )
    overall_check: Column[str] = calculated(
        "Overall check", checks.overall_check, marked=OverallCheck
    )
    checked_at: Column[float | str] = calculated(
        "As at the run of", checks.checked_at, shown=Shown.MOMENT
    )


OVERALL = Sheet(
    name="Overall",
    row=Overall,
    title="Overall check",
    purpose="Faults, errors and failed control totals; warnings and notes do not count.",
    tab="Checks",
    group=Group.CSPLAN,
    shape=Shape.LABELS,
    owner=Owner.CSPLAN,
)
