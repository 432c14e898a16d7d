"""What `csplan report` does, and how every command writes scorecards and says so."""

from __future__ import annotations

from csplan.commands import telling
from csplan.commands.terminal import say
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from csplan.plan.plan import Results
    from csplan.terms.finding import Finding

__all__ = ["report_and_tell", "write_and_say"]


def report_and_tell(workbook: Path, *, folder: Path | None = None, force: bool = False) -> int:
    """Update a workbook, write its scorecards, and say all of it; gives the exit status.

    Without a folder they go into `Scorecards`, beside the workbook.
    """
    from csplan.commands.updating import tell_update, update_workbook
    from csplan.sheets import HOME

    done = update_workbook(workbook, force=force)
    status = tell_update(done, rows=False)
    out = folder or workbook.parent / "Scorecards"
    write_and_say(done.results, done.findings, out)
    said = f"Next: look through {out}."
    telling.next_step(done.findings, workbook.name, done.results.labels(HOME), done=said)
    return status


def write_and_say(
    results: Results,
    findings: Sequence[Finding],
    folder: Path,
    *,
    only: str | None = None,
    formats: str = "xlsx,pdf,html",
    tidy_up: bool = False,
    template: Path | None = None,
) -> None:
    """Write scorecards, say where they are, and name those of before that are no longer written."""
    from csplan.commands.marking import marked_too_low
    from csplan.files.file_set import remove_left_over
    from csplan.scorecards import write

    kinds = tuple(kind.strip().lower() for kind in formats.split(",") if kind.strip())
    done = write(
        results,
        folder,
        findings=findings,
        only=only,
        formats=kinds,
        progress=telling.progress,
        template=template,
    )
    telling.say_scorecards(
        [path for path in done.paths if path not in done.unchanged],
        folder,
        unchanged=len(done.unchanged),
        listed=only is not None,
    )
    for card in done.scorecards:
        telling.hard_to_read(card)
    if too_low := marked_too_low(results):
        say(too_low)
    if only is None:
        left = done.find_left_over()
        if tidy_up:
            remove_left_over(left)
        telling.say_left_over(left, removed=tidy_up)
