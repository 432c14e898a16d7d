"""The new command: makes a workbook to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["new"]


@click.command(
    epilog="\b\nExamples:\n  csplan new plan.xlsx\n  csplan new next.xlsx --blank --year 2017/18"
)
@click.argument("workbook", type=PATH)
@click.option("--blank", is_flag=True, help="The empty template instead of the 2016-17 plan.")
@click.option("--year", default="2016/17", show_default=True, help="Financial year, with --blank.")
def new(workbook: Path, *, blank: bool, year: str) -> int:
    """Make a workbook: the 2016-17 plan, ready for actuals."""
    from csplan.template import making

    making.new(workbook, blank=blank, year=year)
    what = f"an empty plan for {year}" if blank else "the 2016-17 plan, ready for actuals"
    say(f"Wrote {workbook}: {what}.")
    say(f"Next: open it in Excel, type, save, and run:  csplan report {workbook}")
    return 0
