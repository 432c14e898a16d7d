"""The tidy command: turns text that plainly means a number or date into one."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["tidy"]


@click.command(epilog="\b\nExamples:\n  csplan tidy plan.xlsx\n  csplan tidy plan.xlsx --yes")
@click.argument("workbook", type=PATH)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def tidy(workbook: Path, *, yes: bool, force: bool) -> int:
    """Turn text that plainly means a number or date into one, after listing it."""
    from csplan.commands.tidying import tidy_plan
    from csplan.commands.updating import tell_update

    done = tidy_plan(workbook, yes=yes, force=force)
    return tell_update(done, brief=True) if done is not None else 0
