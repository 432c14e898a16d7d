"""This module makes every text drawable with the fonts that the PDF is set in.

A character that the fonts lack is said by its name in brackets, so that nothing is lost; a word
too long for any line may break.  Knows nothing of pages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["drawable"]

_RANGES = (
    "0020-007E 00A0-0345 034F 0351 0357-0363 0370-0377 037A-037F 0384-038A 038C 038E-03A1 "
    "03A3-0484 0487-04FF 0510-0513 051A-051D 0531-0556 0559-058A 058D-058F 0591-05C7 05D0-05EA "
    "05EF-05F4 0606-060C 0615 061B-061C 061F 0621-063A 0640-0655 065A 0660-066D 0674 0679-067B "
    "067E-0680 0683-0684 0686-0687 0691 0698 06A4 06A9 06AF 06BE 06CC 06F0-06F9 1D00-1DBF "
    "1E00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D 1F80-1FB4 "
    "1FB6-1FC4 1FC6-1FD3 1FD6-1FDB 1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2000-2040 2042 2044-2052 "
    "2054-2064 2066-2071 2074-208E 2090-209C 20A0-20C0 2100-211E 2120 2122 2124 2126-2184 2189 "
    "2190-23FF 2460-262F 2638-268B 2690-269C 26A0-26A7 26AA-26B2 2701-2704 2706-2709 270C-2727 "
    "2729-274B 274D 274F-2752 2756 2758-275E 2761-277F 2794 2798-27AF 27B1-2B73 2B76-2B95 "
    "2B97-2BFF FB00-FB06 FB13-FB17 FB1D-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4F FFFD"
)
"""What the fonts can draw in every weight that is used; a test draws all of it."""

_KEPT = 20_000
"""How many texts are remembered as they are drawn, for most stand on several pages."""
_LONG = 25
_LONG_WORD = re.compile(rf"\S{{{_LONG},}}")
_BREAK = "\u200b"


def _class() -> str:
    """Return the ranges as a regular expression's class, turned round."""
    pairs = (part.split("-") for part in _RANGES.split())
    return "".join(f"\\u{pair[0]}-\\u{pair[-1]}" for pair in pairs)


_NOT_DRAWN = re.compile(f"[^\n{_class()}]")


@lru_cache(maxsize=_KEPT)
def drawable(text: str) -> str:
    """Return the text as the fonts can draw it.

    >>> drawable("Well done \U0001f600"), drawable("£1 − ▲")
    ('Well done [grinning face]', '£1 − ▲')
    """
    if text.isascii() and text.isprintable():  # all of which is drawn
        return text if len(text) < _LONG else _LONG_WORD.sub(_breakable, text)
    return _LONG_WORD.sub(_breakable, _NOT_DRAWN.sub(_named, text.replace("\t", " ")))


def _named(found: re.Match[str]) -> str:
    """Return a character's name in brackets; its number where it has no name."""
    name = unicodedata.name(found[0], "")
    return f"[{name.lower()}]" if name else f"[U+{ord(found[0]):04X}]"


def _breakable(found: re.Match[str]) -> str:
    """Return a long word with places where a line may end."""
    word = found[0]
    return _BREAK.join(word[n : n + 8] for n in range(0, len(word), 8))
