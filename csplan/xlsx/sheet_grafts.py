"""Column widths, drop-downs, marks and notes added to a sheet, every other byte of it kept.

Knows nothing of what stands in the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple
from csplan.xlsx.references import Range, cell_name, range_named, row_of
from csplan.xlsx.shared_formulas import shift_formula
from csplan.xlsx.tree import SHEET_ORDER, add_prefix, children, insert, prefix_of
from csplan.xlsx.xml_text import attributes, escape, unescape

__all__ = [
    "SheetMark",
    "column_look",
    "last_priority",
    "marks_of",
    "move_mark",
    "validations_of",
    "with_column_looks",
    "with_marks",
    "with_note",
    "with_validations",
]

_SQREF = late_pattern(rb'(\ssqref=")([^"]*)(")')
_FORMULA = late_pattern(rb"(<formula[12]?>)(.*?)(</formula[12]?>)", re.DOTALL)
_PRIORITY = late_pattern(rb'(\spriority\s*=\s*")([0-9]+)(")')
_COUNT = late_pattern(rb"""(\scount\s*=\s*["'])[0-9]*""")
_ANCHOR = late_pattern(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_SHAPE = late_pattern(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_SHAPE_ID = late_pattern(rb'(<v:shape\s[^<>]*?\bid=")([^"]*)(")')
_OUTLINE = late_pattern(rb"\soutlineLevelCol\s*=\s*[\"'][0-9]+[\"']")


class SheetMark(NamedTuple):
    """A drop-down or a set of marks as it stands in XML, and the cells that it is for."""

    area: Range
    piece: bytes


def marks_of(xml: bytes) -> list[SheetMark]:
    """Return the conditional formats of a sheet that are for one area each."""
    return list(
        _placed(
            xml[one.start : one.end]
            for one in children(xml)
            if one.name == b"conditionalFormatting"
        )
    )


def validations_of(xml: bytes) -> list[SheetMark]:
    """Return the drop-downs and limits of a sheet that are for one area each."""
    for one in children(xml):
        if one.name == b"dataValidations":
            whole = xml[one.start : one.end]
            return list(_placed(whole[each.start : each.end] for each in children(whole)))
    return []


def _placed(pieces: Iterator[bytes]) -> Iterator[SheetMark]:
    """Yield each piece with its area."""
    for piece in pieces:
        found = _SQREF.search(piece)
        area = range_named(found[2].decode("ascii", "replace")) if found else None
        if area is not None:
            yield SheetMark(area, piece)


def move_mark(one: SheetMark, area: Range) -> bytes:
    """Return a drop-down or marks as they are for another area, their formulas moved along."""
    down, right = area.first_row - one.area.first_row, area.first_column - one.area.first_column

    def formula(found: re.Match[bytes]) -> bytes:
        text = shift_formula(unescape(found[2]), rows=down, columns=right)
        return found[1] + escape(text) + found[3]

    piece = _SQREF.sub(lambda found: found[1] + area.name.encode() + found[3], one.piece, count=1)
    return _FORMULA.sub(formula, piece)


def last_priority(xml: bytes) -> int:
    """Return the last rank among the conditional formats of a sheet."""
    return max((int(found[2]) for found in _PRIORITY.finditer(xml)), default=0)


def with_marks(xml: bytes, pieces: Sequence[bytes]) -> bytes:
    """Return the sheet with conditional formats added, ranked after those that it has."""
    rank = last_priority(xml)

    def ranked(found: re.Match[bytes]) -> bytes:
        nonlocal rank
        rank += 1
        return found[1] + b"%d" % rank + found[3]

    prefix = prefix_of(xml)
    for piece in pieces:
        own = add_prefix(_PRIORITY.sub(ranked, piece), prefix)
        xml = insert(xml, b"conditionalFormatting", own, SHEET_ORDER)
    return xml


def with_validations(xml: bytes, pieces: Sequence[bytes]) -> bytes:
    """Return the sheet with drop-downs and limits added."""
    if not pieces:
        return xml
    prefix = prefix_of(xml)
    joined = add_prefix(b"".join(pieces), prefix)
    one = next((each for each in children(xml) if each.name == b"dataValidations"), None)
    if one is not None:
        total = len(pieces) + sum(1 for _ in children(xml[one.start : one.end]))
        head = xml[one.start : one.inside[0]]
        head = _COUNT.sub(lambda found: found[1] + b"%d" % total, head, count=1)
        own = xml[one.inside[0] : one.inside[1]]
        return xml[: one.start] + head + own + joined + xml[one.inside[1] :]
    whole = b'<%bdataValidations count="%d">%b</%bdataValidations>'
    return insert(
        xml, b"dataValidations", whole % (prefix, len(pieces), joined, prefix), SHEET_ORDER
    )


def with_column_looks(xml: bytes, looks: Mapping[int, str]) -> bytes:
    """Return the sheet with some columns' widths set, each by its attributes beside min and max.

    A range of columns that has one look is split where one of these lies within it.
    """
    prefix = prefix_of(xml)
    old: list[tuple[int, int, str]] = []
    place = next((one for one in children(xml) if one.name == b"cols"), None)
    if place is not None:
        whole = xml[place.start : place.end]
        for each in children(whole):
            own = attributes(whole[each.start : each.end])
            first, last = int(own.pop("min")), int(own.pop("max"))
            old.append((first, last, " ".join(f'{key}="{value}"' for key, value in own.items())))
    kept = [piece for first, last, look in old for piece in _split(first, last, look, looks)]
    merged = sorted([*kept, *((at, at, look) for at, look in looks.items())])
    cols = "".join(f'<{prefix.decode()}col min="{a}" max="{b}" {look}/>' for a, b, look in merged)
    piece = b"<%bcols>%b</%bcols>" % (prefix, cols.encode(), prefix)
    if place is None:
        xml = insert(xml, b"cols", piece, SHEET_ORDER)
    else:
        xml = xml[: place.start] + piece + xml[place.end :]
    return _outlined(xml, prefix) if "outlineLevel" in cols else xml


def column_look(xml: bytes, column: int) -> str:
    """Return the attributes beside min and max that give a column its width and folding."""
    for one in children(xml):
        if one.name == b"cols":
            whole = xml[one.start : one.end]
            for each in children(whole):
                own = attributes(whole[each.start : each.end])
                if int(own.pop("min")) <= column <= int(own.pop("max")):
                    own.pop("style", None)
                    own.pop("collapsed", None)
                    return " ".join(f'{key}="{value}"' for key, value in own.items())
    return 'width="9.140625"'


def _split(
    first: int, last: int, look: str, looks: Mapping[int, str]
) -> Iterator[tuple[int, int, str]]:
    """Yield what is left of a range of columns without those that are given another look."""
    start = first
    for at in sorted(at for at in looks if first <= at <= last):
        if start < at:
            yield start, at - 1, look
        start = at + 1
    if start <= last:
        yield start, last, look


def _outlined(xml: bytes, prefix: bytes) -> bytes:
    """Return the sheet with room above its columns for the signs that unfold them."""
    for one in children(xml):
        if one.name == b"sheetFormatPr":
            piece = xml[one.start : one.end]
            if _OUTLINE.search(piece):
                return xml
            name = b"<%bsheetFormatPr" % prefix
            return (
                xml[: one.start]
                + piece.replace(name, name + b' outlineLevelCol="1"', 1)
                + xml[one.end :]
            )
    piece = b'<%bsheetFormatPr defaultRowHeight="15" outlineLevelCol="1"/>' % prefix
    return insert(xml, b"sheetFormatPr", piece, SHEET_ORDER)


def with_note(
    notes: bytes,
    drawing: bytes,
    donor: tuple[bytes, bytes],
    *,
    at: tuple[int, int],
    to: tuple[int, int],
) -> tuple[bytes, bytes]:
    """Return a sheet's notes and their drawing with a note of another sheet's, at another cell.

    Where either cell has none, or has one already, both stay as they are.
    """
    comment = _comment_at(donor[0], cell_name(*at))
    shape = next((one[0] for one in _SHAPE.finditer(donor[1]) if _cell_of(one[0]) == at), None)
    if comment is None or shape is None or _comment_at(notes, cell_name(*to)) is not None:
        return notes, drawing
    prefix = prefix_of(notes)
    place = next((one for one in children(notes) if one.name == b"commentList"), None)
    if place is None:
        return notes, drawing
    authors = next(one for one in children(notes) if one.name == b"authors")
    number = sum(1 for _ in children(notes[authors.start : authors.end]))
    comment = re.sub(
        rb'ref="[^"]*" authorId="[0-9]+"',
        b'ref="%b" authorId="%d"' % (cell_name(*to).encode(), number),
        comment,
        count=1,
    )
    grown = _with_last(notes, place.start, place.end, add_prefix(comment, prefix))
    grown = _with_last(
        grown, authors.start, authors.end, add_prefix(b"<author>csplan</author>", prefix)
    )
    return grown, _with_shape(drawing, shape, at, to)


def _comment_at(notes: bytes, cell: str) -> bytes | None:
    """Return the note of a cell as it stands in XML."""
    for one in children(notes):
        if one.name == b"commentList":
            whole = notes[one.start : one.end]
            for each in children(whole):
                piece = whole[each.start : each.end]
                if attributes(piece.partition(b">")[0]).get("ref") == cell:
                    return piece
    return None


def _cell_of(shape: bytes) -> tuple[int, int] | None:
    """Return the cell whose note a shape is, counted from 1."""
    row = re.search(rb"<x:Row>([0-9]+)</x:Row>", shape)
    column = re.search(rb"<x:Column>([0-9]+)</x:Column>", shape)
    return (row_of(row[1]) + 1, row_of(column[1]) + 1) if row and column else None


def _with_shape(drawing: bytes, shape: bytes, at: tuple[int, int], to: tuple[int, int]) -> bytes:
    """Return the drawing with a note's shape, moved from one cell to another."""
    down, right = to[0] - at[0], to[1] - at[1]
    used = [int(one) for one in re.findall(rb'id="_x0000_s([0-9]+)"', drawing)]

    def anchored(found: re.Match[bytes]) -> bytes:
        ends = [int(one) for one in found[2].split(b",")]
        for place, by in ((0, right), (2, down), (4, right), (6, down)):
            ends[place] += by
        return found[1] + ", ".join(map(str, ends)).encode() + found[3]

    shape = _ANCHOR.sub(anchored, shape)
    shape = re.sub(rb"<x:Row>[0-9]+", b"<x:Row>%d" % (to[0] - 1), shape)
    shape = re.sub(rb"<x:Column>[0-9]+", b"<x:Column>%d" % (to[1] - 1), shape)
    name = b"_x0000_s%d" % (max(used, default=1024) + 1)
    shape = _SHAPE_ID.sub(lambda found: found[1] + name + found[3], shape, count=1)
    end = drawing.rindex(b"</")
    return drawing[:end] + shape + drawing[end:]


def _with_last(xml: bytes, start: int, end: int, piece: bytes) -> bytes:
    """Return the part with a piece put last into the element that stands from start to end."""
    whole = xml[start:end]
    if whole.endswith(b"/>"):
        name = re.match(rb"<([^\s/>]+)", whole)
        return xml[: end - 2] + b">" + piece + b"</" + (name[1] if name else b"") + b">" + xml[end:]
    at = start + whole.rindex(b"</")
    return xml[:at] + piece + xml[at:]
