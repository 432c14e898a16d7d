"""This module tells members how the money stands: a sentence, and a row a service."""

from __future__ import annotations

from collections.abc import Iterator

from csplan.looks import figures
from csplan.scorecards.blocks import (
    Across,
    Block,
    Field,
    Name,
    Note,
    Role,
    Room,
    Section,
    Sentences,
    Sum,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    table_of,
)
from csplan.scorecards.content import BudgetFigures, Scorecard
from csplan.terms.records import replace

__all__ = ["money_section", "money_sentences"]

_MONEY: tuple[Field[BudgetFigures], ...] = (
    Field(
        TableColumn("Where the money goes", Room.NAME), lambda one: TableCell(Name("", one.heading))
    ),
    Field(TableColumn("Money for the year", Room.MONEY), lambda one: TableCell(one.revised)),
    Field(TableColumn("We expect to spend", Room.MONEY), lambda one: TableCell(one.forecast)),
    Field(TableColumn("Over or under", Room.MONEY), lambda one: TableCell(one.variance)),
)


def money_section(card: Scorecard) -> Section | None:
    """Return how the money stands: a sentence, and a row a service."""
    budget = card.budget
    if budget is None:
        return None
    total = replace(budget.total, heading="All")
    rows = [*budget.lines, total]
    headings = ("Money for the year", "We expect to spend", "Over or under")
    whole = all(one.variance.value is not None for one in rows)
    table = Table(
        key="money",
        caption="",
        about="What we have, and what we expect to spend",
        sheet="Money",
        columns=(),
        rows=(),
        sums=(Sum(len(rows) - 1, tuple(range(len(rows) - 1)), headings),) if whole else (),
        across=(
            Across("Over or under", plus=("We expect to spend",), minus=("Money for the year",)),
        ),
    )
    made = table_of(
        table,
        _MONEY,
        rows,
        row=lambda one: TableRow((), role=Role.TOTAL if one is total else Role.LINE),
    )
    earns = any((one.revised.value or 0.0) < 0 for one in budget.lines)
    blocks: tuple[Block, ...] = (
        Sentences(tuple(money_sentences(card)), leads=False),
        made,
        *([Note("A minus means that money comes in, or is left over.", tone=Tone.SMALL)] * earns),
    )
    return Section(key="money", title="The money", blocks=blocks)


def money_sentences(card: Scorecard) -> Iterator[str]:
    """Say how the year's spending is expected to end, and what that counts on."""
    assert card.budget is not None  # noqa: S101  (asked by money_section)
    total = card.budget.total
    over, revised = total.variance.value, total.revised.value
    if over is None or revised is None:
        yield "We cannot say yet what the year will cost: some parts have no estimate."
        return
    has = f"the {figures.in_sentence(revised)} that we have"
    if not over:
        yield f"We expect to spend exactly {has}."
    else:
        more = "more" if over > 0 else "less"
        yield f"We expect to spend {figures.in_sentence(abs(over))} {more} than {has}."
    without = next((line.variance.value for line in card.budget.below), None)
    if without is not None and without > over:
        yield (
            f"This counts on {figures.in_sentence(without - over)} of savings that have not been "
            f"found yet."
        )
        end = f"{figures.in_sentence(abs(without))} {'more' if without > 0 else 'less'}"
        yield f"Without them we would spend {end} than we have."
