"""Empty rows put into a sheet: all that stands below moves down, and all that names it follows.

As Excel's own Insert does: cells, tables, names, formulas, charts, drop-downs, marks, notes and
drawings.  What cannot be moved with certainty is refused.  Knows no tables' meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.xlsx.formula_references import with_references
from csplan.xlsx.references import LAST_ROW, range_named, row_of
from csplan.xlsx.table_patch import with_table_ref
from csplan.xlsx.xml_text import escape, unescape

if TYPE_CHECKING:
    from csplan.xlsx.edited import EditedPackage
    from csplan.xlsx.package import SheetPart
    from csplan.xlsx.sheet_index import SheetIndex

__all__ = ["move_down"]

_STAYS = frozenset(("table", "hyperlink", "printerSettings"))
_ROW_NUMBER = re.compile(rb"""(<(?:[\w.-]+:)?row\s(?:[^<>]*?\s)?r=["'])([0-9]+)""")
_CELL_NUMBER = re.compile(rb"""(<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?r=["'][A-Z]{1,3})([0-9]+)""")
_FORMULA = re.compile(
    rb"(<(?:[\w.-]+:)?(?:f|formula|formula1|formula2)((?:\s[^<>]*)?)>)([^<]+)(</)"
)
_NAME = re.compile(rb"(<(?:[\w.-]+:)?definedName\s[^<>]*>)([^<]+)(</)")
_AREA = re.compile(rb"""(\s(?:sqref|ref|topLeftCell|activeCell)=["'])([A-Z0-9: ]+)""")
_XM_AREA = re.compile(rb"(<(?:[\w.-]+:)?sqref(?:\s[^<>]*)?>)([^<]*)")
_BREAKS = re.compile(rb"<(?:[\w.-]+:)?rowBreaks\b.*?</(?:[\w.-]+:)?rowBreaks>", re.DOTALL)
_BREAK = re.compile(rb"""(<(?:[\w.-]+:)?brk\s(?:[^<>]*?\s)?id=["'])([0-9]+)""")
_VML_ROW = re.compile(rb"(<x:Row>\s*)([0-9]+)")
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]+)")
_DRAWN_ROW = re.compile(rb"(<(?:[\w.-]+:)?row>\s*)([0-9]+)")
_ROWS = re.compile(r"(\$?[A-Za-z]{0,3}\$?)([0-9]+)")
_CHART = re.compile(r"/charts?(?:ex)?[^/]*/[^/]+\.xml$|/charts/", re.IGNORECASE)


def move_down(edited: EditedPackage, sheet: SheetPart, *, after: int, count: int) -> None:
    """Put empty rows under a row of a sheet, each as high as that one.

    Raises: WorkbookError where something stands there that cannot be moved; nothing is changed.
    """
    _check_movable(edited, sheet)
    step = _Step(sheet.name.lower(), after, count)
    for one in edited.package.sheets:
        if one.is_worksheet and one.part != sheet.part:
            edited.put(one.part, step.formulas(edited.sheet(one).index.xml, one.name))
    edited.put(sheet.part, _own(edited.sheet(sheet).index, sheet.name, step))
    for table in edited.tables(sheet):
        place = range_named(table.ref)
        if place is not None and place.first_row > after:
            moved = place._replace(
                first_row=place.first_row + count, last_row=place.last_row + count
            )
            text = edited.xml(table.part).decode("utf-8")
            edited.put(table.part, with_table_ref(text, moved.name).encode("utf-8"))
    book = edited.package.workbook_part
    edited.put(book, _NAME.sub(step.named, edited.xml(book)))
    for part in edited.package.parts:
        if _CHART.search(part) and part.lower().endswith(".xml") and "/_rels/" not in part:
            edited.put(part, step.formulas(edited.xml(part), ""))
    for relation in edited.package.relations(sheet.part):
        moved_part = _BESIDE.get(relation.kind)
        if moved_part is None:
            continue
        if relation.kind == "vmlDrawing":  # not always sound XML, and never parsed
            part = relation.part
            edited.changed[part] = moved_part(
                edited.changed.get(part) or edited.package.part(part), step
            )
        else:
            edited.put(relation.part, moved_part(edited.xml(relation.part), step))


