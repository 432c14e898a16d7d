"""What a cell's XML says it holds.  Knows no rows."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from csplan.terms.values import CellError, Value
from csplan.workbook.shared_strings import rich_text
from csplan.workbook.sheet_index import refused
from csplan.workbook.xml_text import excel_unescaped, unescaped

__all__ = ["value_of"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?")


def value_of(
    kind: str,
    value: bytes | None,
    inline: bytes | None,
    *,
    shared_strings: Sequence[str],
    date1904: bool,
    name: str,
    cell: str,
) -> Value:
    """The value of a cell from its type, its value as written, and the text within it.

    Raises: WorkbookError for a number, text or type that no cell can hold.
    """
    if kind == "n":
        return None if value is None else _number(value, name, cell)
    if kind == "s":
        return None if value is None else _shared(value, shared_strings, name, cell)
    if kind == "inlineStr":
        return None if inline is None else rich_text(inline)
    if value is None:
        return None
    text = unescaped(value)
    if kind == "str":
        return excel_unescaped(text)
    text = text.strip()
    if kind == "b" and text in ("0", "1", "true", "false"):
        return text in ("1", "true")
    if kind == "e":
        return CellError(text)
    if kind == "d":
        return _serial(text, date1904, name, cell)
    raise refused(name, f"the cell {cell} is of a kind “{kind}” with “{text}” in it")


def _number(value: bytes, name: str, cell: str) -> float | None:
    """A number; None where nothing is written."""
    text = unescaped(value).strip(" \t\n")
    if _NUMBER.fullmatch(text) is not None:
        number = float(text)
        if math.isfinite(number):
            return number
    if not text:
        return None
    raise refused(name, f"the cell {cell} holds “{text[:40]}”, which is no number")


def _shared(value: bytes, shared_strings: Sequence[str], name: str, cell: str) -> str:
    """The shared text of a number."""
    text = value.strip()
    if text.isdigit() and len(text) < 10 and int(text) < len(shared_strings):
        return shared_strings[int(text)]
    raise refused(name, f"the text of the cell {cell} is missing")


def _serial(text: str, date1904: bool, name: str, cell: str) -> float:
    """A date as Excel counts it, in days since the start of 1900 or 1904."""
    try:
        if _DATE.fullmatch(text) is None:
            raise ValueError
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        raise refused(name, f"the cell {cell} holds “{text[:40]}”, which is no date") from None
    if date1904:
        return (moment - datetime(1904, 1, 1)) / timedelta(days=1)
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    return days if moment.date() >= date(1900, 3, 1) else days - 1
