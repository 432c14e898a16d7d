"""This module lays out the finance pages as tables that the web page and the PDF both draw.

Texts and figures are those of the content, in its order.  Only the places of bars are worked out
here, as shares of a column's width.  Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from csplan.looks import figures
from csplan.looks.figures import Figure
from csplan.scorecards.finance import Finance, FinanceRow
from csplan.scorecards.finance_bars import Bar, compared, least, stepped

__all__ = ["Cell", "Column", "FinanceTable", "TableRow", "finance_tables"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column after the first: its heading, and whether it holds figures, words or bars."""

    heading: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column shows of a row; a second text stands below the first."""

    column: Column
    text: str
    under: str = ""
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a row is about, and its cells from left to right."""

    ref: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FinanceTable:
    """One table with its title, its caption and the heading of its first column."""

    key: str
    title: str
    caption: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


_Cells = Callable[[FinanceRow], list[Cell]]
_SIGNS = "Income is negative; a positive variance is adverse."
_MONEY = (
    "Original budget",
    "Net virement",
    "Funded changes",
    "Revised budget",
    "Profile to date",
    "Actual to date",
    "Forecast outturn",
    "Forecast variance",
    "% variance",
    "Movement",
)
_TOTALS = (
    ("services", "By service", "Total", ("Department", "Unallocated", "Service")),
    ("gross", "Gross and income", "Total", ("Gross and income",)),
    ("headings", "By heading", "Heading", ("Heading",)),
    ("groups", "By CIPFA group", "Group", ("CIPFA group",)),
)
_COMPARED = ("Revised budget", "Actual to date", "Forecast outturn")


def finance_tables(pages: Finance | None) -> tuple[FinanceTable, ...]:
    """Return the tables that have anything to show, in the order of reading."""
    if pages is None:
        return ()
    tables = [*_totals(pages), _bridge(pages), _variances(pages), _savings(pages)]
    tables += [_capital(pages), _grants(pages)]
    return tuple(table for table in tables if table.rows)


def _figures(row: FinanceRow, *headings: str) -> list[Cell]:
    """Return a row's first figures under their headings."""
    pairs = zip(headings, row.figures, strict=False)
    return [Cell(_figure_column(heading), str(figure)) for heading, figure in pairs]


def _figure_column(heading: str) -> Column:
    return Column(heading, "percent" if heading.startswith("%") else "figure")


def _status(row: FinanceRow, under: str = "") -> Cell:
    return Cell(Column("RAG", "status"), row.status, under)


def _word(heading: str, text: str) -> Cell:
    return Cell(Column(heading, "word"), text)


def _text(heading: str, text: str) -> Cell:
    return Cell(Column(heading, "text"), text)


def _table(
    named: tuple[str, str, str, str],
    rows: Sequence[FinanceRow],
    cells_of: _Cells,
    *,
    refs: bool = True,
) -> FinanceTable:
    """Return a table; a column of texts that are all blank is left out, refs if not asked for."""
    found = [(row, cells_of(row)) for row in rows]
    said = {cell.column for _, cells in found for cell in cells if cell.text or cell.bars}
    kept = [(row, [cell for cell in cells if cell.column in said]) for row, cells in found]
    columns = tuple(cell.column for cell in kept[0][1]) if kept else ()
    lines = tuple(TableRow(row.ref if refs else "", row.name, tuple(cells)) for row, cells in kept)
    return FinanceTable(*named, columns, lines)


def _totals(pages: Finance) -> list[FinanceTable]:
    """Return the totals by service, with their chart, then gross and income, and by heading."""

    def cells(row: FinanceRow) -> list[Cell]:
        judged = [_word("Adverse or favourable", row.said), _status(row, row.more)]
        return [*_figures(row, *_MONEY), *judged]

    tables = [
        _table(
            (key, title, f"{_SIGNS} Below the RAG: at which level it is judged.", about),
            [row for row in pages.totals if row.ref in refs],
            cells,
            refs=len(refs) > 1,
        )
        for key, title, about, refs in _TOTALS
    ]
    return [tables[0], _compare(pages), *tables[1:]]


