"""Counting and adding rows of another sheet, as COUNTIFS and SUMIFS do.  Knows no sheet's name.

`count_rows` and `add_amounts` make rules: the formula and the function from the same few words.
"""

from __future__ import annotations

from csplan.rules.rule import Rule
from csplan.rules.sources import Source
from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import CellError, CellErrorMet, Value, is_number
from csplan.terms.vocabulary import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Self

__all__ = [
    "ANY_NUMBER",
    "Whole",
    "add_amounts",
    "add_where",
    "count_rows",
    "count_where",
    "rows_where",
]

ANY_NUMBER = '">-1E+15"'
"""What COUNTIFS compares with to count the cells that hold a number."""


class Whole(tuple[Value, ...]):  # noqa: SLOT001  (a tuple takes no slots of its own)
    """A whole column of another sheet, with its texts in one case for counting."""

    _folded: tuple[str | None, ...] | None
    _places: dict[str, list[int]] | None

    def __new__(cls, values: Iterable[Value]) -> Self:
        """Keep the values."""
        column = super().__new__(cls, values)
        column._folded = column._places = None
        return column

    @property
    def folded(self) -> tuple[str | None, ...]:
        """Each text as COUNTIFS compares it; a column that is only added up needs none."""
        if self._folded is None:
            self._folded = tuple(map(_folded, self))
        return self._folded

    @property
    def places(self) -> dict[str, list[int]]:
        """Where each text stands; found once, for a column of a thousand rows and many askers."""
        if self._places is None:
            self._places = {}
            for at, text in enumerate(self.folded):
                if text is not None:
                    self._places.setdefault(text, []).append(at)
        return self._places


def _folded(value: object) -> str | None:
    """Return a text as COUNTIFS compares it; a number, blank or error equals no text."""
    return value.lower() if isinstance(value, str) and not isinstance(value, CellError) else None


def _folded_column(column: Sequence[Value]) -> Sequence[str | None]:
    return column.folded if isinstance(column, Whole) else tuple(map(_folded, column))


def rows_where(column: Sequence[Value], word: Value) -> Sequence[int]:
    """Return the places of the rows in which a column holds a text, whatever its case.

    >>> rows_where(["KO1-01", 5.0, "ko1-01"], "KO1-01")
    [0, 2]
    """
    wanted = _folded(word)
    if wanted is None:
        return []
    if isinstance(column, Whole):
        return column.places.get(wanted, [])
    return [at for at, text in enumerate(map(_folded, column)) if text == wanted]


def count_where(*criteria: tuple[Sequence[Value], Value]) -> float:
    """Count the rows that meet every criterion, a column and the text it must hold.

    >>> count_where((["KO1", "KO1", "KO2"], "ko1"), (["Red", "Green", "Red"], "Red"))
    1.0
    """
    if len(criteria) == 1:
        return float(len(rows_where(*criteria[0])))
    wanted = [_folded(word) for _, word in criteria]
    if None in wanted:
        return 0.0
    columns = [_folded_column(column) for column, _ in criteria]
    _refuse_uneven(columns)
    places = rows_where(*criteria[0])
    for values, text in zip(columns[1:], wanted[1:], strict=True):
        places = [at for at in places if values[at] == text]
    return float(len(places))


def add_where(amounts: Sequence[Value], *criteria: tuple[Sequence[Value], Value]) -> float:
    """Add the numbers of the rows that meet every criterion, rounded to the penny.

    Raises: CellErrorMet where a row that is added holds an error value, as SUMIFS does.

    >>> add_where([1.0, 2.0, "n/a"], (["SL", "EH", "SL"], "SL"))
    1.0
    """
    wanted = [_folded(word) for _, word in criteria]
    if None in wanted:
        return 0.0
    _refuse_uneven([amounts, *(column for column, _ in criteria)])
    places = rows_where(*criteria[0]) if criteria else range(len(amounts))
    for (column, _), text in zip(criteria[1:], wanted[1:], strict=True):
        values = _folded_column(column)
        places = [at for at in places if values[at] == text]
    total = 0.0
    for at in places:
        amount = amounts[at]
        if isinstance(amount, CellError):
            raise CellErrorMet
        total += float(amount) if is_number(amount) else 0.0
    return excel_round(total, 2)


def _refuse_uneven(columns: Sequence[Sequence[object]]) -> None:
    """Refuse columns that are not of one sheet: their rows would be taken for one another's."""
    if len(set(map(len, columns))) > 1:
        message = "columns of different lengths"
        raise ValueError(message)


def count_rows(meaning: str, *pairs: tuple[str, str]) -> Rule[..., float]:
    """Make a rule that counts rows: each pair is `sheet__column` and what it must hold.

    That is a field of the counting row (`ref`) or a word of the vocabulary (`Rag.RED`).
    """
    excel = ",".join(f"{{{column}}},{_written(what)}" for column, what in pairs)
    return _rule(meaning, _where_said(f"COUNTIFS({excel})", pairs), pairs)


def add_amounts(meaning: str, amounts: str, *pairs: tuple[str, str]) -> Rule[..., float]:
    """Make a rule that adds the column `amounts` over the rows that the pairs choose."""
    excel = ",".join(f"{{{column}}},{_written(what)}" for column, what in pairs)
    total = _where_said(f"ROUND(SUMIFS({{{amounts}}},{excel}),2)", pairs)
    return _rule(meaning, total, pairs, amounts)


def _is_word(what: str) -> bool:
    """Say whether a criterion is a word, and not the name of a field."""
    return isinstance(what, StrEnum) or what.startswith('"')


def _written(what: str) -> str:
    """Write a criterion as a formula does."""
    return '"' + what.strip('"') + '"' if _is_word(what) else "{" + what + "}"


def _where_said(excel: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Write 0 where the counting row's own field holds no text.

    Engines differ in what COUNTIFS takes a blank criterion for: a blank, 0, or an error.
    """
    fields = dict.fromkeys(f"ISTEXT({{{what}}})" for _, what in pairs if not _is_word(what))
    if not fields:
        return excel
    said = next(iter(fields)) if len(fields) == 1 else f"AND({','.join(fields)})"
    return f"IF({said},{excel},0)"


def _rule(
    meaning: str, excel: str, pairs: Sequence[tuple[str, str]], amounts: str | None = None
) -> Rule[..., float]:
    """Build the rule whose function reads its arguments by the names in the pairs."""
    names = [amounts] if amounts else []
    for column, what in pairs:
        names.append(column)
        if not _is_word(what) and what not in names:
            names.append(what)
    parameters = tuple(dict.fromkeys(names))

    def function(*arguments: Any) -> float:  # noqa: ANN401  (values and whole columns)
        given = dict(zip(parameters, arguments, strict=True))
        criteria = [
            (given[column], what.strip('"') if _is_word(what) else given[what])
            for column, what in pairs
        ]
        if amounts is None:
            return count_where(*criteria)
        return add_where(given[amounts], *criteria)

    function.__doc__ = meaning
    function.__name__ = "added" if amounts else "counted"
    return Rule(
        function, excel, Source.PERFORMANCE, State.CHECK_DATA if amounts else None, parameters
    )
