"""This module sets out page 1 as blocks: sentences, counts by colour, the worst, the money."""

from __future__ import annotations

from csplan.looks import figures
from csplan.looks.style import STATUSES
from csplan.scorecards.blocks import (
    Bar,
    Bars,
    Block,
    Chart,
    ChartKind,
    Field,
    Items,
    Name,
    Note,
    Role,
    Room,
    Section,
    Sentences,
    Status,
    Sum,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    table_of,
)
from csplan.scorecards.budget_blocks import budget_bar
from csplan.scorecards.changed_blocks import since_in_words
from csplan.scorecards.content import Counts, Scorecard, Standing, SubjectKind
from csplan.scorecards.exception_blocks import entry_of
from csplan.scorecards.headline import counts_of
from csplan.terms.words import capital

__all__ = ["brief_section", "shares_chart", "shares_of", "told_apart", "worst_entries"]

_COLOURS = ("Red", "Amber", "Green")


def brief_section(card: Scorecard) -> Section:
    """Return page 1, which is worth sending alone."""
    brief = card.brief
    blocks: list[Block] = [Sentences(told_apart(brief.sentences))]
    if card.counts.rated:
        blocks.append(_standings(card))
    if brief.worst:
        blocks.append(worst_entries(card))
    if brief.also_red:
        blocks.append(Note(brief.also_red, label="Also Red:", tone=Tone.SMALL))
    if card.budget:
        blocks.append(budget_bar(card.budget))
    if since := since_in_words(card):
        blocks.append(Note(since, label=f"Since {brief.since}:", tone=Tone.SMALL))
    data = f"{brief.data} {card.foot.check}."
    blocks.append(Note(data, label="Data and check:", tone=Tone.SMALL))
    return Section(key="brief", title="Brief", sheet="Brief", blocks=tuple(blocks))


def told_apart(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Return the brief's sentences with what is most pressing on a line of its own."""
    first, *rest = sentences
    stands, _, pressing = first.partition(". Most pressing")
    return (*((f"{stands}.", f"Most pressing{pressing}") if pressing else (first,)), *rest)


def worst_entries(card: Scorecard) -> Items:
    """Return the five that matter most."""
    whose = card.subject.kind is not SubjectKind.SERVICE
    return Items(
        key="worst",
        title="What matters most",
        sheet="",
        caption="",
        numbered=True,
        compact=True,
        entries=tuple(entry_of(line, whose=whose, short=True) for line in card.brief.worst),
    )


def shares_of(counts: Counts) -> Bars:
    """Return the bar of the rated indicators, a part for each colour."""
    bars, reached = [], 0.0
    for word, number in zip(_COLOURS, (counts.red, counts.amber, counts.green), strict=True):
        if number:
            share = number / counts.rated
            label = f"{STATUSES[word].shape}\u202f{number}"
            bars.append(Bar(word, reached, reached + share, label))
            reached += share
    return Bars(tuple(bars), none="none rated")


def _count(number: int) -> TableCell:
    return TableCell(figures.count(float(number)))


_SERIES = tuple((f"{word} now", word) for word in _COLOURS)
_ENDS = tuple((f"{word} at year’s end", word) for word in _COLOURS)


def shares_chart(title: str, series: tuple[tuple[str, str], ...]) -> Chart:
    """Return the chart of bars of rated indicators, a part for each colour."""
    return Chart(ChartKind.SHARES, title, series)


_NOW = shares_chart("Rated indicators by colour, now", _SERIES)
_END = shares_chart("Rated indicators by colour, forecast for the year’s end", _ENDS)
_WORDS = ("red", "amber", "green")


def _ends(one: Standing) -> Counts:
    return one.year_end or counts_of([])


def _counted(heading: str, word: str, *, ends: bool) -> Field[Standing]:
    def of(one: Standing) -> TableCell:
        return _count(int(getattr(_ends(one) if ends else one.counts, word)))

    return Field(TableColumn(heading, Room.SHORT, detail=True), of)


_STANDINGS: tuple[Field[Standing], ...] = (
    Field(
        TableColumn("Now", Room.BAR, chart=_NOW, short="Now"),
        lambda one: TableCell(shares_of(one.counts)),
    ),
    *(_counted(f"{word.capitalize()} now", word, ends=False) for word in _WORDS),
    Field(
        TableColumn("Forecast for the year’s end", Room.BAR, chart=_END, short="Year’s end"),
        lambda one: TableCell(shares_of(_ends(one))),
    ),
    *(_counted(f"{word.capitalize()} at year’s end", word, ends=True) for word in _WORDS),
    Field(TableColumn("Rated now", Room.SHORT, minor=True), lambda one: _count(one.counts.rated)),
    Field(TableColumn("In all", Room.SHORT, minor=True), lambda one: _count(one.counts.total)),
    Field(
        TableColumn("Overall status", Room.STATUS),
        lambda one: TableCell(Status(one.status) if one.status else ""),
        optional=True,
    ),
)


def _standings(card: Scorecard) -> Table:
    """Return the counts by colour: all first, then by outcome, or by service."""
    ends = counts_of([line.forecast_status for line in card.indicators])
    whole = Standing(ref="", name="All", counts=card.counts, status="", year_end=ends)
    outcomes = [one for one in card.outcomes if one.kind in ("", "Key outcome") or one.counts.total]
    services = [one for one in card.services if one.counts.total]
    rows = [whole, *(outcomes or services)]
    summed = (*(heading for heading, _ in (*_SERIES, *_ENDS)), "Rated now", "In all")
    parts = tuple(range(1, len(rows)))
    table = Table(
        key="standings",
        caption="",
        about="Rated indicators by colour, now and as forecast for the year’s end",
        columns=(),
        rows=(),
        sums=(Sum(0, parts, summed),) if parts else (),
    )

    def row(one: Standing) -> TableRow:
        return TableRow((), role=Role.TOTAL if one is whole else Role.LINE)

    words = card.foot.words
    whose = "whole plan" if not parts else words.outcome if outcomes else words.service
    name: Field[Standing] = Field(
        TableColumn(capital(whose), Room.NAME), lambda one: TableCell(Name(one.ref, one.name))
    )
    return table_of(table, (name, *_STANDINGS), rows, row=row)
