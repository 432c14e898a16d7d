"""This module takes out of a scorecard what only the council itself needs, for a copy to publish.

No call on anybody, no word on what is missing from whom, no file; [c] where a figure is kept back.
The figures themselves are those of the results that the scorecard was made of.  Knows no format.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from csplan.looks.figures import Figure
from csplan.looks.foot import SourceFile
from csplan.scorecards.pages import page_of
from csplan.terms.vocabulary import AbsenceWord

if TYPE_CHECKING:
    from csplan.scorecards.blocks import Page
    from csplan.scorecards.content import Scorecard
    from csplan.scorecards.finance import Finance

__all__ = ["KEPT_BACK", "as_published", "published_page"]

KEPT_BACK = "[c]: kept back to protect people"
"""What the foot of every page explains."""
_BRACKETED = Figure(f"[{AbsenceWord.CONFIDENTIAL}]")
_NOTHING_SAID = "No explanation yet"

T = TypeVar("T")


def published_page(card: Scorecard) -> Page:
    """Return the page of a scorecard as the public may see it, without marks for csplan itself."""
    return replace(page_of(as_published(card)), key="", content_sha256="")


def as_published(card: Scorecard) -> Scorecard:
    """Return a scorecard as the public may see it."""
    sentences = card.brief.sentences[:-1]  # the last one says what is asked, and of whom
    card = replace(
        card,
        subject=replace(card.subject, reader=""),
        awaited=(),
        to_check=(),
        moved=(),
        foot=replace(card.foot, check=KEPT_BACK, source=SourceFile(name=""), marking=""),
        exceptions=tuple(replace(one, speaks=False) for one in card.exceptions),
        brief=replace(
            card.brief,
            sentences=sentences,
            worst=tuple(replace(one, speaks=False) for one in card.brief.worst),
        ),
        finance=_without_calls(card.finance) if card.finance else None,
        draft="",
    )
    return _bracketed(card)


def _without_calls(finance: Finance) -> Finance:
    """Return the finance pages without a line that says that nobody has explained it.

    What is as of today beside a closed month says so in words for readers outside.
    """
    variances = (
        replace(one, said="") if one.said == _NOTHING_SAID else one for one in finance.variances
    )
    today = replace(finance.of_today, outside=True) if finance.of_today else None
    return replace(finance, variances=tuple(variances), of_today=today)


def _bracketed(part: T) -> T:
    """Return content with [c] for every figure that is kept back, however deep it lies."""
    if isinstance(part, Figure):
        kept = part.value is None and part.text == AbsenceWord.CONFIDENTIAL
        return _BRACKETED if kept else part  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(_bracketed(one) for one in part)  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        found = {one.name: getattr(part, one.name) for one in fields(part)}
        changed = {name: new for name, old in found.items() if (new := _bracketed(old)) is not old}
        return replace(part, **changed) if changed else part
    return part
