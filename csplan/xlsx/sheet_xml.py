"""The cells of one sheet, read from its XML as they are asked for.  Knows no columns' meaning."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple, dataclass
from csplan.terms.values import Value
from csplan.xlsx.cell_values import Sources, value_of
from csplan.xlsx.references import Range, cell_name, range_named
from csplan.xlsx.said_once import MARK, SaidOnce
from csplan.xlsx.sheet_index import SheetIndex, cell_pattern, index_of, refusal_of
from csplan.xlsx.xml_text import attributes, unescape, without_asides

__all__ = ["NUMBER_KINDS", "VALUE_ENDS", "Cell", "Heads", "SheetRow", "SheetXml"]

VALUE_ENDS = b"</v></c>"
"""How a cell with a value ends."""
NUMBER_KINDS = (b"", b"n")
"""What a cell that holds a number says of its kind, if anything."""

_cell_of = tuple.__new__  # a third of the time of Cell(…), for each of half a million cells
_CELL_START, _ROW_END = b'<c r="', b"</row>"
_HEAD = late_pattern(rb'"(?: s="(0|[1-9][0-9]{0,5})")?(?: t="([a-zA-Z]+)")?>')
_UNUSUAL = (b"", b"-")
_FORMULAS = late_pattern(rb"<(?:[\w.-]+:)?f\s[^<>]*>")


class Cell(NamedTuple):
    """One cell: what it holds, and the formula that it was computed by (without its =)."""

    value: Value
    formula: str | None = None
    formula_kind: str = ""
    style: int = 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: whether it is hidden, and its cells by column (formatted blank ones among them)."""

    number: int
    hidden: bool
    cells: Mapping[int, Cell]


class _Special(NamedTuple):
    """A formula that more than one cell depends on: its kind, range, group number and place."""

    kind: str
    place: tuple[int, int]
    area: Range | None
    group: int | None
    formula: str


class Heads(dict[bytes, tuple[bytes, bytes]]):
    """The style and type that a cell's start says, from behind its reference to its `>`.

    A start that is written as few are has the type “-”.
    """

    def __missing__(self, head: bytes) -> tuple[bytes, bytes]:
        """Look at a start that was not met before."""
        found = _HEAD.fullmatch(head)
        said = _UNUSUAL if found is None else (found[1] or b"", found[2] or b"")
        self[head] = said
        return said


