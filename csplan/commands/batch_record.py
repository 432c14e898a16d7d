"""Which plans of a batch are done, so that a later run passes over what has not changed."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csplan.commands.batch_plan import PlanRun, from_record
from csplan.files.folder import make_folder
from csplan.files.locking import shared_folder
from csplan.files.run_notes import libraries, program
from csplan.files.saving import usual_mask, write_file

if TYPE_CHECKING:
    from csplan.commands.batch_plan import Job

__all__ = ["Record"]


class Record:
    """The outcomes of the plans of one folder, on the disk; written after every plan.

    What earlier runs left is asked about; the lines are those and this run's, as they are written.
    """

    __slots__ = ("_held", "_lines", "_path")

    def __init__(self, folder: Path) -> None:
        """Read what is recorded; one that is not csplan's, or another program's, counts as none.

        Raises: WorkbookError where the folder cannot be made.
        """
        make_folder(folder)
        self._path = shared_folder(folder / ".csplan") / "batch.json"
        self._held: dict[str, dict[str, Any]] = {}
        with suppress(OSError, ValueError, KeyError, TypeError):
            read = json.loads(self._path.read_text(encoding="utf-8"))
            if not self._path.is_symlink() and read["program"] == _program():
                self._held = dict(read["plans"])
        self._lines = {name: _line(name, one) for name, one in self._held.items()}

    def still_holds(self, job: Job) -> PlanRun | None:
        """Return a plan's outcome where the plan and all that was made of it are as they were left.

        Where messages are asked for, all of them must have been drafted.
        """
        held = self._held.get(str(job.plan))
        try:
            if held is None or held["formats"] != list(job.formats):
                return None
            outcome = from_record(held["outcome"])
            made = {**outcome.files, **(outcome.drafts if job.emails else {})}
            same = (
                held["folder"] == str(job.folder)
                and outcome.status <= 1
                and (not job.emails or (bool(outcome.drafts) and not outcome.undrafted))
                and _sha256(job.plan) == outcome.sha256
                and all(_sha256(job.folder / n) == sha for n, sha in made.items())
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        left = tuple(name for name in outcome.left_over if (job.folder / name).exists())
        return replace(outcome, left_over=left) if same else None

    def keep(self, job: Job, outcome: PlanRun) -> None:
        """Record what became of a plan.

        Raises: WorkbookError where it cannot be written.
        """
        name = str(job.plan)
        self._lines[name] = _line(
            name,
            {
                "folder": str(job.folder),
                "formats": list(job.formats),
                "outcome": outcome.as_record,
            },
        )
        plans = ",\n".join(self._lines.values())
        text = f'{{"program": {json.dumps(_program())}, "plans": {{\n{plans}\n}}}}\n'
        write_file(self._path, text.encode("ascii"), mode=0o666 & ~usual_mask())


def _line(name: str, held: dict[str, Any]) -> str:
    """Return a plan's line of the record, which is not put into words again for the plans after."""
    return f"{json.dumps(name)}: {json.dumps(held)}"


def _program() -> str:
    """Return by which program scorecards are made, and with which libraries: others make others."""
    return f"{program()} {libraries()}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
