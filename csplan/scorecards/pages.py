"""This module says which sections a scorecard has, and in which order.  Knows no format."""

from __future__ import annotations

from collections.abc import Iterator

from csplan.scorecards.action_blocks import (
    action_section,
    awaited_section,
    outcome_section,
    to_check_section,
)
from csplan.scorecards.blocks import Page, Section
from csplan.scorecards.content import Scorecard, SubjectKind
from csplan.scorecards.exception_blocks import exception_section
from csplan.scorecards.goalpost_blocks import goalpost_sections
from csplan.scorecards.headline_blocks import headline_section
from csplan.scorecards.indicator_blocks import indicator_section
from csplan.scorecards.money_blocks import budget_section, finance_section

__all__ = ["page_of"]


def page_of(card: Scorecard) -> Page:
    """Return a scorecard as a page of blocks, which every rendering draws."""
    foot = card.foot
    reader = f" · for {card.subject.reader}" if card.subject.reader else ""
    when = f"{foot.financial_year} {foot.period}"
    standing = (foot.authority, when, foot.report_date, foot.marking)
    return Page(
        title=card.title,
        heading=card.subject.title,
        about=f"Scorecard for {when}, as at {foot.report_date}{reader}",
        authority=foot.authority,
        department=foot.department,
        key=card.subject.key,
        source_sha256=foot.source.sha256,
        when=when,
        standing="  ·  ".join(part for part in standing if part),
        foot=" · ".join(part for part in (when, foot.check, foot.source.name) if part),
        marking=foot.marking,
        illustrative=foot.illustrative,
        draft="",
        sections=tuple(_sections(card)),
    )


def _sections(card: Scorecard) -> Iterator[Section]:
    """Yield the sections that have anything to show, in the order of reading."""
    whole = card.subject.kind is SubjectKind.DIRECTORATE
    told = {line.ref for line in card.exceptions}
    yield headline_section(card)
    if card.budget and whole:
        yield budget_section(card.budget)
    if card.to_check:
        yield to_check_section(card)
    if card.exceptions:
        yield exception_section(card)
    if card.indicators:
        yield indicator_section(card.indicators, told)
    if card.budget and not whole:
        yield budget_section(card.budget)
    yield from goalpost_sections(card.moved)
    if card.actions:
        yield action_section(card)
    if card.outcomes and card.outcomes[0].kind:
        yield outcome_section(card)
    finance = finance_section(card)
    if finance:
        yield finance
    if card.awaited:
        yield awaited_section(card)
