"""The command that puts data from a file into a plan, every row of it accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import Styled, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csplan.workbook.enter import Entered, OfferedValue

__all__ = ["enter"]

_FILE = click.Path(path_type=Path)


@click.command(
    "enter",
    epilog="\b\nExamples:\n  csplan enter plan.xlsx q1.csv --preview\n"
    "  csplan enter plan.xlsx q1.csv\n"
    "  csplan enter plan.xlsx actions.xlsx --sheet Actions --new-rows",
)
@click.argument("workbook", type=_FILE)
@click.argument("data", type=_FILE)
@click.option("--sheet", default="Indicators", show_default=True, help="Which sheet of the plan.")
@click.option("--key", default="Ref", show_default=True, help="The column that finds each row.")
@click.option("--preview", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--partly", is_flag=True, help="Enter what is right even though the rest is not.")
@click.option("--new-rows", is_flag=True, help="A ref that the plan lacks is a new row.")
@click.option("--clear-blanks", is_flag=True, help="A blank in the data clears the cell.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def enter(
    workbook: Path,
    data: Path,
    *,
    sheet: str,
    key: str,
    preview: bool,
    partly: bool,
    new_rows: bool,
    clear_blanks: bool,
    force: bool,
) -> int:
    """Put the rows of a .csv or .xlsx file into the plan, each accounted for, and update."""
    from csplan.commands import telling
    from csplan.workbook.enter import enter as put

    is_csv = data.suffix.lower() == ".csv"
    done = put(
        workbook,
        sheet,
        _from_csv(data) if is_csv else _from_workbook(data, sheet),
        key=key,
        preview=preview,
        partly=partly,
        new_rows=new_rows,
        blanks_clear=clear_blanks,
        as_text=is_csv,
        source=data.name,
        force=force,
    )
    _tell(done, preview=preview)
    if done.updated is None:
        return 0 if done.is_whole else 2
    telling.say_findings(done.updated.findings, brief=True)
    telling.say_update(done.updated)
    return max(telling.status(done.updated.findings), 0 if done.is_whole else 1)


def _from_csv(path: Path) -> Mapping[str, Sequence[str]]:
    """Return the columns of a CSV file.

    Raises: WorkbookError where it cannot be read.
    """
    from csplan.files.saving import read_file
    from csplan.xlsx.csv_text import csv_columns

    return csv_columns(read_file(path)[0], name=path.name)


def _from_workbook(path: Path, sheet: str) -> object:
    """Return the table of that name in a workbook, or its first, or the cells of its first sheet.

    Raises: WorkbookError where it cannot be read, or holds no table.
    """
    from csplan.files.saving import read_file
    from csplan.xlsx.book import Book

    book = Book(read_file(path)[0], name=path.name)
    by_name = {name.lower(): name for name in book.tables}
    name = by_name.get(sheet.lower()) or next(iter(book.tables), "")
    return book.read(name or book.used_range(book.sheets[0]), to="records")


def _tell(done: Entered, *, preview: bool) -> None:
    """Print what becomes of each value that is not as it was, and the counts."""
    from csplan.workbook.enter import EntryOutcome

    told = [line for line in done.lines if line.outcome is not EntryOutcome.UNCHANGED]
    for line in told:
        _line(line)
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(done.counts.items()))
    say(f"Values: {counts or 'none'}.")
    if preview:
        say("Nothing was written: this is a preview.")
    elif done.updated is None and not done.is_whole:
        say("Nothing was written.  Correct the data, or add --partly to enter the rest.")
    elif done.updated is None:
        say("Nothing needed to be written: the plan holds all of it already.")


def _line(line: OfferedValue) -> None:
    """Print one value."""
    what = " ".join(part for part in (line.ref, line.heading) if part)
    change = "" if line.outcome.stops else f": {_shown(line.before)} → {_shown(line.after)}"
    colour = "red" if line.outcome.stops else None
    say(f"Row {line.row:<5} ", Styled(f"{line.outcome:20}", colour=colour), f" {what}{change}")
    if line.why:
        say(f"          {_given(line)}{line.why}")


def _given(line: OfferedValue) -> str:
    return f"“{_shown(line.after)}”: " if line.after is not None else ""


def _shown(value: object) -> str:
    if value is None:
        return "(blank)"
    return f"{value:.15g}" if isinstance(value, float) else str(value)[:60]
