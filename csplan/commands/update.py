"""The update command: fills in every calculated column, in the same file."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH, tell_update, update_workbook

__all__ = ["update"]


@click.command(
    epilog="\b\nExamples:\n  csplan update plan.xlsx\n  csplan update plan.xlsx --output copy.xlsx"
)
@click.argument("workbook", type=PATH)
@click.option("--output", type=PATH, help="Write another file; the workbook stays as it is.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def update(workbook: Path, *, output: Path | None, force: bool) -> int:
    """Fill in every calculated column, in the same file, losing nothing else in it."""
    from csplan.commands import telling
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
