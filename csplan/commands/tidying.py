"""The tidy command: lists what texts will become and which stay, asks, and has them written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.commands.terminal import ask_first, say

if TYPE_CHECKING:
    from pathlib import Path

    from csplan.workbook.update import Updated

__all__ = ["tidy_plan"]


def tidy_plan(workbook: Path, *, yes: bool, force: bool) -> Updated | None:
    """List, ask and write; None where nothing was to be written, or nobody said yes.

    Raises: PlanHasFaults, WorkbookError, as an update does.
    """
    from csplan.workbook import tidy

    found = tidy.tidyings(workbook)
    clear = [one for one in found if not one.stays]
    for one in clear:
        say(f"{one.place} {one.heading}: “{one.found}” becomes {one.becomes}.")
    for one in found:
        if one.stays:
            say(f"{one.place} {one.heading}: “{one.found}” stays, because {one.why}.")
    if not clear:
        say(f"{workbook.name}: there is nothing to tidy; nothing was written.")
        return None
    if not yes and not ask_first(_question(len(clear))):
        return None
    return tidy.tidy(workbook, found, force=force)


def _question(count: int) -> str:
    """Return what is asked before anything is written."""
    return f"Write {'this cell' if count == 1 else f'these {count} cells'}?"
