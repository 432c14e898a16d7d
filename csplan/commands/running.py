"""A command run to its end: its exit status, and one sentence where it cannot go on.

An update, a check or a report of a workbook, asked for by its name alone, is run without click,
which would cost as much as a good part of it.
"""

from __future__ import annotations

import gc
import os
import sys

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["collect_seldom", "run_plainly", "run_to_the_end"]

_PLAIN = ("update", "check", "report")
_SELDOM, _IN_A_WORKER = (100_000, 10, 10), (30_000, 5, 3)
"""So many objects more are made before Python looks for rubbish, of which a run leaves little."""


def collect_seldom(*, in_a_worker: bool = False) -> None:
    """Let Python look for rubbish less often than it would by itself.

    A worker goes on to other plans, and is the quicker for the memory of those before.
    """
    gc.set_threshold(*(_IN_A_WORKER if in_a_worker else _SELDOM))


def run_to_the_end(job: Callable[[], object]) -> int:
    """Do a job and return its exit status; whatever goes wrong is said in one sentence."""
    from csplan.files import effects

    with effects.note_changes() as changed:
        try:
            status = job()
        except (Exception, KeyboardInterrupt) as reason:  # noqa: BLE001  (every exception ends here)
            from csplan.commands import trouble

            return trouble.say_trouble(reason, changed)
    return status if isinstance(status, int) else 0


def run_plainly(arguments: Sequence[str]) -> int | None:
    """Run a command that is given a workbook and nothing else; None where click has to look."""
    if len(arguments) != 2 or arguments[0] not in _PLAIN or sys.platform == "win32":  # noqa: PLR2004
        return None  # on Windows click finds the files that a pattern stands for
    if not arguments[1] or arguments[1].startswith("-") or "_CSPLAN_COMPLETE" in os.environ:
        return None
    return run_to_the_end(lambda: _done(*arguments))


def _done(name: str, workbook: str) -> int:
    """Run a command for a workbook; where nobody reads what it says any more, it ends quietly."""
    from pathlib import Path

    try:
        return _job_of(name)(Path(workbook))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _job_of(name: str) -> Callable[[Path], int]:
    """Return what does a command."""
    if name == "report":
        from csplan.commands.reporting import report_and_tell

        return report_and_tell
    from csplan.commands import updating

    return updating.check_and_tell if name == "check" else updating.update_and_tell
