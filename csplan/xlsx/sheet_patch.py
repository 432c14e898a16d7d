"""Cells written into a sheet's XML, every other byte of it kept.  Knows no file."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from csplan.terms.errors import WorkbookError
from csplan.terms.names import column_letters
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal
from csplan.terms.values import CellError, Value
from csplan.xlsx.references import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    cell_name,
    range_named,
)
from csplan.xlsx.said_once import SaidOnce, whole
from csplan.xlsx.sheet_index import cell_pattern
from csplan.xlsx.sheet_xml import SheetXml
from csplan.xlsx.xml_text import attributes, escape, excel_escaped

__all__ = ["Write", "patch", "patch_sparingly", "shared_groups"]

MOST_TEXT = 32_767
MOST_FORMULA = 8_192
_SPANS = late_pattern(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_HEIGHT = late_pattern(rb"""\s(?:ht|customHeight)\s*=\s*(?:"[^"]*"|'[^']*')""")
_DIMENSION = late_pattern(rb"""(<(?:[\w.-]+:)?dimension\s[^<>]*?ref\s*=\s*["'])([^"'<>]*)""")
_DROPPED = frozenset(("r", "t", "vm", "cm"))


@dataclass(frozen=True, slots=True)
class Write:
    """What a cell is to hold: a value, the formula (without its =) that gives it, and a style.

    Without a style the cell keeps its own; without value and formula it is emptied.
    """

    value: Value
    formula: str | None = None
    style: int | None = None


def shared_groups(sheet: SheetXml) -> Mapping[int, frozenset[tuple[int, int]]]:
    """Return the cells (row, column) that share a formula, by the group's number."""
    groups: dict[int, set[tuple[int, int]]] = {}
    for one in sheet.specials:
        if one.kind == "shared" and one.group is not None:
            groups.setdefault(one.group, set()).add(one.place)
    return {group: frozenset(places) for group, places in groups.items()}


def patch(
    sheet: SheetXml,
    writes: Mapping[tuple[int, int], Write],
    heights: Mapping[int, float] = MappingProxyType({}),
) -> bytes:
    """Return the sheet's XML in UTF-8 with the cells (row, column) written, all else as it was.

    A row that is written takes its height, in points, from `heights` if it stands there.

    Raises: WorkbookError where a write would break a formula of several cells, or is too long.
    """
    return whole(patch_sparingly(sheet, writes, heights))


def patch_sparingly(
    sheet: SheetXml,
    writes: Mapping[tuple[int, int], Write],
    heights: Mapping[int, float] = MappingProxyType({}),
) -> bytes | SaidOnce:
    """Return what `patch` does, its formulas as letters where the sheet has them so.

    Raises: WorkbookError as `patch` does.
    """
    xml = _patched(sheet, writes, heights)
    return SaidOnce(xml, sheet.formulas) if sheet.formulas else xml


def _patched(
    sheet: SheetXml, writes: Mapping[tuple[int, int], Write], heights: Mapping[int, float]
) -> bytes:
    """Return the sheet's XML with the cells written, formulas as the sheet has them."""
    _check(sheet, writes)
    index = sheet.index
    if not writes:
        return index.xml
    out = io.BytesIO()
    with memoryview(index.xml) as source:
        done = _write_head(out, sheet, writes)
        if index.empty:
            out.write(b"<" + index.prefix + b"sheetData>")
        for row, places in groupby(sorted(writes), key=lambda place: place[0]):
            columns = [column for _, column in places]
            at = index.row_at(row)
            exists = at < len(index.row_numbers) and index.row_numbers[at] == row
            start = index.row_starts[at] if at < len(index.row_numbers) else index.end
            if index.empty:
                start = done
            out.write(source[done:start])
            done = start
            if exists:
                done = _write_row(out, sheet, at, columns, writes, heights.get(row))
            else:
                _write_new_row(out, sheet, row, columns, writes, heights.get(row))
        if index.empty:
            out.write(b"</" + index.prefix + b"sheetData>")
        out.write(source[done:])
    return out.getvalue()


