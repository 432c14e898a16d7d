"""The texts that a workbook's cells share.  Knows no cells."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from csplan.terms.for_types import overload
from csplan.terms.patterns import late_pattern
from csplan.xlsx.xml_text import excel_unescaped, unescape, without_asides

__all__ = ["SharedStrings", "rich_text"]

_ITEM = late_pattern(rb"<(?:[\w.-]+:)?si(?:\s[^<>]*)?(?:/>|>)")
_NO_TEXT = late_pattern(rb"<((?:[\w.-]+:)?rPh)(?:\s[^<>]*)?(?<!/)>.*?(?:</\1\s*>|\Z)", re.DOTALL)
_TEXT = late_pattern(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?(?<!/)>([^<]*)</")


def rich_text(xml: bytes) -> str:
    """Return the text of a string, formatted or not, without the aids to its pronunciation.

    Raises: WorkbookError where it is not valid.

    >>> rich_text(b"<r><t>Out</t></r><r><t>come</t></r><rPh><t>x</t></rPh>")
    'Outcome'
    """
    if b"rPh" in xml:
        xml = _NO_TEXT.sub(b"", xml)
    return excel_unescaped("".join(unescape(piece) for piece in _TEXT.findall(xml)))


class SharedStrings(Sequence[str]):
    """The shared texts by number, each read when it is first asked for."""

    __slots__ = ("_read", "_starts", "_xml")

    def __init__(self, xml: bytes) -> None:
        """Note where each text begins in the part's UTF-8 XML."""
        self._xml = without_asides(xml)
        self._starts = array("L", (found.end() for found in _ITEM.finditer(self._xml)))
        self._read: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        text = self._read.get(index)
        if text is None:
            if not 0 <= index < len(self._starts):
                raise IndexError(index)
            last = index + 1 == len(self._starts)
            end = len(self._xml) if last else self._starts[index + 1]
            text = self._read[index] = self._text(self._starts[index], end)
        return text

    def _text(self, start: int, end: int) -> str:
        if self._xml[start - 2 : start] == b"/>":
            return ""
        return rich_text(self._xml[start:end])
