"""The cells of each sheet as rows, read once, with what is wrong with them where they stand.

Reads what the cells hold, never guesses, and knows neither files nor rules.
"""

from __future__ import annotations

from csplan.plan.plan import Row
from csplan.sheets import GROWING, SETTINGS
from csplan.sheets.column import Column, Kind, Shown
from csplan.sheets.sheet import Owner, Sheet
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import column_letters
from csplan.terms.period import DAYS_1904, day_in_words, day_of
from csplan.terms.records import NamedTuple
from csplan.terms.values import CellError, Value, is_number, word_in
from csplan.workbook.layout import LabelPlaces, TablePlace, label_places
from csplan.xlsx.package import Package
from csplan.xlsx.plain_rows import plain_rows, plain_text
from csplan.xlsx.references import cell_name
from csplan.xlsx.sheet_xml import NUMBER_KINDS, VALUE_ENDS, Cell, Heads, SheetXml

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

__all__ = ["RowReader"]

_OVERFLOWS, _LEAST = 1e100, 2.2250738585072014e-308
_YEARS = range(1990, 2100)
_DIGITS = 9
_LAST = -len(VALUE_ENDS)
_TEXT_ENDS = b"</t></is></c>"


class _Input(NamedTuple):
    """How the plain cells of a column are read: what is known of it, and the texts met so far.

    Its reference has so many letters as `width`; a number in one of the styles `dates` may be a
    date where none belongs.
    """

    name: str
    column: Column
    width: int
    dates: frozenset[bytes]
    from_1904: bool
    texts: dict[bytes, str]


