"""`csplan upgrade`: an older workbook is given what later layouts brought, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.terminal import say

__all__ = ["upgrade"]


@click.command(epilog="\b\nExample:\n  csplan upgrade plan.xlsx")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def upgrade(workbook: Path, *, force: bool) -> int:
    """Add the columns and sheets that a workbook of an earlier csplan lacks, in place."""
    from csplan.commands import telling
    from csplan.template.fresh import fresh_like
    from csplan.workbook.read import open_workbook
    from csplan.workbook.update import update

    opened = open_workbook(workbook)
    if not opened.layout.missing and not any(one.is_fault for one in opened.plan.findings):
        say(f"{workbook.name} has all that this csplan needs; nothing was written.")
        return 0
    done = update(workbook, force=force, fresh=fresh_like)
    telling.say_findings(done.findings, brief=True)
    telling.say_update(done, upgraded=True)
    return telling.status(done.findings)
