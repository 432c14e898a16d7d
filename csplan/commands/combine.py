"""The commands combine and split: several plans joined into one, and one divided by service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.combining import Combined
    from csplan.plan.plan import Plan

__all__ = ["combine", "split"]

_MOST_NAMED = 8


@click.command(
    epilog="\b\nExamples:\n  csplan combine county.xlsx a.xlsx b.xlsx --mapping refs.csv\n"
    "  csplan combine whole.xlsx Parts/*.xlsx"
)
@click.argument("target", metavar="NEW", type=PATH)
@click.argument("workbooks", nargs=-1, required=True, type=PATH)
@click.option("--mapping", type=PATH, help="A CSV file: Plan, Sheet, Ref, Becomes.")
@click.option("--all", "every", is_flag=True, help="Name every row that only one plan has.")
def combine(target: Path, workbooks: tuple[Path, ...], *, mapping: Path | None, every: bool) -> int:
    """Join plans into a new workbook: amounts and counts add up, rates are made again.

    Rows are the same where their refs are, as they stand or by the mapping, in which a plan is
    called by its file's name.  A rate without its denominator is refused, and never averaged;
    History begins anew.
    """
    from csplan.looks.plain_text import with_noun
    from csplan.plan.combining import Renamed, combine
    from csplan.template import making, next_year

    making.check_name(target)
    lines = _lines(mapping, ("Plan", "Sheet", "Ref", "Becomes")) if mapping else []
    plans = {path.stem: _read(path) for path in workbooks}
    if len(plans) < len(workbooks):
        raise WorkbookError(
            Refusal.CANNOT_COMBINE, "Two of the plans have one name.  Rename one of the files."
        )
    done = combine(plans, [Renamed(*line) for line in lines])
    making.write_workbook(target, next_year.next_year_workbook(done.plan))
    say(f"Wrote {target}: {with_noun(len(plans), 'plan')} in one.")
    _tell(done, every=every)
    say(f"Next:  csplan check {target}")
    return 0


@click.command(
    epilog="\b\nExamples:\n  csplan split county.xlsx --out Parts\n"
    "  csplan split county.xlsx --out Parts --parts parts.csv"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="The folder to write into.")
@click.option("--parts", type=PATH, help="A CSV file: Service, Part.  [each service a part]")
def split(workbook: Path, *, folder: Path, parts: Path | None) -> int:
    """Divide a plan into workbooks by service; `csplan combine` joins them again.

    What no service has (schemes, grants, published totals) is in a workbook called Rest.  History
    stays where it is.
    """
    from csplan.files.folder import make_folder
    from csplan.plan.splitting import rows_of, split
    from csplan.sheets import SERVICES
    from csplan.template import making, next_year
    from csplan.terms.file_names import file_key, safe_name

    plan = _read(workbook)
    named = (
        {line[0]: line[1] for line in _lines(parts, ("Service", "Part"))}
        if parts
        else {str(row["ref"]): str(row["ref"]) for row in rows_of(plan, SERVICES)}
    )
    made = split(plan, named)
    files = {name: f"{safe_name(name) or 'Part'}.xlsx" for name in made}
    if len(set(map(file_key, files.values()))) < len(files):
        raise WorkbookError(
            Refusal.CANNOT_COMBINE,
            f"Two of the parts {', '.join(files)} would be one file.  Give them other names.  "
            "Nothing was written.",
        )
    for name in files.values():
        if (folder / name).exists():
            raise WorkbookError(Refusal.CANNOT_WRITE, f"{name} is there already in {folder}.")
    books = {files[name]: next_year.next_year_workbook(one) for name, one in made.items()}
    make_folder(folder)
    for name, data in books.items():
        making.write_workbook(folder / name, data)
        say(f"Wrote {folder / name}.")
    order = " ".join(f'"{folder / name}"' for name in books)
    say(
        f"To join them again, rows in the order that they had:\n  csplan combine whole.xlsx {order}"
    )
    return 0


def _read(path: Path) -> Plan:
    """Read a plan whose structure can be trusted.

    Raises: PlanHasFaults; WorkbookError where the file cannot be read.
    """
    from csplan.plan.check import check, has_faults
    from csplan.terms.errors import PlanHasFaults
    from csplan.workbook.read import read

    plan = read(path)
    if has_faults(plan):
        raise PlanHasFaults(check(plan))
    return plan


def _lines(path: Path, headings: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the rows of a CSV file that has these columns.

    Raises: WorkbookError where it has others.
    """
    from csplan.files.saving import read_file
    from csplan.xlsx.csv_text import csv_columns

    columns = csv_columns(read_file(path)[0], name=path.name)
    if set(columns) != set(headings):
        raise WorkbookError(
            Refusal.DATA_REFUSED, f"{path.name} must have the columns {', '.join(headings)}."
        )
    return list(zip(*(columns[one] for one in headings), strict=True))


def _tell(done: Combined, *, every: bool) -> None:
    """Say how many rows were joined, which only one plan has, and what somebody should look at."""
    from csplan.looks.plain_text import with_noun

    for sheet, rows in done.matched.items():
        say(f"  {sheet}: {with_noun(rows, 'row')} of the same ref joined.")
    for (sheet, plan), refs in done.unmatched.items():
        shown = refs if every else refs[:_MOST_NAMED]
        more = f" and {len(refs) - len(shown)} more" if len(shown) < len(refs) else ""
        say(f"  {sheet}: only in {plan}: {', '.join(shown)}{more}.")
    for one in done.said:
        say(f"  {one}")
