"""Where each row and cell stands in a sheet's XML, found in one pass.  Reads no values.

The pass matches whole cells, each beginning where the one before ended, so that anything which a
sheet must not hold between or inside its cells stops it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from csplan.terms.errors import WorkbookError
from csplan.terms.names import column_letters
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal
from csplan.xlsx.references import (
    LAST_COLUMN,
    LAST_ROW,
    cell_name,
    column_number,
)
from csplan.xlsx.xml_text import ASIDE, attributes, without_asides

__all__ = ["SheetIndex", "cell_pattern", "index_of", "refusal_of"]

MOST_CELLS = 6_000_000
MOST_USED_ROWS = 200_000
MOST_USED_COLUMNS = 500
_FIRST_LOOK, _FURTHEST_LOOK = 16, 4096

_ROW, _ROW_END = 9, 10

_ROOT = late_pattern(
    rb"(?>\s|<\?.*?\?>|<!--.*?-->)*+<([\w.-]+:)?(worksheet|chartsheet|dialogsheet|macrosheet)[\s>/]",
    re.DOTALL,
)
_REFERENCE = late_pattern(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ASIDE_START = late_pattern(rb"<[!?]")
_PLAIN_ROW = late_pattern(
    rb'<row r="([1-9][0-9]{0,6})"([^<>]*+)(?<!/)>'
    rb'((?:<c r="[A-Z]{1,3}\1"(?: s="[0-9]{1,6}")?+(?: t="[a-zA-Z]+")?+(?:/>|>'
    rb'(?:<f(?: aca="false")?>[^<]*+</f>(?:<v>[^<]*+</v>)?+|<v>[^<]*+</v>'
    rb'|<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>)</c>))++)</row>'
)
"""A row as most are written: cells that hold a formula, a value, or nothing."""
_LETTERS = late_pattern(rb'<c r="([A-Z]+)')
_CELL, _CELL_END = b"<c ", b"</c>"
_MANY = 1_000
_Used = tuple[int, int, int]
_FAST = late_pattern(rb'\sr="([1-9][0-9]{0,6})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetIndex:
    """Rows and cells of a sheet by their places in its UTF-8 XML, in order."""

    xml: bytes
    prefix: bytes
    start: int
    end: int
    empty: bool
    row_numbers: array[int]
    row_starts: array[int]
    row_heads: array[int]
    row_ends: array[int]
    row_cells: array[int]
    columns: array[int]
    cell_starts: array[int]
    max_row: int
    max_column: int

    def row_at(self, row: int) -> int:
        """Return the position of a row among the rows, or of the first one after it."""
        return bisect_left(self.row_numbers, row)

    def cells_of(self, position: int) -> tuple[int, int]:
        """Return the positions of a row's cells: the first, and one past the last."""
        return self.row_cells[position], self.row_cells[position + 1]

    def cell_at(self, position: int, column: int) -> int:
        """Return the position of a cell in a row, or of the first one after it in that row."""
        first, last = self.cells_of(position)
        return bisect_left(self.columns, column, first, last)


@lru_cache(maxsize=8)
def cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """Return what a whole cell looks like.

    The groups: 1 all attributes; 2 column, 3 row, 4 style and 5 type where written in this order;
    6 further attributes; 7 those of the formula and 8 its text; 9 the value; 10 the text within
    the cell; 11 an extension.
    """
    p = re.escape(prefix)
    text = rb'<%bc(?=[\s>/])((?: r="([A-Z]{1,3})([1-9][0-9]{0,6})")?' % p
    text += rb'(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]+)")?([^<>]*))>'
    return re.compile(text + _content_pattern(p), re.DOTALL)


def _content_pattern(p: bytes) -> bytes:
    """Return what follows the start of a cell, its end included; nothing if it has no content."""
    inner = rb"(?:<%bf(\s[^<>]*|/|)>(?:(?<=/>)|([^<]*+)</%bf\s*>)\s*+)?" % (p, p)
    inner += rb"(?:<%bv(?:\s[^<>]*|/|)>(?:(?<=/>)|([^<]*+)</%bv\s*>)\s*+)?" % (p, p)
    inner += rb"(?:<%bis(?:\s[^<>]*|/|)>(?:(?<=/>)|(.*?)</%bis\s*>)\s*+)?" % (p, p)
    inner += rb"(<%bextLst[\s>/].*?</%bextLst\s*>\s*+)?" % (p, p)
    return rb"(?:(?<=/>)|\s*+" + inner + rb"</%bc\s*>)" % p


