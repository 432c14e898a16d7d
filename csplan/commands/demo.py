"""The demo command: makes a plan with illustrative actuals, and its scorecards."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["demo"]


@click.command(epilog="\b\nExample:\n  csplan demo demo")
@click.argument("folder", type=PATH)
def demo(folder: Path) -> int:
    """Make a plan with illustrative actuals for Q1 and Q2, updated, with its scorecards."""
    from csplan.commands.reporting import write_and_say
    from csplan.commands.updating import tell_update, update_workbook
    from csplan.template import making

    workbook = making.demo(folder)
    done = update_workbook(workbook)
    status = tell_update(done, brief=True)
    write_and_say(done.results, done.findings, folder / "Scorecards")
    say(f"Look at {workbook} and {folder / 'Scorecards'}.  All figures are illustrative.")
    return status
