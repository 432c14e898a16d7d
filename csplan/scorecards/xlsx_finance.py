"""This module writes a scorecard's finance sheets: totals, bridge, variances, savings, capital."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from csplan.looks.figures import Figure
from csplan.looks.style import PALETTE
from csplan.scorecards.finance import FinanceRow
from csplan.scorecards.finance_bars import least
from csplan.scorecards.xlsx_sheet import FIRST_TABLE_ROW, Book, Drawn, Field, Status, written_table

__all__ = ["finance_sheets"]

_FALL, _RISE, _NAVY, _PALE = "A9D8BC", "F2B5AE", "1F3A5F", "8FB3D9"
_MILLIONS = '£0.0,,"m";-£0.0,,"m";'


def finance_sheets(book: Book) -> None:
    """Write the finance sheets that have anything to show."""
    pages = book.scorecard.finance
    if pages is None:
        return
    if pages.totals:
        sheet, fields = written_table(
            book, "Finance", "Finance: every total of the budget", _TOTALS, pages.totals
        )
        _compare(book, sheet, fields, pages.totals)
    if pages.bridge:
        sheet, _ = written_table(
            book, "Bridge", "From last year's budget to this year's", _BRIDGE, pages.bridge
        )
        _waterfall(book, sheet, len(pages.bridge))
    tables = (
        ("Variances", "Largest forecast variances, with explanations", _VARIANCES, pages.variances),
        ("Savings", "Savings tracker, worst first", _SAVINGS, pages.savings),
        ("Capital", "Capital: slippage is no underspend", _CAPITAL, pages.schemes),
        ("Grants", "Ring-fenced grants, outside the net budget", _GRANTS, pages.grants),
    )
    for name, title, fields, rows in tables:
        if rows:
            written_table(book, name, title, fields, rows)


def _figure(position: int, row: FinanceRow) -> Figure:
    return row.figures[position]


def _figures(*headings: str) -> tuple[Field, ...]:
    """Return the columns of a row's figures, in order."""
    return tuple(
        Field(heading, 14, partial(_figure, number), right=True)
        for number, heading in enumerate(headings)
    )


_REF = Field("Ref", 9, lambda row: row.ref)
_STATUS = Field("RAG", 15, lambda row: Status(row.status) if row.status else "")

_TOTALS = (
    Field("By", 17, lambda row: row.ref),
    Field("Total", 32, lambda row: row.name),
    *_figures(
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
    ),
    Field("Adverse or favourable", 13, lambda row: row.said),
    _STATUS,
    Field("Judged as", 20, lambda row: row.more),
)
_BRIDGE = (
    _REF,
    Field("Step", 44, lambda row: row.name),
    *_figures(
        "Change",
        "Budget after it",
        "Chart: base",
        "Chart: budget",
        "Chart: rise",
        "Chart: fall",
    ),
    Field("Basis", 14, lambda row: row.said),
    Field("Lasts", 24, lambda row: row.more),
)
_VARIANCES = (
    _REF,
    Field("Budget line", 34, lambda row: row.name),
    *_figures("Revised budget", "Forecast outturn", "Forecast variance", "% variance", "Movement"),
    _STATUS,
    Field("Explanation", 60, lambda row: row.said),
    Field("Mitigation", 34, lambda row: row.more, optional=True),
)
_SAVINGS = (
    _REF,
    Field("Saving", 40, lambda row: row.name),
    *_figures(
        "Approved",
        "Delivered",
        "On track",
        "At risk",
        "Unachievable",
        "One-off replacement",
        "Not covered",
        "Full-year effect",
    ),
    _STATUS,
    Field("Commentary", 40, lambda row: row.said, optional=True),
)
_CAPITAL = (
    _REF,
    Field("Scheme", 44, lambda row: row.name),
    *_figures(
        "Approved",
        "Spent to date",
        "Forecast",
        "Forecast less approved",
        "Acceleration",
        "Slippage",
        "True variance",
    ),
    Field("Adverse or favourable", 13, lambda row: row.said, optional=True),
    Field("Commentary", 40, lambda row: row.more, optional=True),
)
_GRANTS = (
    _REF,
    Field("Grant", 44, lambda row: row.name),
    *_figures("Allocation", "Spent to date", "Forecast", "Forecast less allocation"),
    Field("At the end of the year", 28, lambda row: row.said),
)


def _compare(book: Book, sheet: Drawn, fields: Sequence[Field], rows: Sequence[FinanceRow]) -> None:
    """Draw each service's budget, actual and forecast beside each other, below the table."""
    services = [number for number, row in enumerate(rows) if row.ref == "Service"]
    if not services:
        return
    first, last = (FIRST_TABLE_ROW + 1 + at for at in (services[0], services[-1]))
    headings = [field.heading for field in fields]
    chart = book.workbook.add_chart({"type": "bar"})
    colours = (("Revised budget", _NAVY), ("Actual to date", _PALE), ("Forecast outturn", "E9A820"))
    for heading, colour in colours:
        column = headings.index(heading)
        chart.add_series(
            {
                "name": heading,
                "categories": ["Finance", first, 1, last, 1],
                "values": ["Finance", first, column, last, column],
                "fill": {"color": f"#{colour}"},
                "gap": 40,
                "data_labels": {"value": True, "num_format": _MILLIONS, "font": _font(8)},
            }
        )
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": _font(9)})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    _place(sheet, chart, (len(rows), len(fields)), "Net budget, actual and forecast by service")


def _waterfall(book: Book, sheet: Drawn, rows: int) -> None:
    """Draw the bridge as a waterfall, below the table."""
    first, last = FIRST_TABLE_ROW + 1, FIRST_TABLE_ROW + rows
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    bars = ((4, "Base", ""), (5, "Budget", _NAVY), (6, "Pressure", _RISE), (7, "Saving", _FALL))
    for column, name, colour in bars:
        series: dict[str, object] = {
            "name": name,
            "categories": ["Bridge", first, 1, last, 1],
            "values": ["Bridge", first, column, last, column],
            "fill": {"color": f"#{colour}"} if colour else {"none": True},
            "gap": 40,
        }
        if colour:
            ink = "FFFFFF" if colour == _NAVY else PALETTE["ink"]
            labels = {"value": True, "num_format": '£0.0,,"m";;', "font": _font(9, ink)}
            series["data_labels"] = labels
        chart.add_series(series)
    chart.set_y_axis({"num_format": '£0,,"m"', "num_font": _font(9), "min": _least(book)})
    chart.set_x_axis({"num_font": _font(9)})
    chart.set_legend({"position": "bottom", "font": _font(9), "delete_series": [0]})
    _place(
        sheet, chart, (rows, len(_BRIDGE)), "Waterfall of the bridge; its axis does not begin at £0"
    )


def _least(book: Book) -> int:
    """Return where the axis begins."""
    pages = book.scorecard.finance
    return least([row.figures[1].value or 0.0 for row in pages.bridge] if pages else [])


def _font(size: int, ink: str = "") -> dict[str, object]:
    return {"name": "Arial", "size": size, "color": f"#{ink or PALETTE['ink']}"}


def _place(sheet: Drawn, chart: Drawn, table: tuple[int, int], title: str) -> None:
    """Put a chart below a table of so many rows and columns."""
    rows, columns = table
    chart.set_title({"name": title, "name_font": {"name": "Arial", "size": 11}})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 900, "height": 320})
    at = FIRST_TABLE_ROW + rows + 3
    sheet.insert_chart(at, 0, chart, {"description": title, "object_position": 1})
    sheet.print_area(0, 0, at + 18, columns - 1)
