"""Which cell styles show a number as a date or a time.  Knows no cells."""

from __future__ import annotations

import re

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.xlsx.package_lists import elements

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

__all__ = ["date_styles", "is_date_format"]

_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NO_PART = late_pattern(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)
_PART = late_pattern(r"[dmyhs]", re.IGNORECASE)


def date_styles(tree: ET.Element) -> frozenset[int]:
    """Return the numbers of the cell styles whose number format is a date's or a time's."""
    formats = {
        one.get("numFmtId", ""): one.get("formatCode", "") for one in elements(tree, "numFmt")
    }
    dates = {number for number, code in formats.items() if is_date_format(code)}
    found = set()
    for cell_formats in elements(tree, "cellXfs"):
        for number, style in enumerate(cell_formats):
            kind = style.get("numFmtId", "0")
            built_in = kind.isdigit() and int(kind) in _BUILT_IN and kind not in formats
            if built_in or kind in dates:
                found.add(number)
    return frozenset(found)


def is_date_format(code: str) -> bool:
    """Say whether a number format shows a date or a time.

    >>> is_date_format("dd/mm/yyyy"), is_date_format("[$-809]d mmmm yyyy;@"), is_date_format("h:mm")
    (True, True, True)
    >>> is_date_format('#,##0 "days"'), is_date_format("General"), is_date_format("[Red]0.0%")
    (False, False, False)
    """
    first = code.split(";", maxsplit=1)[0]
    return _PART.search(_NO_PART.sub("", first)) is not None
