"""This module names files for people: `Scorecard 2016-17 Q2 Schools & Learning.xlsx`.

A name is safe on Windows as on Linux, and no two subjects ever share one.
"""

from __future__ import annotations

from collections.abc import Sequence

from csplan.scorecards.content import Scorecard, SubjectKind
from csplan.scorecards.scorecard import Planned
from csplan.terms.errors import WorkbookError
from csplan.terms.file_names import file_key, safe_name
from csplan.terms.refusals import Refusal
from csplan.terms.words import capital

__all__ = ["file_names"]


def file_names(scorecards: Sequence[Planned | Scorecard]) -> dict[str, str]:
    """Return each scorecard's file name without its ending, by the subject's key.

    Raises: WorkbookError where two subjects would share a name.
    """
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for scorecard in scorecards:
        name = _name(scorecard)
        form = file_key(name)
        if form in taken:
            raise WorkbookError(
                Refusal.SCORECARD_NAME_DOUBLED,
                f'The scorecards of "{taken[form]}" and "{scorecard.subject.key}" would both be '
                f'called "{name}". Give them names that differ, and run again.',
            )
        taken[form] = scorecard.subject.key
        names[scorecard.subject.key] = name
    return names


def _name(scorecard: Planned | Scorecard) -> str:
    """Return what a scorecard's file is called."""
    subject, foot = scorecard.subject, scorecard.foot
    about = {
        SubjectKind.DIRECTORATE: capital(foot.words.leaders),
        SubjectKind.EXCEPTIONS: "Exceptions",
        SubjectKind.MEMBERS: "Members’ version",
        SubjectKind.OUTCOME: f"{subject.ref} {subject.title}",
        SubjectKind.SERVICE: subject.title or subject.ref,
    }[subject.kind]
    start = f"Scorecard {foot.financial_year.replace('/', '-')} {foot.period}"
    return f"{safe_name(start)} {safe_name(about)}".strip()
