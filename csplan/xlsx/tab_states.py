"""Tabs of a workbook hidden and shown, and which of them is open; all else as it was.

Knows no sheet's meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple
from csplan.xlsx.tree import children
from csplan.xlsx.xml_text import attributes

__all__ = ["ShownFirst", "shown_first", "with_selected", "with_states"]

_STATE = late_pattern(rb"""\s+state\s*=\s*["'][^"']*["']""")
_ACTIVE = late_pattern(rb"""(\sactiveTab\s*=\s*["'])([0-9]+)""")
_SELECTED = late_pattern(rb"""\s+tabSelected\s*=\s*["'][^"']*["']""")
_VIEW = late_pattern(rb"<(?:[\w.-]+:)?sheetView(?=[\s/>])")


class ShownFirst(NamedTuple):
    """The number of the tab that is open from now on, and the workbook that says so."""

    number: int
    xml: bytes


def with_states(xml: bytes, hidden: Mapping[str, bool]) -> bytes:
    """Return the workbook with the tabs of these names hidden (True) or shown."""
    place = next(one for one in children(xml) if one.name == b"sheets")
    whole = xml[place.start : place.end]
    pieces, end = [], 0
    for one in children(whole):
        element = whole[one.start : one.end]
        hides = hidden.get(attributes(element).get("name", ""))
        if hides is not None:
            element = _STATE.sub(b"", element)
        if hides:
            at = _after_name(element)
            element = element[:at] + b' state="hidden"' + element[at:]
        pieces += [whole[end : one.start], element]
        end = one.end
    return xml[: place.start] + b"".join(pieces) + whole[end:] + xml[place.end :]


def _after_name(element: bytes) -> int:
    """Return where an element's own name ends."""
    return next(at for at, letter in enumerate(element) if at and letter in b" \t\r\n/>")


def shown_first(xml: bytes) -> ShownFirst | None:
    """Return the first tab that is shown, where the open one is hidden now; None if it is not."""
    place = next(one for one in children(xml) if one.name == b"sheets")
    whole = xml[place.start : place.end]
    shown = [
        attributes(whole[one.start : one.end]).get("state", "visible") == "visible"
        for one in children(whole)
    ]
    found = _ACTIVE.search(xml)
    active = int(found[2]) if found is not None else 0
    if active >= len(shown) or shown[active] or True not in shown:
        return None
    number = shown.index(True)
    return ShownFirst(number, _ACTIVE.sub(rb"\g<1>%d" % number, xml, count=1))


def with_selected(xml: bytes, *, selected: bool) -> bytes:
    """Return the sheet marked as the one that is open, or as one that is not."""
    plain = _SELECTED.sub(b"", xml)
    if not selected:
        return plain
    return _VIEW.sub(lambda one: one[0] + b' tabSelected="1"', plain, count=1)
