"""This module sets out the totals of the budget as blocks: by service, kind, heading and group.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from csplan.scorecards.blocks import (
    Bar,
    Bars,
    Chart,
    ChartKind,
    Field,
    Name,
    Role,
    Room,
    Status,
    Sum,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    table_of,
)
from csplan.scorecards.budget_blocks import JUDGED, OVER_BUDGET, REVISED, SIGNS, TO_DATE
from csplan.scorecards.finance import Finance, FinanceRow
from csplan.scorecards.money_columns import figure_columns
from csplan.terms.vocabulary import BudgetLevel
from csplan.terms.words import Words, capital, plural

__all__ = ["total_tables"]

_MONEY = (
    "Original budget",
    "Net virement",
    "Funded changes",
    "Revised budget",
    "Profile to date",
    "Actual to date",
    "Variance to date",
    "Forecast outturn",
    "Forecast variance",
    "% variance",
    "Movement",
)

_TOTALS = (
    ("services", "By {service}", "Finance", ("Department", "Unallocated", "Service")),
    ("gross", "Gross and income", "Gross and income", ("Gross and income",)),
    ("headings", "By heading", "Headings", ("Heading",)),
    ("groups", "By CIPFA group", "Groups", ("CIPFA group",)),
)


def total_tables(pages: Finance, words: Words) -> Iterator[Table]:
    """Yield the totals by service with their chart, gross and income, by heading and by group."""
    totals, by_council = _judged_twice(pages.totals)
    for key, named, sheet, refs in _TOTALS:
        title = named.format(service=words.service)
        rows = [row for row in totals if row.ref in refs]
        unallocated = any(row.ref == "Unallocated" for row in rows)
        theirs = f" Unallocated budgets are part of their {plural(words.service)}’ rows."
        also = theirs if unallocated else ""
        fields: list[Field[FinanceRow]] = [
            Field(
                TableColumn(
                    capital(title.removeprefix("By ")),
                    Room.NAME,
                    under=("Covers", "Without unallocated"),
                ),
                lambda row: TableCell(
                    Name("", row.name, note=_judged_as(row, by_council, words)),
                    (row.covers, row.without),
                ),
            ),
            *figure_columns(*_MONEY),
            *([_compared(rows, words)] if key == "services" else []),
            Field(
                TableColumn(JUDGED, Room.WORD, minor=True), lambda row: TableCell(row.said or "–")
            ),
            Field(TableColumn("RAG", Room.STATUS), lambda row: TableCell(Status(row.status))),
        ]
        table = Table(
            key=key,
            title=title,
            sheet=sheet,
            caption=f"{SIGNS}{also}",
            columns=(),
            rows=(),
            across=(REVISED, OVER_BUDGET, TO_DATE),
            sums=tuple(_sums(rows)),
            minor=key == "groups",
        )
        yield table_of(table, fields, rows, row=_total_row)


def _judged_twice(rows: Sequence[FinanceRow]) -> tuple[list[FinanceRow], dict[str, str]]:
    """Return totals, each once, and the status by the council's threshold of one that stood twice.

    The same figures are judged as the department's and as the council's: two rows on the sheet.
    """
    names = {row.name for row in rows if not _is_council(row)}
    again = {row.name: row.status for row in rows if _is_council(row) and row.name in names}
    return [row for row in rows if not (_is_council(row) and row.name in names)], again


def _is_council(row: FinanceRow) -> bool:
    return row.more.partition(", ")[0] == BudgetLevel.COUNCIL


def _judged_as(row: FinanceRow, by_council: Mapping[str, str], words: Words) -> str:
    """Say at which level a total is judged where its place does not say it, and what to explain."""
    explain = row.more.partition(", ")[2]
    judged = f"judged as the {words.organisation}’s" if _is_council(row) else ""
    also = by_council.get(row.name, "")
    also = f"judged as the {words.organisation}’s: {also}" if also else ""
    return ", ".join(filter(None, (judged, also, explain)))


def _total_row(row: FinanceRow) -> TableRow:
    role = Role.TOTAL if row.ref == "Department" else Role.LINE
    return TableRow((), role=role, tags=(row.status,))


def _sums(rows: Sequence[FinanceRow]) -> Iterator[Sum]:
    """Yield what adds up to the department's total, where it stands among the rows."""
    summed = tuple(heading for heading in _MONEY if heading not in ("% variance", "Movement"))
    parts = tuple(n for n, row in enumerate(rows) if row.ref == "Service")
    for total, row in enumerate(rows):
        if row.ref == "Department" and parts:
            yield Sum(total, parts, summed)


_COMPARED = (
    ("Revised budget", "budget"),
    ("Actual to date", "actual"),
    ("Forecast outturn", "forecast"),
)


def _compared(rows: Sequence[FinanceRow], words: Words) -> Field[FinanceRow]:
    """Return the column that draws budget, actual and forecast of each service on one axis."""
    places = [(_MONEY.index(heading), kind) for heading, kind in _COMPARED]
    services = tuple(n for n, row in enumerate(rows) if row.ref == "Service")
    values = [rows[n].figures[at].value or 0.0 for n in services for at, _ in places]
    chart = Chart(
        ChartKind.BESIDE,
        f"Net budget, actual and forecast by {words.service}",
        _COMPARED,
        low=min(0.0, *values, 0.0),
        high=max(0.0, *values, 0.0),
        rows=services,
    )

    def bars(row: FinanceRow) -> TableCell:
        each = (Bar(kind, 0.0, row.figures[at].value or 0.0) for at, kind in places)
        return TableCell(Bars(tuple(each) if row.ref == "Service" else ()))

    heading = "Budget grey, actual light, forecast dark"
    return Field(
        TableColumn(heading, Room.BAR, detail=True, minor=True, chart=chart), bars, optional=True
    )
