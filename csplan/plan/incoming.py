"""Data from elsewhere as a sheet's fields: which column is which, and what its texts stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NoReturn

from csplan.sheets.column import Column, Kind
from csplan.sheets.sheet import Shape
from csplan.terms.errors import WorkbookError
from csplan.terms.moments import serial_of
from csplan.terms.names import matching, nearest
from csplan.terms.refusals import Refusal
from csplan.terms.typed import meant_day, meant_number

if TYPE_CHECKING:
    from csplan.sheets.sheet import Sheet
    from csplan.terms.period import FinancialYear
    from csplan.terms.values import Value

__all__ = ["STATE", "columns_for", "from_text", "refuse"]

STATE = " state"


def refuse(why: str) -> NoReturn:
    """Refuse data as a whole.

    Raises: WorkbookError, always.
    """
    raise WorkbookError(Refusal.DATA_REFUSED, f"{why}  Nothing was written.")


def columns_for(
    sheet: Sheet, names: Iterable[str], year: FinancialYear | None
) -> Mapping[str, Column]:
    """Return the sheet's column for each name, by heading or field; states have none of their own.

    Raises: WorkbookError for a column that the sheet does not have, or that is named twice.
    """
    known: dict[str, Column] = {}
    for column in sheet:
        known[column.name] = column
        known[matching(column.heading_in(year) if year else column.heading)] = column
    found: dict[str, Column] = {}
    for name in names:
        named = known.get(matching(name))
        state = known.get(matching(name.removesuffix(STATE)))
        if named is not None:
            if named in found.values():
                refuse(f"The data has two columns for “{named.heading}”.")
            found[name] = named
        elif not (name.endswith(STATE) and state is not None):
            close = nearest(name, [column.heading for column in sheet])
            hint = f"; the nearest is “{close}”" if close else ""
            what = "column" if sheet.shape is Shape.TABLE else "setting"
            refuse(f"{sheet.title} has no {what} “{name}”{hint}.")
    return found


def from_text(text: str, column: Column, *, date1904: bool = False) -> Value:
    """Return what a text of a CSV file stands for in a column; the text where that is not clear."""
    plain = text.strip()
    if not plain:
        return None
    if column.kind is Kind.DAY:
        day = meant_day(plain)
        return text if day is None else serial_of(day, date1904=date1904)
    if column.kind is Kind.NUMBER or (column.is_calculated and not plain.isalpha()):
        number = meant_number(plain)
        return plain if number is None else number
    return text
