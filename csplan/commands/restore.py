"""The restore command: puts back the version before the last update."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["restore"]


def _agreed(workbook: Path) -> bool:
    """Ask whether a workbook that was marked read-only is to be replaced, where one can answer."""
    said = f"{workbook.name} is marked read-only, as a version that is not to change often is."
    if not sys.stdin.isatty():
        say(f"{said}  Nothing was restored.  Add --yes to replace it all the same.", err=True)
        return False
    if click.confirm(f"{said}  Replace it by the version before"):
        return True
    say("Nothing was restored.")
    return False


@click.command(epilog="\b\nExample:\n  csplan restore plan.xlsx")
@click.argument("workbook", type=PATH)
@click.option("--yes", is_flag=True, help="Do not ask before replacing a read-only workbook.")
def restore(workbook: Path, *, yes: bool) -> int:
    """Put back the version before the last update; what it replaces is kept too."""
    from csplan.files.saving import is_read_only
    from csplan.workbook.update import restore

    read_only = is_read_only(workbook)
    if read_only and not yes and not _agreed(workbook):
        return 2
    done = restore(workbook, read_only_too=read_only)
    say(f"Restored {workbook} from {done.taken.name}.")
    say(f"The version that it replaced is kept as {done.set_aside}.")
    return 0
