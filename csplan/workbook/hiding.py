"""Tabs hidden and shown as Settings asks: those of csplan alone, each by its name in the file."""

from __future__ import annotations

from csplan.plan.tabs import tabs_to_hide
from csplan.sheets import BY_KEY
from csplan.terms.for_types import TYPE_CHECKING
from csplan.xlsx.said_once import SaidOnce, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.workbook.read import Opened

__all__ = ["tabs_to_turn", "turn_tabs"]


def tabs_to_turn(opened: Opened) -> dict[str, bool]:
    """Return which tabs of the file, by their names there, are to be hidden (True) or shown.

    None of them where Settings says nothing, or where the workbook's structure is locked.
    """
    asked = tabs_to_hide(opened.plan)
    if asked is None or opened.package.structure_locked:
        return {}
    found = {}
    for places in (opened.layout.tables, opened.layout.labels):
        for key, place in places.items():
            hides = BY_KEY[key].tab in asked
            if place.tab.state == ("visible" if hides else "hidden"):
                found[place.tab.name] = hides
    return found


def turn_tabs(
    opened: Opened, parts: Mapping[str, str | bytes | SaidOnce], turning: Mapping[str, bool]
) -> dict[str, bytes]:
    """Return the parts that hide and show these tabs, given those that are changed already.

    Where the tab that was open is hidden, the first that is shown is open instead.
    """
    from csplan.xlsx.tab_states import shown_first, with_selected, with_states

    book = opened.package.workbook_part
    xml = with_states(opened.package.xml(book), turning)
    first = shown_first(xml)
    if first is None:
        return {book: xml}
    changed = {}
    for number, sheet in enumerate(opened.package.sheets):
        if turning.get(sheet.name) or number == first.number:
            part = parts.get(sheet.part, opened.package.xml(sheet.part))
            data = part.encode() if isinstance(part, str) else whole(part)
            changed[sheet.part] = with_selected(data, selected=number == first.number)
    return {book: first.xml, **changed}
