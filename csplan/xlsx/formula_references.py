"""Which cells a formula reads, as far as its text says.  Knows no values.

>>> data = Scope(sheet="Data", names={"rate": "Data!$C$1"})
>>> reads = references("SUM(B2:B9)*Rate+Data!$A$1", data)
>>> [f"{one.sheet}!{one.area.name}" for one in reads.cells], reads.unknown
(['data!B2:B9', 'data!C1', 'data!A1'], False)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from csplan.xlsx.package_lists import TablePart
from csplan.xlsx.references import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    brackets_end,
    column_number,
    row_of,
)

__all__ = ["TOKEN", "Area", "Reads", "Scope", "references", "with_references"]

TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")"""
    r"""|(?P<sheet>'(?:[^']|'')+'!|(?:\[[^\[\]]*\])?[\w.\\]+(?::[\w.\\]+)?!)"""
    r"""|(?P<cells>(?<![\w.\\])\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"""
    r"""(?::\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})?(?![\w.(!\[\\]))"""
    r"""|(?P<columns>(?<![\w.\\])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(!\[\\]))"""
    r"""|(?P<rows>(?<![\w.\\])\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6}(?![\w.(!]))"""
    r"""|(?P<function>[A-Za-z_][\w.]*\()"""
    r"""|(?P<name>[^\W\d][\w.\\?]*)"""
    r"""|(?P<bracket>\[)"""
    r"""|(?P<error>\#[A-Z/0]+[!?]?)"""
    r"""|(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)"""
)
_CORNERS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)(?::\$?([A-Za-z]{1,3})\$?([0-9]+))?")
_ANYWHERE = frozenset(("INDIRECT(", "OFFSET(", "EVALUATE(", "CELL("))
_WORDS = frozenset(("true", "false"))
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_DEEPEST = 12


class Area(NamedTuple):
    """Cells on a sheet; the sheet's name is in small letters."""

    sheet: str
    area: Range


@dataclass(slots=True)
class Reads:
    """The cells that a formula reads; `unknown` where its text cannot say them all."""

    cells: list[Area] = field(default_factory=list)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula's names mean where it stands: its sheet and cell, the names, the tables."""

    sheet: str
    place: tuple[int, int] = (1, 1)
    names: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, TablePart]] = field(default_factory=dict)


def references(formula: str, scope: Scope) -> Reads:
    """Return the cells that a formula reads."""
    found = Reads()
    _collect(formula, scope, found, 0)
    return found


def with_references(
    formula: str, sheet: str, wanted: str, change: Callable[[str], str], *, rows: bool = False
) -> str:
    """Return a formula that stands on a sheet with its references to cells of one sheet changed.

    `wanted` is that sheet's name in small letters; with `rows` whole rows (5:9) are changed too.

    >>> with_references("Data!A1+A1+[1]Data!A1", "Report", "data", lambda cells: cells + "0")
    'Data!A10+A1+[1]Data!A1'
    """
    kinds = ("cells", "rows") if rows else ("cells",)
    pieces: list[str] = []
    at, named = 0, sheet
    while (token := TOKEN.search(formula, at)) is not None:
        pieces.append(formula[at : token.start()])
        text = token[0]
        at = token.end()
        if token.lastgroup == "sheet":
            named = text[:-1].strip("'").replace("''", "'")
            pieces.append(text)
            continue
        if token.lastgroup == "bracket":
            at = brackets_end(formula, token.start())
            text = formula[token.start() : at]
        elif token.lastgroup in kinds and named.lower() == wanted:
            text = change(text)
        pieces.append(text)
        named = sheet
    return "".join([*pieces, formula[at:]])


def _collect(formula: str, scope: Scope, found: Reads, depth: int) -> None:
    """Add the cells that a formula reads, names followed."""
    if depth > _DEEPEST:
        found.unknown = True
        return
    at, sheet, end_of_last = 0, "", -1
    while (token := TOKEN.search(formula, at)) is not None:
        kind, text = token.lastgroup or "", token[0]
        between = formula[end_of_last : token.start()] if end_of_last >= 0 else ""
        at = token.end()
        if kind == "sheet":
            sheet = text[:-1]
            continue
        if between.strip() == ":" or formula[at : at + 1] in ("#", ":"):
            found.unknown = True  # a range or spill whose size is worked out
        if kind == "name" and formula[at : at + 1] == "[":
            end = brackets_end(formula, at)
            _add_table(text, formula[at + 1 : end - 1], scope, found)
            at = end
        elif kind == "bracket":
            at = brackets_end(formula, token.start())
            found.unknown = True
        else:
            _add(kind, text, sheet, scope, found, depth)
        sheet, end_of_last = "", at


