"""Finishes what XlsxWriter wrote: empty texts typed as text, the language set, dates fixed."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from csplan.xlsx.finishing import LANGUAGE, repack, with_heading_styles

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["finish", "same_parts"]

_EMPTY_TEXT = re.compile(rb'<c (r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)>(<f>[^<]*</f><v></v></c>)')
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")
_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*>')
_LAYOUT = (
    b'<definedName name="csplan_layout">',
    b'<definedName name="csplan_layout" hidden="1">',
)


def finish(package: bytes, growing: Mapping[int, int]) -> bytes:
    """Return the package with every part in its final form.

    `growing` says, by a sheet's number, from which row on heights follow what is typed.
    """
    return repack(package, lambda name, part: _finished_part(name, part, growing))


def same_parts(one: bytes, other: bytes) -> bool:
    """Say whether two packages hold the same parts, however they were compressed."""
    with ZipFile(BytesIO(one)) as first, ZipFile(BytesIO(other)) as second:
        return {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()
        }


def _finished_part(name: str, part: bytes, growing: Mapping[int, int]) -> bytes:
    """Return one part in its final form."""
    if name == "xl/styles.xml":
        return with_heading_styles(part)
    if name == "xl/workbook.xml":
        return part.replace(*_LAYOUT)
    if name == "docProps/core.xml":
        return part.replace(b"</cp:coreProperties>", LANGUAGE)
    number = _SHEET.fullmatch(name)
    if number is None:
        return part
    first = growing.get(int(number[1]))
    typed = _EMPTY_TEXT.sub(rb'<c \1 t="str">\2', part)
    return typed if first is None else _with_growing_rows(typed, first)


def _with_growing_rows(part: bytes, first: int) -> bytes:
    """Let rows be as high as they are, and higher once more is typed into them."""

    def freed(row: re.Match[bytes]) -> bytes:
        return row[0].replace(b' customHeight="1"', b"") if int(row[1]) >= first else row[0]

    return _ROW.sub(freed, part)
