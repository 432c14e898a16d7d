"""This module writes scorecards into a folder, all of them or none.

They are built in a folder of their own and moved together.  A file that stands there as csplan made
it, of the same content, is not made again.  Knows nothing of what is on a page.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from csplan.files.file_set import is_as_made, left_over, made_before, move_set, staging_for
from csplan.files.run_notes import libraries, program
from csplan.looks.foot import SourceFile
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Page
from csplan.scorecards.content import Scorecard, Subject, SubjectKind
from csplan.scorecards.drawing_pdfs import DrawingPdfs, is_large
from csplan.scorecards.naming import file_names
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import Planned, planned_members, planned_scorecards
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.finding import Finding
from csplan.terms.period import day_of
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal
from csplan.terms.values import is_number

__all__ = ["FORMATS", "ScorecardFile", "ScorecardSet", "write_scorecards"]

FORMATS = ("xlsx", "pdf", "html", "docx")
_USUAL = ("xlsx", "pdf", "html")
_AT_A_TIME = 2
"""How many PDFs are drawn at a time where nobody says; of large ones, one."""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class ScorecardFile:
    """One file, whose scorecard it is, and its format."""

    path: Path
    subject: Subject
    format: str


@dataclass(frozen=True, slots=True)
class ScorecardSet:
    """What was written, in the order of scorecards; which names wait to be asked for."""

    folder: Path
    files: tuple[ScorecardFile, ...]
    scorecards: tuple[Scorecard, ...]
    on_request: frozenset[str] = frozenset()
    unchanged: frozenset[Path] = frozenset()
    """Files that stood there already, made of the same content, and were left alone."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files' paths."""
        return tuple(file.path for file in self.files)

    def find_left_over(self) -> tuple[Path, ...]:
        """Return the scorecards of this period that csplan wrote before and would not write now.

        Asked only of a set of the whole plan.
        """
        names = [path.name for path in self.paths]
        this_period = os.path.commonprefix(names)  # noqa: RUF071  (of names, not of paths)
        kinds = {path.suffix for path in self.paths}
        return tuple(
            path
            for path in left_over(self.folder, self.paths)
            if path.name.startswith(this_period)
            and path.suffix in kinds
            and path.stem not in self.on_request
        )


def write_scorecards(
    results: Results,
    findings: Sequence[Finding],
    folder: Path,
    *,
    source: SourceFile,
    formats: Sequence[str] = _USUAL,
    only: str | None = None,
    progress: Progress | None = None,
    template: bytes | None = None,
    published: bool = False,
    at_a_time: int = _AT_A_TIME,
) -> ScorecardSet:
    """Write the scorecards into a folder, and return what was written.

    `only` is `directorate`, `outcome`, `service`, `exceptions`, or the ref of one outcome,
    priority, strategy or service; without it, priorities and strategies without an
    indicator are left out.  `only="members"` writes the plan as members read it, alone.
    A file that stands in the folder as it was made, of the same content, is left alone.
    `progress` is told how many files of how many are done, and the name of each; `template`
    is a council's own Word document, for the format docx.  `published` leaves out what only
    the council itself needs.  `at_a_time` says how many PDFs are drawn at a time.

    Raises: WorkbookError where nothing could be written.
    """
    planned, chosen = asked_for(results, findings, source=source, only=only)
    names = file_names(planned)
    created = _created(results)
    wanted = _formats(formats)
    try:
        with staging_for(folder) as staging:
            noted = made_before(folder)
            built: dict[str, Scorecard] = {}
            files: dict[str, list[ScorecardFile]] = {}
            drawn: dict[Path, str] = {}
            told = _told(progress, len(chosen) * len(wanted))
            with DrawingPdfs(told, at_a_time) as pdfs:
                for one in sorted(chosen, key=_goes_first):
                    key = one.subject.key
                    scorecard = built[key] = one.build()
                    page = _page(scorecard, published=published)
                    made_of = _made_of(page, created, template)
                    files[key] = [
                        ScorecardFile(folder / f"{names[key]}.{kind}", scorecard.subject, kind)
                        for kind in wanted
                    ]
                    for file in sorted(files[key], key=_takes_long):
                        path = file.path
                        if is_as_made(path, made_of, noted):
                            told(path.name)
                            continue
                        drawn[path] = made_of
                        if file.format == "pdf":
                            pdfs.draw(page, staging / path.name, created)
                        else:
                            _render(page, staging / path.name, file.format, created, template)
                            told(path.name)
                    _forget_if_large(page)
            made = {path.name: source for path, source in drawn.items()}
            move_set(staging, list(drawn), made_of=made)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    waiting = frozenset(names[c.subject.key] for c in planned if c.subject.on_request)
    listed = tuple(file for one in chosen for file in files[one.subject.key])
    cards = tuple(built[one.subject.key] for one in chosen)
    unchanged = frozenset(file.path for file in listed if file.path not in drawn)
    return ScorecardSet(folder, listed, cards, waiting, unchanged)


