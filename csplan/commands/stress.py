"""The command stress: the same figures judged at other tolerances, on one page."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.terminal import say

__all__ = ["stress"]


@click.command(epilog="\b\nExample:\n  csplan stress plan.xlsx")
@click.argument("workbook", type=click.Path(path_type=Path))
def stress(workbook: Path) -> int:
    """Show how the colours depend on the tolerance.

    At 5% and 10% of target, at 5 in the row's unit, and at each row's own; by row, and by line of
    the published plan.  Changes nothing.
    """
    from csplan.plan.stress import judge_at_tolerances
    from csplan.workbook.update import read_and_calculate

    results, _ = read_and_calculate(workbook)
    say(f"{'Tolerance':22}{'Red':>6}{'Amber':>7}{'Green':>7}   by printed line")
    for one in judge_at_tolerances(results):
        red, amber, green = one.by_row
        lines = " / ".join(map(str, one.by_line))
        say(f"{one.way:22}{red:>6}{amber:>7}{green:>7}   {lines}")
    return 0
