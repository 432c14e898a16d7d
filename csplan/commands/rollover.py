"""The command rollover: the next year's workbook from this year's, and what is to be decided."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.terminal import say

__all__ = ["rollover"]

_FILE = click.Path(path_type=Path)


@click.command(epilog="\b\nExample:\n  csplan rollover plan.xlsx 'plan 2017-18.xlsx'")
@click.argument("workbook", type=_FILE)
@click.argument("target", metavar="NEXT", type=_FILE)
def rollover(workbook: Path, target: Path) -> int:
    """Make next year's workbook: targets move up, actuals become baselines, refs keep meaning."""
    from csplan.plan.rollover import roll_over
    from csplan.sheets import TABS
    from csplan.template import making, next_year
    from csplan.workbook.read import open_workbook
    from csplan.workbook.update import read_and_calculate, stamp_now

    making.check_name(target)
    results, _ = read_and_calculate(workbook)
    done = roll_over(results, stamp_now(), name=workbook.name)
    making.write_workbook(target, next_year.next_year_workbook(done.plan))
    say(f"Wrote {target}: the plan for {done.plan.financial_year}.")
    if done.ended:
        say(f"\nEnded, and kept in History ({len(done.ended)}):")
        for ref, why in done.ended:
            say(f"  {ref}: {why}")
    say(f"\nTo be decided ({len(done.decisions)}):")
    for one in done.decisions:
        say(f"  {' '.join(filter(None, (one.sheet, one.ref)))}: {one.what}")
    for tab in open_workbook(workbook).package.sheets:
        if tab.name not in TABS:
            say(f"  Your own sheet {tab.name} is not in it: copy it, if it is still wanted.")
    say(f"\nNext: decide, save, and run:  csplan update {target}")
    return 0