def _check(sheet: SheetXml, writes: Mapping[tuple[int, int], Write]) -> None:
    """Refuse writes that no sheet can take, or that would break a formula of several cells."""
    for (row, column), write in writes.items():
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise ValueError(f"no such cell: row {row}, column {column}")
        if isinstance(write.value, float) and not math.isfinite(write.value):
            raise ValueError(f"no cell holds {write.value}: {cell_name(row, column)}")
        text = write.value if isinstance(write.value, str) else ""
        if len(text) > MOST_TEXT or len(write.formula or "") > MOST_FORMULA:
            raise WorkbookError(
                Refusal.TEXT_TOO_LONG,
                f"What belongs in {sheet.name}!{cell_name(row, column)} is longer than an Excel "
                f"cell can hold.  Shorten the text that it comes from.",
            )
    groups = shared_groups(sheet)
    for one in sheet.specials:
        if one.kind != "shared":
            _check_block(sheet, one.kind, one.area or Range(*one.place, *one.place), writes)
        elif one.formula and one.place in writes and one.group is not None:
            outside = sorted(groups[one.group] - writes.keys())
            if outside:
                raise WorkbookError(
                    Refusal.SHARED_FORMULA_OUTSIDE,
                    f"The formula in {sheet.name}!{cell_name(*one.place)} is shared with "
                    f"{cell_name(*outside[0])}, which csplan does not own.  Type the formula there "
                    f"anew in Excel and save.",
                )


def _check_block(
    sheet: SheetXml, kind: str, area: Range, writes: Mapping[tuple[int, int], Write]
) -> None:
    """Refuse a write into an array's or data table's block."""
    for row, column in writes:
        if area.holds(row, column):
            what = "data table" if kind == "dataTable" else "array formula"
            raise WorkbookError(
                Refusal.ARRAY_FORMULA,
                f"{sheet.name}!{cell_name(row, column)} is part of a {what} ({area.name}), which "
                f"csplan cannot replace.  Delete it there in Excel and save.",
            )


def _write_head(out: io.BytesIO, sheet: SheetXml, writes: Mapping[tuple[int, int], Write]) -> int:
    """Write what precedes the cells, the sheet's dimension widened; gives where they begin."""
    index = sheet.index
    head = index.xml[: index.start]
    found = _DIMENSION.search(head)
    old = range_named(found[2].decode("ascii", "replace")) if found else None
    if found is not None and old is not None:
        rows = [row for row, _ in writes]
        columns = [column for _, column in writes]
        new = Range(
            min(old.first_row, *rows),
            min(old.first_column, *columns),
            max(old.last_row, *rows),
            max(old.last_column, *columns),
        )
        if new != old:
            head = head[: found.start(2)] + new.name.encode() + head[found.end(2) :]
    out.write(head)
    return index.end if index.empty else index.start


def _write_row(
    out: io.BytesIO,
    sheet: SheetXml,
    at: int,
    columns: list[int],
    writes: Mapping[tuple[int, int], Write],
    height: float | None,
) -> int:
    """Write a row that exists with some of its cells new; gives where it ended."""
    index = sheet.index
    xml, row, prefix = index.xml, index.row_numbers[at], index.prefix
    pattern = cell_pattern(prefix)
    head = xml[index.row_starts[at] : index.row_heads[at]]
    bare = head.endswith(b"/>")
    if b"spans" in head:
        head = _with_spans(head, columns)
    if height is not None:
        head = _HEIGHT.sub(b"", head)
        end = b"/>" if bare else b">"
        head = head.removesuffix(end) + b' ht="%g"' % height + end
    out.write(head[:-2] + b">" if bare else head)
    done = index.row_heads[at]
    cell, last = index.cells_of(at)
    close = index.row_ends[at] if bare else xml.rindex(b"</", done, index.row_ends[at])
    for column in columns:
        cell = index.cell_at(at, column)
        start = index.cell_starts[cell] if cell < last else close
        out.write(xml[done:start])
        done = start
        old = b""
        ending = b""
        if cell < last and index.columns[cell] == column:
            found = pattern.match(xml, start)
            if found is not None:
                old, ending, done = _kept(found), found[11] or b"", found.end()
        out.write(_cell(prefix, row, column, writes[row, column], old, ending))
    out.write(b"</" + prefix + b"row>" if bare else xml[done : index.row_ends[at]])
    return index.row_ends[at]


