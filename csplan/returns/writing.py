"""This module draws a return as a workbook: a page of guidance, then what is asked, a tab a sheet.

Everything is locked but the cells to type into, without a password.  Beside each asked cell stands,
folded, what it held when the return was sent.  Knows nothing of where it goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csplan.looks.room import row_height
from csplan.looks.style import PALETTE, STATUSES
from csplan.returns.form import Whose
from csplan.sheets import SETTINGS
from csplan.sheets.column import Kind
from csplan.sheets.number_formats import number_format, side_of
from csplan.terms.period import FinancialYear
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import ABSENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from csplan.plan.plan import Row
    from csplan.returns.form import Form, ReturnTable

__all__ = ["AS_SENT", "GUIDANCE", "TOP", "return_bytes"]

GUIDANCE = "Guidance"
TOP = 3
"""The row of the headings, counted from 0."""

AS_SENT = "As sent: "
"""How the heading begins of the folded column that holds what an asked cell held when sent."""

_PROPERTY = 255
"""How many letters a document's property may have in Excel."""

_FONT = "Arial"
_WIDTHS = {
    "ref": 9,
    "group": 18,
    "indicator": 34,
    "unit": 10,
    "action": 46,
    "heading": 34,
    "commentary": 40,
    "corrective_action": 40,
    "mitigation": 34,
    "status": 14,
    "brag": 12,
}
_ASKED_FILL, _SHOWN_FILL = "#FFF9E3", "#FFFFFF"
_TALL = 32


