"""The update command: fills in every calculated column, in the same file."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["update"]


@click.command(
    epilog="\b\nExamples:\n  csplan update plan.xlsx\n  csplan update plan.xlsx --output copy.xlsx"
)
@click.argument("workbook", type=PATH)
@click.option("--output", type=PATH, help="Write another file; the workbook stays as it is.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def update(workbook: Path, *, output: Path | None, force: bool) -> int:
    """Fill in every calculated column, in the same file, losing nothing else in it."""
    from csplan.commands.updating import update_and_tell

    return update_and_tell(workbook, output=output, force=force)
