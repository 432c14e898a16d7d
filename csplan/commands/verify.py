"""The verify command: holds every figure of a finished document against the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import Styled, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Results
    from csplan.scorecards.blocks import Page
    from csplan.terms.finding import Finding
    from csplan.verification.judging import Judge
    from csplan.verification.verdict import Judgement
    from csplan.verification.verifying import Verified

__all__ = ["judge_of", "verify"]

_PERIODS = ("Baseline", "Q1", "Q2", "Q3", "Q4")
_MOST_TEXT = 110
_LEAST_TEXT = 20


@click.command(
    epilog="\b\nExamples:\n  csplan verify report.docx --against plan.xlsx\n"
    "  csplan verify report.pdf letter.eml --against plan.xlsx --out Checked"
)
@click.argument("documents", nargs=-1, required=True, type=PATH)
@click.option("--against", type=PATH, required=True, help="The plan's workbook.")
@click.option("--out", type=PATH, help="A folder for annotated copies and tables.")
@click.option("--period", type=click.Choice(_PERIODS), help="Another period than is reported.")
@click.option("--strict", is_flag=True, help="Also fail on figures that the plan does not hold.")
@click.option("--all", "everything", is_flag=True, help="Name every figure, right ones too.")
def verify(
    documents: Sequence[Path],
    *,
    against: Path,
    out: Path | None,
    period: str | None,
    strict: bool,
    everything: bool,
) -> int:
    """Hold every figure of finished documents against the plan.  Changes nothing.

    Reads .docx, .pdf, .html, .eml, .txt, .xlsx and .pptx.  Exit status: 0 where all figures agree,
    1 where something must be looked at, 2 where a document cannot be read.
    """
    from csplan.verification.facts import at_period
    from csplan.verification.reading import read
    from csplan.verification.verifying import verify_document
    from csplan.workbook.update import read_and_calculate

    read_documents = [read(_bytes_of(path), path.name) for path in documents]
    results, findings = read_and_calculate(against)
    if period is not None:
        results = at_period(results, period)
    judge = judge_of(results, findings, against.name)
    done = [verify_document(document, judge) for document in read_documents]
    for path, one in zip(documents, done, strict=True):
        _tell(path, one, everything=everything)
    if out is not None:
        _write(out, done, against.name, results)
    elif any(one.found for one in done):
        say("An annotated copy and a table of every figure:  add --out Checked")
    return int(any(one.alarms or (strict and _unknown(one)) for one in done))


def judge_of(results: Results, findings: Sequence[Finding], name: str) -> Judge:
    """Return what holds figures against a plan, having learnt what csplan itself prints of it."""
    from csplan.plan.as_closed import as_closed
    from csplan.verification.facts import at_period, facts_of, period_before
    from csplan.verification.judging import Judge

    judge = Judge(facts_of(results))
    _learn_pages(judge, as_closed(results)[0], findings, name, is_now=True)
    before = period_before(results)
    if before:
        _learn_pages(judge, at_period(results, before), findings, name, is_now=False)
    _learn_words(judge, results)
    return judge


def _learn_pages(
    judge: Judge, results: Results, findings: Sequence[Finding], name: str, *, is_now: bool
) -> None:
    """Let the judge read csplan's own scorecards, as it reads any web page."""
    from csplan.looks.foot import SourceFile
    from csplan.scorecards.html import html_of
    from csplan.scorecards.pages import page_of
    from csplan.scorecards.scorecard import members_of, scorecards_of
    from csplan.verification.web_page import page_in

    source = SourceFile(name=name)
    cards = scorecards_of(results, findings, source=source)
    usual = [card for card in cards if not card.subject.on_request]
    for card in (*usual, members_of(results, findings, source=source)):
        page, title = page_of(card), f"scorecard of {card.subject.title}"
        judge.known.add_page(
            page_in(html_of(page), page.title), title, is_now=is_now, heading=page.heading
        )
        for label, heading, text in _under(page):
            judge.known.add_cell(text, label, heading, title, is_now=is_now)


