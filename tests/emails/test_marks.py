"""This module holds that a scorecard's mark is read from its bytes, once and without guessing."""

from __future__ import annotations

import io
import zipfile

import pytest

from csplan.emails.marks import Mark, MarkUnreadable, mark_of
from tests.emails.made import SOURCE, pdf_bytes, workbook_bytes

MARK = Mark("service SL", SOURCE)


def test_a_workbook_and_a_pdf_say_whose_they_are() -> None:
    assert MARK == mark_of(workbook_bytes("service SL"), "xlsx")
    assert MARK == mark_of(pdf_bytes("service SL"), "pdf")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"", "xlsx"),
        (b"PK", "xlsx"),
        (workbook_bytes("service SL")[:-30], "xlsx"),
        (pdf_bytes("service SL"), "xlsx"),
        (workbook_bytes(""), "xlsx"),
        (workbook_bytes("service SL", source=""), "xlsx"),
        (b"", "pdf"),
        (b"%PDF-1.7", "pdf"),
        (workbook_bytes("service SL"), "pdf"),
        (pdf_bytes("service SL")[5:], "pdf"),
        (pdf_bytes("service SL") + pdf_bytes("service EH"), "pdf"),
        (pdf_bytes("service SL").replace(b"pdf:Keywords", b"pdf:Other"), "pdf"),
        (pdf_bytes("service SL, csplan subject: service EH"), "pdf"),
        (pdf_bytes(""), "pdf"),
        (pdf_bytes("service SL"), "html"),
    ],
)
def test_a_file_without_one_clear_mark_is_refused(data: bytes, ending: str) -> None:
    with pytest.raises(MarkUnreadable):
        mark_of(data, ending)


def _with(parts: dict[str, str]) -> bytes:
    """Return a stand-in workbook with some parts added or changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook_bytes("service SL"))) as old:
        given = {name: old.read(name).decode() for name in old.namelist()} | parts
    with zipfile.ZipFile(file, "w") as package:
        for name, text in given.items():
            package.writestr(name, text)
    return file.getvalue()


def test_a_workbook_whose_two_marks_differ_is_refused() -> None:
    with pytest.raises(MarkUnreadable, match="contradict"):
        mark_of(_with({"docProps/core.xml": "<dc:subject>service EH</dc:subject>"}), "xlsx")


def test_properties_too_large_to_be_properties_are_refused() -> None:
    with pytest.raises(MarkUnreadable):
        mark_of(_with({"docProps/core.xml": " " * (1 << 21)}), "xlsx")