def _check_movable(edited: EditedPackage, sheet: SheetPart) -> None:
    """Refuse sheets that hold what nobody here knows how to move."""
    kinds = {one.kind for one in edited.package.relations(sheet.part)} - _STAYS
    kinds -= set(_BESIDE)
    if kinds:
        raise WorkbookError(
            Refusal.NO_ROOM_TO_GROW,
            f"Rows have to be put into the sheet {sheet.name}, but it holds what cannot be moved "
            f"with certainty ({', '.join(sorted(kinds))}).  Insert them there in Excel, and run "
            f"this again.  Nothing was written.",
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """On which sheet, below which row, and by how many rows everything moves."""

    sheet: str
    after: int
    count: int

    def row(self, number: int) -> int:
        """Return where a row stands now."""
        return min(number + self.count, LAST_ROW) if number > self.after else number

    def cells(self, text: str) -> str:
        """Return a reference to cells or rows, where they stand now."""
        return _ROWS.sub(lambda one: f"{one[1]}{self.row(row_of(one[2]))}", text)

    def areas(self, found: re.Match[bytes]) -> bytes:
        """Return a list of areas, where they stand now."""
        return found[1] + self.cells(found[2].decode()).encode()

    def number(self, found: re.Match[bytes]) -> bytes:
        """Return a row's number."""
        return found[1] + b"%d" % self.row(row_of(found[2]))

    def counted_from_0(self, found: re.Match[bytes]) -> bytes:
        """Return a row's number, of those that are counted from 0."""
        return found[1] + b"%d" % (self.row(row_of(found[2]) + 1) - 1)

    def anchor(self, found: re.Match[bytes]) -> bytes:
        """Return where a note's box stands: its third and seventh numbers are rows, from 0."""
        numbers = found[2].split(b",")
        for at in (2, 6):
            if at < len(numbers):
                numbers[at] = b" %d" % (self.row(int(numbers[at]) + 1) - 1)
        return found[1] + b",".join(numbers)

    def formula(self, text: str, sheet: str) -> str:
        """Return a formula that stands on a sheet, with its references where they point to now."""
        return with_references(text, sheet, self.sheet, self.cells, rows=True)

    def named(self, found: re.Match[bytes]) -> bytes:
        """Return a defined name."""
        return found[1] + escape(self.formula(unescape(found[2]), "")) + found[3]

    def formulas(self, xml: bytes, sheet: str) -> bytes:
        """Return a part with its formulas.

        Raises: WorkbookError for one that several cells share and that would differ among them.
        """

        def moved(found: re.Match[bytes]) -> bytes:
            text = unescape(found[3])
            own = sheet.lower() == self.sheet
            new = self.formula(text, sheet) if own or "!" in text else text
            if new == text:
                return found[0]
            if b"shared" in found[2]:
                raise WorkbookError(
                    Refusal.NO_ROOM_TO_GROW,
                    f"Rows have to be put into a sheet, but cells of {sheet} share the formula "
                    f"={text[:80]}, which names what moves.  Type it anew in each cell in Excel, "
                    f"and run this again.  Nothing was written.",
                )
            return found[1] + escape(new) + found[4]

        return _FORMULA.sub(moved, xml)


def _own(index: SheetIndex, name: str, step: _Step) -> bytes:
    """Return the sheet itself: rows from there on moved, new ones above them, ranges following."""
    xml = index.xml
    at = index.row_at(step.after + 1)
    last = index.row_starts[at] if at < len(index.row_numbers) else index.end
    above, below, tail = xml[index.start : last], xml[last : index.end], xml[index.end :]
    below = _CELL_NUMBER.sub(step.number, _ROW_NUMBER.sub(step.number, below))
    below = _in_tags(below, rb"f", step)
    tail = _XM_AREA.sub(step.areas, _in_tags(tail, rb"\w+", step))
    tail = _BREAKS.sub(lambda one: _BREAK.sub(step.number, one[0]), tail)
    head = _in_tags(xml[: index.start], rb"\w+", step)
    whole = head + above + _new_rows(index, at, step) + below + tail
    return step.formulas(whole, name)


def _in_tags(xml: bytes, tag: bytes, step: _Step) -> bytes:
    """Return a part with the areas in the attributes of some tags where they stand now."""
    pattern = rb"<(?:[\w.-]+:)?%b\s[^<>]*>" % tag
    return re.sub(pattern, lambda one: _AREA.sub(step.areas, one[0]), xml)


def _new_rows(index: SheetIndex, at: int, step: _Step) -> bytes:
    """Return the empty rows, as high as the one above them."""
    before = at - 1
    if before < 0 or index.row_numbers[before] != step.after:
        return b""
    head = index.xml[index.row_starts[before] : index.row_heads[before]]
    tag = head.removesuffix(b">").removesuffix(b"/") + b"/>"
    numbers = range(step.after + 1, step.after + step.count + 1)
    return b"".join(_ROW_NUMBER.sub(rb"\g<1>%d" % number, tag) for number in numbers)


def _of_boxes(xml: bytes, step: _Step) -> bytes:
    """Return the boxes of the notes where they stand now."""
    return _VML_ANCHOR.sub(step.anchor, _VML_ROW.sub(step.counted_from_0, xml))


def _of_notes(xml: bytes, step: _Step) -> bytes:
    """Return the notes themselves where they stand now."""
    return _in_tags(xml, rb"(?:comment|threadedComment)", step)


def _of_drawings(xml: bytes, step: _Step) -> bytes:
    """Return the charts, pictures and shapes where they stand now."""
    return _DRAWN_ROW.sub(step.counted_from_0, xml)


_BESIDE: dict[str, Callable[[bytes, _Step], bytes]] = {
    "vmlDrawing": _of_boxes,
    "comments": _of_notes,
    "threadedComment": _of_notes,
    "drawing": _of_drawings,
}
