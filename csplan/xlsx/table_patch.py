"""A table moved to another range in its own XML.  Knows nothing of the cells beneath it."""

from __future__ import annotations

import re

from csplan.xlsx.references import Range, range_named

__all__ = ["with_table_ref"]

_TABLE = re.compile(r"<(?:[\w.-]+:)?table\s[^<>]*>")
_FILTER = re.compile(r"<(?:[\w.-]+:)?autoFilter\s[^<>]*>")
_REF = re.compile(r"""(\sref\s*=\s*)("[^"]*"|'[^']*')""")
_TOTALS = re.compile(r"""\stotalsRowCount\s*=\s*["']([0-9]+)["']""")


def with_table_ref(table_xml: str, new_ref: str) -> str:
    """The table's XML with its place changed, its filter covering all but the totals row.

    Raises: ValueError for a place that is none, or XML that is no table's.
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


def _placed(tag: str, ref: str) -> str:
    return _REF.sub(lambda found: found[1] + found[2][0] + ref + found[2][0], tag, count=1)
