"""The check command: says what is wrong, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["check"]


@click.command(epilog="\b\nExamples:\n  csplan check plan.xlsx\n  csplan check plan.xlsx --json")
@click.argument("workbook", type=PATH)
@click.option("-v", "--verbose", is_flag=True, help="Everything that is known of each finding.")
@click.option(
    "--all", "notes", is_flag=True, help="List the notes too; otherwise they are only counted."
)
@click.option("--json", "as_json", is_flag=True, help="Findings and row counts as JSON.")
def check(workbook: Path, *, verbose: bool, notes: bool, as_json: bool) -> int:
    """Say what is wrong, cell by cell, and what to do.  Changes nothing."""
    from csplan.commands.updating import check_and_tell

    return check_and_tell(workbook, verbose=verbose, notes=notes, as_json=as_json)
