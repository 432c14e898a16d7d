"""What a person is told when a command cannot go on: one plain sentence, never a traceback."""

from __future__ import annotations

import tempfile
import traceback
from datetime import datetime
from pathlib import Path

import click

__all__ = ["said"]


def said(reason: Exception) -> int:
    """Say why nothing was done, and return the exit status."""
    from csplan.terms.errors import CsplanError, PlanHasFaults

    if isinstance(reason, click.exceptions.Exit):
        return reason.exit_code
    if isinstance(reason, click.ClickException):
        reason.show()
        return 2
    if isinstance(reason, click.exceptions.Abort):
        click.echo("Stopped.  Nothing was half written.", err=True)
        return 2
    if isinstance(reason, PlanHasFaults):
        from csplan.commands import telling

        telling.findings(reason.findings, err=True)
        click.echo(str(reason), err=True)
        return 2
    if isinstance(reason, CsplanError):
        click.echo(f"csplan: {reason}", err=True)
        return 2
    return _unexpected(reason)


def _unexpected(reason: Exception) -> int:
    """Write the details to a log that only the user can read, and say where it is."""
    details = "".join(traceback.format_exception(reason))
    where = "It could not be written to a log."
    try:
        with tempfile.NamedTemporaryFile(  # private to the user by its making
            "w", prefix="csplan-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            log.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M}\n{details}")
        where = f"The details are in {Path(log.name)}."
    except OSError:
        click.echo(details, err=True)
    click.echo(
        f"csplan met something that it did not expect, and stopped ({type(reason).__name__}).  "
        f"Your workbook is as it was.  {where}",
        err=True,
    )
    return 2
