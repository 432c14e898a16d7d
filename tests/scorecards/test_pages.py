"""On paper nothing is torn, cut or alone: each sheet of each scorecard begins and ends as it should."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csplan.scorecards import brief, paper, pdf
from csplan.scorecards.blocks import Items, Note, Page, Role, Sentences, Table, Tone, words_of
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import scorecards_of
from tests.engines.programs import require
from tests.scorecards.cases import SOURCE, cards, demo, finished

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


def text_of(page: Page, path: Path) -> str:
    """All that a page says on paper, in one line."""
    path.write_bytes(pdf.pdf_of(page, created=dt.datetime(2016, 10, 14, tzinfo=dt.UTC)))
    said = [line for sheet in sheets_of(path) for line in sheet]
    return " ".join(" ".join(said).split())


def test_a_long_table_ends_on_paper_and_says_where_all_of_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its total stands there all the same; what has no more rows than that is drawn whole."""
    page = page_of(cards(demo())["service SL"])
    blocks = [block for section in page.sections for block in section.blocks]
    sizes = [len(one.rows) for one in blocks if isinstance(one, Table)]
    entries = [len(one.entries) for one in blocks if isinstance(one, Items)]
    monkeypatch.setattr(paper, "_MOST", 3)
    cut = text_of(page, tmp_path / "cut.pdf")
    for number in filter(lambda one: one > 3, sizes):
        assert f"the first 3 of {number} rows; the scorecard in Excel has them all." in cut
    for number in filter(lambda one: one > 3, entries):
        assert f"the first 3 of {number} entries; the scorecard in Excel has them all." in cut
    rows = [row for one in blocks if isinstance(one, Table) for row in one.rows[3:]]
    totals = [row.cells[-1].part for row in rows if row.role is Role.TOTAL]
    assert totals
    assert all(words_of(total) in cut for total in totals)
    others = [words_of(row.cells[0].part) for row in rows if row.role is Role.LINE]
    assert sum(name not in cut for name in others) > len(others) / 2


def test_a_note_of_a_thousand_refs_is_drawn(tmp_path: Path) -> None:
    page = page_of(cards(demo())["service SL"])
    refs = ", ".join(f"KO1-{number:04}" for number in range(1_000))
    note = Note(refs, label="Also Red:", tone=Tone.SMALL)
    brief_alone = replace(page.sections[0], blocks=(note, Sentences((refs,))))
    text = text_of(replace(page, sections=(brief_alone,)), tmp_path / "refs.pdf")
    assert 2 == text.count("KO1-0999")


def test_of_very_many_reds_the_first_are_named_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = cards(demo())["directorate"].brief.also_red
    named = len(re.findall(r"KO\d-\d", before))
    monkeypatch.setattr(brief, "_MOST_NAMED", named - 2)
    after = scorecards_of(demo(), [], source=SOURCE)[0].brief.also_red
    assert after.endswith("; and 2 more in the lists that follow")
    assert before.startswith(after.partition("; and 2 more")[0])