def _add(kind: str, text: str, sheet: str, scope: Scope, found: Reads, depth: int) -> None:
    """Add what one token stands for."""
    if kind == "function":
        found.unknown = found.unknown or text.upper().removeprefix("_XLFN.") in _ANYWHERE
        return
    if kind not in ("cells", "columns", "rows", "name"):
        return
    target = _sheet_of(sheet, scope)
    if target is None:
        found.unknown = found.unknown or "[" not in sheet  # another workbook does not change
        return
    area = _area(kind, text) if kind != "name" else None
    if area is not None:
        found.cells.append(Area(target, area))
    elif kind == "name" and not (text.lower() in _WORDS and not sheet):
        _add_name(text.lower(), target, scope, found, depth)
    else:
        found.unknown = True


def _sheet_of(written: str, scope: Scope) -> str | None:
    """Return the sheet that a reference names; None for several, or another workbook's."""
    if not written:
        return scope.sheet.lower()
    quoted = written.startswith("'")
    name = written.strip("'").replace("''", "'") if quoted else written
    return None if "[" in name or (":" in name) else name.lower()


def _area(kind: str, text: str) -> Range | None:
    """Return the cells that a reference names; None for what is outside every sheet."""
    plain = text.replace("$", "").upper()
    first, _, last = plain.partition(":")
    if kind == "columns":
        ends = sorted((column_number(first), column_number(last)))
        return Range(1, ends[0], LAST_ROW, ends[1]) if ends[1] <= LAST_COLUMN else None
    if kind == "rows":
        ends = sorted((row_of(first), row_of(last)))
        return Range(ends[0], 1, ends[1], LAST_COLUMN) if ends[1] <= LAST_ROW else None
    corners = _CORNERS.fullmatch(plain)
    if corners is None:
        return None
    rows = sorted((row_of(corners[2]), row_of(corners[4] or corners[2])))
    columns = sorted((column_number(corners[1]), column_number(corners[3] or corners[1])))
    if rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
        return None
    return Range(rows[0], columns[0], rows[1], columns[1])


def _add_name(name: str, sheet: str, scope: Scope, found: Reads, depth: int) -> None:
    """Add what a defined name, or a table without brackets, stands for."""
    target = scope.names.get(f"{sheet}!{name}") or scope.names.get(name)
    if target is not None:
        _collect(target, scope, found, depth + 1)
    elif name in scope.tables:
        _add_table(name, "", scope, found)
    else:
        found.unknown = True


def _add_table(name: str, inside: str, scope: Scope, found: Reads) -> None:
    """Add the cells that a structured reference names."""
    known = scope.tables.get(name.lower())
    if known is None:
        found.unknown = True
        return
    sheet, table = known
    rows = (table.first_row, table.last_row)
    if "#This Row" in inside or inside.startswith("@"):
        rows = (scope.place[0], scope.place[0])
    for first, last in _columns(inside.removeprefix("@"), table):
        found.cells.append(Area(sheet, Range(rows[0], first, rows[1], last)))


def _columns(inside: str, table: TablePart) -> Iterator[tuple[int, int]]:
    """Yield the columns that a structured reference names; all of them where it names none."""
    items = _ITEM.findall(inside) if "[" in inside else [inside]
    numbers = {one.name.casefold(): at for at, one in enumerate(table.columns, table.first_column)}
    places = [
        numbers.get(re.sub(r"'(.)", r"\1", item).casefold())
        for item in items
        if item and not item.startswith("#")
    ]
    if not places or None in places:
        yield table.first_column, table.last_column
        return
    known = [one for one in places if one is not None]
    if "]:[" in inside:
        yield min(known), max(known)
    else:
        yield from ((one, one) for one in known)
