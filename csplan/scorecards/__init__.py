"""Results as pages: built once, rendered many times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Results
    from csplan.scorecards.one_page import ScorecardPage
    from csplan.scorecards.writing import Progress, ScorecardSet
    from csplan.terms.finding import Finding

__all__ = ["one", "write"]


def write(
    results: Results,
    folder: str | Path,
    *,
    findings: Sequence[Finding] | None = None,
    formats: Sequence[str] = ("xlsx", "pdf", "html"),
    only: str | None = None,
    progress: Progress | None = None,
    template: str | Path | None = None,
    published: bool = False,
    at_a_time: int = 2,
) -> ScorecardSet:
    """Write the scorecards of some results into a folder, and return what was written.

    `only` is `directorate`, `outcome`, `service`, `exceptions`, or the ref of one of them; or
    `members`: the whole plan as members read it, in plain English.
    Without `findings` the plan is checked first.  A closed period is shown as it was closed, and
    words of an earlier period say so ("As at Q1: …").

    `template` is an organisation's own Word document: where `{{ brief }}`, `{{ exceptions }}` or
    another section's name stands alone in a paragraph, that section is put, for the format docx.

    `published` leaves out what only the council itself needs: what is awaited and from whom, the
    marking, the workbook's name.  The results must then be those of a published view.

    `at_a_time` says how many PDFs are drawn at a time; one takes the least memory.

    Raises: WorkbookError where nothing fits `only`, or a file cannot be read or written.
    """
    from csplan.looks.foot import SourceFile
    from csplan.plan.as_closed import as_told
    from csplan.plan.check import check
    from csplan.scorecards.writing import write_scorecards

    plan = results.plan
    return write_scorecards(
        as_told(results),
        check(plan, results) if findings is None else findings,
        Path(folder),
        source=SourceFile(name=plan.name, sha256=plan.sha256),
        formats=formats,
        only=only,
        progress=progress,
        template=None if template is None else _template(Path(template)),
        published=published,
        at_a_time=at_a_time,
    )


def one(
    results: Results, which: str = "directorate", *, findings: Sequence[Finding] | None = None
) -> ScorecardPage:
    """Return one scorecard; a notebook shows it as the page that readers receive.

    `which` is the ref of an outcome or a service, `exceptions`, `members`, or what Settings calls
    those who read the whole plan; left out, it is that one.  Without `findings` the plan is checked
    first.

    Raises: WorkbookError where there is no such scorecard.
    """
    from csplan.looks.foot import SourceFile
    from csplan.plan.as_closed import as_told
    from csplan.plan.check import check
    from csplan.scorecards.one_page import ScorecardPage
    from csplan.scorecards.writing import asked_for

    plan = results.plan
    found = check(plan, results) if findings is None else findings
    source = SourceFile(name=plan.name, sha256=plan.sha256)
    planned = asked_for(as_told(results), found, source=source, only=which)[1][0]
    return ScorecardPage(planned.build())


def _template(path: Path) -> bytes:
    """Return a council's own Word document.

    Raises: WorkbookError where the file cannot be read or is not a Word document.
    """
    from csplan.scorecards.word import why_no_template
    from csplan.terms.errors import WorkbookError, system_reason
    from csplan.terms.refusals import Refusal

    try:
        data = path.read_bytes()
    except OSError as error:
        why = f"it cannot be read ({system_reason(error)})"
    else:
        why = why_no_template(data)
        if not why:
            return data
    raise WorkbookError(
        Refusal.TEMPLATE_NOT_USABLE,
        f'"{path.name}" cannot be the template: {why}.  Choose a .docx saved by Word.',
    )
