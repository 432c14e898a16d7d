"""Which of csplan's own cells are not right, and what must be written into them.

A calculated cell is right when its formula is the rule's and its value the rule's result.
Knows nothing of how a cell is written.
"""

from __future__ import annotations

from csplan.sheets import BY_KEY
from csplan.sheets.column import Shown
from csplan.sheets.formulas import formulas_of
from csplan.sheets.sheet import Shape
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import column_letters
from csplan.terms.patterns import late_pattern
from csplan.terms.period import DAYS_1904
from csplan.terms.records import dataclass, field
from csplan.terms.values import Value, alike, is_number
from csplan.xlsx.formula_text import spelt_alike
from csplan.xlsx.references import cell_name
from csplan.xlsx.said_once import MARK
from csplan.xlsx.sheet_patch import Write, shared_groups
from csplan.xlsx.sheet_xml import NUMBER_KINDS, VALUE_ENDS
from csplan.xlsx.xml_text import escape, excel_escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csplan.plan.plan import Results, Row
    from csplan.sheets.column import Column
    from csplan.sheets.formulas import FileNames
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.layout import TablePlace
    from csplan.workbook.read import Opened
    from csplan.xlsx.package import Package
    from csplan.xlsx.sheet_xml import Cell, SheetXml

__all__ = ["Owned", "TypedOver", "alike", "as_counted", "owned_writes", "relabel"]


_FORMULA = late_pattern(rb'<f(?: aca="false")?>[^<]*</f><v>')


@dataclass(frozen=True, slots=True)
class TypedOver:
    """A calculated cell that somebody had typed over."""

    sheet: str
    cell: str
    heading: str
    ref: str
    found: Value

    @property
    def was_formula(self) -> bool:
        """Whether another formula stood there, and no figure or text."""
        return isinstance(self.found, str) and self.found.startswith("=")


@dataclass
class Owned:
    """What must be written into csplan's cells, tab by tab."""

    writes: dict[str, dict[tuple[int, int], Write]] = field(default_factory=dict)
    heights: dict[str, dict[int, float]] = field(default_factory=dict)
    restored: list[TypedOver] = field(default_factory=list)
    formulas_moved: bool = False

    def write(self, part: str, place: tuple[int, int], write: Write) -> None:
        """Note one cell to be written."""
        self.writes.setdefault(part, {})[place] = write


class _Calculated:
    """A calculated column: its field, place, formula and heading, and how its cells are written.

    Its references have so many letters as `width`.
    """

    __slots__ = ("at", "formula", "heading", "name", "width", "written")

    def __init__(self, name: str, at: int, formula: str, heading: str) -> None:
        self.name, self.at, self.formula, self.heading = name, at, formula, heading
        self.width = len(column_letters(at))
        self.written = b""


def owned_writes(opened: Opened, results: Results) -> Owned:
    """Compare every calculated cell of the file with the results, and say what is not right."""
    owned, names = Owned(), opened.layout.names
    for key, place in opened.layout.tables.items():
        sheet = BY_KEY[key]
        if sheet.calculated:
            _table(owned, opened, names, (sheet, place), results)
    for key in opened.layout.labels:
        _labels(owned, opened, names, BY_KEY[key], results)
    for part, writes in owned.writes.items():
        _whole_groups(owned, opened, opened.sheets[part], part, writes)
    return owned


def relabel(owned: Owned, opened: Opened, results: Results) -> None:
    """Compare the labelled values again, after a line of the log has moved them."""
    again, names = Owned(), opened.layout.names
    for key in opened.layout.labels:
        _labels(again, opened, names, BY_KEY[key], results)
    for part, writes in again.writes.items():
        owned.writes.setdefault(part, {}).update(writes)


def as_counted(value: Value, column: Column, package: Package) -> Value:
    """Return a value as its cell holds it: days counted from the workbook's own first year."""
    if package.date1904 and is_number(value) and column.shown in (Shown.DAY, Shown.MOMENT):
        return value - DAYS_1904
    return value


def _table(
    owned: Owned,
    opened: Opened,
    names: FileNames,
    table: tuple[Sheet, TablePlace],
    results: Results,
) -> None:
    """Compare the calculated columns of one table."""
    sheet, place = table
    cells = opened.sheets[place.tab.part]
    formulas = formulas_of(sheet, names)
    columns = [
        _Calculated(column.name, place.columns[column.name], formulas[column.name], column.heading)
        for column in sheet.calculated
        if column.name in formulas
    ]
    styles: dict[tuple[str, Value, Value], int] | None = None
    letters = {formula: MARK + name for name, formula in cells.formulas.items()}
    for one in columns:
        text = escape(one.formula)
        one.written = b"<f>%b</f><v>" % letters.get(text, text)
    texts: dict[str, bytes] = {}
    for number, row in zip(place.rows, results.table(sheet), strict=True):
        pieces = cells.pieces(number)
        plain = {} if pieces is None else dict(zip(*pieces, strict=True))
        digits = len(str(number))
        for one in columns:
            value = row.get(one.name)
            at, formula = one.at, one.formula
            piece = plain.get(at)
            if piece is not None and _as_written(piece, one, digits, value, texts, cells.heads):
                continue
            cell = cells.cell(number, at)
            if cell is not None and _is_right(cell, formula, value):
                _learn(one, piece, cell)
                continue
            style = None
            if cell is None:
                styles = _styles(sheet, place, cells, results) if styles is None else styles
                style = styles.get((one.name, row.get("unit"), row.get("decimals")))
                style = styles.get((one.name, None, None)) if style is None else style
            owned.write(place.tab.part, (number, at), Write(value, formula, style))
            _note(owned, cell, formula, place.tab.name, (number, at), one.heading, row)