def _under(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield what is drawn on a page, or stands with other things in a cell, as other formats do."""
    from csplan.looks.figures import Figure
    from csplan.scorecards.blocks import Name, Table, Trend

    tables = [one for part in page.sections for one in part.blocks if isinstance(one, Table)]
    for table in tables:
        for row in table.rows:
            names = [cell.part for cell in row.cells if isinstance(cell.part, Name)]
            label = f"{names[0].ref} {names[0].text}".strip() if names else ""
            for column, cell in zip(table.columns, row.cells, strict=True):
                if isinstance(cell.part, Figure):
                    yield label, column.heading, cell.part.text
                elif isinstance(cell.part, Trend):
                    yield label, column.heading, cell.part.words
                    yield label, column.heading, cell.part.latest
                for heading, part in zip(column.under, cell.under, strict=False):
                    if isinstance(part, str):
                        yield label, heading, part


def _learn_words(judge: Judge, results: Results) -> None:
    """Let the judge learn the words that people typed into the plan, such as commentary."""
    from csplan.sheets import BY_KEY
    from csplan.sheets.column import Kind

    for sheet in BY_KEY.values():
        for row in results.table(sheet):
            judge.subjects.add_name(str(row.get(sheet.named_by) or ""))
            for column in sheet.columns:
                text = row.get(column.name)
                if column.kind is Kind.TEXT and isinstance(text, str) and len(text) > _LEAST_TEXT:
                    ref = str(row.get("ref") or "")
                    judge.known.add_words(text, f"{ref or sheet.title}, {column.heading}", ref)


def _bytes_of(path: Path) -> bytes:
    """Return a document's bytes.

    Raises: WorkbookError where it cannot be read.
    """
    from csplan.files.saving import read_file

    return read_file(path)[0]


def _unknown(one: Verified) -> int:
    from csplan.verification.verdict import Verdict

    return one.count(Verdict.NOT_IN_PLAN)


def _tell(path: Path, one: Verified, *, everything: bool) -> None:
    """Say what was found in a document: what must be looked at first."""
    from csplan.verification.verdict import Verdict

    say(Styled(f"{path.name}", bold=True))
    right = one.count(Verdict.AGREES, Verdict.ROUNDED)
    others = [(verdict, one.count(verdict)) for verdict in Verdict]
    shown = [f"{n} {verdict}" for verdict, n in others if n and verdict is not Verdict.AGREES]
    say(f"  {right} figures agree" + (f"; {', '.join(shown)}" if shown else "") + ".")
    for said in one.found if everything else one.alarms:
        _tell_one(said)
    unknown = [said for said in one.found if said.verdict is Verdict.NOT_IN_PLAN]
    if unknown and not everything:
        texts = list(dict.fromkeys(f"{said.text} ({said.passage.place})" for said in unknown))
        more = f" and {len(texts) - 8} more" if len(texts) > 8 else ""  # noqa: PLR2004  (a line)
        say(f"  Not in the plan: {'; '.join(texts[:8])}{more}.")
    for unread in one.document.unread:
        say(Styled(f"  Not read: {unread}.", "yellow"))
    if not one.found:
        say("  No figure was found in it.")


def _tell_one(said: Judgement) -> None:
    colour = "red" if said.is_alarm else None
    text = said.passage.beside if said.passage.is_cell else said.passage.text
    text = " ".join(text.split())
    text = f"{text[:_MOST_TEXT].rstrip()}…" if len(text) > _MOST_TEXT else text
    say("  ", Styled(f"{said.verdict}: {said.text}", colour), f"  [{said.passage.place}]")
    say(f"    “{text}”")
    title = said.fact.subject.title if said.fact else ""
    if title and said.fact and title not in said.because:
        because = f"{title}: {said.because or said.fact.measure}"
    else:
        because = said.because
    say(f"    {because} (score {said.score})")
    if said.others:
        say(f"    A tie; meant may be as well: {'; '.join(said.others)}")


def _write(out: Path, done: Sequence[Verified], against: str, results: Results) -> None:
    """Write the annotated copies and the tables into a folder.

    Raises: WorkbookError where they cannot be written.
    """
    from csplan.files.file_set import move_set, staging_for
    from csplan.terms.errors import WorkbookError, system_reason
    from csplan.terms.refusals import Refusal

    files: dict[str, bytes] = {}
    for one in done:
        files |= _files(one, against, results, taken=files)
    targets = [out / name for name in files]
    try:
        with staging_for(out) as staging:
            for name, data in files.items():
                (staging / name).write_bytes(data)
            move_set(staging, targets)
    except OSError as reason:
        raise WorkbookError(
            Refusal.CANNOT_WRITE,
            f"The copies cannot be written into {out} ({system_reason(reason)}).  Close those "
            "that are open, and run this again.",
        ) from reason
    say(f"Wrote {len(files)} files to {out}:")
    for name in files:
        say(f"  {name}")


def _files(
    one: Verified, against: str, results: Results, *, taken: dict[str, bytes]
) -> dict[str, bytes]:
    """Return the annotated copy and the tables of a document, under names that none has yet."""
    from csplan.looks.plain_text import plain
    from csplan.verification.report import copy_of, table_as_csv, table_as_xlsx

    settings = results.settings
    standing = f"{plain(settings.get('financial_year'))} {plain(settings.get('reporting_period'))}"
    marking = plain(settings.get("protective_marking"))
    copy = copy_of(one, against=against, standing=standing, marking=marking)
    name, number = one.document.name, 1
    while f"{name} checked.html" in taken:
        number += 1
        name = f"{one.document.name} ({number})"
    return {
        f"{name} checked.html": copy.encode(),
        f"{name} figures.csv": table_as_csv(one),
        f"{name} figures.xlsx": table_as_xlsx(one, against),
    }
