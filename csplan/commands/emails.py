"""The emails command: drafts one message a head of service, and sends nothing."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["emails"]


@click.command(
    epilog="\b\nExamples:\n  csplan emails plan.xlsx --out Drafts\n"
    "  csplan emails plan.xlsx --out Drafts --for SL"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="The folder to write into.")
@click.option("--for", "only", help="One service only, by its ref: SL.")
@click.option(
    "--yes-new-addresses",
    "new_addresses",
    is_flag=True,
    help="You have looked at the addresses that are others than last time.",
)
def emails(workbook: Path, *, folder: Path, only: str | None, new_addresses: bool) -> int:
    """Draft one message a head of service, with the scorecard attached.  Sends nothing."""
    from csplan.commands import drafting

    return drafting.emails(workbook, folder, only=only, new_addresses=new_addresses)
