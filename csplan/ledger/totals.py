"""Rows of an extract that are totals of others: known by their words, held against their rows.

A total that agrees is a control and no spending; one that does not stops the import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from csplan.ledger.amounts import in_pounds
from csplan.ledger.headings import plainly
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

__all__ = ["MARK", "Total", "count_agreeing", "total_named"]

MARK = b"total"
_WORD = re.compile(r"(?<![a-z])(?:sub|grand)?[\s-]*totals?(?![a-z])", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:grand|report|overall)\s+totals?\b|\btotal\s+of\s+report\b", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\b(?:grand|report|overall|sub|net|final|page|section|running|for|of|all|actual|amount"
    r"|cost|centre|center|account|code|period|month|year)\b",
    re.IGNORECASE,
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Total:
    """A total's row: where it stands among the rows, its number in the file, words and pence."""

    index: int
    row: str
    words: str
    pence: int

    @property
    def whole(self) -> bool:
        """Whether it is the total of everything."""
        return _WHOLE.search(self.words) is not None


def total_named(
    fields: Sequence[str],
    codes: tuple[str, str],
    known: Container[str],
    details: Container[str],
) -> str | None:
    """Return the words that make a row a total; nothing where none of its fields does.

    A row that has both codes and a name with that word in it may be either.

    Raises: CsplanError for such a row, unless its words are among `details`.
    """
    found = [text for text in fields if _WORD.search(text) and plainly(text) not in details]
    if not found:
        return None
    words = found[0].strip()
    bare = not all(codes) or any(_WORD.search(code) for code in codes)
    if bare or any(_only_a_total(text, known) for text in found):
        return words
    raise CsplanError(
        Refusal.LEDGER_QUESTION,
        f"“{words[:_LONGEST]}” may be a total or a transaction.  If it is a transaction, say "
        f'--detail "{words[:_LONGEST]}"; if it is a total, take its row out of the extract.  '
        "Nothing was written.",
    )


def _only_a_total(text: str, known: Container[str]) -> bool:
    """Say whether a text says nothing but that it is the total, of what code perhaps."""
    rest = _ASIDE.sub(" ", _WORD.sub(" ", text)).strip(" :-=.*\t")
    return not rest or rest.upper() in known


def count_agreeing(
    totals: Sequence[Total],
    before: Callable[[int], int],
    sheets: Sequence[int],
    sums: Callable[[int, str], set[int]],
) -> int:
    """Hold every total against its rows, and return how many agree.

    `before` is the sum of all details before a row; `sheets` is where each sheet begins and the
    last ends; `sums` is what the details of a sheet with a code come to.

    Raises: CsplanError where one does not agree.
    """
    for sheet, (first, last) in enumerate(pairwise(sheets)):
        start, end = before(first), before(last)
        boundaries = {start}
        for total in (one for one in totals if first <= one.index < last):
            now = before(total.index)
            wholes = {end - start, before(sheets[-1])}
            if total.whole:
                fits = total.pence in wholes
            else:
                fits = now - total.pence in boundaries or any(
                    total.pence in sums(sheet, word) for word in _words(total.words)
                )
            if not fits:
                raise _differs(total, end - start if total.whole else now - start)
            boundaries.add(now)
    return len(totals)


def _words(text: str) -> list[str]:
    """Return the words of a text, any of which may be a code."""
    return [word.strip(" :-=.,").upper() for word in text.split()]


def _differs(total: Total, rows: int) -> CsplanError:
    what = "extract's own grand total" if total.whole else f"total “{total.words[:_LONGEST]}”"
    return CsplanError(
        Refusal.LEDGER_DOES_NOT_TIE,
        f"{total.row}: the {what} is {in_pounds(total.pence)}, but its rows do not come to that "
        f"(all rows {'together' if total.whole else 'above it'} come to {in_pounds(rows)}): rows "
        "are missing, doubled or misread.  Nothing was written.",
    )
