"""The report command: checks, updates and writes all scorecards."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH, write_and_say

__all__ = ["report"]


@click.command(
    epilog="\b\nExamples:\n  csplan report plan.xlsx\n  csplan report plan.xlsx --out Scorecards"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, help="Folder for scorecards [Scorecards, beside it].")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def report(workbook: Path, *, folder: Path | None, force: bool) -> int:
    """Check, update and write all scorecards: the job that managers re-run."""
    from csplan.commands import telling
    from csplan.commands.updating import tell_update, update_workbook
    from csplan.sheets import HOME

    done = update_workbook(workbook, force=force)
    status = tell_update(done, rows=False)
    out = folder or workbook.parent / "Scorecards"
    write_and_say(done.results, done.findings, out)
    said = f"Next: look through {out}."
    telling.next_step(done.findings, workbook.name, done.results.labels(HOME), done=said)
    return status