@lru_cache(maxsize=8)
def _token_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """Return a cell, the start or the end of a row, or anything else, which is then refused."""
    p = re.escape(prefix)
    return re.compile(
        rb'\s*+(?:<%bc(?=[\s>/])((?: r="([A-Z]{1,3})([1-9][0-9]{0,6})")?[^<>]*)>' % p
        + _content_pattern(p)
        + rb"|<%brow((?:\s[^<>]*)?/?)>" % p
        + rb"|(</%brow\s*>)|(.))" % p,
        re.DOTALL,
    )


def refusal_of(name: str, what: str) -> WorkbookError:
    """Return the refusal of a sheet whose cells cannot be trusted."""
    return WorkbookError(
        Refusal.DAMAGED_SHEET,
        f"The sheet “{name}” cannot be trusted: {what}.  Open the workbook in Excel and save it.",
    )


def _region(xml: bytes, name: str) -> tuple[bytes, bytes, int, int, bool]:
    """Return the sheet with plain cells, its prefix, where the cells begin and end, if any do.

    Raises: WorkbookError for what is not a worksheet.
    """
    root = _ROOT.match(xml)
    if root is None or root[2] != b"worksheet":
        raise refusal_of(name, "it holds no cells")
    prefix = root[1] or b""
    p = re.escape(prefix)
    opening = re.compile(rb"%b|<%bsheetData(\s[^<>]*)?(/?)>" % (ASIDE, p), re.DOTALL)
    for found in opening.finditer(xml):
        if found[0].startswith(b"<" + prefix + b"sheetData"):
            break
    else:
        raise refusal_of(name, "it holds no cells")
    if found[0].endswith(b"/>"):
        return xml, prefix, found.start(), found.end(), True
    end = xml.find(b"</" + prefix + b"sheetData", found.end())
    if end < 0:
        raise refusal_of(name, "its cells do not end")
    if _ASIDE_START.search(xml, found.end(), end) is None:
        return xml, prefix, found.end(), end, False
    rest = _end_beside_comments(xml, found.end(), prefix, name)
    cells = without_asides(xml[found.end() : rest])
    xml = xml[: found.end()] + cells + xml[rest:]
    return xml, prefix, found.end(), found.end() + len(cells), False


def _end_beside_comments(xml: bytes, start: int, prefix: bytes, name: str) -> int:
    """Return where the cells end when comments or quoted text stand among them."""
    pattern = rb"%b|(</%bsheetData)" % (ASIDE, re.escape(prefix))
    for found in re.compile(pattern, re.DOTALL).finditer(xml, start):
        if found[2]:
            return found.start()
    raise refusal_of(name, "its cells do not end")