def _page(card: Scorecard, *, published: bool) -> Page:
    """Return a scorecard as a page: as its readers see it, or as it may be published."""
    if not published:
        return page_of(card)
    from csplan.scorecards.published import published_page

    return published_page(card)


def _goes_first(one: Planned) -> bool:
    """Sort key of scorecards: those of the whole plan have the longest PDFs."""
    return one.subject.kind not in (SubjectKind.DIRECTORATE, SubjectKind.EXCEPTIONS)


def _takes_long(file: ScorecardFile) -> bool:
    """Sort key of one scorecard's files: a PDF is begun first, and drawn beside the others."""
    return file.format != "pdf"


def _made_of(page: Page, created: dt.datetime, template: bytes | None) -> str:
    """Return the hash of all that a page's files follow from: content, program and libraries."""
    own = hashlib.sha256(template or b"").hexdigest()
    content = page.content_sha256 or page.own_sha256()
    held = (program(), libraries(), created.isoformat(), own, content)
    return hashlib.sha256("\n".join(held).encode()).hexdigest()


def _told(progress: Progress | None, total: int) -> Callable[[str], None]:
    """Return what is told the name of each file that is done, and counts them."""
    done = count(1)
    return lambda name: progress(next(done), total, name) if progress else None


def _forget_if_large(page: Page) -> None:
    """Give back the memory that drawing a large page took.

    What draws workbooks and pages for the screen refers to itself, and is kept until the
    interpreter looks for such circles: seldom, where a plan is large.
    """
    if is_large(page):
        gc.collect()


def _render(
    page: Page, path: Path, form: str, created: dt.datetime, template: bytes | None
) -> None:
    """Write one page in one format but PDF; each library is loaded only when it is needed."""
    if form == "xlsx":
        from csplan.scorecards.xlsx import write_xlsx

        write_xlsx(page, path, created=created)
    elif form == "docx":
        from csplan.scorecards.word import docx_of

        path.write_bytes(docx_of(page, created=created, template=template))
    else:
        from csplan.scorecards.html import html_of

        path.write_text(html_of(page), encoding="utf-8", newline="\n")


def asked_for(
    results: Results, findings: Sequence[Finding], *, source: SourceFile, only: str | None
) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """Return the scorecards that there are, and those of them that are asked for; none is built.

    Raises: WorkbookError where nothing fits `only`.
    """
    if only is not None and only.strip().casefold() == SubjectKind.MEMBERS:
        members = (planned_members(results, findings, source=source),)
        return members, members
    planned = planned_scorecards(results, findings, source=source)
    return planned, _chosen(planned, only)


def _chosen(scorecards: Sequence[Planned], only: str | None) -> tuple[Planned, ...]:
    """Return the scorecards that are asked for."""
    if only is None:
        return tuple(card for card in scorecards if not card.subject.on_request)
    asked = only.strip().casefold()
    kinds = {str(kind) for kind in SubjectKind}
    leaders = scorecards[0].foot.words.leaders
    asked = SubjectKind.DIRECTORATE if asked in (leaders.casefold(), "whole plan") else asked
    chosen = tuple(
        card
        for card in scorecards
        if (card.subject.kind == asked if asked in kinds else card.subject.ref.casefold() == asked)
    )
    if not chosen:
        refs = ", ".join(card.subject.ref for card in scorecards if card.subject.ref)
        raise WorkbookError(
            Refusal.SCORECARD_UNKNOWN,
            f'There is no scorecard for "{only}". Ask for {leaders}, outcome, service, '
            f"exceptions, members, or one of {refs}.",
        )
    return chosen


def _formats(asked: Sequence[str]) -> list[str]:
    """Return the formats that are asked for, in one order."""
    unknown = sorted(set(asked) - set(FORMATS))
    if unknown or not asked:
        raise WorkbookError(
            Refusal.SCORECARD_FORMAT_UNKNOWN,
            f'"{", ".join(unknown)}" is not a format of scorecards. Ask for {", ".join(FORMATS)}.',
        )
    return [one for one in FORMATS if one in asked]


def _created(results: Results) -> dt.datetime:
    """Return the moment that files say they were made: the report date, for no clock is read."""
    serial = results.settings.get("report_date")
    day = day_of(float(serial)) if is_number(serial) else None
    day = day or dt.date(2000, 1, 1)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _cannot_write(folder: Path, error: OSError) -> WorkbookError:
    """Say in a sentence why nothing was written."""
    which = Path(error.filename).name if isinstance(error.filename, str) else folder.name
    if which.startswith(".csplan"):  # what csplan builds there; its name tells nobody anything
        which = folder.name
    return WorkbookError(
        Refusal.SCORECARDS_NOT_WRITTEN,
        f'"{which}" cannot be written ({system_reason(error)}). Close the scorecards that are '
        f"open in another program, check that the folder can be written to, and run again. "
        "The scorecards are as they were.",
    )