def _compare(pages: Finance) -> FinanceTable:
    """Return the chart of budget, actual and forecast by service, with the same figures."""
    rows = [row for row in pages.totals if row.ref == "Service"]
    at = [_MONEY.index(heading) for heading in _COMPARED]
    shown: dict[str, tuple[Figure, ...]] = {
        row.name: tuple(row.figures[n] for n in at) for row in rows
    }
    bars = compared([[figure.value for figure in each] for each in shown.values()])
    drawn = dict(zip(shown, bars, strict=True))
    column = Column("Budget, actual and forecast", "bar")

    def cells(row: FinanceRow) -> list[Cell]:
        pairs = zip(_COMPARED, shown[row.name], strict=True)
        said = [Cell(_figure_column(heading), str(figure)) for heading, figure in pairs]
        return [*said, Cell(column, "", bars=drawn[row.name])]

    caption = "Bars from the top: revised budget grey, actual to date light blue, forecast dark."
    title = "Net budget, actual and forecast by service"
    return _table(("compared", title, caption, "Service"), rows, cells, refs=False)


def _bridge(pages: Finance) -> FinanceTable:
    """Return the bridge as a waterfall: a step's bar begins where the one before it ended."""
    low = least([row.figures[1].value or 0.0 for row in pages.bridge])
    drawn = stepped([[figure.value or 0.0 for figure in row.figures] for row in pages.bridge], low)
    bars = {row.ref: bar for row, bar in zip(pages.bridge, drawn, strict=True)}
    column = Column("Waterfall", "bar")

    def cells(row: FinanceRow) -> list[Cell]:
        return [
            *_figures(row, "Change", "Budget after it"),
            Cell(column, "", bars=bars[row.ref]),
            _text("Basis", row.said),
            _text("Lasts", row.more),
        ]

    title = "From last year’s budget to this year’s"
    caption = f"Bars begin at {figures.pounds(low)}: a budget is dark, a rise pink, a fall green."
    return _table(("bridge", title, caption, "Step"), pages.bridge, cells)


def _variances(pages: Finance) -> FinanceTable:
    """Return the largest variances, each with its explanation."""

    def cells(row: FinanceRow) -> list[Cell]:
        headings = ("Revised budget", "Forecast outturn", "Forecast variance")
        return [
            *_figures(row, *headings, "% variance", "Movement"),
            _status(row),
            _text("Explanation", row.said),
            _text("Mitigation", row.more),
        ]

    named = ("variances", "Largest forecast variances, with explanations")
    return _table((*named, f"Largest first. {_SIGNS}", "Budget line"), pages.variances, cells)


def _savings(pages: Finance) -> FinanceTable:
    """Return the savings tracker."""

    def cells(row: FinanceRow) -> list[Cell]:
        parts = ("Approved", "Delivered", "On track", "At risk", "Unachievable")
        rest = ("One-off replacement", "Not covered", "Full-year effect")
        said = _text("Commentary", row.said)
        return [*_figures(row, *parts, *rest), _status(row), said]

    caption = "Red first, delivered last."
    return _table(("savings", "Savings tracker", caption, "Saving"), pages.savings, cells)


def _capital(pages: Finance) -> FinanceTable:
    """Return the capital schemes."""

    def cells(row: FinanceRow) -> list[Cell]:
        spent = ("Approved", "Spent to date", "Forecast", "Forecast less approved")
        return [
            *_figures(row, *spent, "Acceleration", "Slippage", "True variance"),
            _word("Adverse or favourable", row.said),
            _text("Commentary", row.more),
        ]

    caption = "Slippage is no underspend: it is spent in a later year."
    return _table(("capital", "Capital", caption, "Scheme"), pages.schemes, cells)


def _grants(pages: Finance) -> FinanceTable:
    """Return the ring-fenced grants."""

    def cells(row: FinanceRow) -> list[Cell]:
        said = _text("At the end of the year", row.said)
        spent = ("Allocation", "Spent to date", "Forecast", "Forecast less allocation")
        return [*_figures(row, *spent), said]

    caption = "Outside the net budget."
    return _table(("grants", "Ring-fenced grants", caption, "Grant"), pages.grants, cells)
