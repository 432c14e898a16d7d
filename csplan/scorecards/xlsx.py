"""This module writes a scorecard as an Excel workbook: tables, native charts and sparklines.

Nothing in it is hidden, linked or a macro.  Knows nothing of how figures are made.
"""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from pathlib import Path

from csplan.looks.plain_text import in_parts
from csplan.looks.style import PALETTE, SIZES, STATUSES
from csplan.scorecards.content import Scorecard, Standing, SubjectKind
from csplan.scorecards.xlsx_sheet import (
    FIRST_TABLE_ROW,
    LINE_HEIGHT,
    Book,
    Drawn,
    Field,
    Status,
    add_table,
    write,
)
from csplan.scorecards.xlsx_tables import detail_sheets

__all__ = ["write_xlsx"]

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}
_IN_A_LINE = 138


def _overall(one: Standing) -> Status | str:
    return Status(one.status) if one.status else ""


_COUNTS = (
    Field("Ref", 9, lambda one: one.ref),
    Field("Indicators of", 58, lambda one: one.name),
    Field("Red ▲", 10, lambda one: one.counts.red, right=True),
    Field("Amber ◆", 10, lambda one: one.counts.amber, right=True),
    Field("Green ●", 10, lambda one: one.counts.green, right=True),
    Field("Rated", 10, lambda one: one.counts.rated, right=True),
    Field("In all", 10, lambda one: one.counts.total, right=True),
    Field("Overall status", 16, _overall, optional=True),
)
_BARS = (("Red", "red"), ("Amber", "amber"), ("Green", "green"))


