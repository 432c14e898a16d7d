"""The scorecards command: writes formatted scorecards into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from csplan.commands.joining import PATH

__all__ = ["scorecards"]


@click.command(
    epilog="\b\nExamples:\n  csplan scorecards plan.xlsx --out Scorecards\n"
    "  csplan scorecards plan.xlsx --out Scorecards --for KO2 --format pdf\n"
    "  csplan scorecards plan.xlsx --out Papers --format docx --template council.docx\n"
    "  csplan scorecards plan.xlsx --out Papers --members"
)
@click.argument("workbook", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="The folder to write into.")
@click.option(
    "--for",
    "only",
    help="One only: KO2, PR4, a service's ref; service, outcome, exceptions, whole plan.",
)
@click.option(
    "--members",
    is_flag=True,
    help="The members' version instead: what we promised, where we are, what we do next.",
)
@click.option(
    "--format",
    "formats",
    default="xlsx,pdf,html",
    show_default=True,
    help="Which kinds of file, separated by commas; docx for Word as well.",
)
@click.option(
    "--template",
    type=PATH,
    help="A Word document of your own, to be filled where it says {{ brief }} and the like.",
)
@click.option(
    "--tidy-up",
    is_flag=True,
    help="Remove scorecards that csplan wrote before and no longer writes.",
)
def scorecards(
    workbook: Path,
    *,
    folder: Path,
    only: str | None,
    members: bool,
    formats: str,
    tidy_up: bool,
    template: Path | None,
) -> int:
    """Write formatted scorecards for each outcome, each service and the whole plan.

    A priority or strategy without indicators has one too: ask for it by its ref.
    """
    from csplan.commands import telling
    from csplan.commands.reporting import write_and_say
    from csplan.scorecards.content import SubjectKind
    from csplan.workbook.update import read_and_calculate

    if members and only:
        raise click.UsageError("--members is about the whole plan: leave out --for.")
    only = SubjectKind.MEMBERS if members else only
    results, findings = read_and_calculate(workbook)
    write_and_say(
        results, findings, folder, only=only, formats=formats, tidy_up=tidy_up, template=template
    )
    telling.errors_only(findings)
    return telling.status(findings)
