"""Which texts can be a row's ref: any that is a text to every program, and to every formula.

A council's own refs are as good as the plan's: O1, ASCOF-2B, PR4-01, FC-01.
"""

from __future__ import annotations

import re

from csplan.terms.patterns import late_pattern

__all__ = ["counting_fault", "ref_fault"]

_LONGEST = 40
_WILD = "*?~<>="
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = late_pattern(
    rf"{_MONTH}[-/ .]?\d{{1,4}}|\d{{1,2}}[-/ .]?{_MONTH}(?:[-/ .]?\d{{2,4}})?", re.IGNORECASE
)
_NUMBER = late_pattern(r"[£$€]?[+-]?[\d.,]*(?:e[+-]?\d+)?%?", re.IGNORECASE)


def ref_fault(ref: str) -> str:
    """Say why a text cannot be a ref; nothing where it can.

    A formula counts rows by their ref, and Excel reads `MAR1` as a day, `1E5` as a number and `EH*`
    as every ref that begins with EH, whatever kind of cell they stand in.

    >>> [ref_fault(one) for one in ("KO1-01", "O1", "ASCOF-2B", "B1", "Strand 3.2")]
    ['', '', '', '', '']
    >>> ref_fault("EH*"), ref_fault("1E5"), ref_fault("Mar-1"), ref_fault("007")
    ('it holds *, which formulas read as a pattern', 'Excel reads it as a number', \
'Excel reads it as a day', 'Excel reads it as a number')
    """
    if ref != ref.strip() or not ref.isprintable() or "  " in ref or "\xa0" in ref:
        return "it holds spaces or characters that cannot be seen"
    if len(ref) > _LONGEST:
        return f"it is longer than {_LONGEST} letters"
    return counting_fault(ref)


def counting_fault(text: str) -> str:
    """Say why a formula cannot count the cells that hold a text; nothing where it can.

    >>> counting_fault("Staff pay"), counting_fault("Fees ~ other"), counting_fault("May 2016")
    ('', 'it holds ~, which formulas read as a pattern', 'Excel reads it as a day')
    """
    odd = next((sign for sign in text if sign in _WILD), "")
    if odd:
        return f"it holds {odd}, which formulas read as a pattern"
    if text.casefold() in ("true", "false"):
        return "Excel reads it as true or false"
    if _DATE.fullmatch(text) or not any(letter.isalpha() for letter in text):
        dated = _DATE.fullmatch(text) or re.search(r"\d[-/]\d", text)
        return "Excel reads it as a day" if dated else "Excel reads it as a number"
    return "Excel reads it as a number" if _NUMBER.fullmatch(text) else ""
