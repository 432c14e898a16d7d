"""Writes a sheet's rows as an Excel table: headings, cells, formulas with values, drop-downs.

Knows nothing of what a rule says, nor of the pages around the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csplan.looks.room import row_height
from csplan.sheets import BY_KEY
from csplan.sheets.column import Column, Kind, Shown
from csplan.sheets.formulas import FileNames, formulas_of
from csplan.sheets.sheet import Owner, Shape
from csplan.template.marks import mark_column
from csplan.template.styles import Styles
from csplan.terms.vocabulary import ABSENCES, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.period import FinancialYear
    from csplan.terms.values import Value

__all__ = [
    "LAST_ROW",
    "NewWorkbook",
    "names_in",
    "validate_column",
    "write_cell",
    "write_note",
    "write_table",
]

_MOST_LISTED = 255
"""How many letters a drop-down's own list of words may have in Excel."""

AS_ABOVE = "as above"
"""Stands for the formula of the cell above."""

LAST_ROW = 1_048_575
_HEADING = 54
_NOTE_WIDTH = 220


@dataclass(frozen=True, kw_only=True)
class NewWorkbook:
    """The workbook being written, and what every sheet of it needs."""

    workbook: Workbook
    styles: Styles
    results: Results
    year: FinancialYear
    names: FileNames

    @property
    def period(self) -> str:
        """The period that is reported."""
        return str(self.results.settings.get("reporting_period") or "")


def names_in(year: FinancialYear, sheets: Sequence[Sheet]) -> FileNames:
    """Return how a workbook of that year calls its tables and columns."""
    tables = [sheet for sheet in sheets if sheet.shape is Shape.TABLE]
    return FileNames(
        tables={sheet.key: sheet.name for sheet in tables},
        headings={
            (sheet.key, column.name): column.heading_in(year)
            for sheet in tables
            for column in sheet
        },
    )


def write_table(
    book: NewWorkbook,
    worksheet: Worksheet,
    sheet: Sheet,
    top: int,
    *,
    left: int = 0,
    heading_size: float = 10,
) -> int:
    """Write a sheet's table with its headings in a row, and return the row after its last."""
    rows = book.results.table(sheet)
    formulas = formulas_of(sheet, book.names)
    headings = [
        {
            "header": column.heading_in(book.year),
            "header_format": book.styles.heading(column, heading_size),
        }
        for column in sheet.placed
    ]
    bottom = top + len(rows)
    worksheet.add_table(
        top,
        left,
        bottom,
        left + len(sheet.columns) - 1,
        {
            "name": sheet.name,
            "columns": headings,
            "style": None,
            "banded_rows": False,
            "autofilter": sheet.owner is not Owner.TEMPLATE,
            "title": sheet.title,
            "description": sheet.purpose,
        },
    )
    _name_formulas(worksheet, sheet, formulas)
    worksheet.set_row(top, _HEADING)
    for index, row in enumerate(rows, start=top + 1):
        _write_row(book, worksheet, sheet, row, (index, left), formulas)
        formulas = dict.fromkeys(formulas, AS_ABOVE)
    last = LAST_ROW if sheet.owner is not Owner.TEMPLATE else bottom
    for position, column in enumerate(sheet.placed, start=left):
        write_note(worksheet, (top, position), column.meaning)
        mark_column(book.styles, worksheet, column, (top + 1, position, last, position))
        validate_column(worksheet, column, (top + 1, position, last, position))
    return bottom + 1


def _name_formulas(worksheet: Worksheet, sheet: Sheet, formulas: dict[str, str]) -> None:
    """Say of each calculated column of the table that was added last what fills it further down.

    XlsxWriter, when told, writes it into every cell too, where each is then written with its value.
    """
    for said, column in zip(worksheet.tables[-1]["columns"], sheet.placed, strict=True):
        if column.name in formulas:
            formula = worksheet._prepare_table_formula(formulas[column.name])  # noqa: SLF001
            said["formula"] = worksheet._prepare_formula(formula, True)  # noqa: FBT003, SLF001


def _write_row(
    book: NewWorkbook,
    worksheet: Worksheet,
    sheet: Sheet,
    row: Row,
    at: tuple[int, int],
    formulas: dict[str, str],
) -> None:
    """Write one row, each calculated cell with its formula and its value."""
    guarded = sheet.owner is Owner.TEMPLATE
    index, left = at
    for position, column in enumerate(sheet.placed, start=left):
        style = book.styles.cell(column, row, guarded=guarded)
        formula = formulas.get(column.name, "")
        write_cell(worksheet, (index, position), row.get(column.name), style, formula)
    if sheet.owner is not Owner.CSPLAN:
        worksheet.set_row(index, 20 if guarded else row_height(_wrapped_texts(sheet, row)))


