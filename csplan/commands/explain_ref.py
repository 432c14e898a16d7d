"""The explain command: says why a row has its colour."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["explain"]


@click.command(
    epilog="\b\nExamples:\n  csplan explain plan.xlsx KO2-03\n  csplan explain plan.xlsx B-014"
)
@click.argument("workbook", type=PATH)
@click.argument("ref")
def explain(workbook: Path, *, ref: str) -> int:
    """Say why a row has its colour: figures, rule, tolerance, cells and plan line."""
    from csplan.commands.explain import explained
    from csplan.workbook.update import checked_results

    results, findings = checked_results(workbook)
    for line in explained(results, ref, findings):
        say(line)
    return 0
