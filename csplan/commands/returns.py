"""The returns command: writes one small workbook a service or owner, to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import say

__all__ = ["returns"]


@click.command(
    epilog="\b\nExamples:\n  csplan returns plan.xlsx --out Returns --by-date '14 October 2016'\n"
    "  csplan returns plan.xlsx --out Returns --for SL\n"
    "  csplan returns plan.xlsx --out Returns --by owner"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="The folder to write into.")
@click.option("--for", "only", help="One service only, by its ref: SL; or one owner, by name.")
@click.option(
    "--by",
    type=click.Choice(["service", "owner"]),
    default="service",
    show_default=True,
    help="Who each one is for; by owner, what nobody owns goes to its service.",
)
@click.option("--by-date", "due", default="", help="When they are wanted back, in words.")
def returns(workbook: Path, *, folder: Path, only: str | None, by: str, due: str) -> int:
    """Write one small workbook a service or owner, with what they enter and nothing else."""
    from csplan.commands import telling
    from csplan.files.file_set import move_set, staging_for
    from csplan.returns.form import file_name, forms_of
    from csplan.returns.writing import return_bytes
    from csplan.terms.errors import WorkbookError, system_reason
    from csplan.terms.refusals import Refusal
    from csplan.workbook.update import read_and_calculate

    results, findings = read_and_calculate(workbook)
    forms = forms_of(results, only=only, by_owner=by == "owner")
    try:
        with staging_for(folder) as place:
            names: list[str] = []
            for form in forms:
                names.append(file_name(form, names))
                (place / names[-1]).write_bytes(return_bytes(form, results.settings, due=due))
            move_set(place, [folder / name for name in names])
    except OSError as error:
        raise WorkbookError(
            Refusal.CANNOT_WRITE,
            f"The returns cannot be written to {folder} ({system_reason(error)}).  Close any "
            f"that are open in another program, and run this again.",
        ) from error
    telling.say_scorecards([folder / name for name in names], folder)
    say(f"When they are back:  csplan collect {workbook} {folder}")
    return telling.status(findings)