def _wrapped_texts(sheet: Sheet, row: Row) -> list[tuple[str, float]]:
    """Return the texts that decide how high a row is, with the widths of their columns."""
    return [
        (str(row[column.name]), column.width)
        for column in sheet.placed
        if column.shown in (Shown.TEXT, Shown.RAG) and not column.folded and row.get(column.name)
    ]


def write_cell(
    worksheet: Worksheet, at: tuple[int, int], value: Value, style: Format, formula: str = ""
) -> None:
    """Write a cell as the type that it is; a formula carries its value, empty text included.

    The same formula `AS_ABOVE` is not looked through by XlsxWriter again, which takes longest.
    """
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    if formula == AS_ABOVE:
        above = worksheet.table[at[0] - 1][at[1]]
        carried = "" if plain is None else plain
        worksheet.table[at[0]][at[1]] = above._replace(format=style, value=carried)
    elif formula:
        worksheet.write_formula(*at, f"={formula}", style, "" if plain is None else plain)
    elif plain is None or plain == "":
        worksheet.write_blank(*at, None, style)
    elif isinstance(plain, bool):
        worksheet.write_boolean(*at, plain, style)
    elif isinstance(plain, int | float):
        worksheet.write_number(*at, plain, style)
    else:
        worksheet.write_string(*at, plain, style)


def write_note(worksheet: Worksheet, at: tuple[int, int], meaning: str) -> None:
    """Say what a heading or label means, in a note that fits it."""
    lines = -(-len(meaning) // 34)
    worksheet.write_comment(*at, meaning, {"width": _NOTE_WIDTH, "height": 14 + 16 * lines})


def validate_column(worksheet: Worksheet, column: Column, area: tuple[int, int, int, int]) -> None:
    """Offer a column's words or refs as a drop-down, and refuse what it cannot hold."""
    says = None if column.is_calculated else _validation(column, area)
    if says is not None:
        worksheet.data_validation(*area, {"error_title": column.heading, "input_title": "", **says})


def _validation(column: Column, area: tuple[int, int, int, int]) -> dict[str, Any] | None:
    """Return XlsxWriter's validation for a column; text may be anything."""
    if column.words is not None:
        return _listed(column)
    if column.kind is Kind.LINK:
        return {"validate": "list", "source": f"={BY_KEY[column.to.lower()].refs}"} | (
            _refused(f"Choose a ref of {column.to}.")
        )
    if column.offers:
        return {
            "validate": "list",
            "source": f"={BY_KEY[column.offers.lower()].refs}",
            "show_error": False,
        }
    if column.kind is Kind.DAY:
        return {"validate": "decimal", "criteria": ">=", "value": 0} | _refused("Type a date.")
    if column.absences:
        return _figure(area)
    return _limits(column) if column.kind is Kind.NUMBER else None


def _listed(column: Column) -> dict[str, Any] | None:
    """Offer a column's words, where Excel has room for them."""
    words = [str(word) for word in column.words or ()]
    source = "=unit_words" if column.words is Unit else words
    if len(",".join(words)) > _MOST_LISTED and column.words is not Unit:
        return None
    if column.never is not None:
        return {"validate": "list", "source": source, "show_error": False}
    return {"validate": "list", "source": source, **_refused("Choose from the list.")}


def _refused(message: str) -> dict[str, str]:
    """Return what Excel says when it refuses an entry."""
    return {"error_message": message}


def _figure(area: tuple[int, int, int, int]) -> dict[str, Any]:
    """Accept a number, or one of the words for no number."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell = xl_rowcol_to_cell(area[0], area[1])
    words = ",".join(f'{cell}="{word}"' for word in ABSENCES)
    said = "Type a number, or N/A, To be set, c, z or x. Leave it blank if there is none yet."
    return {"validate": "custom", "value": f"=OR(ISNUMBER({cell}),{words})", **_refused(said)}


def _limits(column: Column) -> dict[str, Any]:
    """Accept numbers within a column's limits."""
    low, high = column.minimum, column.maximum
    percent = column.shown is Shown.PERCENT

    def said(limit: float) -> str:
        return f"{limit:.0%}" if percent else f"{limit:,.0f}"

    if low is not None and high is not None:
        kind, noun = ("integer", "whole number") if column.whole else ("decimal", "number")
        message = f"Type a {noun} from {said(low)} to {said(high)}."
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high} | (
            _refused(message)
        )
    if low is not None:
        return {"validate": "decimal", "criteria": ">=", "value": low} | _refused(
            f"Type a number, {said(low)} or more."
        )
    bounds = {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
    return bounds | _refused("Type a number.")
