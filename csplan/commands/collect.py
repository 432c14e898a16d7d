"""The collect command: brings back what services typed into their returns, after showing it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import ask_first, say

if TYPE_CHECKING:
    from csplan.plan.plan import Results
    from csplan.returns.collecting import Collected, Decided, Fate
    from csplan.returns.reading import Came

__all__ = ["collect"]


@click.command(
    epilog="\b\nExamples:\n  csplan collect plan.xlsx Returns\n"
    "  csplan collect plan.xlsx Returns --yes"
)
@click.argument("workbook", type=PATH)
@click.argument("folder", type=PATH)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def collect(workbook: Path, folder: Path, *, yes: bool, force: bool) -> int:
    """Enter what came back in returns, every cell accounted for, and update the workbook."""
    from csplan.commands import telling
    from csplan.returns.collecting import collect_from
    from csplan.workbook.entering import Entries, Entry
    from csplan.workbook.update import read_and_calculate, update

    results, _ = read_and_calculate(workbook)
    found = collect_from(results, _read(folder, results))
    _tell(found)
    if not found.entered:
        say("There is nothing to enter; nothing was written.")
        return 1 if _refused(found) or found.not_used else 0
    if not yes and not ask_first(_question(len(found.entered))):
        return 2
    entries = [
        Entry(one.answer.sheet, one.answer.ref, one.answer.field, one.answer.now)
        for one in found.entered
    ]
    files = sorted({one.file for one in found.entered})
    note = f"{len(entries)} cells from {', '.join(files)}"
    done = update(
        workbook, entries=Entries(entries, what="Collected returns", note=note), force=force
    )
    telling.say_findings(done.findings, brief=True)
    telling.say_update(done)
    return max(telling.status(done.findings), 1 if _refused(found) or found.not_used else 0)


def _read(folder: Path, results: Results) -> list[Came]:
    """Read every file of the folder that can be meant; notes of open files are passed over.

    One that is locked is opened with the passwords that the keyring keeps.

    Raises: WorkbookError where the folder cannot be read.
    """
    from csplan.files.saving import read_file
    from csplan.returns.reading import Came, came_back
    from csplan.terms.errors import CsplanError, WorkbookError, system_reason
    from csplan.terms.refusals import Refusal

    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise WorkbookError(
            Refusal.CANNOT_READ, f"The folder {folder} cannot be read ({system_reason(error)})."
        ) from error
    came = []
    for path in paths:
        if path.name.startswith(("~$", ".")) or path.name.lower() in ("thumbs.db", "desktop.ini"):
            continue
        try:
            data = read_file(path)[0]
            came.append(came_back(path.name, _unlocked(data, results) or data))
        except CsplanError as reason:
            came.append(Came(path.name, None, why=str(reason)))
    return came


def _unlocked(data: bytes, results: Results) -> bytes | None:
    """Return what a return that went out locked holds; None where no kept password opens it."""
    from csplan.emails.encrypting import is_locked, kept_passwords, unlock
    from csplan.sheets import PEOPLE, SERVICES
    from csplan.terms.errors import WorkbookError

    if not is_locked(data):
        return None
    names = [str(row["ref"]) for sheet in (SERVICES, PEOPLE) for row in results.present(sheet)]
    try:
        for password in kept_passwords(names).values():
            with contextlib.suppress(ValueError):
                return unlock(data, "xlsx", password)
    except WorkbookError:  # no keyring here: the file is refused with what to do about it
        return None
    return None


def _tell(found: Collected) -> None:
    """Show what would be entered, what is not and why, and who has not answered."""
    for name, why in found.not_used:
        say(f"Not used: {name}.  {why}")
    for note in found.notes:
        say(f"Note: {note}")
    for one in found.entered:
        say(f"  {_said(one)}")
    for one in _refused(found):
        say(f"NOT entered: {_said(one)}  Why: {one.why.rstrip('.')}.")
    for text in found.to_confirm:
        say(f"To be confirmed: {text}")
    counts = ", ".join(f"{found.count(fate):,} {fate}" for fate in _fates() if found.count(fate))
    total = len(found.decided)
    say(f"{total:,} cells = {counts or 'none'}.")
    if found.not_answered:
        say(f"No return from: {', '.join(found.not_answered)}.")


def _fates() -> tuple[Fate, ...]:
    from csplan.returns.collecting import Fate

    return tuple(Fate)


def _refused(found: Collected) -> list[Decided]:
    from csplan.returns.collecting import Fate

    return [one for one in found.decided if one.fate is Fate.REFUSED]


def _said(one: Decided) -> str:
    """Say what a cell held and what the return says."""
    from csplan.returns.collecting import as_read
    from csplan.sheets import BY_KEY

    answer = one.answer
    heading = BY_KEY[answer.sheet].by_name[answer.field].heading
    was, now = as_read(one.was, answer), as_read(answer.now, answer)
    return f"{answer.ref} {heading}: {was} → {now}  ({one.file}, {answer.cell})"


def _question(count: int) -> str:
    """Return what is asked before anything is written."""
    return f"Enter {'this cell' if count == 1 else f'these {count} cells'}?"