def _write_new_row(
    out: io.BytesIO,
    sheet: SheetXml,
    row: int,
    columns: list[int],
    writes: Mapping[tuple[int, int], Write],
    height: float | None,
) -> None:
    """Write a row that the sheet did not have."""
    prefix = sheet.index.prefix
    tall = b"" if height is None else b' ht="%g"' % height
    out.write(b'<%brow r="%d"%b>' % (prefix, row, tall))
    out.writelines(_cell(prefix, row, one, writes[row, one], b"", b"") for one in columns)
    out.write(b"</%brow>" % prefix)


def _kept(found: re.Match[bytes]) -> bytes:
    """Return the attributes that a cell keeps when its content is replaced."""
    raw, style, rest = found.group(1, 4, 6)
    if len(rest) <= 1:
        return b' s="%b"' % style if style else b""
    kept = [
        b' %b="%b"' % (key.encode(), escape(value).replace(b'"', b"&quot;"))
        for key, value in attributes(raw).items()
        if key not in _DROPPED
    ]
    return b"".join(kept)


def _with_spans(head: bytes, columns: list[int]) -> bytes:
    """Return a row's start whose hint of its width covers the columns written."""
    own = attributes(head).get("spans", "")
    ends = [int(one) for one in re.findall(r"[0-9]{1,5}", own)]
    if ends and min(ends) <= columns[0] and columns[-1] <= max(ends):
        return head
    spans = b' spans="%d:%d"' % (min([*ends, columns[0]]), max([*ends, columns[-1]]))
    return _SPANS.sub(spans if ends else b"", head)


def _cell(prefix: bytes, row: int, column: int, write: Write, old: bytes, ending: bytes) -> bytes:
    """Return a cell's XML."""
    if write.style is not None:
        old = re.sub(rb' s="[^"]*"', b"", old)
        old = b' s="%d"' % write.style + old if write.style or old else old
    start = b'<%bc r="%b%d"%b' % (prefix, column_letters(column).encode(), row, old)
    kind, value = _content(prefix, write.value, calculated=write.formula is not None)
    if write.formula is not None:
        space = b' xml:space="preserve"' if write.formula != write.formula.strip() else b""
        value = b"<%bf%b>%b</%bf>%b" % (prefix, space, escape(write.formula), prefix, value)
    value += ending
    if not value:
        return start + b"/>"
    return b"%b%b>%b</%bc>" % (start, kind, value, prefix)


def _content(prefix: bytes, value: Value, *, calculated: bool) -> tuple[bytes, bytes]:
    """Return the type of a value, and its XML."""
    if value is None:
        return b"", b""
    if isinstance(value, bool):
        return b' t="b"', b"<%bv>%d</%bv>" % (prefix, value, prefix)
    if isinstance(value, CellError):
        return b' t="e"', b"<%bv>%b</%bv>" % (prefix, escape(value), prefix)
    if isinstance(value, str):
        text = excel_escaped(value)
        if calculated:
            return b' t="str"', b"<%bv>%b</%bv>" % (prefix, text, prefix)
        space = b' xml:space="preserve"' if value != value.strip() or "\n" in value else b""
        inner = b"<%bt%b>%b</%bt>" % (prefix, space, text, prefix)
        return b' t="inlineStr"', b"<%bis>%b</%bis>" % (prefix, inner, prefix)
    number = repr(value).removesuffix(".0")
    return b"", b"<%bv>%b</%bv>" % (prefix, number.encode(), prefix)