class SheetXml:
    """A sheet's rows, cells and merged ranges; nothing is kept but where they stand."""

    def __init__(
        self,
        text: str | bytes | SaidOnce,
        shared_strings: Sequence[str],
        *,
        date1904: bool = False,
        name: str = "sheet",
        any_size: bool = False,
    ) -> None:
        """Find every row and cell in the sheet's XML (as text, in UTF-8, or kept sparingly).

        A sheet of more rows or columns than any plan has is refused, unless `any_size`.

        Raises: WorkbookError where their order or places make no sense.
        """
        self.formulas: Mapping[bytes, bytes] = {}
        if isinstance(text, SaidOnce):
            xml, self.formulas = text.xml, text.formulas
        else:
            xml = text.encode("utf-8") if isinstance(text, str) else text
        self.name = name
        self.heads = Heads()
        self._texts: dict[bytes, str] = {}
        self.index: SheetIndex = index_of(
            xml.removeprefix(b"\xef\xbb\xbf"), name=name, any_size=any_size
        )
        self._sources = Sources(shared_strings, date1904, name)
        self._pattern = cell_pattern(self.index.prefix)

    @property
    def max_row(self) -> int:
        """The last row in which any cell holds something; 0 in an empty sheet."""
        return self.index.max_row

    @property
    def max_column(self) -> int:
        """The last column in which any cell holds something; 0 in an empty sheet."""
        return self.index.max_column

    @property
    def rows(self) -> Mapping[int, SheetRow]:
        """The rows by number, each read anew when it is asked for.

        Made anew too, for a sheet that held it would keep itself, and its XML, alive.
        """
        return _Rows(self)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, or None where the sheet has none.

        Raises: WorkbookError where it holds what no cell can.
        """
        at = self.position(row, column)
        if at is None:
            return None
        found = self._pattern.match(self.index.xml, self.index.cell_starts[at])
        assert found is not None, "the index found it"  # noqa: S101
        return self._cell(found, row, column)

    def position(self, row: int, column: int) -> int | None:
        """Return the position of a cell among all cells, or None where the sheet has none."""
        index = self.index
        at_row = index.row_at(row)
        if at_row == len(index.row_numbers) or index.row_numbers[at_row] != row:
            return None
        at = index.cell_at(at_row, column)
        if at == index.cells_of(at_row)[1] or index.columns[at] != column:
            return None
        return at

    def raw_row(self, number: int) -> dict[int, bytes]:
        """Return a row's cells by column as they stand in the XML, from each start to the next."""
        index = self.index
        at = index.row_at(number)
        if at == len(index.row_numbers) or index.row_numbers[at] != number:
            return {}
        first, last = index.cells_of(at)
        starts = [*index.cell_starts[first:last], index.row_ends[at]]
        pieces = (index.xml[start:end] for start, end in pairwise(starts))
        return dict(zip(index.columns[first:last], pieces, strict=True))

    def pieces(self, number: int) -> tuple[array[int], list[bytes]] | None:
        """Return a row's columns, and its cells from each reference on as they are written.

        None for a row that the sheet does not have, and where a cell begins in another way.
        """
        index = self.index
        at = index.row_at(number)
        if at == len(index.row_numbers) or index.row_numbers[at] != number:
            return None
        first, last = index.cells_of(at)
        row = index.xml[index.row_heads[at] : index.row_ends[at]]
        pieces = row.removesuffix(_ROW_END).split(_CELL_START)
        if len(pieces) != last - first + 1 or pieces[0]:
            return None
        return index.columns[first:last], pieces[1:]

    def is_hidden(self, number: int) -> bool:
        """Say whether a row that the sheet has is hidden."""
        index = self.index
        at = index.row_at(number)
        return _is_hidden(index.xml[index.row_starts[at] : index.row_heads[at]])

    def row(self, number: int, columns: Container[int] | None = None) -> SheetRow:
        """Return a row with its cells, or with those of some columns only.

        Raises: KeyError for a row that the sheet does not have; WorkbookError where a cell of it
        holds what no cell can.
        """
        index = self.index
        at = index.row_at(number)
        if at == len(index.row_numbers) or index.row_numbers[at] != number:
            raise KeyError(number)
        head = index.xml[index.row_starts[at] : index.row_heads[at]]
        hidden = _is_hidden(head)
        first, last = index.cells_of(at)
        cells: dict[int, Cell] = {}
        if first < last:
            for place in range(first, last):
                column = index.columns[place]
                if columns is None or column in columns:
                    one = self._pattern.match(index.xml, index.cell_starts[place])
                    assert one is not None, "the index found it"  # noqa: S101
                    cells[column] = self._cell(one, number, column)
        return SheetRow(number, hidden, cells)

    def _cell(self, found: re.Match[bytes], row: int, column: int) -> Cell:
        """Return what a cell's XML says."""
        style, kind, rest, formula_raw, formula_text, value, inline = found.group(
            4, 5, 6, 7, 8, 9, 10
        )
        number = int(style) if style else 0
        if len(rest) > 1:
            number, kind = self._style_and_kind(found[1], row, column)
        if value is None and formula_raw is None and inline is None:
            return _cell_of(Cell, (None, None, "", number))
        read = value_of(kind, value, inline, self._sources, (row, column))
        if formula_raw is None:
            return _cell_of(Cell, (read, None, "", number))
        formula = self._formula(formula_text) if formula_text else ""
        if len(formula_raw) <= 1:
            return _cell_of(Cell, (read, formula, "", number))
        return self._shared_cell(Cell(read, formula, style=number), formula_raw, row, column)

    def _formula(self, raw: bytes) -> str:
        """Return a formula as it reads, whether it stands in full or as letters."""
        if raw[:1] != MARK:
            return unescape(raw)
        text = self._texts.get(raw)
        if text is None:
            text = self._texts[raw] = unescape(self.formulas[raw[1:]])
        return text

    def _shared_cell(self, cell: Cell, raw: bytes, row: int, column: int) -> Cell:
        """Return a cell whose formula has attributes: its kind, and the text others may hold."""
        own = attributes(raw)
        kind = own.get("t", "normal")
        group = own.get("si", "")
        number = int(group) if group.isascii() and group.isdigit() else None
        formula = cell.formula
        if not formula and number is not None and kind == "shared":
            formula = self._shared_formula(number, row, column)
        return cell._replace(
            formula=formula,
            formula_kind="" if kind == "normal" else kind,
        )

    def _style_and_kind(self, raw: bytes, row: int, column: int) -> tuple[int, bytes]:
        """Return the number of a cell's style, and its type, where they are written unusually."""
        own = attributes(raw)
        style = own.get("s", "0")
        if not style.isascii() or not style.isdigit():
            raise refusal_of(self.name, f"the cell {cell_name(row, column)} has a style “{style}”")
        return int(style), own.get("t", "n").encode("utf-8")

    def _shared_formula(self, group: int, row: int, column: int) -> str:
        """Return the formula of a cell that shares one with others, as it reads in that cell."""
        one = self._masters.get(group)
        if one is not None:
            from csplan.xlsx.shared_formulas import shift_formula

            top, left = one.place
            return shift_formula(one.formula, rows=row - top, columns=column - left)
        where = cell_name(row, column)
        raise refusal_of(self.name, f"the formula of the cell {where} is missing")

    @cached_property
    def _masters(self) -> dict[int, _Special]:
        """The cells that hold the text of a shared formula, by the group's number."""
        shared = (one for one in self.specials if one.kind == "shared" and one.formula)
        return {one.group: one for one in shared if one.group is not None}

    @cached_property
    def specials(self) -> tuple[_Special, ...]:
        """The formulas shared between cells, of arrays and of data tables, in order."""
        index = self.index
        words = (b"shared", b"array", b"dataTable")
        if not any(index.xml.find(word, index.start, index.end) >= 0 for word in words):
            return ()
        found = []
        for one in _FORMULAS.finditer(index.xml, index.start, index.end):
            own = attributes(one[0])
            if own.get("t", "normal") != "normal":
                found.append(self._special(one, own))
        return tuple(found)

    def _special(self, found: re.Match[bytes], own: Mapping[str, str]) -> _Special:
        """Return one such formula, with the place of its cell."""
        index = self.index
        at = _last_not_after(index.cell_starts, found.start())
        row = index.row_numbers[_last_not_after(index.row_starts, found.start())]
        cell = self._pattern.match(index.xml, index.cell_starts[at])
        text = cell[8] if cell is not None else None
        group = own.get("si", "")
        return _Special(
            kind=own["t"],
            place=(row, index.columns[at]),
            area=range_named(own.get("ref", "")),
            group=int(group) if group.isascii() and group.isdigit() else None,
            formula=self._formula(text) if text else "",
        )

    @cached_property
    def merged(self) -> tuple[Range, ...]:
        """The merged ranges."""
        found = []
        for one in self._after("mergeCell"):
            place = range_named(one.get("ref", ""))
            if place is None:
                raise refusal_of(self.name, "a merged range makes no sense")
            found.append(place)
        return tuple(found)

    def _after(self, element: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of every element of a name that follows the cells."""
        pattern = rb"<%b%b(\s[^<>]*)>" % (re.escape(self.index.prefix), element.encode())
        for found in re.finditer(pattern, without_asides(self.index.xml[self.index.end :])):
            yield attributes(found[1])


def _is_hidden(head: bytes) -> bool:
    """Say whether the start of a row says that it is hidden."""
    return b"hidden" in head and attributes(head).get("hidden") in ("1", "true")


def _last_not_after(starts: Sequence[int], at: int) -> int:
    """Return the position of the last start that is not after a place."""
    return bisect_right(starts, at) - 1


class _Rows(Mapping[int, SheetRow]):
    """The rows of a sheet by number."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: SheetXml) -> None:
        self._sheet = sheet

    def __getitem__(self, number: int) -> SheetRow:
        return self._sheet.row(number)

    def __iter__(self) -> Iterator[int]:
        return iter(self._sheet.index.row_numbers)

    def __len__(self) -> int:
        return len(self._sheet.index.row_numbers)

    def __contains__(self, number: object) -> bool:
        numbers = self._sheet.index.row_numbers
        if not isinstance(number, int):
            return False
        at = self._sheet.index.row_at(number)
        return at < len(numbers) and numbers[at] == number
