"""Finishes what XlsxWriter wrote: empty texts typed as text, the language set, dates fixed."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["finished", "same_parts", "with_heading_styles"]

_EMPTY_TEXT = re.compile(rb'<c (r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)>(<f>[^<]*</f><v></v></c>)')
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")
_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*>')
_FONT = re.compile(rb"<font>.*?</font>")
_HEADINGS = ((b'<sz val="16"/>', b"Heading 1", 16), (b'<sz val="12"/>', b"Heading 2", 17))
_LAYOUT = (
    b'<definedName name="csplan_layout">',
    b'<definedName name="csplan_layout" hidden="1">',
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LANGUAGE = b"<dc:language>en-GB</dc:language></cp:coreProperties>"


def finished(package: bytes, growing: Mapping[int, int]) -> bytes:
    """Return the package with every part in its final form.

    `growing` says, by a sheet's number, from which row on heights follow what is typed.
    """
    stream = BytesIO()
    with (
        ZipFile(BytesIO(package)) as source,
        ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name in source.namelist():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 0
            target.writestr(info, _finished_part(name, source.read(name), growing))
    return stream.getvalue()


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
        return part.replace(b"</cp:coreProperties>", _LANGUAGE)
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


def with_heading_styles(part: bytes) -> bytes:
    """Name the formats of titles and section headings Heading 1 and 2, for screen readers.

    XlsxWriter names no styles; a title's format is known by the size of its font.
    """
    fonts = _FONT.findall(part)
    for size, name, builtin in _HEADINGS:
        numbers = [number for number, font in enumerate(fonts) if size in font]
        count = int(re.search(rb'<cellStyleXfs count="([0-9]+)"', part)[1])  # type: ignore[index]
        base = b'<xf numFmtId="0" fontId="%d" fillId="0" borderId="0"/>' % numbers[0]
        style = b'<cellStyle name="%s" xfId="%d" builtinId="%d"/>' % (name, count, builtin)
        part = _one_more(part, b"cellStyleXfs", base)
        part = _one_more(part, b"cellStyles", style)
        for number in numbers:
            part = re.sub(
                rb'(<xf numFmtId="[0-9]+" fontId="%d"[^>]*) xfId="0"' % number,
                rb'\1 xfId="%d"' % count,
                part,
            )
    return part


def _one_more(part: bytes, element: bytes, child: bytes) -> bytes:
    """Add a child to a counted list."""
    counted = re.compile(rb'<%s count="([0-9]+)">' % element)
    part = counted.sub(lambda found: b'<%s count="%d">' % (element, int(found[1]) + 1), part)
    return part.replace(b"</%s>" % element, child + b"</%s>" % element)
