"""The command history: earlier years and months from a CSV file, every row accounted for."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.earlier import Brought
    from csplan.plan.memory import Kept, Memory
    from csplan.plan.plan import Results
    from csplan.terms.finding import Finding

__all__ = ["history"]

_FILE = click.Path(path_type=Path)


@click.command(epilog="\b\nExample:\n  csplan history plan.xlsx 'earlier years.csv'")
@click.argument("workbook", type=_FILE)
@click.argument("data", type=_FILE)
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def history(workbook: Path, data: Path, *, force: bool) -> int:
    """Bring earlier years and months into History from a CSV file, row by row.

    The headings are those of History (Ref, Year, Period, Value …), or of Budget history for budget
    lines.  A row that cannot be read for certain is left out and listed; a period that is kept
    already is never changed.
    """
    from dataclasses import replace

    from csplan.commands import telling
    from csplan.plan.earlier import bring_earlier
    from csplan.workbook.update import update

    rows = _rows(data)
    seen: list[Brought] = []

    def remember(results: Results, _found: Sequence[Finding], kept: Kept) -> Memory | None:
        seen.append(bring_earlier(results.plan, rows, replace(kept, source=data.name)))
        return seen[-1].memory

    done = update(workbook, force=force, remember=remember, what="History")
    found = seen[-1]
    telling.say_update(done)
    say(f"Rows: {found.read} read = {found.taken} taken + {len(found.left_out)} left out.")
    for one in found.left_out:
        say(f"  Line {one.line}: {one.why}")
    return max(telling.status(done.findings), 1 if found.left_out else 0)


def _rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file in UTF-8, or as older Excel writes it.

    Raises: CsplanError where it is not there, or lacks a heading that is needed.
    """
    from csplan.files.saving import read_file
    from csplan.terms.errors import CsplanError
    from csplan.terms.names import matching
    from csplan.terms.refusals import Refusal

    data, _ = read_file(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    rows = list(reader)
    heads = {matching(head) for head in reader.fieldnames or ()}
    lacking = [name for name in ("Ref", "Year") if matching(name) not in heads]
    if lacking or not heads & {"period", "month"}:
        named = ", ".join([*lacking, *([] if heads & {"period", "month"} else ["Period"])])
        raise CsplanError(
            Refusal.HISTORY_HEADINGS,
            f"{path.name} lacks the heading {named}.  Its first row names Ref, Year, Period and "
            f"columns of History.  Nothing was written.",
        )
    return rows
