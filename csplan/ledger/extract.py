"""A ledger extract's rows, in pieces: .csv of any delimiter and encoding, or .xlsx.

Finds the heading row and the columns by their usual names, past title rows.  Knows no mapping.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pandas import DataFrame

__all__ = ["FIELDS", "pieces"]

_NAMES = {
    "cost_centre": "cost centre|cost center|costcentre|cost code|cost centre code|cc|centre",
    "account": "account|account code|account no|subjective|subjective code|nominal|nominal code"
    "|gl code|gl account|detail code",
    "period": "period|accounting period|financial period|fin period|posting period|month|date"
    "|posting date|transaction date",
    "amount": "amount|net amount|value|net value|actual|amount (£)|amount £|amount gbp|net|£",
    "debit": "debit|debits|dr",
    "credit": "credit|credits|cr",
}
FIELDS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split("|")) for field, words in _NAMES.items()
}
"""The columns that an extract may have, and what ledgers call them."""

_PIECE = 200_000
_HEADING_WITHIN = 40
_SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a text file is written, and where its columns are."""

    encoding: str
    delimiter: str
    skipped: int
    columns: dict[str, int]


def pieces(path: Path, progress: Callable[[float], None] | None = None) -> Iterator[DataFrame]:
    """Yield the extract's rows as text, in columns named as FIELDS are, a piece at a time.

    `progress` is told how much of the file is read, from 0 to 1.

    Raises: CsplanError where the file or one of its columns cannot be found or read.
    """
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _of_workbook(path)
    else:
        yield from _of_text(path, progress or _unheard)


def _unheard(_share: float) -> None:
    """Tell nobody."""


def _of_text(path: Path, progress: Callable[[float], None]) -> Iterator[DataFrame]:
    """Yield the rows of a text file."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
            shape = _shape(sample, path, whole=size <= len(sample))
            file.seek(0)
            yield from _parsed(file, shape, size, progress)
    except OSError as reason:
        raise CsplanError(
            Refusal.CANNOT_READ, f"{path.name} cannot be read ({reason.strerror})."
        ) from None
    except UnicodeDecodeError:
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE,
            f"{path.name} mixes encodings.  Save it again from the ledger as CSV UTF-8.",
        ) from None
    except (pd.errors.ParserError, csv.Error) as reason:
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE,
            f"{path.name} is not a regular table: {str(reason).strip()}  Nothing was written.",
        ) from None


def _parsed(
    file: BinaryIO, shape: _Shape, size: int, progress: Callable[[float], None]
) -> Iterator[DataFrame]:
    """Yield the pieces of an open text file."""
    wanted = sorted(shape.columns.values())
    names = {at: name for name, at in shape.columns.items()}
    reader = pd.read_csv(
        file,
        sep=shape.delimiter,
        encoding=shape.encoding,
        header=None,
        skiprows=shape.skipped,
        usecols=wanted,
        dtype=str,
        keep_default_na=False,
        na_filter=False,
        chunksize=_PIECE,
    )
    with reader:
        for piece in reader:
            piece.columns = pd.Index([names[at] for at in wanted])
            progress(min(file.tell() / size, 1.0))
            yield piece.fillna("")


def _shape(sample: bytes, path: Path, *, whole: bool) -> _Shape:
    """Find encoding, delimiter, heading row and columns.

    Raises: CsplanError where there is no heading row.
    """
    encoding = _encoding(sample, whole=whole)
    lines = sample.decode(encoding, errors="replace").splitlines()[:_HEADING_WITHIN]
    for number, line in enumerate(lines):
        for delimiter in sorted(",;\t|", key=line.count, reverse=True):
            columns = _columns(next(csv.reader([line], delimiter=delimiter), []))
            if columns:
                return _Shape(encoding, delimiter, number + 1, columns)
    raise _no_headings(path.name)


def _encoding(sample: bytes, *, whole: bool) -> str:
    """Tell how a text file is written: by its mark, else UTF-8, else as Windows writes."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        sample.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        cut = not whole and reason.start >= len(sample) - 4
        return "utf-8-sig" if cut else "cp1252"
    return "utf-8-sig"


def _columns(headings: Sequence[object]) -> dict[str, int]:
    """Find the columns in a heading row; none where it is no heading row."""
    found: dict[str, int] = {}
    forms = [matching(str(heading)).replace("_", " ") for heading in headings]
    for field, words in FIELDS.items():
        at = next((forms.index(word) for word in words if word in forms), None)
        if at is not None:
            found[field] = at
    amounts = "amount" in found or {"debit", "credit"} <= found.keys()
    return found if amounts and {"cost_centre", "account"} <= found.keys() else {}


def _no_headings(name: str) -> CsplanError:
    return CsplanError(
        Refusal.LEDGER_HEADINGS,
        f"{name} has no heading row with Cost centre, Account and Amount (or Debit and Credit) "
        f"in its first {_HEADING_WITHIN} lines.  Nothing was written.",
    )


def _of_workbook(path: Path) -> Iterator[DataFrame]:
    """Yield the rows of an .xlsx file, passed by the gate before any parser sees it."""
    from csplan.xlsx.gate import passed

    try:
        passed(path.read_bytes(), name=path.name)
    except OSError as reason:
        raise CsplanError(
            Refusal.CANNOT_READ, f"{path.name} cannot be read ({reason.strerror})."
        ) from None
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="calamine")
    for sheet in sheets.values():
        for number in range(min(_HEADING_WITHIN, len(sheet))):
            columns = _columns(list(sheet.iloc[number]))
            if columns:
                rows = sheet.iloc[number + 1 :, list(columns.values())]
                rows = rows.set_axis(list(columns), axis=1).dropna(how="all")
                yield rows.apply(lambda column: column.map(_text)).reset_index(drop=True)
                return
    raise _no_headings(path.name)


def _text(value: object) -> str:
    """Return a cell as text: a whole number without decimals, a blank as nothing."""
    if value is None or value != value:  # noqa: PLR0124  (a missing figure is unlike itself)
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
