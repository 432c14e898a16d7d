"""On paper nothing is torn, cut or alone: each sheet of each scorecard begins and ends as it should."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from csplan.scorecards.blocks import Items, Note, Page, Sentences, Table
from csplan.scorecards.pages import page_of
from tests.engines.programs import require
from tests.scorecards.cases import finished

pytestmark = pytest.mark.slow

LEAST_LINES = 4


def sheets_of(path: Path) -> list[list[str]]:
    """The lines of each sheet of a PDF, without those at its head and its foot."""
    done = subprocess.run(
        [str(require("pdftotext")), "-layout", str(path), "-"],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    sheets = done.stdout.removesuffix("\f").split("\f")
    return [[line.strip() for line in sheet.split("\n") if line.strip()][1:-1] for sheet in sheets]


def titles_of(page: Page) -> set[str]:
    """Every heading on a page."""
    own = {section.title for section in page.sections}
    blocks = [block for section in page.sections for block in section.blocks]
    return own | {one.title for one in blocks if isinstance(one, Table | Items) if one.title}


def starts_of(page: Page) -> Iterator[str]:
    """Every word that a sheet may begin with: of a heading, a table's head, an entry or a note."""
    for title in titles_of(page):
        yield title.split()[0]
    for section in page.sections:
        for block in section.blocks:
            match block:
                case Table():
                    yield from (word for one in block.columns for word in one.heading.split())
                case Items():
                    yield from (entry.name.ref for entry in block.entries)
                case Note():
                    yield f"{block.label} {block.text}".split()[0]
                case Sentences():
                    yield from (text.split()[0] for text in block.texts)


def test_every_sheet_begins_and_ends_as_it_should() -> None:
    done = finished("demo")
    paths = [file.path for file in done.files if file.format == "pdf"]
    for card, path in zip(done.scorecards, paths, strict=True):
        page, sheets = page_of(card), sheets_of(path)
        titles, starts = titles_of(page), set(starts_of(page))
        for number, lines in enumerate(sheets, start=1):
            where = (path.name, number)
            assert len(lines) >= LEAST_LINES, where
            assert lines[-1] not in titles, where
            if number > 1:
                assert lines[0].split()[0] in starts, (where, lines[0])
            assert not any("…" in line for line in lines), where


def test_no_total_stands_alone_at_the_head_of_a_sheet() -> None:
    for path in (file.path for file in finished("demo").files if file.format == "pdf"):
        for lines in sheets_of(path)[1:]:
            figures = [line for line in lines[:4] if "£" in line]
            assert not figures or "Net total" not in figures[0], (path.name, lines[:4])
