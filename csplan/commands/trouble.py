"""What a person is told when a command cannot go on: one plain sentence, never a traceback."""

from __future__ import annotations

import os
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import say
from csplan.files.disk import refusal
from csplan.terms.errors import CsplanError, PlanHasFaults

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["known_reason", "log_unexpected", "say_trouble", "until_then"]

_MOST_NAMED = 5


def say_trouble(reason: BaseException, changed: Sequence[Path] = ()) -> int:
    """Say why a command could not go on and what it had changed until then; gives the exit status.

    `changed` are the files that were written before it stopped.
    """
    status = _why(reason)
    if status and changed:
        say(until_then(changed), err=True)
    elif status and not isinstance(reason, (CsplanError, click.ClickException)):
        say("No file was changed.", err=True)
    return status


def until_then(changed: Sequence[Path]) -> str:
    """Name the files that were changed; backups and csplan's own notes only by their number."""
    named = [one for one in changed if ".csplan" not in one.parts]
    kept = [one for one in changed if one not in named]
    parts = []
    if named:
        listed = ", ".join(one.name for one in named[:_MOST_NAMED])
        more = f" and {len(named) - _MOST_NAMED} more files" if len(named) > _MOST_NAMED else ""
        parts.append(f"Before that, this was written: {listed}{more}.")
    backup = next((one for one in reversed(kept) if one.parent.name == "backup"), None)
    if backup is not None and named:
        parts.append(f"The version before is kept as {backup}.")
    return "  ".join(parts) or "No file was changed but csplan's own notes."


def _why(reason: BaseException) -> int:
    """Say why a command could not go on."""
    if isinstance(reason, click.exceptions.Exit):
        return reason.exit_code
    if isinstance(reason, click.ClickException):
        if isinstance(reason, click.UsageError) and reason.ctx is not None:
            say(reason.ctx.get_usage(), err=True)
            say(f"Try `{reason.ctx.command_path} --help`.", err=True)
        say(f"csplan: {reason.format_message()}", err=True)
        return 2
    if isinstance(reason, (click.exceptions.Abort, KeyboardInterrupt)):
        say("Stopped.", err=True)
        return 2
    if isinstance(reason, PlanHasFaults):
        from csplan.commands import telling

        telling.say_findings(reason.findings, err=True)
        say(str(reason), err=True)
        return 2
    if isinstance(reason, CsplanError):
        say(f"csplan: {reason}", err=True)
        return 2
    known = known_reason(reason)
    say(f"csplan: {known}" if known else log_unexpected(reason), err=True)
    return 2


def known_reason(reason: BaseException) -> str:
    """Say what stopped a command that has no sentence of its own for it; nothing if not known."""
    if isinstance(reason, PermissionError) and reason.filename:
        path = Path(os.fsdecode(reason.filename))
        reads = os.path.exists(path) and not os.access(path, os.R_OK)  # noqa: PTH110  (see disk)
        return str(refusal(reason, path, writing=not reads))
    library = _not_loaded(reason)
    return _told_of(library, reason) if library else ""


def _told_of(library: str, reason: BaseException) -> str:
    """Say that a library is there and does not load, or is not there, and what to do."""
    return (
        f"The library {library} cannot be loaded on this machine ({reason}).  Install it "
        f"again:  python -m pip install --force-reinstall {library}\n"
        "On Windows it may want Microsoft's Visual C++ Redistributable too."
    )


def _not_loaded(reason: BaseException) -> str:
    """Return the library of others that could not be loaded; nothing for csplan's own mistakes."""
    if not isinstance(reason, ImportError):
        return ""
    modules = [str(frame.f_globals.get("__name__")) for frame, _ in walk_tb(reason.__traceback__)]
    ours = max((at for at, one in enumerate(modules) if one.startswith("csplan.")), default=-1)
    within = [one for one in modules[ours + 1 :] if not one.startswith("importlib.")]
    library = (*within, reason.name or "csplan")[0].split(".")[0]
    return "" if library == "csplan" else library


def log_unexpected(reason: BaseException) -> str:
    """Write the details to a log that only the user can read, and return a sentence with its place.

    Where there can be no log, the details follow the sentence.
    """
    details = "".join(traceback.format_exception(reason))
    where = "It could not be written to a log."
    try:
        with tempfile.NamedTemporaryFile(  # only the user can read it
            "w", prefix="csplan-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            log.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M}\n{details}")
        where = f"The details are in {Path(log.name)}."
    except OSError:
        where = f"{where}\n{details}"
    return (
        f"csplan met something that it did not expect, and stopped ({type(reason).__name__}).  "
        f"{where}"
    )
