"""This module writes a new package's parts anew: no clock, parts changed, titles named as headings.

For workbooks (and OpenDocument files) that a library has just written; never a manager's own file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

__all__ = ["LANGUAGE", "repack", "with_heading_styles"]

_FONT = re.compile(rb"<font>.*?</font>")
_HEADINGS = ((b'<sz val="16"/>', b"Heading 1", 16), (b'<sz val="12"/>', b"Heading 2", 17))
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST_AND_STORED = "mimetype"
LANGUAGE = b"<dc:language>en-GB</dc:language></cp:coreProperties>"
"""How the core properties end that say the language."""


def repack(package: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a package with each part as `change` gives it, without those that it gives None for.

    The same parts give the same bytes.
    """
    stream = BytesIO()
    with (
        ZipFile(BytesIO(package)) as source,
        ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name in source.namelist():
            part = change(name, source.read(name))
            if part is None:
                continue
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_STORED if name == _FIRST_AND_STORED else ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 0
            target.writestr(info, part)
    return stream.getvalue()


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