class _Indexer:
    """The arrays as they grow during the pass."""

    __slots__ = (
        *("cells", "columns", "ends", "heads", "name", "numbers", "prefix"),
        *("row_starts", "starts"),
        *("letters", "_known"),
    )

    def __init__(self, name: str, prefix: bytes) -> None:
        self.name, self.prefix = name, prefix
        self.numbers, self.row_starts = array("I"), array("I")
        self.heads, self.ends, self.cells = array("I"), array("I"), array("I", [0])
        self.columns, self.starts = array("H"), array("I")
        self.letters: dict[bytes, int] = {}
        self._known: dict[bytes, array[int]] = {}

    def plain_rows(self, xml: bytes, at: int, used: _Used) -> tuple[int, _Used]:
        """Note the rows from a place on that are written as most are and hold something.

        Gives the place where another row or anything else stands, and what is used by then.
        """
        max_row, max_column, used_rows = used
        last = self.numbers[-1] if self.numbers else 0
        while (found := _PLAIN_ROW.match(xml, at)) is not None:
            row, cells = int(found[1]), found[3]
            known, held = self._columns_of(cells), cells.rfind(_CELL_END)
            if known is None or held < 0 or not last < row <= LAST_ROW:
                break
            head, at = found.start(3), found.end()
            self.numbers.append(row)
            self.row_starts.append(found.start())
            self.heads.append(head)
            self.ends.append(at)
            lengths = [len(one) + len(_CELL) for one in cells.split(_CELL)[1:-1]]
            self.starts.extend(accumulate(lengths, initial=head))
            self.columns.extend(known)
            self.cells.append(len(self.columns))
            self._hold(len(self.columns))
            max_column = max(max_column, known[cells.count(_CELL, 0, held) - 1])
            max_row, used_rows, last = row, used_rows + 1, row
        return at, (max_row, max_column, used_rows)

    def _columns_of(self, cells: bytes) -> array[int] | None:
        """Return the columns of a row's cells; None if doubled, out of order, or beyond."""
        letters = b" ".join(_LETTERS.findall(cells))
        known = self._known.get(letters)
        if known is None:
            columns = [column_number(one.decode()) for one in letters.split()]
            if any(one >= other for one, other in pairwise([0, *columns, LAST_COLUMN + 1])):
                return None
            if len(self._known) > _MANY:
                self._known.clear()
            known = self._known[letters] = array("H", columns)
        return known

    def open_row(self, raw: bytes, start: int, head: int) -> int:
        """Note where a row starts and its tag ends, and give its number."""
        fast = _FAST.match(raw)
        previous = self.numbers[-1] if self.numbers else 0
        if fast is not None:
            text = fast[1].decode()
            number = int(fast[1])
        else:
            text = attributes(raw).get("r", str(previous + 1))
            number = int(text) if text.isascii() and text.isdigit() else 0
        if len(self.ends) < len(self.numbers) or not 0 < number <= LAST_ROW:
            raise refusal_of(self.name, f"it holds a row “{text}”")
        if number <= previous:
            raise refusal_of(self.name, f"row {number} is doubled or out of order")
        self.numbers.append(number)
        self.row_starts.append(start)
        self.heads.append(head)
        return number

    def close_row(self, end: int) -> None:
        """Note the end of the row that is open."""
        if len(self.ends) == len(self.numbers):
            raise refusal_of(self.name, "a row ends that did not begin")
        self.ends.append(end)
        self.cells.append(len(self.columns))
        self._hold(len(self.columns))

    def empty_rows_like_the_last(self, xml: bytes, at: int, most: int) -> int:
        """Note the rows that follow if each is the last one, which is empty, but for its number.

        Looks at up to `most` rows, at all or none, and gives the place where they end.
        """
        start, row = self.row_starts[-1], self.numbers[-1]
        length, first = at - start, self.cells[-2]
        width = len(self.columns) - first
        last = int("9" * len(str(row)))  # that is written in as many digits
        count = min(most, LAST_ROW - row, last - row)
        end, numbers = at + count * length, range(row + 1, row + count + 1)
        pieces = xml[start:at].split(b"%d" % row)
        if xml[at:end] != b"".join([(b"%d" % number).join(pieces) for number in numbers]):
            return at
        self._hold(len(self.columns) + width * count)
        starts = array("I", bytes(self.starts.itemsize * width * count))
        for place, cell in enumerate(self.starts[first:]):
            starts[place::width] = array("I", range(cell + length, cell + end - start, length))
        head = self.heads[-1]
        self.numbers.extend(numbers)
        self.row_starts.extend(range(at, end, length))
        self.heads.extend(range(head + length, head + end - start, length))
        self.ends.extend(range(at + length, end + 1, length))
        self.cells.extend([self.cells[-1] + width * number for number in range(1, count + 1)])
        self.columns.extend(self.columns[first:] * count)
        self.starts.extend(starts)
        return end

    def _hold(self, cells: int) -> None:
        """Refuse more cells than any plan has."""
        if cells > MOST_CELLS:
            raise _too_large(self.name, f"more than {MOST_CELLS:,} cells")

    def column_of(self, raw: bytes, row: int, previous: int) -> int:
        """Return the column of a cell that is written in an unusual way."""
        text = attributes(raw).get("r")
        if text is None:
            return previous + 1
        found = _REFERENCE.fullmatch(text.encode("utf-8"))
        if found is None or int(found[2]) != row:
            raise refusal_of(self.name, f"row {row} holds a cell “{text}”")
        return column_number(found[1].decode())


