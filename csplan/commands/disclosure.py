"""The disclosure command: lists which figures betray a few people, and through what."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["disclosure"]


@click.command(epilog="\b\nExample:\n  csplan disclosure plan.xlsx")
@click.argument("workbook", type=PATH)
def disclosure(workbook: Path) -> int:
    """List the figures that betray 1 to 5 people, for a person who decides.  Changes nothing."""
    from csplan.commands import telling
    from csplan.publication.betraying import RULES, betrayals_of
    from csplan.publication.cohorts import shared_cohorts
    from csplan.workbook.update import checked_results

    results, findings = checked_results(workbook)
    found = betrayals_of(results)
    for (ref, indicator), group in groupby(found, key=lambda one: (one.ref, one.indicator)):
        say(f"{ref}  {indicator}")
        for one in group:
            sure = "" if one.is_certain else "  [cannot be excluded]"
            say(f"  {one.heading}: {one.printed} {one.through}.{sure}")
    shared = shared_cohorts(results, found)
    if shared:
        say("")
        say("If these are of one cohort, they betray each other:")
        for told in shared:
            say(f"  {told}")
    certain = sum(one.is_certain for one in found)
    rows = len({one.ref for one in found})
    say("")
    say(
        f"{len(found)} figures of {rows} indicators betray 1 to {RULES.count} people or a group "
        f"of fewer than {RULES.denominator}: {certain} for certain, {len(found) - certain} "
        "because it cannot be excluded."
    )
    if certain < len(found):
        say(
            "What a Denominator would settle: type how many children the figure is of in the "
            "column Denominator, and run this again."
        )
    say("Nothing was changed.  Take care with whoever is shown this list: it names the counts.")
    return telling.status(findings)
