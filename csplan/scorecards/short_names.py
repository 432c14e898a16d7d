"""This module keeps names on pages to what a page has room for; the workbook holds the whole.

The name of an outcome or a service stands beside each of its rows, in headings and in sentences:
one as long as a cell can hold would fill hundreds of pages, and a heading without a word is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.looks.plain_text import shortened
from csplan.sheets import OUTCOMES, SERVICES
from csplan.terms.records import replace

if TYPE_CHECKING:
    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["with_short_names"]

_LONGEST = 400
_MOST_LINES = 8


def with_short_names(results: Results) -> Results:
    """Return results whose outcomes and services have names that a page has room for."""
    changed = {
        sheet.key: [_short(row, field, sheet) for row in results.table(sheet)]
        for sheet, field in ((OUTCOMES, "outcome"), (SERVICES, "service"))
        if any(_is_long(row.get(field)) or _is_nameless(row, field) for row in results.table(sheet))
    }
    return replace(results, rows={**results.rows, **changed}) if changed else results


def _is_long(name: object) -> bool:
    return isinstance(name, str) and (len(name) > _LONGEST or name.count("\n") > _MOST_LINES)


def _is_nameless(row: Row, field: str) -> bool:
    """Say whether a row stands there and its name has no letter or sign that can be seen."""
    seen = any(one.isprintable() and not one.isspace() for one in str(row.get(field) or ""))
    return bool(row.get("ref")) and not seen


def _short(row: Row, field: str, sheet: Sheet) -> Row:
    """Return a row with a name in one line, cut between words, and where the whole stands."""
    name = row.get(field)
    if _is_nameless(row, field):
        return {**row, field: f"{row['ref']} (no name yet)" if sheet is SERVICES else "no name yet"}
    if not isinstance(name, str) or not _is_long(name):
        return row
    line = " ".join(name.split())
    return {**row, field: f"{shortened(line, _LONGEST)} (the whole: {sheet.tab}, {row.get('ref')})"}
