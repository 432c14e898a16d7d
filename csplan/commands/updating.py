"""What `csplan update` and `csplan check` do, and what they say of it."""

from __future__ import annotations

from csplan.commands import telling
from csplan.commands.terminal import say
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from csplan.workbook.update import Updated

__all__ = ["check_and_tell", "tell_update", "update_and_tell", "update_workbook"]


def update_and_tell(workbook: Path, *, output: Path | None = None, force: bool = False) -> int:
    """Update a workbook and say what that found and did; gives the exit status.

    Where the workbook is as the last update left it, what that found is said again.
    """
    from csplan.workbook.unchanged import as_left

    left = None if output or force else as_left(workbook)
    if left is not None:
        telling.say_findings(left.findings)
        telling.rows(left.rows)
        telling.nothing_written(workbook.name)
        telling.next_step(left.findings, workbook.name, left.home)
        return telling.status(left.findings)
    from csplan.sheets import HOME

    done = update_workbook(workbook, output=output, force=force)
    status = tell_update(done)
    telling.next_step(done.findings, workbook.name, done.results.labels(HOME))
    return status


def check_and_tell(
    workbook: Path, *, verbose: bool = False, notes: bool = False, as_json: bool = False
) -> int:
    """Say what is wrong in a workbook, and change nothing; gives the exit status."""
    from csplan.plan.check import row_counts
    from csplan.workbook.checking import read_and_check

    plan, findings = read_and_check(workbook)
    rows = row_counts(plan, findings)
    if as_json:
        say(telling.as_json(findings, rows))
    else:
        telling.say_findings(findings, verbose=verbose, notes=notes)
        telling.rows(rows, verbose=verbose)
        telling.next_step(findings, workbook.name, done=f"Next:  csplan report {workbook.name}")
    return telling.status(findings)


def update_workbook(workbook: Path, *, output: Path | None = None, force: bool = False) -> Updated:
    """Update a workbook."""
    from csplan.workbook.update import update

    return update(workbook, output=output, force=force)


def tell_update(done: Updated, *, brief: bool = False, rows: bool = True) -> int:
    """Say what an update found and did; `brief` only counts warnings and rows."""
    telling.say_findings(done.findings, brief=brief)
    if rows and not brief:
        telling.rows(done.rows)
    telling.say_update(done)
    return telling.status(done.findings)