class RowReader:
    """Reads the cells of each sheet once, and collects what is wrong with them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.sheets: dict[str, SheetXml] = {}
        self.findings: list[Finding] = []

    def sheet(self, tab: TablePlace | LabelPlaces) -> SheetXml:
        """Return a tab's cells."""
        part = tab.tab.part
        if part not in self.sheets:
            self.sheets[part] = self.package.sheet_xml(tab.tab, sparing=True)
        return self.sheets[part]

    def settings(self) -> Row:
        """Read Settings, as far as it is there."""
        places = label_places(self.package, SETTINGS)
        if places is None:
            return {}
        return self.labels(SETTINGS, places)

    def labels(self, sheet: Sheet, places: LabelPlaces) -> Row:
        """Read a sheet of labelled values."""
        cells = self.sheet(places)
        row: Row = {}
        for column in sheet:
            at = places.cells.get(column.name)
            cell = cells.cell(*at) if at else None
            if at is None:
                row[column.name] = column.default
            elif cell is None:
                row[column.name] = None
            elif column.is_calculated:
                row[column.name] = cell.value
            else:
                row[column.name] = self._input(cell, column, places.tab.name, *at)
        return row

    def rows(self, sheet: Sheet, place: TablePlace) -> list[Row]:
        """Read a table's rows, in the order of the file."""
        if sheet in GROWING and not self.package.date1904:
            plain = self._plain_rows(place)
            if plain is not None:
                return plain
        cells = self.sheet(place)
        existing = cells.rows
        blank: Row = dict.fromkeys(sheet.by_name)
        columns = [
            (column, place.columns[column.name])
            for column in sheet.inputs
            if column.name in place.columns
        ]
        inputs = {at: self._input_of(column, at) for column, at in columns}
        rows, hidden = [], 0
        for number in place.rows:
            row = dict(blank)
            rows.append(row)
            if number in existing:
                hidden += cells.is_hidden(number)
                self._fill(row, cells, (place.tab.name, number), inputs)
        if sheet.owner is Owner.PEOPLE:
            self._shape(sheet, place, cells, hidden)
        return rows

    def _fill(
        self, row: Row, cells: SheetXml, where: tuple[str, int], inputs: Mapping[int, _Input]
    ) -> None:
        """Read what people typed into a row of a tab: its plain cells at once, others by one."""
        tab, number = where
        found: Mapping[int, Cell] = {}
        pieces = cells.pieces(number)
        if pieces is not None:
            odd = self._plain_row(row, cells, number, pieces, inputs)
        else:
            found, odd = cells.row(number, inputs).cells, set(inputs)
        for at in [at for at in inputs if at in odd] if odd else ():
            column = inputs[at].column
            cell = found.get(at) or cells.cell(number, at)
            if cell is not None and (cell.value is not None or cell.formula is not None):
                row[column.name] = self._input(cell, column, tab, number, at)

    def _input_of(self, column: Column, at: int) -> _Input:
        """Return how the plain cells of a column that people fill in are read."""
        dated = column.kind is Kind.NUMBER and column.shown not in (Shown.DAY, Shown.MOMENT)
        from_1904 = self.package.date1904 and column.shown in (Shown.DAY, Shown.MOMENT)
        styles = self.package.date_styles if dated else ()
        width = len(column_letters(at))
        dates = {b"%d" % one for one in styles}
        dates |= {b""} if 0 in styles else set()  # a cell that names no style has the first
        return _Input(column.name, column, width, frozenset(dates), from_1904, {})

    def _plain_row(
        self,
        row: Row,
        cells: SheetXml,
        number: int,
        written: tuple[array[int], list[bytes]],
        inputs: Mapping[int, _Input],
    ) -> set[int]:
        """Read the plain cells of a row, and return which others are to be read one by one."""
        odd: set[int] = set()
        heads, digits = cells.heads, len(str(number))
        for at, piece in zip(*written, strict=True):
            one = inputs.get(at)
            if one is None or piece.endswith(b"/>"):
                continue
            head, is_value, value = piece.partition(b"<v>")
            found: Value = None
            if is_value and value.endswith(VALUE_ENDS):
                style, kind = heads[head[one.width + digits :]]
                value = value[:_LAST]
                if kind == b"s":
                    found = one.texts.get(value) or self._text(value, one)
                elif kind in NUMBER_KINDS and style not in one.dates and not one.from_1904:
                    found = _plain_number(value)
            else:
                found = _own_text(piece[one.width + digits :], one, heads)
            if found is None:
                odd.add(at)
            else:
                row[one.name] = found
        return odd

    def _text(self, value: bytes, one: _Input) -> str | None:
        """Return a shared text that a column takes as it is; None for any other cell."""
        if not value.isdigit() or len(value) > _DIGITS:
            return None
        strings = self.package.shared_strings
        if int(value) >= len(strings):
            return None
        text = strings[int(value)]
        if not _is_taken(text, one):
            return None
        one.texts[value] = text
        return text

    def _plain_rows(self, place: TablePlace) -> list[Row] | None:
        """Read the rows of a sheet that only grows, in one pass; None where that cannot be done."""
        names = {column_letters(at).encode(): name for name, at in place.columns.items()}
        found = plain_rows(self.package.xml(place.tab.part), self.package.shared_strings, names)
        return None if found is None else [found.get(b"%d" % number, {}) for number in place.rows]

    def _input(self, cell: Cell, column: Column, tab: str, row: int, at: int) -> Value:
        """Return what a cell that people fill in holds; a formula's last value, with a warning."""
        if cell.formula is None:
            return self._seen(cell, column, (tab, row, at))
        missing = cell.value is None
        self._find(
            Code.FORMULA_WITHOUT_VALUE if missing else Code.FORMULA_IN_INPUT,
            tab,
            row,
            at,
            f"={cell.formula[:60]}",
            f"{column.heading} holds a formula that has no value yet."
            if missing
            else f"{column.heading} holds a formula; its last value is used.",
            "Open the workbook in Excel, save it, and run again."
            if missing
            else "Type the figure itself, unless the formula is meant.",
        )
        return self._seen(cell, column, (tab, row, at))

    def _respelt(self, value: Value, column: Column, at: tuple[str, int, int]) -> Value:
        """Return a word of the vocabulary as it is spelt there, whatever its case."""
        if column.words is None or isinstance(value, CellError):
            return value
        word = word_in(column.words, value)
        if word is None or word == value:
            return value
        self._find(
            Code.WORD_RESPELT,
            *at,
            str(value),
            f"“{value}” is read as “{word}”.",
            "Nothing; choose words from the list to have them spelt alike.",
        )
        return str(word)

    def _seen(self, cell: Cell, column: Column, at: tuple[str, int, int]) -> Value:
        """Return a cell's value as its reader sees it: a date where a number belongs is a text.

        Days are counted from 1900, whatever the workbook counts from.  A number with which sums
        overflow is the error that Excel makes of them, and one too small for Excel is nothing.
        """
        value = cell.value
        if not is_number(value):
            return self._respelt(value, column, at)
        if abs(value) >= _OVERFLOWS:
            return CellError("#NUM!")
        if abs(value) < _LEAST:
            return 0.0
        serial = value + (DAYS_1904 if self.package.date1904 else 0)
        if column.shown in (Shown.DAY, Shown.MOMENT):
            return serial
        day = day_of(serial)
        if (
            column.kind is Kind.NUMBER
            and day is not None
            and day.year in _YEARS
            and cell.style in self.package.date_styles
        ):
            return day_in_words(day)
        return value

    def _shape(self, sheet: Sheet, place: TablePlace, cells: SheetXml, hidden: int) -> None:
        """Look at merged cells, hidden rows, and rows that stand under the table."""
        first, last = place.table.first_column, place.table.last_column
        for area in cells.merged:
            inside = area.first_row <= place.last_row and area.last_row >= place.table.first_row
            if inside and area.first_column <= last and area.last_column >= first:
                self._find(
                    Code.MERGED_CELLS,
                    place.tab.name,
                    area.first_row,
                    area.first_column,
                    area.name,
                    f"{area.name} is merged over the table; only its first cell has a value.",
                    "Unmerge the cells in Excel (Home > Merge & Centre).",
                )
        if hidden:
            self._find(
                Code.HIDDEN_ROWS,
                place.tab.name,
                0,
                0,
                "",
                "1 hidden or filtered row is counted like all others."
                if hidden == 1
                else f"{hidden} hidden or filtered rows are counted like all others.",
                "Nothing, unless rows were hidden to leave them out.",
            )
        self._under(sheet, place, cells)
        if (
            not any(column.calculated_formula for column in place.table.columns)
            and sheet.calculated
        ):
            self._find(
                Code.NEW_ROWS_DO_NOT_FILL,
                place.tab.name,
                0,
                0,
                "",
                "The table no longer fills in formulas for new rows (another program saved it).",
                "Copy the formulas of a full row into new rows; csplan update fills them in too.",
            )

    def _under(self, sheet: Sheet, place: TablePlace, cells: SheetXml) -> None:
        """Find rows typed under the table but outside it."""
        key = place.columns.get("ref", place.table.first_column)
        columns = range(place.table.first_column, place.table.last_column + 1)
        stray = []
        index = cells.index
        first, end = index.row_at(place.table.last_row + 1), index.row_at(cells.max_row + 1)
        for number in index.row_numbers[first:end]:
            held = [at for at, cell in cells.rows[number].cells.items() if cell.value is not None]
            inside = [at for at in held if at in columns]
            if key in inside or len(inside) > 1:
                stray.append(number)
        if stray:
            last = f"–{stray[-1]}" if len(stray) > 1 else ""
            self._find(
                Code.ROWS_OUTSIDE_TABLE,
                place.tab.name,
                stray[0],
                key,
                "",
                f"Row {stray[0]}{last} stands under the table {sheet.name} but outside it; "
                f"formulas and totals miss it.",
                "Drag the table's lower right corner down over it, or move it away.",
            )

    def _find(
        self, code: Code, tab: str, row: int, column: int, found: str, message: str, fix: str
    ) -> None:
        """Note a finding at a cell."""
        self.findings.append(
            Finding(
                code=code,
                sheet=tab,
                cell=cell_name(row, column) if row and column else "",
                row=row,
                column=column,
                found=found,
                message=message,
                fix=fix,
            )
        )


def _own_text(cell: bytes, one: _Input, heads: Heads) -> str | None:
    """Return a text within its cell that a column takes as it is; None for any other cell."""
    head, is_text, value = cell.partition(b"<is><t>")
    if not is_text or not value.endswith(_TEXT_ENDS) or heads[head][1] != b"inlineStr":
        return None
    value = value[: -len(_TEXT_ENDS)]
    if b"<" in value:
        return None
    text = plain_text(value)
    return text if _is_taken(text, one) else None


def _is_taken(text: str, one: _Input) -> bool:
    """Say whether a column takes a text as it is: any, or a word of its own as it is spelt."""
    words = one.column.words
    return words is None or word_in(words, text) in (None, text)


def _plain_number(value: bytes) -> float | None:
    """Return the number that a cell holds as it is written; None where more is to be looked at."""
    try:
        number = float(value)
    except ValueError:
        return None
    usual = number == 0 or _LEAST <= abs(number) < _OVERFLOWS
    if not usual or b"_" in value:  # Python takes 1_000 for a number
        return None
    return number or 0.0  # some programs write -0