def _labels(owned: Owned, opened: Opened, names: FileNames, sheet: Sheet, results: Results) -> None:
    """Compare the calculated values of a sheet of labels."""
    places = opened.layout.labels[sheet.key]
    cells = opened.sheets[places.tab.part]
    formulas = formulas_of(sheet, names)
    row = results.settings if sheet.key == "settings" else results.labels(sheet)
    for column in sheet.calculated:
        at = places.cells.get(column.name)
        if at is None or column.name not in formulas:
            continue
        cell, formula = cells.cell(*at), formulas[column.name]
        value = as_counted(row.get(column.name), column, opened.package)
        if cell is not None and _is_right(cell, formula, value):
            continue
        owned.write(places.tab.part, at, Write(value, formula))
        _note(owned, cell, formula, places.tab.name, at, column.heading, {})


def _as_written(
    piece: bytes,
    one: _Calculated,
    digits: int,
    value: Value,
    texts: dict[str, bytes],
    heads: Mapping[bytes, tuple[bytes, bytes]],
) -> bool:
    """Say whether a cell's XML is to the letter what its program writes, which most cells are.

    `digits` are those of the row's number.
    """
    head, is_it, found = piece.partition(one.written)
    if not is_it:
        return False
    kind = heads[head[one.width + digits :]][1]
    if type(value) is float:
        written = repr(value).removesuffix(".0").encode() + VALUE_ENDS
        return found == written and kind in NUMBER_KINDS
    if type(value) is str and kind == b"str":
        text = texts.get(value)
        if text is None:
            text = texts[value] = excel_escaped(value) + VALUE_ENDS
        return found == text
    return False


def _learn(one: _Calculated, piece: bytes | None, cell: Cell) -> None:
    """Note how the program that saved the workbook writes a column's formula, which is right."""
    if piece is not None and not cell.formula_kind:
        found = _FORMULA.search(piece)
        if found is not None:
            one.written = found[0]


def _is_right(cell: Cell, formula: str, value: Value) -> bool:
    """Say whether a cell has the rule's formula and result; one not kept is not an empty text."""
    if cell.formula is None or cell.formula_kind not in ("", "shared"):
        return False
    if cell.value is None and value == "":
        return False
    return _same_formula(cell.formula, formula) and alike(cell.value, value)


def _same_formula(first: str, second: str) -> bool:
    """Say whether two formulas mean the same, however the program that saved them spells it."""
    return first == second or spelt_alike(first, second)


def _note(
    owned: Owned,
    cell: Cell | None,
    formula: str,
    tab: str,
    place: tuple[int, int],
    heading: str,
    row: Row,
) -> None:
    """Note a formula that was typed over, and whether formulas came or went."""
    had = cell.formula if cell is not None else None
    if had is None:
        owned.formulas_moved = True
    typed_over = cell is not None and (cell.value is not None if had is None else True)
    if typed_over and (had is None or not _same_formula(had, formula)):
        owned.restored.append(
            TypedOver(
                tab,
                cell_name(*place),
                heading,
                str(row.get("ref") or ""),
                f"={had}" if had is not None else cell.value if cell else None,
            )
        )


def _styles(
    sheet: Sheet, place: TablePlace, cells: SheetXml, results: Results
) -> dict[tuple[str, Value, Value], int]:
    """Return the style of each calculated column, by unit and decimals, from rows that have it."""
    styles: dict[tuple[str, Value, Value], int] = {}
    existing = cells.rows
    for number, row in zip(place.rows, results.table(sheet), strict=True):
        found = existing[number].cells if number in existing else {}
        for column in sheet.calculated:
            cell = found.get(place.columns[column.name])
            if cell is not None:
                styles.setdefault((column.name, row.get("unit"), row.get("decimals")), cell.style)
                styles.setdefault((column.name, None, None), cell.style)
    return styles


def _whole_groups(
    owned: Owned,
    opened: Opened,
    cells: SheetXml,
    part: str,
    writes: dict[tuple[int, int], Write],
) -> None:
    """Write the other cells of csplan's that share a formula with one that is written."""
    touched = [group for group in shared_groups(cells).values() if group & writes.keys()]
    if not touched:
        return
    for place, write in _all_of(opened, part):
        if any(place in group for group in touched) and place not in writes:
            writes[place] = write
    owned.formulas_moved = True


def _all_of(opened: Opened, part: str) -> Iterator[tuple[tuple[int, int], Write]]:
    """Yield every calculated cell of a tab with its formula and the value that it has."""
    cells = opened.sheets[part]
    for key, place in opened.layout.tables.items():
        sheet = BY_KEY[key]
        if place.tab.part != part or sheet.shape is not Shape.TABLE:
            continue
        formulas: Mapping[str, str] = formulas_of(sheet, opened.layout.names)
        for number in place.rows:
            for name, formula in formulas.items():
                at = (number, place.columns[name])
                cell = cells.cell(*at)
                if cell is not None:
                    yield at, Write(cell.value, formula)
