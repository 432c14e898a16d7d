"""How programs spell one and the same formula: Excel, LibreOffice, Google Sheets and others.

Knows nothing of what a formula calculates.
"""

from __future__ import annotations

from functools import lru_cache

from csplan.terms.patterns import late_pattern

__all__ = ["spelt_alike"]

_QUOTED = late_pattern(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')')
_SPELLINGS = tuple(
    (late_pattern(pattern), meant)
    for pattern, meant in (
        (r"\s+", ""),
        (r"^=", ""),
        (r"_xlfn\.|_xlws\.", ""),
        (r"\b(true|false)\(\)", r"\1"),
        (r"\[@\[([^\[\]]*)\]\]", r"[[#thisrow],[\1]]"),
        (r"\[@([^\[\]]*)\]", r"[[#thisrow],[\1]]"),
        (r"@", ""),
    )
)
_OWN_ROW = late_pattern(r"[\w.\\]+(?=\[\[#thisrow\])")


def spelt_alike(first: str, second: str) -> bool:
    """Say whether two formulas differ at most in how programs spell them.

    Spaces, the case of names, `TRUE()` for `TRUE`, `[@Target]` for `[[#This Row],[Target]]`, the
    `_xlfn.` before newer functions, and the `@` of implicit intersection mean nothing; texts in
    quotes are compared to the letter.

    >>> spelt_alike('IF([@Unit]="%",TRUE(),0)', 'if( T[[#This Row],[Unit]]="%", TRUE, 0)')
    True
    >>> spelt_alike('IF(A1="Red",1,0)', 'IF(A1="red",1,0)')
    False
    """
    one, other = _plain(first), _plain(second)
    if one == other:
        return True
    return ("[@" in first or "[@" in second) and _OWN_ROW.sub("", one) == _OWN_ROW.sub("", other)


@lru_cache(maxsize=4096)
def _plain(formula: str) -> str:
    """Return a formula in one spelling."""
    pieces = _QUOTED.split(formula)
    for at in range(0, len(pieces), 2):
        piece = pieces[at].casefold()
        for pattern, meant in _SPELLINGS:
            piece = pattern.sub(meant, piece)
        pieces[at] = piece
    return "".join(pieces)
