"""What a cell's XML says it holds.  Knows no rows."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from csplan.terms.errors import WorkbookError
from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple
from csplan.terms.values import CellError, Value
from csplan.xlsx.references import cell_name
from csplan.xlsx.shared_strings import rich_text
from csplan.xlsx.sheet_index import refusal_of
from csplan.xlsx.xml_text import excel_unescaped, unescape

__all__ = ["Sources", "value_of"]

_DAY = timedelta(days=1)
_DIGITS = 9
_NUMBER = late_pattern(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = late_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?")


class Sources(NamedTuple):
    """What the cells of a sheet are read with: the shared texts, the first year, the tab's name."""

    shared_strings: Sequence[str]
    date1904: bool
    name: str


def value_of(  # noqa: PLR0911  (one line a type)
    kind: bytes | None,
    value: bytes | None,
    inline: bytes | None,
    sources: Sources,
    place: tuple[int, int],
) -> Value:
    """Return the value of a cell from its type, its value as written, and the text within it.

    Raises: WorkbookError for a number, text or type that no cell can hold.
    """
    if kind is None or kind == b"n":
        if value is None:
            return None
        if _NUMBER.fullmatch(value) is not None:
            number = float(value)
            if math.isfinite(number):
                return number
        return _number_in_entities(value, sources, place)
    if kind == b"inlineStr":
        return None if inline is None else rich_text(inline)
    if value is None:
        return "" if kind == b"str" else None
    if kind == b"s":
        return _shared(value, sources, place)
    text = unescape(value)
    return excel_unescaped(text) if kind == b"str" else _other(kind, text.strip(), sources, place)


def _number_in_entities(value: bytes, sources: Sources, place: tuple[int, int]) -> float | None:
    """Return a number written in an unusual way; None where nothing is written."""
    text = unescape(value).strip(" \t\n")
    if not text:
        return None
    plain = text.encode("utf-8")
    if plain != value and _NUMBER.fullmatch(plain) is not None and math.isfinite(float(plain)):
        return float(plain)
    raise _no("number", text, sources, place)


def _other(kind: bytes, text: str, sources: Sources, place: tuple[int, int]) -> Value:
    """Return TRUE or FALSE, an error value or a date."""
    if kind == b"b" and text in {"0", "1", "true", "false"}:
        return text in {"1", "true"}
    if kind == b"e":
        return CellError(text)
    if kind == b"d":
        return _serial(text, sources, place)
    raise _no("value of its kind", text, sources, place)


def _no(what: str, text: str, sources: Sources, place: tuple[int, int]) -> WorkbookError:
    """Return the refusal of a cell that holds something else than it says."""
    return refusal_of(
        sources.name, f"the cell {cell_name(*place)} holds “{text[:40]}”, which is not a {what}"
    )


def _shared(value: bytes, sources: Sources, place: tuple[int, int]) -> str:
    """Return the shared text of a number."""
    text = value.strip()
    if text.isdigit() and len(text) <= _DIGITS and int(text) < len(sources.shared_strings):
        return sources.shared_strings[int(text)]
    raise refusal_of(sources.name, f"the text of the cell {cell_name(*place)} is missing")


def _serial(text: str, sources: Sources, place: tuple[int, int]) -> float:
    """Return a date as Excel counts it, in days since the start of 1900 or 1904."""
    if _DATE.fullmatch(text) is not None:
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
            if sources.date1904:
                return (moment - datetime(1904, 1, 1, tzinfo=UTC)) / _DAY
            days = (moment - datetime(1899, 12, 30, tzinfo=UTC)) / _DAY
            return days if moment.date() >= date(1900, 3, 1) else days - 1
    raise _no("date", text, sources, place)
