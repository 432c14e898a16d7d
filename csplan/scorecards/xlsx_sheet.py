"""This module writes one sheet of a scorecard workbook: title, table, print set-up.

Text from the plan is always written as text, and never longer than its cell can show: a text that
would need more height than Excel allows goes on in the next row.  Knows nothing of indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from csplan.scorecards.content import Foot, Scorecard
from csplan.scorecards.figures import Figure
from csplan.scorecards.plain_text import in_parts
from csplan.scorecards.style import PALETTE, SIZES, look_of, with_shape

__all__ = ["Book", "Drawn", "Field", "Status", "written_table"]

A4 = 9
FIRST_TABLE_ROW = 4
_MOST_LINES = 24
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
    folds_on: bool = True


class Book:
    """A workbook being written, with its formats made once each."""

    def __init__(self, workbook: Drawn, scorecard: Scorecard) -> None:
        self.workbook = workbook
        self.scorecard = scorecard
        self._formats: dict[tuple[tuple[str, object], ...], Drawn] = {}

    def look(self, **says: object) -> Drawn:
        """Return a format; sizes and fonts are those of the whole workbook."""
        base = {"font_name": "Calibri", "font_size": SIZES["body"], "font_color": _hex("ink")}
        properties = {**base, "valign": "top", **says}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def cell_look(self, value: object, *, quiet: bool = False, strong: bool = False) -> Drawn:
        """Return the format of a table's cell, by what it holds."""
        says: dict[str, object] = {"bottom": 1, "bottom_color": _hex("line")}
        if quiet:
            says["font_color"] = _hex("quiet")
        if strong:
            says |= {"bold": True, "top": 1, "top_color": _hex("quiet")}
        if isinstance(value, Status):
            look = look_of(value.word)
            says |= {"font_color": f"#{look.text}", "text_wrap": True}
            if look.shape:
                says |= {"bold": True, "bg_color": f"#{look.fill}"}
        elif isinstance(value, Figure):
            says |= {"align": "right", "num_format": value.number_format or "General"}
        elif isinstance(value, int):
            says |= {"align": "right", "num_format": "#,##0"}
        else:
            says["text_wrap"] = True
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
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
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
) -> Drawn:
    """Write a sheet that holds one table, and return it.

    A text too long for its cell goes on in rows of its own; figures stand in the first of them.
    """
    rows = [row for line in lines for row in _rows_of(line, fields)]
    rows += _rows_of(total, fields) if total is not None else []
    last = FIRST_TABLE_ROW + max(len(rows), 1)
    sheet = book.sheet(name, title, columns=len(fields), rows=last, repeat=FIRST_TABLE_ROW)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.width)
    in_table = len(rows) - (1 if total is not None else 0)
    add_table(book, sheet, name, [field.heading for field in fields], (FIRST_TABLE_ROW, in_table))
    for number, row in enumerate(rows):
        strong = total is not None and number == len(rows) - 1
        for column, value in enumerate(row):
            write(
                book,
                sheet,
                (FIRST_TABLE_ROW + 1 + number, column),
                value,
                quiet=fields[column].quiet,
                strong=strong,
            )
    return sheet


def add_table(
    book: Book,
    sheet: Drawn,
    name: str,
    headings: Sequence[str],
    place: tuple[int, int],
) -> None:
    """Add a real Excel table; `place` is its heading row and how many rows it has."""
    top, rows = place
    look = book.look(
        bold=True,
        text_wrap=True,
        bg_color=_hex("band"),
        bottom=1,
        bottom_color=_hex("quiet"),
        valign="vcenter",
    )
    columns = [{"header": heading, "header_format": look} for heading in headings]
    table = {"name": name.replace(" ", "_"), "columns": columns, "style": None, "autofilter": False}
    sheet.add_table(top, 0, top + max(rows, 1), len(headings) - 1, table)


def write(
    book: Book,
    sheet: Drawn,
    at: tuple[int, int],
    value: object,
    *,
    quiet: bool,
    strong: bool = False,
) -> None:
    """Write one value: numbers as numbers, all else as text."""
    look = book.cell_look(value, quiet=quiet, strong=strong)
    if isinstance(value, Figure) and value.value is not None:
        sheet.write_number(*at, value.value, look)
    elif isinstance(value, int):
        sheet.write_number(*at, value, look)
    else:
        text = with_shape(value.word) if isinstance(value, Status) else str(value)
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
            row[0] = f"{values[0]} (continued)"
        rows.append(row)
    return rows


def _cell_parts(text: str, width: float) -> list[str]:
    """Split a text into parts that need no more lines than a row can show."""
    in_line = max(int(width), 4)
    parts: list[list[str]] = [[]]
    room = _MOST_LINES
    for paragraph in text.split("\n"):
        for piece in in_parts(paragraph, in_line * _MOST_LINES):
            lines = max(-(-len(piece) // in_line), 1)
            if lines > room and parts[-1]:
                parts.append([])
                room = _MOST_LINES
            parts[-1].append(piece)
            room -= lines
    return ["\n".join(part) for part in parts]
