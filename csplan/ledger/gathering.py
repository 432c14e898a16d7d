"""The rows of an extract as they are read: codes, period and pence of each, totals apart.

Every row has its place, so that a refusal can name it.  Rows are taken thousands at a time where
they are regular, and one by one where anything about them is odd.  Knows no mapping or month.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from csplan.ledger.amounts import pence_of
from csplan.ledger.blocks import are_blank, number_fields, pence_in, wide
from csplan.ledger.headings import plainly
from csplan.ledger.totals import MARK, Total, total_named
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from csplan.ledger.answers import Answers
    from csplan.ledger.blocks import EvenRows
    from csplan.ledger.headings import Columns

    Whole = NDArray[np.int64]

__all__ = ["ABSENT", "ExtractSheet", "Gathering", "Numbers"]

_BLANK_ROW = "blank row"
_HEADING_ROW = "heading row again"
_TEXT_ROW = "text without an amount"
_TOTALS_ROW = "totals row"
_SHOWN = 60
ABSENT = "\0"
"""What stands for a column that the extract does not have."""

_SIDES = {"": 0, "d": 1, "dr": 1, "debit": 1, "+": 1, "c": -1, "cr": -1, "credit": -1, "-": -1}
_WHEN = ("period", "year", "date")


class Numbers:
    """Texts and a number for each, in the order in which they came."""

    __slots__ = ("_numbers", "texts")

    def __init__(self) -> None:
        """Begin with none."""
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def of(self, text: str) -> int:
        """Return a text's number."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return number

    def __contains__(self, text: object) -> bool:
        """Tell whether a text came."""
        return text in self._numbers


@dataclass(frozen=True, slots=True)
class ExtractSheet:
    """A sheet, or a whole text file: its name, its columns, and where its rows begin."""

    name: str
    columns: Columns
    first_index: int
    first_row: int