@dataclass(frozen=True)
class _NewReturn:
    """The workbook being written, and the formats that it has so far."""

    form: Form
    settings: Mapping[str, Value]
    workbook: Workbook
    year: FinancialYear | None
    made: dict[str, Format]

    def style(self, **says: Any) -> Format:  # noqa: ANN401  (XlsxWriter's own properties)
        """Return a format in the return's typeface, made once."""
        properties = {
            "font_name": _FONT,
            "font_size": 10,
            "font_color": f"#{PALETTE['ink']}",
        } | says
        key = repr(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format(properties)
        return self.made[key]


def return_bytes(form: Form, settings: Mapping[str, Value], *, due: str = "") -> bytes:
    """Return a form as the bytes of a workbook, the same for the same form.

    `due` is the day by which it is wanted back, in words.
    """
    from xlsxwriter.workbook import Workbook

    stream = BytesIO()
    workbook = Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book = _NewReturn(form, settings, workbook, FinancialYear.parse(form.identity.year), {})
    _describe(book)
    _write_guidance(book, workbook.add_worksheet(GUIDANCE), due)
    for part, rows in form.parts:
        if rows:
            _write_part(book, workbook.add_worksheet(part.sheet.tab), part, rows)
    workbook.close()
    return stream.getvalue()


def _describe(book: _NewReturn) -> None:
    """Say in the properties what the file is, but not when it was made: no clock is read."""
    from datetime import UTC, datetime

    form = book.form
    subject = form.identity.reader
    says = {
        "csplan subject": subject,
        "csplan source SHA-256": form.source_sha256,
        "csplan return": str(form.identity),
    }
    book.workbook.set_properties(
        {
            "title": f"{form.identity.year} {form.identity.period} return: {form.name}"[:_PROPERTY],
            "subject": subject[:_PROPERTY],
            "author": "csplan",
            "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    for name, text in says.items():
        if len(text) <= _PROPERTY:  # else the Guidance page alone says it
            book.workbook.set_custom_property(name, text)


def _write_guidance(book: _NewReturn, sheet: Worksheet, due: str) -> None:
    """Write the page of guidance: what to type, what colours mean, when and how it goes back."""
    form = book.form
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 92)
    title = book.style(bold=True, font_size=16, font_color=f"#{PALETTE['brand']}")
    label = book.style(bold=True, valign="top")
    text = book.style(text_wrap=True, valign="top")
    sheet.write_string(0, 0, f"{form.name}: {form.identity.year} {form.identity.period}", title)
    counts = ", ".join(
        f"{len(rows)} {part.sheet.title.lower()}" for part, rows in form.parts if rows
    )
    lines = [
        ("For", form.head),
        ("Marking", form.marking),
        ("In this workbook", f"{counts}: {_whose(form)}."),
        ("Please return it by", due or "the day agreed with the performance team"),
        ("What to type", "Only the pale yellow cells; everything else is locked (no password)."),
        ("", "A figure as it is, 66.4% as 66.4%.  N/A where it cannot be had, with the reason."),
        ("", "Leave a cell as it is where nothing has changed.  A cleared cell changes nothing."),
        ("Commentary", "Why the figure is what it is; then what is done, by whom and by when."),
        ("Colours", "Green: at target or better.  Amber: within the tolerance.  Red: beyond it."),
        ("", "They change as you type, and are worked out again when the return is collected."),
        (
            "When you are done",
            "Save it, and send the file back under any name.  Please neither add",
        ),
        ("", "nor remove rows: say what should change in the commentary."),
    ]
    if form.is_illustrative:
        lines.insert(0, ("Illustrative data", "The figures in this workbook are not real."))
    for number, (what, said) in enumerate(lines, start=2):
        sheet.write_string(number, 0, what, label)
        sheet.write_string(number, 1, said, text)
    last = len(lines) + 3
    quiet = book.style(font_color=f"#{PALETTE['quiet']}", font_size=8)
    sheet.write_string(last, 0, "Number of this return", quiet)
    sheet.write_string(last, 1, str(form.identity), quiet)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.protect()


def _whose(form: Form) -> str:
    """Say whose rows a return holds."""
    return {
        Whose.SERVICE: f"those of {form.name}, no other {form.words.service}’s",
        Whose.OWNER: "those that you own, and nobody else's",
        Whose.REST: f"those of {form.name} that no person owns; owners have theirs",
    }[form.identity.whose]


def _write_part(
    book: _NewReturn, sheet: Worksheet, part: ReturnTable, rows: tuple[Row, ...]
) -> None:
    """Write one tab: the rows as a table, asked cells unlocked, the others folded."""
    sent = [f"{AS_SENT}{name}" for name in part.asked]
    helpers = [name for name in part.helpers if name not in part.shown]
    names = [*part.shown, *helpers, *sent]
    headings = [_heading(book, part, name) for name in names]
    table = f"Return_{part.sheet.key}"
    places = dict(zip(names, headings, strict=True))
    formulas = _formulas(part, places, table, book)
    brand = book.style(bold=True, font_size=14, font_color=f"#{PALETTE['brand']}")
    sheet.write_string(0, 0, f"{book.form.name}: {part.sheet.title}", brand)
    quiet = book.style(font_color=f"#{PALETTE['quiet']}")
    sheet.write_string(1, 0, f"{book.form.marking}   {_notice(book.form)}".strip(), quiet)
    _add_table(book, sheet, part, table, headings, len(rows), formulas, names)
    for number, row in enumerate(rows, start=TOP + 1):
        texts = ((str(row.get(name) or ""), _width(name)) for name in part.shown)
        sheet.set_row(number, row_height(texts))
        for at, name in enumerate(names):
            _write_cell(book, sheet, part, name, row, (number, at), formulas)
    for at, name in enumerate(names):
        folded = at >= len(part.shown)
        sheet.set_column(
            at, at, _WIDTHS.get(name, 13), None, {"level": 1, "hidden": folded} if folded else {}
        )
        if name in part.asked:
            _validate(sheet, part, name, (TOP + 1, at, TOP + len(rows), at))
        if name in ("rag", "brag"):
            _colour(book, sheet, (TOP + 1, at, TOP + len(rows), at))
    _finish(sheet, part)


def _width(name: str) -> float:
    """Return a column's width in characters."""
    return _WIDTHS.get(name, 12)


def _notice(form: Form) -> str:
    return "Illustrative data: these figures are not real" if form.is_illustrative else ""


def _heading(book: _NewReturn, part: ReturnTable, name: str) -> str:
    """Return a column's heading, as the plan's own sheet has it."""
    if name.startswith(AS_SENT):
        return f"{AS_SENT}{_heading(book, part, name.removeprefix(AS_SENT))}"
    column = part.column(name)
    return column.heading_in(book.year) if book.year else column.heading


def _formulas(
    part: ReturnTable, places: Mapping[str, str], table: str, book: _NewReturn
) -> dict[str, str]:
    """Return the live formulas: the plan's own rules, with the return's cells for their names."""
    named = {name: f"{table}[[#This Row],[{heading}]]" for name, heading in places.items()}
    actual = next((name for name in part.asked if name.endswith("_actual")), None)
    formulas = {}
    for name in part.live:
        rule = part.column(name).rule
        if rule is None:
            continue
        if name == "actual":
            formulas[name] = f'IF({named[actual]}="","",{named[actual]})' if actual else ""
            continue
        values = {
            one: str(book.settings.get(one))
            for one in rule.parameters
            if one not in named and one in SETTINGS.by_name
        }
        formulas[name] = rule.formula({**named, **values})
    return {name: text for name, text in formulas.items() if text}


def _write_cell(
    book: _NewReturn,
    sheet: Worksheet,
    part: ReturnTable,
    name: str,
    row: Row,
    at: tuple[int, int],
    formulas: Mapping[str, str],
) -> None:
    """Write one cell: a formula with its value, a figure, a word, or nothing."""
    own = name.removeprefix(AS_SENT)
    column, value = part.column(own), row.get(own)
    if own == "actual":  # before its quarter the plan's own column goes back to the last figure
        value = next((row.get(one) for one in part.asked if one.endswith("_actual")), None)
    style = book.style(
        num_format=number_format(column, row),
        align=side_of(column),
        valign="top",
        text_wrap=side_of(column) == "left",
        bg_color=_ASKED_FILL if name in part.asked else _SHOWN_FILL,
        locked=name not in part.asked,
        bottom=1,
        bottom_color=f"#{PALETTE['line']}",
    )
    if name in formulas:
        sheet.write_formula(*at, f"={formulas[name]}", style, "" if value is None else value)
    elif value in (None, ""):
        sheet.write_blank(*at, None, style)
    elif is_number(value):
        sheet.write_number(*at, float(value), style)
    else:
        sheet.write_string(*at, str(value), style)


def _add_table(
    book: _NewReturn,
    sheet: Worksheet,
    part: ReturnTable,
    table: str,
    headings: list[str],
    rows: int,
    formulas: Mapping[str, str],
    names: list[str],
) -> None:
    """Make the rows an Excel table with its headings."""
    brand = f"#{PALETTE['brand']}"
    columns = [
        {
            "header": heading,
            "header_format": book.style(
                bold=True,
                font_color="#FFFFFF",
                bg_color=brand,
                text_wrap=True,
                valign="vcenter",
                align=side_of(part.column(name.removeprefix(AS_SENT))),
            ),
            **({"formula": f"={formulas[name]}"} if name in formulas else {}),
        }
        for heading, name in zip(headings, names, strict=True)
    ]
    options = {"name": table, "columns": columns, "style": None, "autofilter": False}
    sheet.add_table(TOP, 0, TOP + rows, len(headings) - 1, options)
    sheet.set_row(TOP, _TALL)


def _validate(
    sheet: Worksheet, part: ReturnTable, name: str, area: tuple[int, int, int, int]
) -> None:
    """Give an asked column its drop-down, or say what it takes."""
    column = part.column(name)
    if column.words is not None:
        sheet.data_validation(*area, {"validate": "list", "source": [str(w) for w in column.words]})
        return
    if column.kind is Kind.NUMBER and column.absences:
        told = f"A figure, or one of {', '.join(ABSENCES)}."
        sheet.data_validation(
            *area, {"validate": "any", "input_title": column.heading[:32], "input_message": told}
        )


def _colour(book: _NewReturn, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
    """Colour a status by its word, with its shape before it."""
    for word, look in STATUSES.items():
        style = book.workbook.add_format(
            {
                "font_color": f"#{look.text}",
                "bg_color": f"#{look.fill}",
                "num_format": f'"{look.shape} "@',
            }
        )
        sheet.conditional_format(
            *area, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
        )


def _finish(sheet: Worksheet, part: ReturnTable) -> None:
    """Freeze, protect and set up the printing of a tab."""
    name = next(n for n in ("indicator", "action", "heading") if n in part.shown)
    sheet.freeze_panes(TOP + 1, part.shown.index(name) + 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.protect(
        "",
        {"format_columns": True, "format_rows": True, "select_locked_cells": True, "sort": False},
    )
