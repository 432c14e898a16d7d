"""This module writes what was found in a document: an annotated copy of it, and a table."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from csplan.looks.plain_text import plain
from csplan.looks.templates import templates_beside
from csplan.verification.document import Grid, Heading
from csplan.verification.verdict import Judgement, Verdict
from csplan.verification.verifying import Verified

__all__ = ["HEADINGS", "copy_of", "rows_of", "table_as_csv", "table_as_xlsx"]

HEADINGS = (
    "Place",
    "Sentence or row",
    "Figure or word",
    "What is said of it",
    "In the plan",
    "Ref",
    "Measure",
    "Period",
    "Score",
    "Why",
    "Fits as well",
)
_WIDTHS = (28, 60, 16, 20, 34, 10, 26, 12, 8, 60, 40)
_MARKS = {
    Verdict.AGREES: "✓",
    Verdict.ROUNDED: "≈",
    Verdict.WRONGLY_ROUNDED: "≠",
    Verdict.OUT_OF_DATE: "↶",
    Verdict.CONTRADICTS: "✗",
    Verdict.DISAGREES: "⇄",
    Verdict.NOT_IN_PLAN: "?",
}
"""A mark for each verdict, so that none is told by its colour alone."""


def rows_of(found: Verified) -> list[tuple[str | float, ...]]:
    """Return what is said of each figure as the rows of a table."""
    return [
        (
            one.passage.place,
            plain(one.passage.text if not one.passage.is_cell else one.passage.beside),
            one.text,
            str(one.verdict),
            one.fact.subject.title if one.fact else "",
            one.fact.subject.ref if one.fact else "",
            one.fact.measure if one.fact else "",
            one.fact.period if one.fact else "",
            one.score,
            one.because,
            "; ".join(one.others),
        )
        for one in found.found
    ]


def table_as_csv(found: Verified) -> bytes:
    """Return the table as CSV, with the mark by which Excel knows its encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(value) for value in row] for row in rows_of(found))
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: str | float) -> str | float:
    """Return a text that a spreadsheet will not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def table_as_xlsx(found: Verified, against: str) -> bytes:
    """Return the table as a workbook."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    rows = rows_of(found)
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Figures")
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "font_name": "Arial"})
        head = book.add_format({"bold": True, "font_size": 14, "font_name": "Arial"})
        sheet.write_string(0, 0, f"{found.document.name} held against {against}", head)
        sheet.add_table(
            2,
            0,
            2 + max(len(rows), 1),
            len(HEADINGS) - 1,
            {
                "name": "Figures",
                "style": "Table Style Light 1",
                "columns": [{"header": heading} for heading in HEADINGS],
            },
        )
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width, wrapped)
        for down, row in enumerate(rows, 3):
            for across, value in enumerate(row):
                sheet.write(down, across, value, wrapped)
        sheet.freeze_panes(3, 0)
    return held.getvalue()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of text in the copy, marked or not."""

    text: str
    said: Judgement | None = None
    number: int = 0


def copy_of(found: Verified, *, against: str, standing: str, marking: str) -> str:
    """Return the annotated copy: the document's words and tables, each figure marked."""
    numbered = {id(said): number for number, said in enumerate(found.found, 1)}
    return (
        templates_beside(__file__)
        .get_template("annotated.html.j2")
        .render(
            found=found,
            blocks=_blocks(found, numbered),
            numbered=numbered,
            marks=_MARKS,
            counts=[(one, found.count(one)) for one in Verdict if found.count(one)],
            identity=id,
            against=against,
            standing=standing,
            marking=marking,
        )
    )


def _blocks(found: Verified, numbered: dict[int, int]) -> list[tuple[str, object]]:
    """Return the blocks of the copy: a kind, and pieces or rows of pieces."""
    at: dict[tuple[int, int, int], list[Judgement]] = defaultdict(list)
    for said in found.found:
        at[said.passage.block, said.passage.row, said.passage.column].append(said)
    blocks: list[tuple[str, object]] = []
    for number, block in enumerate(found.document.blocks):
        if isinstance(block, Grid):
            rows = [
                [
                    _pieces(text, at.get((number, row, column), ()), numbered)
                    for column, text in enumerate(cells)
                ]
                for row, cells in enumerate(block.rows)
            ]
            blocks.append(("table", (rows, block.headings)))
        else:
            kind = f"h{min(block.level + 1, 6)}" if isinstance(block, Heading) else "p"
            blocks.append((kind, _pieces(block.text, at.get((number, -1, -1), ()), numbered)))
    return blocks


def _pieces(text: str, said: Sequence[Judgement], numbered: dict[int, int]) -> list[_Piece]:
    """Return a text in pieces, marked where something is said of them."""
    pieces: list[_Piece] = []
    end = 0
    for one in sorted(said, key=lambda one: one.passage.start + one.start):
        first, last = one.passage.start + one.start, one.passage.start + one.end
        if first < end:
            continue
        pieces += [_Piece(text[end:first]), _Piece(text[first:last], one, numbered[id(one)])]
        end = last
    return [*pieces, _Piece(text[end:])]
