"""This module writes one sheet of a scorecard workbook: title, table, print set-up.

Text from the plan is always written as text, and never longer than its cell can show: a text that
would need more height than Excel allows goes on in the next row.  Knows nothing of indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from csplan.looks.figures import DASH, Figure
from csplan.looks.plain_text import in_parts
from csplan.looks.room import MOST_LINES, lines_needed
from csplan.looks.style import PALETTE, SIZES, look_of, with_shape
from csplan.scorecards.content import Foot, Scorecard

__all__ = ["Book", "Drawn", "Field", "Status", "add_table", "write", "written_table"]

A4 = 9
BODY = 9.5
MOST_IN_CELL = 32_767
LINE_HEIGHT = 12.25
FIRST_TABLE_ROW = 4
_LONGEST_IN_FOOTER = 90

Drawn = Any
"""A workbook, sheet or format of XlsxWriter, which carries no types."""


@dataclass(frozen=True, slots=True)
class Status:
    """A status word, to be drawn with its shape and fill."""

    word: str


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table: heading, width in characters, and what of a line it shows."""

    heading: str
    width: float
    of: Callable[[Any], str | Figure | Status | int]
    quiet: bool = False
    optional: bool = False
    right: bool = False

    def is_needed(self, lines: Sequence[object]) -> bool:
        """Whether the column is shown: an optional one only where some line fills it."""
        return not self.optional or any(_text(self.of(line)) not in ("", DASH) for line in lines)


class Book:
    """A workbook being written, with its formats made once each."""

    def __init__(self, workbook: Drawn, scorecard: Scorecard) -> None:
        self.workbook = workbook
        self.scorecard = scorecard
        self._formats: dict[tuple[tuple[str, object], ...], Drawn] = {}

    def look(self, **says: object) -> Drawn:
        """Return a format; sizes and fonts are those of the whole workbook."""
        base = {"font_name": "Arial", "font_size": BODY, "font_color": _hex("ink")}
        properties = {**base, "valign": "top", **says}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def cell_look(
        self,
        value: object,
        *,
        quiet: bool = False,
        strong: bool = False,
        first: bool = False,
        single: bool = False,
    ) -> Drawn:
        """Return the format of a table's cell, by what it holds."""
        says: dict[str, object] = {"bottom": 1, "bottom_color": _hex("line")}
        if single:
            says["valign"] = "vcenter"
        if quiet:
            says["font_color"] = _hex("quiet")
        if strong:
            says |= {"bold": True, "top": 1, "top_color": _hex("quiet")}
        if isinstance(value, Status):
            look = look_of(value.word)
            says |= {"font_color": f"#{look.text}", "text_wrap": True, "align": "left", "indent": 1}
            if look.shape:
                says |= {"bold": True, "bg_color": f"#{look.fill}"}
        elif isinstance(value, Figure):
            says |= {"align": "right", "num_format": value.number_format or "General"}
        elif isinstance(value, int):
            says |= {"align": "right", "num_format": "#,##0"}
        else:
            says |= {"text_wrap": True, "align": "left", "indent": 0 if first else 1}
        return self.look(**says)

    def sheet(self, name: str, title: str, *, columns: int, rows: int, repeat: int) -> Drawn:
        """Add a sheet with its title, whose figures they are, and how it prints."""
        sheet = self.workbook.add_worksheet(name)
        foot = self.scorecard.foot
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=SIZES["title"] - 4))
        sheet.write_string(1, 0, standing(foot), self.look(font_color=_hex("quiet")))
        if foot.illustrative:
            notice = {"font_color": _hex("notice_ink"), "bg_color": _hex("notice"), "bold": True}
            sheet.write_string(2, 0, foot.illustrative, self.look(**notice))
        sheet.set_row(0, 22)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0 if repeat else 1)
        sheet.print_area(0, 0, rows, columns - 1)
        if repeat:
            sheet.repeat_rows(repeat)
            sheet.freeze_panes(repeat + 1, min(2, columns - 1))
        sheet.set_footer(_footer(foot, self.scorecard.subject.title))
        return sheet


def standing(foot: Foot) -> str:
    """Return what stands under every title: whose, when, and how it is marked."""
    parts = (foot.authority, f"{foot.financial_year} {foot.period}", foot.report_date, foot.marking)
    return "  ·  ".join(part for part in parts if part)


def _footer(foot: Foot, title: str) -> str:
    """Return the footer of every page; & is a sign of its own there."""
    left = foot.marking + ("  ILLUSTRATIVE DATA" if foot.is_illustrative else "")
    middle = in_parts(title.replace("\n", " "), _LONGEST_IN_FOOTER)[0]
    left, middle = (text.replace("&", "&&") for text in (left, middle))
    return f"&L&8 {left}&C&8 {middle}&R&8 Page &P of &N"


def _hex(name: str) -> str:
    return f"#{PALETTE[name]}"