@dataclass(slots=True)
class Gathering:
    """All that is known of an extract's rows."""

    answers: Answers
    sheets: list[ExtractSheet] = field(default_factory=list)
    codes: dict[str, Numbers] = field(
        default_factory=lambda: {"cost_centre": Numbers(), "account": Numbers()}
    )
    times: dict[str, Numbers] = field(default_factory=lambda: {one: Numbers() for one in _WHEN})
    taken: list[dict[str, Whole | NDArray[np.int32]]] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    excluded: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: int = 0
    pence: int = 0
    details: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Keep the words that are not totals as they are compared."""
        self.details = frozenset(plainly(text) for text in self.answers.details)

    def begin(self, name: str, columns: Columns, first_row: int) -> None:
        """Begin a sheet."""
        self.sheets.append(ExtractSheet(name, columns, self.rows, first_row))

    def place(self, index: int) -> str:
        """Return a row's number as Excel shows it, with its sheet where there are several."""
        sheet = next(one for one in reversed(self.sheets) if one.first_index <= index)
        row = f"row {sheet.first_row + index - sheet.first_index:,}"
        return f"Sheet {sheet.name}, {row}" if sheet.name else row.capitalize()

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Take rows one by one.

        Raises: CsplanError naming the row that cannot be taken.
        """
        found = {key: np.zeros(len(rows), np.int64) for key in (*self.codes, *self.times, "pence")}
        for number, fields in enumerate(rows):
            one = self._one(fields, self.rows + number)
            for key, value in one.items():
                found[key][number] = value
        self._keep(found, len(rows))

    def add_block(self, block: EvenRows, text_of: Callable[[bytes], str]) -> None:
        """Take rows together, but for those that are odd.

        Raises: CsplanError naming the row that cannot be taken.
        """
        columns = self.sheets[-1].columns
        found = {}
        size = len(block.starts)
        odd = np.zeros(size, np.bool_)
        for key, numbers in (self.codes | self.times).items():
            at = columns.at.get(key)
            if at is None:
                found[key] = np.full(size, numbers.of(ABSENT))
                continue
            empty = numbers.of("")
            found[key] = number_fields(block, at, _numberer(numbers, text_of))
            odd |= wide(block, at)
            if key in self.codes:
                odd |= found[key] == empty
        found["pence"], doubtful = self._block_pence(block, text_of)
        odd |= doubtful
        for at in _marked(block):
            odd[at] = True
        self._mend(block, text_of, found, np.flatnonzero(odd))
        self._keep(found, size)

    def _block_pence(
        self, block: EvenRows, text_of: Callable[[bytes], str]
    ) -> tuple[Whole, NDArray[np.bool_]]:
        """Return the pence of rows, and which of them are doubtful."""
        columns = self.sheets[-1].columns
        parts = [pence_in(block, at, lambda raw: _plain(text_of(raw))) for at in columns.money]
        if len(parts) == 1:
            pence, read = parts[0]
            if "side" in columns.at:
                side = number_fields(
                    block, columns.at["side"], lambda raw: _side(_plain(text_of(raw)))
                )
                return pence * side, ~read | (side == 0) | (pence < 0)
            return pence, ~read
        (debit, read), (credit, also_read) = parts
        if self.answers.credits == "negative":
            credit = -credit
        empty, also_empty = (are_blank(block, at) for at in columns.money)
        doubtful = ~((read | empty) & (also_read | also_empty)) | (empty & also_empty)
        if self.answers.credits is None:
            doubtful |= credit < 0
        return debit - credit, doubtful

    def _mend(
        self, block: EvenRows, text_of: Callable[[bytes], str], found: dict[str, Whole], odd: Whole
    ) -> None:
        """Take the odd rows of a block one by one."""
        width = self.sheets[-1].columns.width
        for number in odd.tolist():
            fields = [_plain(text_of(block.field(number, column))) for column in range(width)]
            for key, value in self._one(fields, self.rows + number).items():
                found[key][number] = value

    def _keep(self, found: dict[str, Whole], size: int) -> None:
        """Keep the rows that were taken."""
        kept: dict[str, Whole | NDArray[np.int32]] = {
            key: column.astype(np.int32) for key, column in found.items() if key != "pence"
        }
        kept["pence"] = found["pence"]
        self.taken.append(kept)
        self.rows += size

    def _one(self, fields: Sequence[str], index: int) -> dict[str, int]:
        """Take one row, and return its numbers; cost centre −1 where it is not a detail.

        Raises: CsplanError where it cannot be taken.
        """
        columns = self.sheets[-1].columns
        if not any(text.strip() for text in fields):
            return self._aside(_BLANK_ROW)
        if len(fields) != columns.width:
            raise self._refusal(index, self._width_said(len(fields)))
        if _again(fields, columns.headings):
            return self._aside(_HEADING_ROW)
        try:
            return self._detail(fields, index)
        except CsplanError as reason:
            raise self._refusal(index, str(reason), reason.code) from None

    def _width_said(self, width: int) -> str:
        """Say what is wrong with a row of another width."""
        wanted = self.sheets[-1].columns.width
        return (
            f"it has {width} field{'' if width == 1 else 's'} where the headings have {wanted}.  "
            + (
                "A comma in a text or between thousands, without quotation marks around them, "
                "splits a field"
                if width > wanted
                else "A line break in a text, or a note under the table, makes such a row"
            )
            + ".  Export it again with quotation marks, or take the row out.  Nothing was written."
        )

    def _refusal(self, index: int, what: str, code: Refusal = Refusal.LEDGER_ROW) -> CsplanError:
        return CsplanError(code, f"{self.place(index)}: {what}")

    def _aside(self, rule: str, pence: int = 0) -> dict[str, int]:
        """Count a row that is not a detail."""
        rows, sums = self.excluded.get(rule, (0, 0))
        self.excluded[rule] = (rows + 1, sums + pence)
        self.pence += pence
        return {"cost_centre": -1, "pence": 0}

    def _detail(self, fields: Sequence[str], index: int) -> dict[str, int]:
        """Take a row with something in it.

        Raises: CsplanError without the row's number, where it cannot be taken.
        """
        columns = self.sheets[-1].columns
        at = columns.at
        codes = (fields[at["cost_centre"]].strip(), fields[at["account"]].strip())
        aside = {*columns.money}
        texts = [text for n, text in enumerate(fields) if n not in aside]
        known = _Known(self.codes, codes)
        words = total_named(texts, codes, known, self.details)
        pence = self._row_pence(fields, total=words is not None)
        if words is not None:
            if pence is not None:
                self.totals.append(Total(index, self.place(index), words, pence))
            return self._aside(_TOTALS_ROW, pence or 0)
        if not all(codes) and not pence:
            return self._aside(_TEXT_ROW)
        if not all(codes) and not self.answers.blank_codes:
            raise CsplanError(
                Refusal.LEDGER_QUESTION,
                f"it has an amount but no {'account' if codes[0] else 'cost centre'}.  Fill in the "
                "code in the extract; or, to have such rows reported as unmapped, say "
                "--blank-codes.  Nothing was written.",
            )
        if pence is None and not self.answers.blank_amounts:
            raise CsplanError(
                Refusal.LEDGER_QUESTION,
                "it has codes but no amount (an error or a formula without its value reads as "
                "blank).  Type the amount; or, if blanks mean nothing was spent, say "
                "--blank-amounts.  Nothing was written.",
            )
        numbers = {
            key: found.of(fields[at[key]].strip() if key in at else ABSENT)
            for key, found in (self.codes | self.times).items()
        }
        return numbers | {"pence": pence or 0}

    def _row_pence(self, fields: Sequence[str], *, total: bool) -> int | None:
        """Return a row's pence; None where all its amounts are blank.

        Raises: CsplanError where one cannot be read.
        """
        columns = self.sheets[-1].columns
        texts = [fields[at].strip() for at in columns.money]
        if not any(texts):
            return None
        pence = [pence_of(text) for text in texts]
        for at, text, one in zip(columns.money, texts, pence, strict=True):
            if one is None:
                raise CsplanError(
                    Refusal.LEDGER_AMOUNT,
                    f"{columns.headings[at]} “{_shown(text)}” is not an amount in pounds and "
                    "pence.  "
                    "Nothing was written.",
                )
        first = pence[0] or 0
        if len(pence) == 1:
            return first if total or "side" not in columns.at else self._sided(fields, first)
        return first - self._credited(pence[1] or 0)

    def _sided(self, fields: Sequence[str], pence: int) -> int:
        """Return an amount with the sign that its side gives it.

        Raises: CsplanError where it has none, or two.
        """
        columns = self.sheets[-1].columns
        text = fields[columns.at["side"]]
        side = _side(text)
        if side == 0 and pence:
            raise CsplanError(
                Refusal.LEDGER_AMOUNT,
                f"{columns.name('side')} says “{_shown(text)}”, neither debit nor credit.  "
                "Nothing was written.",
            )
        if pence < 0:
            raise CsplanError(
                Refusal.LEDGER_AMOUNT,
                f"the amount is negative and {columns.name('side')} says {text}: which of them is "
                "meant cannot be told.  Nothing was written.",
            )
        return pence * side

    def _credited(self, credit: int) -> int:
        """Return what a credit takes away.

        Raises: CsplanError where a negative one is not explained.
        """
        answer = self.answers.credits
        if answer == "negative":
            return -credit
        if credit < 0 and answer is None:
            raise CsplanError(
                Refusal.LEDGER_QUESTION,
                "the credit is negative.  If credits are printed as negative figures, say "
                "--credits negative; if they are positive and this is a reversal, say --credits "
                "positive.  Nothing was written.",
            )
        return credit


class _Known:
    """The codes that an extract has named so far, and those of one row."""

    __slots__ = ("_codes", "_own")

    def __init__(self, codes: dict[str, Numbers], own: tuple[str, str]) -> None:
        self._codes = codes
        self._own = {code.upper() for code in own if code}

    def __contains__(self, text: object) -> bool:
        if text in self._own:
            return True
        return any(text == one.upper() for numbers in self._codes.values() for one in numbers.texts)


def _numberer(numbers: Numbers, text_of: Callable[[bytes], str]) -> Callable[[bytes], int]:
    """Return how a field's bytes get the number of their text."""
    return lambda raw: numbers.of(_plain(text_of(raw)))


def _plain(text: str) -> str:
    """Return a field without its quotation marks and the spaces around it."""
    if text[:1] == '"':
        text = text[1:-1].replace('""', '"')
    return text.strip()


def _side(text: str) -> int:
    """Return 1 for a debit, −1 for a credit, 0 for what is neither."""
    return _SIDES.get(text.strip().lower().rstrip("."), 0)


def _again(fields: Sequence[str], headings: Sequence[str]) -> bool:
    """Say whether a row says the headings again."""
    return all(a.strip() == b for a, b in zip(fields, headings, strict=True))


def _shown(text: str) -> str:
    """Return a text that fits a message."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _marked(block: EvenRows) -> set[int]:
    """Return the rows in which the word of a total stands."""
    low = block.data.lower()
    found, at = [], low.find(MARK)
    while at >= 0:
        found.append(at)
        at = low.find(MARK, at + 1)
    ends = block.ends[:, -1]
    return set(np.searchsorted(ends, found).tolist()) if found else set()
