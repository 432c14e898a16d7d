"""The command changes: what moved between two reports, in plain English."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.terminal import say

__all__ = ["changes"]

_FILE = click.Path(path_type=Path)


@click.command(epilog="\b\nExample:\n  csplan changes 'plan at Q1.xlsx' plan.xlsx")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
def changes(old: Path, new: Path) -> int:
    """Say what changed between two versions of a plan: figures, colours and why, promises, rows."""
    from csplan.commands import telling
    from csplan.plan.comparison import compare
    from csplan.workbook.update import read_and_calculate

    before, _ = read_and_calculate(old)
    after, findings = read_and_calculate(new)
    for part in compare(before, after):
        say(f"\n{part.heading}")
        for line in part.lines:
            say(f"  {line}")
    telling.errors_only(findings)
    return telling.status(findings)
