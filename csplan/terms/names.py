"""Names compared as a reader would: case, spaces, dashes and accents' spelling do not matter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["column_letters", "matching", "nearest", "one_slip"]

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = late_pattern("[\u2010-\u2015\u2212]")
_SPACES = late_pattern(r"\s+")


def matching(name: str) -> str:
    """Return the form in which two spellings of one name are equal.

    >>> matching("  Q1\u00a0 Actual ") == matching("q1 actual")
    True
    """
    if name.isascii():  # in which nothing is spelt in two ways
        return " ".join(name.split()).casefold()
    plain = unicodedata.normalize("NFKC", name).translate(_INVISIBLE)
    return _SPACES.sub(" ", _DASHES.sub("-", plain)).strip().casefold()


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that looks most like the name, if any does.

    >>> nearest("Q1 actuals", ["Q1 actual", "Unit"])
    'Q1 actual'
    """
    from difflib import get_close_matches

    by_form = {matching(candidate): candidate for candidate in candidates}
    found = get_close_matches(matching(name), by_form, n=1, cutoff=0.6)
    return by_form[found[0]] if found else None


def one_slip(name: str, candidates: Iterable[str]) -> str | None:
    """Return the one candidate that a single slip of typing turns into the name; None for several.

    A slip is a character too many, too few, another, or two exchanged; spaces and case are none.

    >>> one_slip("B-0039", ["B-039", "B-040"]), one_slip("B-999", ["B-039"]), one_slip("e", ["EH"])
    ('B-039', None, 'EH')
    """
    form = matching(name)
    close = {one for one in candidates if _is_slip(form, matching(one))}
    return close.pop() if len(close) == 1 else None


def _is_slip(first: str, second: str) -> bool:
    """Say whether two texts are one slip of typing apart, or the same."""
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) == 1:
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    if len(long) != len(short):
        return False
    differ = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    exchanged = len(differ) == 2 and differ[1] == differ[0] + 1  # noqa: PLR2004  (two characters)
    return len(differ) == 1 or (exchanged and first[differ[0]] == second[differ[1]])


@lru_cache(maxsize=16384)
def column_letters(column: int) -> str:
    """Return a column's letters.

    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
