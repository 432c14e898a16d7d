"""A text extract of any delimiter and encoding, in pieces: whole where regular, else row by row.

Rows are told by their quotation marks, never by counting line breaks.  Knows no mapping.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from csplan.ledger.blocks import block_of
from csplan.ledger.headings import columns_in
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from csplan.ledger.gathering import Gathering
    from csplan.ledger.headings import Columns

__all__ = ["HEADING_WITHIN", "gather_text", "no_headings"]

HEADING_WITHIN = 40
_PIECE = 4 << 20
_LONGEST_LINE = 8 << 20
_SAMPLE = 1 << 20
_SAMPLE_ROWS = 500
_SLOW_ROWS = 20_000


class _Source:
    """The bytes of a text file as UTF-8 or Windows text, with line feeds, a piece at a time."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Look at the file's mark."""
        self._file = file
        self._name = name
        start = file.read(3)
        self._decoder = None
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self._decoder = codecs.getincrementaldecoder("utf-16")()
            file.seek(0)
        else:
            file.seek(3 if start == codecs.BOM_UTF8 else 0)
        self.encoding: str | None = "utf-8" if self._decoder else None
        self._rest = b""
        self._old_mac = False
        self._ended = False
        self._rest = self._read(_SAMPLE)
        self._old_mac = b"\n" not in self._rest and b"\r" in self._rest
        if self._old_mac:
            self._rest = self._rest.replace(b"\r", b"\n")

    def _read(self, size: int) -> bytes:
        """Read on; nothing is left once less comes than was asked for.

        Raises: CsplanError where the text is damaged.
        """
        data = self._file.read(size)
        self._ended = self._ended or not data
        if self._decoder is not None:
            try:
                data = self._decoder.decode(data, final=not data).encode()
            except UnicodeError:
                raise CsplanError(
                    Refusal.LEDGER_UNREADABLE,
                    f"{self._name} is cut short or damaged: its text cannot be read.  Export it "
                    "again.  Nothing was written.",
                ) from None
        return data.replace(b"\r", b"\n") if self._old_mac else data

    @property
    def sample(self) -> bytes:
        """The beginning of the file, which stays to be read."""
        return self._rest

    def skip(self, size: int) -> None:
        """Pass over the title and heading rows."""
        self._rest = self._rest[size:]

    def piece(self) -> bytes:
        """Return the next whole lines; nothing at the end.

        Raises: CsplanError where a line is longer than any row.
        """
        parts = [self._rest]
        length, whole = len(self._rest), b"\n" in self._rest
        while not self._ended and (length < _PIECE or not whole):
            more = self._read(_PIECE)
            parts.append(more)
            length += len(more)
            whole = whole or b"\n" in more
            if not whole and length > _LONGEST_LINE:
                raise CsplanError(
                    Refusal.LEDGER_UNREADABLE,
                    f"{self._name} holds a line of more than {_LONGEST_LINE >> 20} MB, which is "
                    "not a row of a ledger.  Nothing was written.",
                )
        data = b"".join(parts)
        if self._ended:
            self._rest = b""
            data += b"\n" if data and not data.endswith(b"\n") else b""
        else:
            end = data.rfind(b"\n") + 1
            data, self._rest = data[:end], data[end:]
        self._settle(data)
        return data

    def lines(self) -> Iterator[bytes]:
        """Yield the next lines one by one, for a row that goes on in the next piece."""
        while data := self.piece():
            end = data.find(b"\n") + 1
            self._rest = data[end:] + self._rest
            yield data[:end]

    def text(self, raw: bytes) -> str:
        """Return bytes as text."""
        return raw.decode(self.encoding or "utf-8")

    def _settle(self, data: bytes) -> None:
        """Settle the encoding by the first text that is not plain.

        Raises: CsplanError where a piece is in another.
        """
        if b"\0" in data:
            raise CsplanError(
                Refusal.LEDGER_UNREADABLE,
                f"{self._name} is not a text file, or in an encoding that csplan does not know.  "
                "Save it as CSV UTF-8.  Nothing was written.",
            )
        if data.isascii():
            return
        for encoding in (self.encoding,) if self.encoding else ("utf-8", "cp1252"):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            self.encoding = encoding
            return
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE,
            f"{self._name} mixes encodings.  Save it again from the ledger as CSV UTF-8.  "
            "Nothing was written.",
        )


@dataclass(frozen=True, slots=True)
class _Start:
    """How a text file begins: its delimiter and columns, and how far its headings reach."""

    delimiter: str
    columns: Columns
    rows: int
    size: int