def written_table(
    book: Book,
    name: str,
    title: str,
    fields: Sequence[Field],
    lines: Sequence[object],
    *,
    total: object = None,
) -> tuple[Drawn, tuple[Field, ...]]:
    """Write a sheet that holds one table; return it with the columns that it shows.

    A text too long for its cell goes on in rows of its own; figures stand in the first of them.
    """
    shown = tuple(field for field in fields if field.is_needed(lines))
    rows = [row for line in lines for row in _rows_of(line, shown)]
    last = FIRST_TABLE_ROW + max(len(rows), 1) + (total is not None)
    sheet = book.sheet(name, title, columns=len(shown), rows=last, repeat=FIRST_TABLE_ROW)
    for column, field in enumerate(shown):
        sheet.set_column(column, column, field.width)
    add_table(book, sheet, name, shown, (FIRST_TABLE_ROW, len(rows)))
    if total is not None:
        rows += _rows_of(total, shown)
    for number, row in enumerate(rows):
        strong = total is not None and number == len(rows) - 1
        at = FIRST_TABLE_ROW + 1 + number
        height = _lines(row, shown)
        sheet.set_row(at, height * LINE_HEIGHT + 4)
        for column, value in enumerate(row):
            write(
                book,
                sheet,
                (at, column),
                value,
                quiet=shown[column].quiet,
                strong=strong,
                single=height == 1,
            )
    return sheet, shown


def add_table(
    book: Book, sheet: Drawn, name: str, fields: Sequence[Field], place: tuple[int, int]
) -> None:
    """Add a real Excel table; `place` is its heading row and how many rows it has."""
    top, rows = place
    says = {"bold": True, "text_wrap": True, "bg_color": _hex("band"), "bottom": 1}
    says |= {"bottom_color": _hex("quiet"), "valign": "bottom", "font_size": SIZES["small"]}
    columns = []
    for number, field in enumerate(fields):
        side = (
            {"align": "right"} if field.right else {"align": "left", "indent": 1 if number else 0}
        )
        columns.append({"header": field.heading, "header_format": book.look(**says, **side)})
    table = {"name": name.replace(" ", "_"), "columns": columns, "style": None, "autofilter": False}
    sheet.add_table(top, 0, top + max(rows, 1), len(fields) - 1, table)
    lines = max(lines_needed(field.heading, field.width - 1) for field in fields)
    sheet.set_row(top, lines * LINE_HEIGHT + 6)


def _lines(row: Sequence[object], fields: Sequence[Field]) -> int:
    """Return how many lines a row's longest text needs."""
    pairs = zip(row, fields, strict=True)
    return min(max(lines_needed(_text(value), field.width) for value, field in pairs), MOST_LINES)


def write(
    book: Book,
    sheet: Drawn,
    at: tuple[int, int],
    value: object,
    *,
    quiet: bool,
    strong: bool = False,
    single: bool = True,
) -> None:
    """Write one value: numbers as numbers, all else as text."""
    look = book.cell_look(value, quiet=quiet, strong=strong, first=at[1] == 0, single=single)
    if isinstance(value, Figure) and value.value is not None:
        sheet.write_number(*at, value.value, look)
    elif isinstance(value, int):
        sheet.write_number(*at, value, look)
    else:
        text = _text(value)
        sheet.write_string(*at, text, look) if text else sheet.write_blank(*at, None, look)


def _rows_of(line: object, fields: Sequence[Field]) -> list[list[object]]:
    """Return a line as rows: one, or more where a text is too long for one cell's height."""
    values: list[object] = [field.of(line) for field in fields]
    parts = {
        column: _cell_parts(value, fields[column].width)
        for column, value in enumerate(values)
        if isinstance(value, str) and value
    }
    rows = []
    for number in range(max(map(len, parts.values()), default=1)):
        row = values if number == 0 else ["" for _ in values]
        row = [
            (parts[column][number] if number < len(parts[column]) else "")
            if column in parts
            else value
            for column, value in enumerate(row)
        ]
        if number:
            row[0] = f"{values[0]} continued"
        rows.append(row)
    return rows


def _cell_parts(text: str, width: float) -> list[str]:
    """Split a text into parts that need no more lines than a row can show."""
    if lines_needed(text, width) <= MOST_LINES:
        return [text]
    parts: list[str] = []
    for paragraph in text.split("\n"):
        for piece in _fitting(paragraph, width):
            joined = f"{parts[-1]}\n{piece}" if parts else piece
            if parts and lines_needed(joined, width) <= MOST_LINES:
                parts[-1] = joined
            else:
                parts.append(piece)
    return parts


def _fitting(paragraph: str, width: float) -> list[str]:
    """Split a paragraph into pieces that each fit a row."""
    longest = min(len(paragraph), MOST_IN_CELL) or 1
    while longest > 1:
        pieces = in_parts(paragraph, longest)
        if all(lines_needed(piece, width) <= MOST_LINES for piece in pieces):
            return pieces
        longest = longest * 4 // 5
    return list(paragraph)


def _text(value: object) -> str:
    """Return what a cell shows."""
    return with_shape(value.word) if isinstance(value, Status) else str(value)
