"""This module keeps the journal of a batch: what was about to happen to each message, and what did.

A line is on the disk before the step that it announces.  A message whose last line says `sending`
was under way when the run ended: it may have gone or not, which only a person can find out.
Holds refs, numbers and the server's words; never what a message says, nor a password.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

__all__ = ["Journal", "Sent", "Step"]

_LONGEST_REPLY = 300


class Sent(StrEnum):
    """How far a message has come."""

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of one message."""

    when: str
    batch: str
    service: str
    address: str
    message_id: str
    state: Sent
    reply: str = ""
    about: str = ""


class Journal:
    """The journal beside the drafts' folder, one for all batches; only ever added to."""

    __slots__ = ("_flush", "_now", "_path")

    def __init__(
        self, path: Path, *, now: Callable[[], datetime], flush: Callable[[int], None] = os.fsync
    ) -> None:
        self._path = path
        self._now = now
        self._flush = flush

    def write(
        self,
        batch: str,
        service: str,
        address: str,
        message_id: str,
        state: Sent,
        reply: str = "",
        *,
        about: str = "",
    ) -> None:
        """Add a line, and return when it is on the disk; `about` says for which period and errand.

        Raises: WorkbookError where it cannot be written: without a journal nothing is sent.
        """
        line = {
            "when": f"{self._now():%Y-%m-%dT%H:%M:%S%z}",
            "batch": batch,
            "service": service,
            "address": address,
            "message": message_id,
            "state": str(state),
            "reply": reply[:_LONGEST_REPLY],
            "about": about,
        }
        data = f"{json.dumps(line, ensure_ascii=True)}\n".encode()
        flags = os.O_CREAT | os.O_APPEND | os.O_RDWR | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self._path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                os.write(handle, (b"\n" if _is_cut(handle) else b"") + data)
                self._flush(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise WorkbookError(
                Refusal.CANNOT_WRITE,
                f"The journal {self._path} cannot be written ({system_reason(error)}), so nothing "
                f"more is sent.  Free some space or ask for permission to write there, then run "
                "again.",
            ) from error

    def lines(self) -> tuple[Step, ...]:
        """Return every line, the oldest first; one that a crash cut short is left out.

        Raises: WorkbookError where the journal is there and cannot be read.
        """
        try:
            text = self._path.read_bytes().decode("ascii", "replace")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise WorkbookError(
                Refusal.CANNOT_READ,
                f"The journal {self._path} cannot be read ({system_reason(error)}), so nothing is "
                f"sent: it says what has gone already.",
            ) from error
        return tuple(line for one in text.splitlines() if (line := _line(one)) is not None)

    def states(self, batch: str | None = None) -> dict[str, Step]:
        """Return the last line of each message by its number, of one batch or of all."""
        return {
            line.message_id: line for line in self.lines() if batch is None or line.batch == batch
        }


def _is_cut(handle: int) -> bool:
    """Say whether the file's last line has no end, as a crash leaves it."""
    size = os.lseek(handle, 0, os.SEEK_END)
    if size == 0:
        return False
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) != b"\n"


def _line(text: str) -> Step | None:
    """Return a line of the journal; None where it was cut short."""
    try:
        said = json.loads(text)
        return Step(
            when=str(said["when"]),
            batch=str(said["batch"]),
            service=str(said["service"]),
            address=str(said["address"]),
            message_id=str(said["message"]),
            state=Sent(said["state"]),
            reply=str(said["reply"]),
            about=str(said.get("about", "")),
        )
    except (ValueError, KeyError, TypeError):
        return None
