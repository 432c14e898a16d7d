"""This module writes one sheet of a scorecard workbook: title, table, print set-up.

Text from the plan is always written as text, and never longer than its cell can show: a text that
would need more height than Excel allows goes on in the next row.  Knows no subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from csplan.looks.figures import Figure
from csplan.looks.plain_text import in_parts
from csplan.looks.room import MOST_LINES, lines_of, row_height
from csplan.looks.style import ARROWS, PALETTE, SIZES, look_of, with_shape
from csplan.scorecards.blocks import Page, Part, Role, Status, Travel, words_of
from csplan.terms.records import dataclass, replace

__all__ = [
    "FIRST_ROW",
    "LINE_HEIGHT",
    "Canvas",
    "Drawn",
    "Wide",
    "filled",
    "set_printing",
    "write_above",
    "write_table",
]

A4 = 9
BODY = 9.5
MOST_IN_CELL = 32_767
LINE_HEIGHT = 12.25
FIRST_ROW = 4
_ON_A_PAGE = 135.0
"""How many characters wide A4 across is at full size."""

_LONGEST_IN_FOOTER = 90

Drawn = Any
"""A workbook, sheet or format of XlsxWriter, which carries no types."""


@dataclass(frozen=True, slots=True)
class Wide:
    """One column of a sheet: heading, width in characters, and its part of each row."""

    heading: str
    width: float
    parts: tuple[Part, ...]
    right: bool = False
    quiet: bool = False


class Canvas:
    """A workbook being written, with its formats made once each."""

    def __init__(self, workbook: Drawn, page: Page) -> None:
        self.workbook = workbook
        self.page = page
        self._asked: dict[tuple[tuple[str, object], ...], Drawn] = {}
        self._formats: dict[tuple[tuple[str, object], ...], Drawn] = {}
        self._cell_looks: dict[tuple[object, ...], Drawn] = {}

    def look(self, **says: object) -> Drawn:
        """Return a format; sizes and fonts are those of the whole workbook."""
        asked = tuple(says.items())
        if asked not in self._asked:
            self._asked[asked] = self._format(says)
        return self._asked[asked]

    def _format(self, says: dict[str, object]) -> Drawn:
        base = {"font_name": "Arial", "font_size": BODY, "font_color": _hex("ink")}
        properties = {**base, "valign": "top", **says}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def cell_look(
        self,
        part: Part,
        *,
        quiet: bool = False,
        strong: bool = False,
        first: bool = False,
        single: bool = False,
    ) -> Drawn:
        """Return the format of a table's cell, by what it holds."""
        holds = part.word if isinstance(part, Status) else None
        shows = part.number_format if isinstance(part, Figure) else None
        key = (holds, shows, quiet, strong, first, single)
        if key not in self._cell_looks:
            self._cell_looks[key] = self._cell_look(part, quiet, strong, first, single)
        return self._cell_looks[key]

    def _cell_look(self, part: Part, quiet: bool, strong: bool, first: bool, single: bool) -> Drawn:  # noqa: FBT001
        says: dict[str, object] = {"bottom": 1, "bottom_color": _hex("line")}
        if single:
            says["valign"] = "vcenter"
        if quiet:
            says["font_color"] = _hex("quiet")
        if strong:
            says |= {"bold": True, "top": 1, "top_color": _hex("quiet")}
        if isinstance(part, Status):
            look = look_of(part.word)
            says |= {
                "font_color": _colour(look.text),
                "text_wrap": True,
                "align": "left",
                "indent": 1,
            }
            if look.shape:
                says |= {"bold": True, "bg_color": _colour(look.fill)}
        elif isinstance(part, Figure):
            says |= {"align": "right", "num_format": part.number_format or "General"}
        else:
            says |= {"text_wrap": True, "align": "left", "indent": 0 if first else 1}
        return self.look(**says)

    def sheet(self, name: str, title: str) -> Drawn:
        """Add a sheet with its title, and whose figures they are."""
        sheet = self.workbook.add_worksheet(name)
        page = self.page
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=SIZES["title"] - 4))
        sheet.write_string(1, 0, page.standing, self.look(font_color=_hex("quiet")))
        if page.draft or page.illustrative:
            notice = {"font_color": _hex("notice_ink"), "bg_color": _hex("notice"), "bold": True}
            words = " · ".join(filter(None, (page.illustrative, page.draft)))
            sheet.write_string(2, 0, words, self.look(**notice))
        sheet.set_row(0, 22)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(_footer(page))
        return sheet


def filled(columns: Sequence[Wide]) -> list[Wide]:
    """Give the widest of a few narrow columns what the others leave of a page's width."""
    spare = _ON_A_PAGE - sum(column.width for column in columns)
    widest = max(range(len(columns)), key=lambda at: columns[at].width)
    return [
        replace(column, width=column.width + spare) if at == widest and spare > 0 else column
        for at, column in enumerate(columns)
    ]


def write_above(book: Canvas, sheet: Drawn, columns: Sequence[Wide], text: str) -> None:
    """Write what is said of a table above it, across its columns and as high as it needs."""
    row = FIRST_ROW - 1
    look = book.look(font_color=_hex("quiet"), text_wrap=True, valign="top")
    if len(columns) > 1:
        sheet.merge_range(row, 0, row, len(columns) - 1, "", look)
    sheet.write_string(row, 0, text, look)
    sheet.set_row(row, row_height([(text, sum(column.width for column in columns))]))


def set_printing(sheet: Drawn, *, rows: int, columns: int, repeat: int) -> None:
    """Say what of a sheet is printed, and which row is repeated on each page."""
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, rows, max(columns - 1, 0))
    if repeat:
        sheet.repeat_rows(repeat)
        sheet.freeze_panes(repeat + 1, min(2, columns - 1))


