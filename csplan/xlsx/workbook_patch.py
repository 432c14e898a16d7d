"""The workbook's own part with another sheet and other names, all else in it as it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from csplan.xlsx.tree import WORKBOOK_ORDER, children, insert, prefix_of
from csplan.xlsx.xml_text import attributes, escape

__all__ = ["with_names", "with_sheet"]

_RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMED = rb"""<%bdefinedName\s+name\s*=\s*["']%b["'][^<>]*>[^<]*</%bdefinedName\s*>"""
_LOCAL = re.compile(rb"""(\slocalSheetId\s*=\s*["'])([0-9]+)""")
_ACTIVE = re.compile(rb"""(\s(?:activeTab|firstSheet)\s*=\s*["'])([0-9]+)""")


def with_sheet(xml: bytes, name: str, relation: str, *, after: Collection[str]) -> bytes:
    """Return the workbook with a sheet after the last of those named (in small letters) it has.

    What counts the sheets by their places, such as the names of one sheet, is moved along.
    """
    prefix = prefix_of(xml)
    place = next(one for one in children(xml) if one.name == b"sheets")
    whole = xml[place.start : place.end]
    found = list(children(whole))
    own = [attributes(whole[one.start : one.end]) for one in found]
    at = max(
        (n + 1 for n, one in enumerate(own) if one.get("name", "").lower() in after), default=0
    )
    number = max(
        (int(one["sheetId"]) for one in own if one.get("sheetId", "").isdigit()), default=0
    )
    key = next(
        (key for key in own[0] if key.rpartition(":")[2] == "id" and ":" in key),
        "r:id",
    )
    space = key.rpartition(":")[0].encode()
    declared = b"" if b"xmlns:" + space in xml else b' xmlns:%b="%b"' % (space, _RELATIONS)
    piece = b'<%bsheet name="%b" sheetId="%d"%b %b="%b"/>' % (
        *(prefix, escape(name).replace(b'"', b"&quot;"), number + 1),
        *(declared, key.encode(), relation.encode()),
    )
    start = place.start + (found[at].start if at < len(found) else whole.rindex(b"</"))
    head, tail = xml[:start], xml[start:]
    return _renumbered(head, _ACTIVE, at) + piece + _renumbered(tail, _LOCAL, at)


def _renumbered(xml: bytes, pattern: re.Pattern[bytes], at: int) -> bytes:
    """Return the XML with the places of sheets counted anew, one having come in."""

    def counted(found: re.Match[bytes]) -> bytes:
        number = int(found[2])
        return found[1] + b"%d" % (number + (number >= at))

    return pattern.sub(counted, xml)


def with_names(xml: bytes, names: Mapping[str, str]) -> bytes:
    """Return the workbook with defined names added or said anew; one of a sheet reads Sheet!name.

    A name that csplan keeps for itself begins with csplan_ and is hidden.
    """
    prefix = prefix_of(xml)
    sheets = [
        attributes(xml[found.start() : found.end()]).get("name", "").lower()
        for found in re.finditer(rb"<%bsheet\s[^<>]*>" % re.escape(prefix), xml)
    ]
    pieces = b""
    for name, target in names.items():
        sheet, _, bare = name.rpartition("!")
        local = b' localSheetId="%d"' % sheets.index(sheet.lower()) if sheet else b""
        hidden = b' hidden="1"' if bare.startswith("csplan_") else b""
        said = escape(bare)
        if not sheet:
            words = (re.escape(prefix), re.escape(said), re.escape(prefix))
            xml = re.sub(_NAMED % words, b"", xml, flags=re.IGNORECASE)
        pieces += b'<%bdefinedName name="%b"%b%b>%b</%bdefinedName>' % (
            *(prefix, said, local, hidden, escape(target), prefix),
        )
    place = next((one for one in children(xml) if one.name == b"definedNames"), None)
    if place is None:
        whole = b"<%bdefinedNames>%b</%bdefinedNames>" % (prefix, pieces, prefix)
        return insert(xml, b"definedNames", whole, WORKBOOK_ORDER)
    return xml[: place.inside[1]] + pieces + xml[place.inside[1] :]
