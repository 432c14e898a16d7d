"""This module sets out the headline as blocks: the sentences, and the counts by colour."""

from __future__ import annotations

from csplan.looks import figures
from csplan.looks.style import STATUSES
from csplan.scorecards.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Field,
    Name,
    Role,
    Room,
    Row,
    Section,
    Sentences,
    Status,
    Sum,
    Table,
    table_of,
)
from csplan.scorecards.content import Counts, Scorecard, Standing

__all__ = ["headline_section", "shares_of"]

_COLOURS = ("Red", "Amber", "Green")


def headline_section(card: Scorecard) -> Section:
    """Return what a reader sees first."""
    blocks: list[Block] = [Sentences(card.headline)]
    if card.counts.rated:
        blocks.append(_counts(card))
    return Section(key="headline", title="Headline", sheet="Headline", blocks=tuple(blocks))


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


def _count(number: int) -> Cell:
    return Cell(figures.count(float(number)))


_CHART = Chart(
    ChartKind.SHARES,
    "Rated indicators by colour",
    tuple((word, word) for word in _COLOURS),
)
_COUNTS: tuple[Field[Standing], ...] = (
    Field(Column("Of", Room.NAME), lambda one: Cell(Name(one.ref, one.name))),
    Field(
        Column("Share of those rated", Room.BAR, chart=_CHART),
        lambda one: Cell(shares_of(one.counts)),
    ),
    Field(Column("Red", Room.SHORT), lambda one: _count(one.counts.red)),
    Field(Column("Amber", Room.SHORT), lambda one: _count(one.counts.amber)),
    Field(Column("Green", Room.SHORT), lambda one: _count(one.counts.green)),
    Field(Column("Rated", Room.SHORT), lambda one: _count(one.counts.rated)),
    Field(Column("In all", Room.SHORT), lambda one: _count(one.counts.total)),
    Field(
        Column("Overall status", Room.STATUS),
        lambda one: Cell(Status(one.status) if one.status else ""),
        optional=True,
    ),
)


def _counts(card: Scorecard) -> Table:
    """Return the counts by colour: all first, then by outcome, then by service."""
    whole = Standing(ref="", name="All indicators here", counts=card.counts, status="")
    outcomes = [one for one in card.outcomes if one.kind in ("", "Key outcome")]
    rows = [whole, *outcomes, *card.services]
    parts = tuple(range(1, 1 + len(outcomes)))
    table = Table(
        key="counts",
        caption="Rated indicators by colour",
        columns=(),
        rows=(),
        sums=(Sum(0, parts, (*_COLOURS, "Rated", "In all")),) if parts else (),
    )

    def row(one: Standing) -> Row:
        return Row((), role=Role.TOTAL if one is whole else Role.LINE)

    return table_of(table, _COUNTS, rows, row=row)