def _footer(page: Page) -> str:
    """Return the footer of every page; & is a sign of its own there."""
    words = (
        page.marking,
        "DRAFT" * bool(page.draft),
        "ILLUSTRATIVE DATA" * bool(page.illustrative),
    )
    left = "  ".join(word for word in words if word)
    middle = in_parts(page.heading.replace("\n", " "), _LONGEST_IN_FOOTER)[0]
    left, middle = (text.replace("&", "&&") for text in (left, middle))
    return f"&L&8 {left}&C&8 {middle}&R&8 Page &P of &N"


def _hex(name: str) -> Drawn:
    return _colour(PALETTE[name])


@cache
def _colour(code: str) -> Drawn:
    """Return a colour as XlsxWriter knows it, which makes one of every text anew."""
    from xlsxwriter.color import Color

    return Color(f"#{code}")


def write_table(
    book: Canvas,
    sheet: Drawn,
    columns: Sequence[Wide],
    roles: Sequence[Role],
    *,
    top: int,
    name: str,
) -> tuple[int, list[int]]:
    """Write a real Excel table; return the row after it, and where each of its rows begins.

    A text too long for its cell goes on in rows of its own; figures stand in the first of them.
    """
    rows: list[_Row] = []
    starts: list[int] = []
    for role, *values in zip(roles, *(column.parts for column in columns), strict=True):
        starts.append(top + 1 + len(rows))
        rows += _rows_of(role, values, columns)
    _add_table(book, sheet, columns, name=name, top=top, rows=len(rows))
    for at, row in enumerate(rows, start=top + 1):
        sheet.set_row(at, row.lines * LINE_HEIGHT + 4)
        strong, single = row.role is Role.TOTAL, row.lines == 1
        for place, (part, text) in enumerate(zip(row.parts, row.texts, strict=True)):
            look = book.cell_look(
                part,
                quiet=columns[place].quiet,
                strong=strong,
                first=place == 0,
                single=single,
            )
            if isinstance(part, Figure) and part.value is not None:
                sheet.write_number(at, place, part.value, look)
            elif text:
                sheet.write_string(at, place, text, look)
            else:
                sheet.write_blank(at, place, None, look)
    return top + 1 + max(len(rows), 1), starts


def _add_table(
    book: Canvas, sheet: Drawn, columns: Sequence[Wide], *, name: str, top: int, rows: int
) -> None:
    """Write the headings and say that what is below them is a table."""
    says = {"bold": True, "text_wrap": True, "bg_color": _hex("band"), "bottom": 1}
    says |= {"bottom_color": _hex("quiet"), "valign": "bottom", "font_size": SIZES["small"]}
    headings = []
    for number, column in enumerate(columns):
        left = {"align": "left", "indent": 1 if number else 0}
        side = {"align": "right"} if column.right else left
        headings.append({"header": column.heading, "header_format": book.look(**says, **side)})
    table = {"name": name, "columns": headings, "style": None, "autofilter": False}
    sheet.add_table(top, 0, top + max(rows, 1), len(columns) - 1, table)
    lines = max(lines_of(column.heading, column.width - 1) for column in columns)
    sheet.set_row(top, lines * LINE_HEIGHT + 6)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet: its parts, how each reads, and how many lines the longest of them takes."""

    role: Role
    parts: Sequence[Part]
    texts: Sequence[str]
    lines: int


def _row(role: Role, parts: Sequence[Part], columns: Sequence[Wide]) -> _Row:
    texts = [_text(part) for part in parts]
    lines = max([lines_of(text, column.width) for text, column in zip(texts, columns, strict=True)])
    return _Row(role, parts, texts, lines)


def _rows_of(role: Role, values: Sequence[Part], columns: Sequence[Wide]) -> Iterator[_Row]:
    """Yield a row as rows: one, or more where a text is too long for one cell's height."""
    whole = _row(role, values, columns)
    if whole.lines <= MOST_LINES:
        yield whole
        return
    parts = {
        at: _cell_parts(value, columns[at].width)
        for at, value in enumerate(values)
        if isinstance(value, str) and value
    }
    for number in range(max(map(len, parts.values()), default=1)):
        row: list[Part] = [
            (parts[at][number] if number < len(parts[at]) else "")
            if at in parts
            else ("" if number else value)
            for at, value in enumerate(values)
        ]
        if number:
            row[0] = f"{_text(values[0])} continued"
        own = _row(role, row, columns)
        yield replace(own, lines=min(own.lines, MOST_LINES))


def _cell_parts(text: str, width: float) -> list[str]:
    """Split a text into parts that need no more lines than a row can show."""
    if lines_of(text, width) <= MOST_LINES:
        return [text]
    parts: list[str] = []
    for paragraph in text.split("\n"):
        for piece in _fitting(paragraph, width):
            joined = f"{parts[-1]}\n{piece}" if parts else piece
            if parts and lines_of(joined, width) <= MOST_LINES:
                parts[-1] = joined
            else:
                parts.append(piece)
    return parts


def _fitting(paragraph: str, width: float) -> list[str]:
    """Split a paragraph into pieces that each fit a row."""
    longest = min(len(paragraph), MOST_IN_CELL) or 1
    while longest > 1:
        pieces = in_parts(paragraph, longest)
        if all(lines_of(piece, width) <= MOST_LINES for piece in pieces):
            return pieces
        longest = longest * 4 // 5
    return list(paragraph)


def _text(part: Part) -> str:
    """Return what a cell shows."""
    if isinstance(part, str):
        return part
    if isinstance(part, Status):
        return with_shape(part.word)
    if isinstance(part, Travel):
        return f"{ARROWS.get(part.word, '')} {part.word}".strip()
    return words_of(part)
