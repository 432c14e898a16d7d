"""A table moved to another range in its own XML.  Knows nothing of the cells beneath it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csplan.terms.patterns import late_pattern
from csplan.xlsx.references import Range, range_named
from csplan.xlsx.tree import children, prefix_of
from csplan.xlsx.xml_text import attributes, escape, excel_escaped, excel_unescaped

__all__ = ["with_table_columns", "with_table_formulas", "with_table_ref"]

_TABLE = late_pattern(r"<(?:[\w.-]+:)?table\s[^<>]*>")
_FILTER = late_pattern(r"<(?:[\w.-]+:)?autoFilter\s[^<>]*>")
_REF = late_pattern(r"""(\sref\s*=\s*)("[^"]*"|'[^']*')""")
_COUNT = late_pattern(rb"""(\scount\s*=\s*["'])[0-9]*""")
_TOTALS = late_pattern(r"""\stotalsRowCount\s*=\s*["']([0-9]+)["']""")


def with_table_ref(table_xml: str, new_ref: str) -> str:
    """Return the table's XML with its place changed, its filter covering all but the totals row.

    Raises: ValueError for a place that is not one, or XML that is not a table's.
    """
    place = range_named(new_ref)
    found = _TABLE.search(table_xml)
    if place is None or found is None:
        raise ValueError(f"no table, or no place for one: {new_ref}")
    totals = _TOTALS.search(found[0])
    last = place.last_row - (int(totals[1]) if totals else 0)
    filtered = Range(place.first_row, place.first_column, last, place.last_column)
    start, end = found.span()
    after = _FILTER.sub(lambda one: _placed(one[0], filtered.name), table_xml[end:], count=1)
    return table_xml[:start] + _placed(found[0], place.name) + after


def with_table_columns(table_xml: str, headings: Sequence[str]) -> str:
    """Return the table's XML with columns added at its right end.

    Raises: ValueError for XML that is not a table's.
    """
    found = _TABLE.search(table_xml)
    said = _REF.search(found[0]) if found else None
    place = range_named(said[2][1:-1]) if said else None
    if place is None:
        raise ValueError("no table, or no place of one")
    xml = table_xml.encode("utf-8")
    prefix = prefix_of(xml)
    listed = next(one for one in children(xml) if one.name == b"tableColumns")
    whole = xml[listed.start : listed.end]
    ids = [int(attributes(whole[one.start : one.end])["id"]) for one in children(whole)]
    pieces = b"".join(
        b'<%btableColumn id="%d" name="%b"/>'
        % (prefix, number, excel_escaped(heading).replace(b'"', b"&quot;"))
        for number, heading in enumerate(headings, start=max(ids, default=0) + 1)
    )
    count = b"%d" % (len(ids) + len(headings))
    head = _COUNT.sub(lambda one: one[1] + count, xml[listed.start : listed.inside[0]], count=1)
    inside = xml[listed.inside[0] : listed.inside[1]]
    xml = xml[: listed.start] + head + inside + pieces + xml[listed.inside[1] :]
    right = place.last_column + len(headings)
    area = Range(place.first_row, place.first_column, place.last_row, right)
    return with_table_ref(xml.decode("utf-8"), area.name)


def with_table_formulas(table_xml: str, formulas: Mapping[str, str]) -> str:
    """Return the table's XML with the formulas, by heading, that its new rows are given."""
    xml = table_xml.encode("utf-8")
    prefix = prefix_of(xml)
    listed = next(one for one in children(xml) if one.name == b"tableColumns")
    whole = xml[listed.start : listed.end]
    out, done = [], 0
    for one in children(whole):
        piece = whole[one.start : one.end]
        formula = formulas.get(
            excel_unescaped(attributes(piece.partition(b">")[0]).get("name", ""))
        )
        if formula is not None:
            out.append(whole[done : one.start])
            out.append(_with_formula(piece, formula, prefix))
            done = one.end
    out.append(whole[done:])
    return (xml[: listed.start] + b"".join(out) + xml[listed.end :]).decode("utf-8")


def _with_formula(piece: bytes, formula: str, prefix: bytes) -> bytes:
    """Return a column's XML with the formula that new rows are given."""
    new = b"<%bcalculatedColumnFormula>%b</%bcalculatedColumnFormula>"
    new %= (prefix, escape(formula), prefix)
    for one in children(piece):
        if one.name == b"calculatedColumnFormula":
            return piece[: one.start] + new + piece[one.end :]
    if piece.endswith(b"/>"):
        return piece[:-2] + b">" + new + b"</%btableColumn>" % prefix
    head = piece.index(b">") + 1
    return piece[:head] + new + piece[head:]


def _placed(tag: str, ref: str) -> str:
    return _REF.sub(lambda found: found[1] + found[2][0] + ref + found[2][0], tag, count=1)