def write_xlsx(scorecard: Scorecard, path: Path, *, created: dt.datetime) -> None:
    """Write one scorecard's workbook.  The same scorecard gives the same bytes."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), deepcopy(_OPTIONS))  # XlsxWriter changes what it gets
    _describe(workbook, scorecard, created)
    book = Book(workbook, scorecard)
    _headline(book)
    detail_sheets(book)
    workbook.close()


def _describe(workbook: Drawn, scorecard: Scorecard, created: dt.datetime) -> None:
    """Set the document's properties, the scorecard's subject among them."""
    foot = scorecard.foot
    workbook.set_properties(
        {
            "title": scorecard.title,
            "subject": scorecard.subject.key,
            "author": foot.authority,
            "company": foot.authority,
            "category": "Scorecard",
            "keywords": foot.marking,
            "comments": foot.illustrative,
            "created": created,
        }
    )
    properties = {
        "csplan subject": scorecard.subject.key,
        "csplan source SHA-256": foot.source.sha256,
        "csplan period": f"{foot.financial_year} {foot.period}",
    }
    for name, value in properties.items():
        workbook.set_custom_property(name, value or "none", "text")


def _headline(book: Book) -> None:
    """Write the first sheet: the headline in words, the counts with their chart, and the foot."""
    scorecard = book.scorecard
    standings = _standings(scorecard)
    fields = [field for field in _COUNTS if field.is_needed(standings)]
    top = FIRST_TABLE_ROW + sum(len(in_parts(s, _IN_A_LINE)) for s in scorecard.headline) + 1
    chart_at = top + len(standings) + 2
    chart_rows = len(standings) + 6
    foot_at = chart_at + chart_rows + 1
    rows = foot_at + len(_foot(scorecard))
    sheet = book.sheet("Headline", scorecard.title, columns=len(_COUNTS), rows=rows, repeat=0)
    for column, field in enumerate(_COUNTS):
        sheet.set_column(column, column, field.width)
    row = FIRST_TABLE_ROW
    for number, sentence in enumerate(scorecard.headline):
        look = book.look(font_size=SIZES["lead"] - 1, bold=number == 0)
        for part in in_parts(sentence, _IN_A_LINE):
            sheet.set_row(row, 17)
            sheet.write_string(row, 0, part, look)
            row += 1
    add_table(book, sheet, "Counts", fields, (top, len(standings)))
    for number, standing in enumerate(standings):
        sheet.set_row(top + 1 + number, LINE_HEIGHT + 4)
        for column, field in enumerate(fields):
            at = (top + 1 + number, column)
            write(book, sheet, at, field.of(standing), quiet=False, strong=number == 0)
    if scorecard.counts.rated:
        _chart(book, sheet, standings, top=top, at=chart_at, rows=chart_rows)
    for number, (label, value) in enumerate(_foot(scorecard)):
        sheet.write_string(foot_at + number, 0, label, book.look(font_color=f"#{PALETTE['quiet']}"))
        sheet.write_string(foot_at + number, 1, value, book.look())
    sheet.activate()


def _standings(scorecard: Scorecard) -> list[Standing]:
    """Return the rows of the counts: all, then by outcome, then by service."""
    whole = Standing(ref="All", name=scorecard.subject.title, counts=scorecard.counts, status="")
    outcomes = [one for one in scorecard.outcomes if one.kind in ("", "Key outcome")]
    return [whole, *outcomes, *scorecard.services]


def _chart(
    book: Book,
    sheet: Drawn,
    standings: list[Standing],
    *,
    top: int,
    at: int,
    rows: int,
) -> None:
    """Draw the counts by colour as stacked bars, never as a pie."""
    font = {"name": "Arial", "size": 9, "color": f"#{PALETTE['ink']}"}
    chart = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    _add_series(chart, standings, top)
    chart.set_title(
        {"name": "Rated indicators by colour", "name_font": {"name": "Arial", "size": 11}}
    )
    chart.set_y_axis(
        {"reverse": True, "line": {"none": True}, "major_tick_mark": "none", "num_font": font}
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 960, "height": 20 * rows - 10})
    counts = book.scorecard.counts
    chart_text = (
        f"Stacked bars of rated indicators by colour. In all {counts.red} Red, "
        f"{counts.amber} Amber and {counts.green} Green of {counts.rated} rated; "
        "the table above has the figures of each bar."
    )
    sheet.insert_chart(at, 0, chart, {"description": chart_text, "object_position": 1})


def _add_series(chart: Drawn, standings: list[Standing], top: int) -> None:
    """Add one series a colour, each bar labelled with its shape and count."""
    first, last = top + 1, top + len(standings)
    for column, (word, field) in enumerate(_BARS, start=2):
        numbers = [getattr(one.counts, field) for one in standings]
        look = STATUSES[word]
        ink = PALETTE["ink"] if word == "Amber" else "FFFFFF"
        chart.add_series(
            {
                "name": ["Headline", top, column],
                "categories": ["Headline", first, 1, last, 1],
                "values": ["Headline", first, column, last, column],
                "fill": {"color": f"#{look.bar}"},
                "gap": 30,
                "data_labels": {
                    "value": True,
                    "font": {"color": f"#{ink}", "bold": True, "name": "Arial", "size": 9},
                    "custom": [
                        {"value": f"{look.shape} {number}"} if number else {"delete": True}
                        for number in numbers
                    ],
                },
            }
        )


def _foot(scorecard: Scorecard) -> list[tuple[str, str]]:
    """Return where the figures come from, as labels and values."""
    foot = scorecard.foot
    reader = scorecard.subject.reader
    left_out = scorecard.exceptions_left_out
    more = []
    if scorecard.subject.kind is SubjectKind.DIRECTORATE and left_out:
        more = [("Exceptions", f"{left_out} more are in the exceptions report.")]
    return [
        *([("For", reader)] if reader else []),
        *more,
        ("Period", f"{foot.financial_year} {foot.period}, as at {foot.report_date}"),
        ("Data", foot.illustrative or foot.data_status),
        ("Marking", foot.marking),
        ("Check", foot.check),
        ("Source", foot.source.name),
        ("SHA-256", foot.source.sha256),
    ]
