"""This module says the columns of the finance tables: names, figures, and words beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from csplan.scorecards.blocks import Field, Name, Room, TableCell, TableColumn
from csplan.scorecards.budget_blocks import BEFORE_REVISED
from csplan.scorecards.finance import FinanceRow

__all__ = ["figure_columns", "later_column", "name_cell", "text_column"]


def name_cell(row: FinanceRow) -> TableCell:
    """Return the cell that says what a row is about."""
    return TableCell(Name(row.ref, row.name))


def _figure(position: int, row: FinanceRow) -> TableCell:
    return TableCell(row.figures[position])


_MINOR = (
    "Basis",
    "Lasts",
    "Planned cost",
    "One in the year",
    "Original budget",
    "Net virement",
    "Funded changes",
    "Profile to date",
    "Actual to date",
    "Variance to date",
    "Movement",
    "Spent to date",
    "One-off replacement",
    "Full-year effect",
    "Acceleration",
)
"""The columns of the finance pages that a narrow screen has no room for."""

_SHORT = {
    "Revised budget": "Budget",
    "Forecast outturn": "Forecast",
    "Forecast variance": "Variance",
    "% variance": "%",
}


def figure_columns(*headings: str) -> Iterator[Field[FinanceRow]]:
    """Yield the columns of a row's first figures."""
    for position, heading in enumerate(headings):
        room = Room.SHORT if heading.startswith("%") else Room.MONEY
        detail = heading in BEFORE_REVISED
        short = _SHORT.get(heading, "")
        column = TableColumn(heading, room, detail=detail, minor=heading in _MINOR, short=short)
        yield Field(column, partial(_figure, position), optional=heading == "Movement")


def later_column(heading: str, position: int) -> Field[FinanceRow]:
    """Return a column of figures that few plans have."""
    return Field(TableColumn(heading, Room.MONEY), partial(_figure, position), optional=True)


def text_column(heading: str, of: Callable[[FinanceRow], str]) -> Field[FinanceRow]:
    """Return a column of words."""
    column = TableColumn(heading, Room.TEXT, minor=heading in _MINOR)
    return Field(column, lambda row: TableCell(of(row)), optional=True)