def gather_text(path: Path, gathering: Gathering, progress: Callable[[float], None]) -> None:
    """Gather the rows of a text file.

    Raises: CsplanError where it has no headings, or one of its rows cannot be taken.
    """
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        source = _Source(file, path.name)
        start = _start(source, path.name, gathering)
        source.skip(start.size)
        gathering.begin("", start.columns, start.rows + 1)
        while data := source.piece():
            block = block_of(data, start.delimiter, start.columns.width)
            if block is not None:
                gathering.add_block(block, source.text)
            else:
                _one_by_one(data, source, start, gathering)
            progress(min(file.tell() / size, 1.0))


def _one_by_one(data: bytes, source: _Source, start: _Start, gathering: Gathering) -> None:
    """Take lines row by row, as far as the last row reaches.

    Raises: CsplanError where a row cannot be taken.
    """
    own = _lines(data)
    texts = map(source.text, itertools.chain(own, source.lines()))
    reader = csv.reader(texts, delimiter=start.delimiter, strict=True)
    rows: list[list[str]] = []
    while reader.line_num < len(own):
        before = reader.line_num
        try:
            row = next(reader)
        except csv.Error as reason:
            where = gathering.place(gathering.rows + len(rows))
            raise CsplanError(
                Refusal.LEDGER_UNREADABLE,
                f"{where} is not regular: {_plainly(str(reason))}.  Nothing was written.",
            ) from None
        if reader.line_num > before + 1 and _swallows(row, start):
            where = gathering.place(gathering.rows + len(rows))
            raise CsplanError(
                Refusal.LEDGER_UNREADABLE,
                f"{where}: a text in quotation marks runs over a line break and holds what looks "
                "like other rows.  Close its quotation mark.  Nothing was written.",
            )
        rows.append(row)
        if len(rows) == _SLOW_ROWS:
            gathering.add_rows(rows)
            rows = []
    gathering.add_rows(rows)


def _lines(data: bytes) -> list[bytes]:
    """Return the lines of some bytes, which only line feeds end."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _swallows(row: list[str], start: _Start) -> bool:
    """Say whether a field with a line break holds as many delimiters as a row does."""
    most = start.columns.width - 1
    return any("\n" in text and text.count(start.delimiter) >= most for text in row)


def _plainly(reason: str) -> str:
    """Say what the csv module complains of as a person would."""
    if "field larger" in reason:
        return f"a text of more than {csv.field_size_limit():,} letters"
    if "new-line" in reason:
        return "a carriage return in the middle of a row"
    return "its quotation marks do not pair, or stand in the middle of a text in such marks"


def _start(source: _Source, name: str, gathering: Gathering) -> _Start:
    """Find the delimiter, the heading row and the columns.

    Raises: CsplanError where there is no heading row, or no row under it.
    """
    text = _sampled(source)
    best: _Start | None = None
    for delimiter in ",;\t|":
        found = _start_by(text, delimiter, source, gathering)
        if found is not None and (best is None or found.columns.width > best.columns.width):
            best = found
    if best is None:
        raise no_headings(name, f"its first {HEADING_WITHIN} rows")
    return best


def _sampled(source: _Source) -> str:
    """Return the beginning of the file as text."""
    sample = source.sample
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return sample.decode("cp1252", errors="replace")


def _start_by(text: str, delimiter: str, source: _Source, gathering: Gathering) -> _Start | None:
    """Find the heading row, should this be the delimiter.

    Raises: CsplanError where several columns could be meant.
    """
    lines = io.StringIO(text, newline="\n").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in itertools.islice(reader, HEADING_WITHIN + _SAMPLE_ROWS):
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:
        pass  # an odd row further down is named when it is read
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        if len(row) < 3:  # noqa: PLR2004  (two codes and an amount)
            continue
        columns = columns_in(row, rows[number + 1 :], gathering.answers)
        if columns is not None:
            head = "".join(lines[: ends[number]])
            cp1252 = source.sample[: len(head)] == head.encode("cp1252", errors="replace")
            size = len(head.encode("cp1252" if cp1252 else "utf-8"))
            return _Start(delimiter, columns, number + 1, size)
    return None


def no_headings(name: str, where: str) -> CsplanError:
    """Return the refusal of an extract without a heading row."""
    return CsplanError(
        Refusal.LEDGER_HEADINGS,
        f"{name} has no heading row with Cost centre, Account and Amount (or Debit and Credit) in "
        f"{where}.  Say --cost-centre, --account and --amount, should they be called otherwise.  "
        "Nothing was written.",
    )