def index_of(xml: bytes, *, name: str, any_size: bool = False) -> SheetIndex:
    """Return the places of all rows and cells in a sheet's UTF-8 XML.

    Raises: WorkbookError where rows or cells are doubled, out of order, outside A1:XFD1048576, or
    more than any plan has; `any_size` allows whatever Excel does, up to 6,000,000 cells.
    """
    xml, prefix, start, end, empty = _region(xml, name)
    indexer = _Indexer(name, prefix)
    used = (0, 0, 0)
    if not empty:
        used = _walk(xml, start, end, prefix, indexer)
    _check_size(indexer, 0 if any_size else used[2], 0 if any_size else used[1])
    return SheetIndex(
        xml=xml,
        prefix=prefix,
        start=start,
        end=end,
        empty=empty,
        row_numbers=indexer.numbers,
        row_starts=indexer.row_starts,
        row_heads=indexer.heads,
        row_ends=indexer.ends,
        row_cells=indexer.cells,
        columns=indexer.columns,
        cell_starts=indexer.starts,
        max_row=used[0],
        max_column=used[1],
    )


def _walk(xml: bytes, start: int, end: int, prefix: bytes, indexer: _Indexer) -> _Used:
    """Note every row and cell: plain rows at once, others one by one, runs of empty ones together.

    Gives the last row and column that hold anything, and how many rows do.
    """
    used: _Used = (0, 0, 0)
    at, look, empty, odd, tokens = start, _FIRST_LOOK, 0, 0, _token_pattern(prefix)
    while at >= 0:
        if odd <= max(_FIRST_LOOK, used[2] // 2) and not prefix:
            before, (at, used) = at, indexer.plain_rows(xml, at, used)
            empty = empty if at == before else 0
        used, at, empty = _walk_on(tokens.finditer(xml, at, end), indexer, used, empty)
        odd += 1
        if empty > 1:
            after = indexer.empty_rows_like_the_last(xml, at, look)
            look = min(look * 4, _FURTHEST_LOOK) if after > at else _FIRST_LOOK
            at, empty, odd = after, 0, 0
    return used


def _walk_on(  # noqa: C901  (a call for each of half a million cells would cost twice the time)
    tokens: Iterator[re.Match[bytes]], indexer: _Indexer, used: _Used, empty: int
) -> tuple[_Used, int, int]:
    """Note the next row with its cells.

    Gives what is used by then, the place where it ends or -1 after the last one, and how many rows
    in turn hold nothing.
    """
    known = indexer.letters
    columns, starts, width = indexer.columns, indexer.starts, len(indexer.prefix) + 2
    max_row, max_column, used_rows = used
    row = column = 0
    row_text = b""
    for found in tokens:
        kind = found.lastindex
        if kind is not None and kind < _ROW:
            raw, letters, number = found.group(1, 2, 3)
            if letters is not None and number == row_text and letters in known:
                place = known[letters]
            elif row:
                place = indexer.column_of(raw, row, column)
                if letters is not None:
                    known[letters] = place
            else:
                raise refusal_of(indexer.name, "a cell stands outside every row")
            if not column < place <= LAST_COLUMN:
                raise refusal_of(
                    indexer.name, f"the cell {cell_name(row, place)} is doubled or out of order"
                )
            column = place
            columns.append(place)
            starts.append(found.start(1) - width)
            if kind != 1:
                max_column = place if place > max_column else max_column  # noqa: FURB136  (twice as fast)
                used_rows += max_row != row
                max_row = row
        elif kind == _ROW:
            raw = found[_ROW]
            row, column = indexer.open_row(raw, found.start(_ROW) - width - 2, found.end()), 0
            if raw[-1:] == b"/":
                indexer.close_row(found.end())
                return (max_row, max_column, used_rows), found.end(), empty + 1
            row_text = b"%d" % row
        elif kind == _ROW_END:
            indexer.close_row(found.end())
            empty = 0 if max_row == row else empty + 1
            return (max_row, max_column, used_rows), found.end(), empty
        else:
            raise refusal_of(indexer.name, f"something stands near row {row} that is not a cell")
    return (max_row, max_column, used_rows), -1, 0


def _check_size(indexer: _Indexer, used_rows: int, max_column: int) -> None:
    """Refuse what is left open, or larger than any plan."""
    if len(indexer.ends) != len(indexer.numbers):
        raise refusal_of(indexer.name, "its last row does not end")
    if used_rows > MOST_USED_ROWS:
        raise _too_large(indexer.name, f"more than {MOST_USED_ROWS:,} rows")
    if max_column > MOST_USED_COLUMNS:
        raise _too_large(
            indexer.name, f"something in column {column_letters(max_column)}, far to the right"
        )


def _too_large(name: str, what: str) -> WorkbookError:
    return WorkbookError(
        Refusal.TOO_LARGE,
        f"The sheet “{name}” holds {what}.  Delete what is not needed there (whole rows or "
        f"columns) and save.",
    )
