"""This module reads the slides of a presentation: texts, tables, charts' figures and notes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from csplan.verification.document import (
    Document,
    DocumentBlock,
    Grid,
    Heading,
    Paragraph,
    rows_of_headings,
)
from csplan.verification.spreadsheet import shown

__all__ = ["document_in"]


def document_in(data: bytes, name: str) -> Document:
    """Return what a presentation holds, slide by slide."""
    import pptx

    whole = pptx.Presentation(BytesIO(data))
    blocks: list[DocumentBlock] = []
    for number, slide in enumerate(whole.slides, 1):
        if slide._element.get("show") == "0":  # noqa: SLF001  (the only way to tell a hidden slide)
            continue
        place = f"slide {number}"
        title = slide.shapes.title
        if title is not None and title.text_frame.text.strip():
            blocks.append(Heading(title.text_frame.text.strip(), place, 1))
        own = None if title is None else title.shape_id
        blocks += _blocks((one for one in slide.shapes if one.shape_id != own), place)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            blocks += _texts(slide.notes_slide.notes_text_frame, f"{place}, notes")
    return Document(name, tuple(blocks), whole.core_properties.title or "")


def _blocks(shapes: Any, place: str) -> Iterator[DocumentBlock]:  # noqa: ANN401  (python-pptx has no types)
    """Yield what shapes hold, those in groups among them."""
    tables = 0
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _blocks(shape.shapes, place)
        elif getattr(shape, "has_table", False):
            tables += 1
            rows = [tuple(cell.text.strip() for cell in row.cells) for row in shape.table.rows]
            yield Grid(tuple(rows), f"{place}, table {tables}", headings=rows_of_headings(rows))
        elif getattr(shape, "has_chart", False):
            yield from _chart(shape.chart, f"{place}, chart")
        elif shape.has_text_frame:
            yield from _texts(shape.text_frame, place)


def _texts(frame: Any, place: str) -> Iterator[DocumentBlock]:  # noqa: ANN401
    for number, paragraph in enumerate(frame.paragraphs, 1):
        text = paragraph.text.replace("\v", " ").strip()
        if text:
            yield Paragraph(text, f"{place}, line {number}")


def _chart(chart: Any, place: str) -> Iterator[DocumentBlock]:  # noqa: ANN401
    """Yield a chart's figures as the table that they make."""
    if chart.has_title:
        yield Heading(chart.chart_title.text_frame.text, place, 3)
    for plot in chart.plots:
        heads = ("", *(str(one.name) for one in plot.series))
        form = plot.data_labels.number_format if plot.has_data_labels else "General"
        rows = [
            (str(category), *(shown(one.values[number], form) for one in plot.series))
            for number, category in enumerate(plot.categories)
        ]
        if rows:
            yield Grid((heads, *rows), place)
