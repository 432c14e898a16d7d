"""Columns of a sheet folded away and opened again, every other byte of it kept.

Knows nothing of what stands in the cells.
"""

from __future__ import annotations

from csplan.xlsx.sheet_grafts import with_column_looks
from csplan.xlsx.tree import children
from csplan.xlsx.xml_text import attributes, escape

__all__ = ["fold_and_show", "hidden_columns"]

_NO_WIDTH = {"width": "9.140625"}


def hidden_columns(xml: bytes) -> set[int]:
    """Return the numbers of the columns that are not shown."""
    return {at for at, look in _looks(xml).items() if look.get("hidden") in ("1", "true")}


def fold_and_show(xml: bytes, *, fold: int, show: int) -> bytes:
    """Return the sheet with one column folded into a group of its own level, and another one shown.

    The sign that opens a group again stands above the column after it.
    """
    looks = _looks(xml)
    folded, shown = dict(looks.get(fold, _NO_WIDTH)), dict(looks.get(show, _NO_WIDTH))
    folded |= {"hidden": "1", "outlineLevel": "1"}
    for gone in ("hidden", "outlineLevel"):
        shown.pop(gone, None)
    changed = {fold: folded, show: shown}
    for at in {fold, fold + 1, show, show + 1}:
        own = changed.get(at, dict(looks.get(at, _NO_WIDTH)))
        before = changed.get(at - 1, looks.get(at - 1, {}))
        own.pop("collapsed", None)
        if "hidden" not in own and "hidden" in before and "outlineLevel" in before:
            own["collapsed"] = "1"
        if own != looks.get(at, _NO_WIDTH):
            changed[at] = own
    return with_column_looks(xml, {at: _written(look) for at, look in changed.items()})


def _looks(xml: bytes) -> dict[int, dict[str, str]]:
    """Return how each column looks that says so: its attributes beside min and max."""
    looks: dict[int, dict[str, str]] = {}
    for one in children(xml):
        if one.name == b"cols":
            whole = xml[one.start : one.end]
            for each in children(whole):
                own = attributes(whole[each.start : each.end])
                first, last = int(own.pop("min")), int(own.pop("max"))
                looks.update(dict.fromkeys(range(first, min(last, first + 1000) + 1), own))
    return looks


def _written(look: dict[str, str]) -> str:
    """Return a look as attributes."""
    return " ".join(
        f'{key}="{escape(value).decode().replace(chr(34), "&quot;")}"'
        for key, value in look.items()
    )
