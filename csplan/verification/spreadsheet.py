"""This module reads a workbook as a reader sees it: each figure as its cell shows it."""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from csplan.terms.number import half_up
from csplan.verification.document import (
    Document,
    DocumentBlock,
    Grid,
    Heading,
    Paragraph,
    rows_of_headings,
)
from csplan.xlsx.gate import let_through

__all__ = ["document_in", "shown"]

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_WIDE = 60
"""How long a line is at least that was broken to fit its cell."""
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([0#?]+))?(,*)")


def document_in(data: bytes, name: str) -> Document:
    """Return what a workbook shows: the values that were kept when it was last saved."""
    import openpyxl

    let_through(data, name=name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pictures and charts that openpyxl does not keep
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    blocks: list[DocumentBlock] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        blocks.append(Heading(sheet.title, f"sheet {sheet.title}", 1))
        blocks += _blocks(sheet)
    return Document(name, tuple(blocks), book.properties.title or "")


def _blocks(sheet: Any) -> list[DocumentBlock]:  # noqa: ANN401  (a worksheet)
    """Return the blocks of a sheet: rows with several filled cells together make a table."""
    blocks: list[DocumentBlock] = []
    rows: list[tuple[str, ...]] = []
    begins = 1
    hidden = _hidden_columns(sheet)
    for number, row in enumerate(sheet.iter_rows(), 1):
        if sheet.row_dimensions[number].hidden:
            continue
        cells = tuple(
            "" if at in hidden else shown(cell.value, cell.number_format)
            for at, cell in enumerate(row, 1)
        )
        filled = [text for text in cells if text]
        if len(filled) > 1:
            begins = begins if rows else number
            rows.append(cells)
            continue
        blocks += _table(rows, sheet.title, begins)
        rows = []
        if filled:
            place = f"sheet {sheet.title}, row {number}"
            blocks = _goes_on(blocks, filled[0], place, number)
    return [*blocks, *_table(rows, sheet.title, begins)]


def _hidden_columns(sheet: Any) -> set[int]:  # noqa: ANN401
    return {
        at
        for one in sheet.column_dimensions.values()
        if one.hidden
        for at in range(one.min or 1, (one.max or 1) + 1)
    }


def _goes_on(
    blocks: list[DocumentBlock], text: str, place: str, number: int
) -> list[DocumentBlock]:
    """Add a line: to the paragraph of the row above, where that one ends within a sentence."""
    before = blocks[-1] if blocks else None
    if (
        isinstance(before, Paragraph)
        and before.place.endswith(f"row {number - 1}")
        and len(before.text.rsplit("\n", 1)[-1]) > _WIDE
        and not before.text.rstrip().endswith((".", ":", "!", "?"))
    ):
        return [*blocks[:-1], Paragraph(f"{before.text} \n{text}", place)]
    return [*blocks, Paragraph(text, place)]


def _table(rows: list[tuple[str, ...]], title: str, begins: int) -> list[DocumentBlock]:
    if not rows:
        return []
    drawn = {at for at, text in enumerate(rows[0]) if text.startswith("Chart:")}
    if drawn:  # what a scorecard's own charts are drawn from
        rows = [tuple("" if at in drawn else text for at, text in enumerate(row)) for row in rows]
    place = f"sheet {title}, table from row {begins}"
    return [Grid(tuple(rows), place, headings=rows_of_headings(rows))]


def shown(value: object, number_format: str) -> str:
    """Return a value as its number format shows it, as far as figures go.

    >>> shown(0.664, "0.0%"), shown(-32.7, "#,##0.0"), shown(1616600, '"£"#,##0.0,,"m"')
    ('66.4%', '−32.7', '£1.6m')
    >>> shown(None, "General"), shown(" text ", "General")
    ('', 'text')
    """
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if not isinstance(value, int | float):
        return str(value).strip()
    parts = number_format.split(";")
    part = parts[1] if value < 0 and len(parts) > 1 else parts[0]
    bare = _QUOTED.sub(lambda found: found[1] or found[2] or "", part)
    digits = _DIGITS.search(bare)
    if digits is None or bare == "General":
        return _general(value)
    number = abs(float(value)) * (100 if "%" in bare else 1) / 1000 ** len(digits[2])
    text = f"{half_up(number, len(digits[1] or '')):,}"
    said = bare[: digits.start()] + text + bare[digits.end() :]
    sign = "−" if value < 0 and len(parts) < 2 else ""  # noqa: PLR2004  (a part for negatives)
    return f"{sign}{said}".strip()


def _general(value: float) -> str:
    text = f"{abs(value):,.10g}"
    return f"−{text}" if value < 0 else text
