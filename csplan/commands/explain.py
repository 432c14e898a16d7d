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
    from csplan.commands.explaining import explain_row
    from csplan.workbook.update import read_and_calculate

    results, findings = read_and_calculate(workbook)
    for line in explain_row(results, ref, findings):
        say(line)
    return 0
