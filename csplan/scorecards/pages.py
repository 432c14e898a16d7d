"""This module says which sections a scorecard has, and in which order.  Knows no format."""

from __future__ import annotations

from collections.abc import Iterator

from csplan.scorecards.action_blocks import (
    action_section,
    awaited_table,
    idle_table,
    outcome_section,
    to_check_section,
)
from csplan.scorecards.blocks import Block, Items, Name, Page, Section, Table, TableCell
from csplan.scorecards.brief_blocks import brief_section
from csplan.scorecards.budget_blocks import budget_section
from csplan.scorecards.changed_blocks import changed_section
from csplan.scorecards.content import Scorecard, SubjectKind
from csplan.scorecards.exception_blocks import exception_section, exceptions_report
from csplan.scorecards.goalpost_blocks import goalpost_sections
from csplan.scorecards.indicator_blocks import indicator_section, trend_section, unjudged_table
from csplan.scorecards.members_blocks import members_page
from csplan.scorecards.money_blocks import finance_section
from csplan.terms.records import replace

__all__ = ["page_of"]


def page_of(card: Scorecard) -> Page:
    """Return a scorecard as a page of blocks, which every rendering draws, with its mark."""
    page = _page(card)
    page = members_page(card, page) if card.subject.kind is SubjectKind.MEMBERS else page
    page = _with_doubts(page, card.to_confirm) if card.to_confirm else page
    return replace(page, content_sha256=page.own_sha256())


def _with_doubts(page: Page, refs: frozenset[str]) -> Page:
    """Return a page that marks each row with a figure to be confirmed, wherever it stands."""

    def cell(one: TableCell) -> TableCell:
        return replace(one, part=name(one.part)) if isinstance(one.part, Name) else one

    def name(one: Name) -> Name:
        if one.ref not in refs:
            return one
        return replace(one, note="; ".join(filter(None, (one.note, "figure to be confirmed"))))

    def block(one: Block) -> Block:
        match one:
            case Table():
                rows = [replace(row, cells=tuple(map(cell, row.cells))) for row in one.rows]
                return replace(one, rows=tuple(rows))
            case Items():
                items = [replace(item, name=name(item.name)) for item in one.entries]
                return replace(one, entries=tuple(items))
            case _:
                return one

    sections = [replace(one, blocks=tuple(map(block, one.blocks))) for one in page.sections]
    return replace(page, sections=tuple(sections))


def _page(card: Scorecard) -> Page:
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
        key=card.subject.mark,
        when=when,
        standing="  ·  ".join(part for part in standing if part),
        foot=" · ".join(part for part in (when, foot.check, foot.source.name) if part),
        marking=foot.marking,
        illustrative=foot.illustrative,
        draft=card.draft,
        sections=() if card.subject.kind is SubjectKind.MEMBERS else tuple(_sections(card)),
        services=tuple(dict.fromkeys(_services(card))),
        whose=foot.words.service,
    )


def _services(card: Scorecard) -> Iterator[str]:
    """Yield the service of every row."""
    yield from (line.service for line in card.indicators)
    yield from (line.service for line in card.actions)
    yield from (line.service for line in card.exceptions)
    yield from (line.service for line in card.awaited)


def _sections(card: Scorecard) -> Iterator[Section]:
    """Yield the sections that have anything to show, in the order of reading."""
    kind = card.subject.kind
    yield brief_section(card)
    if card.to_check:
        yield to_check_section(card)
    if kind is SubjectKind.EXCEPTIONS:
        if changed := changed_section(card):
            yield changed
        yield from exceptions_report(card)
        yield from goalpost_sections(card.moved)
        return
    told = {line.ref for line in (*card.exceptions, *card.brief.worst)}
    speaks = kind is not SubjectKind.DIRECTORATE
    found = (
        changed_section(card),
        exception_section(card),
        indicator_section(card.indicators, told, speaks=speaks),
        trend_section(card.indicators),
        *goalpost_sections(card.moved),
        action_section(card),
        outcome_section(card),
        budget_section(card.budget) if card.budget and speaks else None,
        finance_section(card),
        _appendix(card),
    )
    yield from (section for section in found if section)


def _appendix(card: Scorecard) -> Section | None:
    """Return what is awaited, and the lists of what is not judged or not under way."""
    tables = (awaited_table(card), unjudged_table(card.indicators), idle_table(card.actions))
    blocks = tuple(table for table in tables if table)
    return Section(key="appendix", title="Appendix", blocks=blocks) if blocks else None
