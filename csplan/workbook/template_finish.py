"""Finishes what XlsxWriter wrote: empty texts typed as text, the language set, dates fixed."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["finished", "same_parts"]

_EMPTY_TEXT = re.compile(rb'<c (r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)>(<f>[^<]*</f><v></v></c>)')
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LANGUAGE = b"<dc:language>en-GB</dc:language></cp:coreProperties>"


def finished(package: bytes) -> bytes:
    """Return the package with every part in its final form."""
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
            target.writestr(info, _finisher(name)(source.read(name)))
    return stream.getvalue()


def same_parts(one: bytes, other: bytes) -> bool:
    """Say whether two packages hold the same parts, however they were compressed."""
    with ZipFile(BytesIO(one)) as first, ZipFile(BytesIO(other)) as second:
        return {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()
        }


def _finisher(name: str) -> Callable[[bytes], bytes]:
    """Return what is done to a part."""
    if name.startswith("xl/worksheets/sheet"):
        return _with_empty_texts
    if name == "docProps/core.xml":
        return _with_language
    return lambda part: part


def _with_empty_texts(part: bytes) -> bytes:
    """Type a formula's empty result as text, as Excel does."""
    return _EMPTY_TEXT.sub(rb'<c \1 t="str">\2', part)


def _with_language(part: bytes) -> bytes:
    """Say in which language the workbook is written."""
    return part.replace(b"</cp:coreProperties>", _LANGUAGE)
