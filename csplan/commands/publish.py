"""The publish command: a copy that betrays nobody, checked before it is put in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say
from csplan.looks.plain_text import with_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csplan.publication.checking import Checked
    from csplan.publication.view import View

__all__ = ["publish"]

_MOST = 12


@click.command(
    epilog="\b\nExamples:\n  csplan publish plan.xlsx --out Published\n"
    "  csplan publish plan.xlsx --out Published --profile council.toml"
)
@click.argument("workbook", type=PATH)
@click.option(
    "--out",
    "folder",
    type=PATH,
    required=True,
    help="The folder for all copies; each has one of its own there, and earlier ones are taken "
    "into account.",
)
@click.option("--profile", "profile_file", type=PATH, help="What the copy holds, as a small file.")
def publish(workbook: Path, *, folder: Path, profile_file: Path | None) -> int:
    """Make a copy for a public website, without any figure that betrays a few people."""
    from csplan.commands.publishing import check_ready, copy_in, ready
    from csplan.publication.profile import CopyProfile, read_profile, thresholds_of
    from csplan.workbook.update import read_and_calculate

    profile = read_profile(profile_file) if profile_file else CopyProfile()
    results, findings = read_and_calculate(workbook)
    check_ready(results, findings, workbook)
    rules = thresholds_of(results.settings, profile)
    made = copy_in(folder, results, profile, rules)
    _tell(made.view, made.checked, made.missing)
    if not all(one.passed for one in made.checked):
        say("")
        say("The checklist is not passed, so nothing was published.")
        return 2
    place, is_new = ready(folder, made)
    say("")
    say(
        f"Published {len(made.files)} files in {place}."
        if is_new
        else f"{place} holds this very copy already; nothing was changed."
    )
    say(
        "Look through it before it goes on the website, and read the words: csplan does not "
        "understand them."
    )
    return 0


def _tell(view: View, checked: Sequence[Checked], missing: Sequence[str]) -> None:
    """Print what is kept back and why, what could not be made, and the checklist."""
    kept = view.suppression
    say(
        f"{len(kept.first) + len(kept.then)} of {kept.judged} figures of people are kept back: "
        f"{len(kept.first)} by themselves, {len(kept.then)} so that those cannot be worked out."
    )
    _list("Kept back by themselves (take care: this names small numbers):", kept.first)
    _list("Kept back so that others cannot be worked out:", kept.then)
    if not kept.is_least:
        say(
            "The search reached its bound.  What is kept back protects; at most "
            f"{with_noun(kept.gap, 'figure')} more than need be "
            f"{'is' if kept.gap == 1 else 'are'} kept back."
        )
    elif kept.then:
        say("  It is proven that no fewer of these would do.")
    for one in kept.lost:
        say(f"Cannot be kept back any more: {one}.")
    for one in view.withheld:
        say(f"Words left out: {one}.")
    for one in missing:
        say(one)
    say("")
    say("Checklist")
    for line in checked:
        say(f"  {line}")


def _list(heading: str, why: Mapping[tuple[str, str], str]) -> None:
    """Print the figures that are kept back with the reason of each."""
    from csplan.sheets import INDICATORS

    if why:
        say(heading)
    for ref, name in list(why)[:_MOST]:
        say(f"  {ref} {INDICATORS.by_name[name].heading} {why[ref, name]}")
    if len(why) > _MOST:
        say(f"  and {len(why) - _MOST} more; csplan disclosure lists all that betray by themselves")
