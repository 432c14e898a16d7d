"""The report command: checks, updates and writes all scorecards."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["report"]


@click.command(
    epilog="\b\nExamples:\n  csplan report plan.xlsx\n  csplan report plan.xlsx --out Scorecards"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, help="Folder for scorecards [Scorecards, beside it].")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def report(workbook: Path, *, folder: Path | None, force: bool) -> int:
    """Check, update and write all scorecards: the job that managers re-run."""
    from csplan.commands.reporting import report_and_tell

    return report_and_tell(workbook, folder=folder, force=force)
