"""The styles that cells name by number: which of them show dates, and new ones at their end."""

from __future__ import annotations

import re
from functools import cached_property

from csplan.xlsx.xml_text import attributes, excel_unescaped, without_asides

__all__ = ["DATE", "DATE_AND_TIME", "CellStyles", "shows_date"]

DATE = 14
DATE_AND_TIME = 22
_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)))
_FORMATS = re.compile(rb"<((?:[\w.-]+:)?)numFmts(?=[\s>]).*?</\1numFmts\s*>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?numFmt(\s[^<>]*)>")
_CROSSED = re.compile(
    rb"<((?:[\w.-]+:)?)cellXfs(\s[^<>]*)?>(.*?)</\1cellXfs\s*>",
    re.DOTALL,
)
_XF = re.compile(rb"<((?:[\w.-]+:)?)xf(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</\1xf\s*>)", re.DOTALL)
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_COUNT = re.compile(rb"""(\scount\s*=\s*["'])[0-9]+""")
_NUMBER_FORMAT = re.compile(rb"""\s(?:numFmtId|applyNumberFormat)\s*=\s*(?:"[^"]*"|'[^']*')""")


def shows_date(code: str) -> bool:
    """Say whether a number format shows a day, month or year (not only the time of day).

    >>> [shows_date(one) for one in ("dd/mm/yyyy", "mmm-yy", "[$-809]d mmmm yyyy")]
    [True, True, True]
    >>> [shows_date(one) for one in ('0.0" days"', "hh:mm", "[h]:mm", "General", "[Red]0")]
    [False, False, False, False, False]
    """
    first = _ASIDE.sub("", code).split(";")[0].lower()
    if "general" in first:
        return False
    return any(letter in first for letter in "dy") or bool(
        re.search(r"m", first) and not re.search(r"[hs]", first)
    )


class CellStyles:
    """The cell styles of a workbook, by number."""

    def __init__(self, xml: bytes) -> None:
        """Take the styles' part as UTF-8; nothing of it is read before it is asked for."""
        self.xml = without_asides(xml) if b"<!--" in xml else xml
        self.changed = False
        self._added: dict[tuple[int, int], int] = {}

    @cached_property
    def _formats(self) -> dict[int, str]:
        """The workbook's own number formats by number; those of conditional formats are others."""
        found = {}
        block = _FORMATS.search(self.xml)
        for one in _FORMAT.finditer(block[0]) if block else ():
            own = attributes(one[1])
            if own.get("numFmtId", "").isdecimal():
                found[int(own["numFmtId"])] = excel_unescaped(own.get("formatCode", ""))
        return found

    @cached_property
    def _styles(self) -> list[bytes]:
        """The attributes of every style."""
        block = _CROSSED.search(self.xml)
        return [] if block is None else [one[2] for one in _XF.finditer(block[3])]

    @cached_property
    def _dated(self) -> dict[int, bool]:
        return {}

    def is_date(self, style: int) -> bool:
        """Say whether numbers in this style are shown as dates."""
        known = self._dated.get(style)
        if known is None:
            known = self._dated[style] = self._shows_date(style)
        return known

    def _shows_date(self, style: int) -> bool:
        if not 0 <= style < len(self._styles):
            return False
        text = attributes(self._styles[style]).get("numFmtId", "0")
        number = int(text) if text.isdecimal() else 0
        if number in self._formats:
            return shows_date(self._formats[number])
        return number in _BUILT_IN_DATES

    def with_format(self, style: int, number_format: int) -> int | None:
        """Return the number of a style like another but in a built-in format; None without styles.

        It is added at the end where the workbook has none, so every other style keeps its number.
        """
        known = self._added.get((style, number_format))
        if known is not None:
            return known
        block = _CROSSED.search(self.xml)
        if block is None:
            return None
        found = list(_XF.finditer(block[3]))
        if not 0 <= style < len(found):
            return None
        like = found[style]
        wanted = b' numFmtId="%d" applyNumberFormat="1"' % number_format
        head = b"<%bxf%b%b" % (like[1], wanted, _NUMBER_FORMAT.sub(b"", like[2]))
        new = head + (b"/>" if like[3] is None else b">%b</%bxf>" % (like[3], like[1]))
        opening = _COUNT.sub(rb"\g<1>%d" % (len(found) + 1), block[2] or b"")
        body = b"<%bcellXfs%b>%b%b</%bcellXfs>" % (block[1], opening, block[3], new, block[1])
        self.xml = self.xml[: block.start()] + body + self.xml[block.end() :]
        self.changed = True
        self._styles.append(like[2])
        self._added[style, number_format] = len(found)
        self._dated[len(found)] = number_format in _BUILT_IN_DATES
        return len(found)
