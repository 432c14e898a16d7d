"""The disclosure command: lists which figures betray a few people, and through what."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.joining import PATH
from csplan.commands.marking import marked_too_low
from csplan.commands.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.publication.betraying import Betrayal, Thresholds

__all__ = ["disclosure"]

_SMALL = click.IntRange(1, 100)


@click.command(
    epilog="\b\nExamples:\n  csplan disclosure plan.xlsx\n  csplan disclosure plan.xlsx --up-to 9"
)
@click.argument("workbook", type=PATH)
@click.option("--up-to", type=_SMALL, help="Counts of 1 to this are protected [Settings, or 5].")
@click.option("--below", type=_SMALL, help="Groups below this are protected [Settings, or 10].")
def disclosure(workbook: Path, *, up_to: int | None, below: int | None) -> int:
    """List the figures that betray a few people, for a person who decides.  Changes nothing."""
    from csplan.commands import telling
    from csplan.publication.betrayals import betrayals_of
    from csplan.publication.cohorts import shared_cohorts
    from csplan.publication.profile import CopyProfile, thresholds_of
    from csplan.publication.quoting import quoted_in
    from csplan.sheets import INDICATORS
    from csplan.workbook.update import read_and_calculate

    results, findings = read_and_calculate(workbook)
    usual = thresholds_of(results.settings, CopyProfile())
    rules = replace(usual, count=up_to or usual.count, denominator=below or usual.denominator)
    found = betrayals_of(results, rules)
    rows = {str(row["ref"]): row for row in results.present(INDICATORS)}
    for (ref, indicator), group in groupby(found, key=lambda one: (one.ref, one.indicator)):
        say(f"{ref}  {indicator}")
        for one in group:
            sure = "" if one.is_certain else "  [cannot be excluded]"
            say(f"  {one.heading}: {one.printed} {one.through}.{sure}")
            if quoted := quoted_in(rows[ref], one.printed):
                say(f"    The same row says it in: {', '.join(quoted)}.")
    shared = shared_cohorts(results, found)
    if shared:
        say("")
        say("If these are of one cohort, they betray each other:")
        for told in shared:
            say(f"  {told}")
    _sum_up(found, rules)
    if too_low := marked_too_low(results, found):
        say(too_low)
    return telling.status(findings)


def _sum_up(found: Sequence[Betrayal], rules: Thresholds) -> None:
    """Say how many figures betray somebody, and what would settle the doubtful ones."""
    certain = sum(one.is_certain for one in found)
    few = "1 person" if rules.count == 1 else f"1 to {rules.count} people"
    say("" if found else "No figure was found to betray anybody.")
    say(
        f"Figures that betray {few}, or a group of fewer than {rules.denominator}: {len(found)}, "
        f"of {len({one.ref for one in found})} indicators; {certain} for certain, "
        f"{len(found) - certain} because it cannot be ruled out."
    )
    if certain < len(found):
        say(
            "A percentage or rate can be settled: type how many people it is of in the column "
            "Denominator, and run this again."
        )
    say("Nothing was changed.  Take care with whoever is shown this list: it names small counts.")
