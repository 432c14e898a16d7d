"""The restore command: puts back the version before the last update."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["restore"]


@click.command(epilog="\b\nExample:\n  csplan restore plan.xlsx")
@click.argument("workbook", type=PATH)
def restore(workbook: Path) -> int:
    """Put back the version before the last update; what it replaces is kept too."""
    from csplan.workbook.update import restore

    done = restore(workbook)
    say(f"Restored {workbook} from {done.taken.name}.")
    say(f"The version that it replaced is kept as {done.set_aside}.")
    return 0
