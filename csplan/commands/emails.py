"""The emails command: drafts one message a reader, scorecard or reminder, and sends nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["emails"]


@click.command(
    epilog="\b\nExamples:\n  csplan emails plan.xlsx --out Drafts --note note.md\n"
    "  csplan emails plan.xlsx --out Drafts --for SL --by-date 28/10/2016\n"
    "  csplan emails plan.xlsx --out Reminders --kind reminder --by-date 14/10/2016"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="The folder to write into.")
@click.option(
    "--for", "only", help="One only: a service's ref, director, scrutiny, or an owner's name."
)
@click.option(
    "--kind",
    type=click.Choice(["scorecard", "reminder"]),
    default="scorecard",
    show_default=True,
    help="A reminder says what its reader has not given yet, and carries their return.",
)
@click.option(
    "--yes-new-addresses",
    "new_addresses",
    is_flag=True,
    help="You have checked the addresses that differ from last time.",
)
@click.option(
    "--encrypt", is_flag=True, help="Lock what is attached with each reader's password (keyring)."
)
@click.option("--note", type=PATH, help="A text of your own for the top of each message.")
@click.option(
    "--by-date",
    "answers_by",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]),
    help="When answers are wanted, such as 28/10/2016 [what Settings says].",
)
def emails(
    workbook: Path,
    *,
    folder: Path,
    only: str | None,
    kind: str,
    new_addresses: bool,
    encrypt: bool,
    note: Path | None,
    answers_by: dt.datetime | None,
) -> int:
    """Draft one message a reader, with the scorecard attached.  Sends nothing.

    Heads of service get their service; the director all services and who has not answered, and the
    chair of scrutiny the members' version, where Settings has an address for them.  A reminder goes
    to each owner, or head of service, who has not given something yet, with their return.
    """
    from csplan.commands import drafting, reminding

    drafted = reminding.reminders if kind == "reminder" else drafting.draft_emails
    return drafted(
        workbook,
        folder,
        only=only,
        new_addresses=new_addresses,
        encrypt=encrypt,
        note=note,
        answers_by=answers_by.date() if answers_by else None,
    )
