"""Parts of one workbook copied into another under free names, with all that they refer to.

The copies of sheets stand on their own: their texts in their cells, their looks by the numbers that
these have in the other workbook.  Knows nothing of what the cells mean.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from csplan.xlsx.package import Package, listing_of
from csplan.xlsx.tree import prefix_of
from csplan.xlsx.xml_text import attributes, escape, excel_escaped

__all__ = ["PartCopies", "with_relation", "with_types"]

_CELL = re.compile(rb"<c (r=\"[^\"]*\")([^<>]*?)(/>|>(.*?)</c>)", re.DOTALL)
_LOOK = re.compile(rb'\ss="([0-9]+)"')
_DIFFERENCE = re.compile(rb'(\sdxfId=")([0-9]+)(")')
_ROW_LOOK = re.compile(rb'(<row [^<>]*?\ss=")([0-9]+)(")')
_COLUMN_LOOK = re.compile(rb'(<col [^<>]*?\sstyle=")([0-9]+)(")')
_SHARED = re.compile(rb"<v>([0-9]+)</v>")
_NUMBERED = re.compile(r"^(.*?)([0-9]*)(\.[^./]+)$")
_TARGET = re.compile(rb'(\sTarget=")([^"]*)(")')
_ID = re.compile(rb"""\sId\s*=\s*["']([^"']*)["']""")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TABLE_ID = re.compile(rb'(<table [^<>]*?\sid=")([0-9]+)(")')


class PartCopies:
    """The parts copied so far, with their types."""

    def __init__(
        self,
        host: Package,
        donor: Package,
        *,
        cell_style: Callable[[int], int],
        difference: Callable[[int], int],
    ) -> None:
        """Copy from the donor into the host, whose looks are numbered by the two functions."""
        self.host, self.donor = host, donor
        self.parts: dict[str, bytes] = {}
        self._cell_style, self._difference = cell_style, difference
        self._names: dict[str, str] = {}
        self._taken = {part.lower() for part in host.parts}
        self._tables = [
            int(found[2])
            for part in host.parts
            if part.lower().startswith("xl/tables/") and part.lower().endswith(".xml")
            if (found := _TABLE_ID.search(host.xml(part)))
        ]

    def copied(self, part: str) -> str:
        """Copy a part of the donor's with all that it refers to; gives its name in the host."""
        if part in self._names:
            return self._names[part]
        self._names[part] = name = self._free(part)
        content = self.donor.part(part)
        if part.startswith("xl/worksheets/sheet"):
            content = self._standing_alone(content)
        elif part.startswith("xl/tables/"):
            self._tables.append(max(self._tables, default=0) + 1)
            number = b"%d" % self._tables[-1]
            content = _TABLE_ID.sub(lambda found: found[1] + number + found[3], content, count=1)
        self.parts[name] = content
        listing = listing_of(part)
        if listing in self.donor.parts:
            self.parts[listing_of(name)] = self._relisted(part, name, self.donor.part(listing))
        return name

    def _relisted(self, part: str, name: str, listing: bytes) -> bytes:
        """Return a part's list of relations with the names that the copies have."""
        old, new = posixpath.dirname(part), posixpath.dirname(name)

        def renamed(found: re.Match[bytes]) -> bytes:
            target = posixpath.normpath(posixpath.join(old, found[2].decode()))
            copy = self.copied(target)
            return found[1] + posixpath.relpath(copy, new).encode() + found[3]

        return _TARGET.sub(renamed, listing)

    def _free(self, part: str) -> str:
        """Return a name for a part that the host does not have yet."""
        found = _NUMBERED.match(part)
        stem, ending = (found[1], found[3]) if found else (part, "")
        number = 1
        while f"{stem}{number}{ending}".lower() in self._taken:
            number += 1
        self._taken.add(f"{stem}{number}{ending}".lower())
        return f"{stem}{number}{ending}"

    def _standing_alone(self, sheet: bytes) -> bytes:
        """Return a sheet with its texts in its cells, and the host's numbers for its looks."""
        texts = self.donor.shared_strings

        def look(found: re.Match[bytes]) -> bytes:
            return found[1] + b"%d" % self._cell_style(int(found[2])) + found[3]

        def cell(found: re.Match[bytes]) -> bytes:
            rest = _LOOK.sub(lambda one: b' s="%d"' % self._cell_style(int(one[1])), found[2])
            if b't="s"' not in rest:
                return b"<c " + found[1] + rest + found[3]
            shared = _SHARED.search(found[4])
            text = texts[int(shared[1])] if shared else ""
            kept = b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""
            inner = b"<is><t%b>%b</t></is>" % (kept, excel_escaped(text))
            return b"<c %b%b>%b</c>" % (found[1], rest.replace(b't="s"', b't="inlineStr"'), inner)

        sheet = _CELL.sub(cell, sheet)
        sheet = _COLUMN_LOOK.sub(look, _ROW_LOOK.sub(look, sheet))
        sheet = sheet.replace(b' tabSelected="1"', b"")
        return _DIFFERENCE.sub(
            lambda found: found[1] + b"%d" % self._difference(int(found[2])) + found[3], sheet
        )

    def types(self) -> dict[str, str]:
        """Return the content type of each copy, by its name."""
        said = self.donor.xml("[Content_Types].xml")
        overrides: dict[str, str] = {}
        defaults: dict[str, str] = {}
        for found in re.finditer(rb"<(Override|Default)\s([^<>]*)>", said):
            own = attributes(found[2])
            if found[1] == b"Override":
                overrides[own["PartName"].lstrip("/")] = own["ContentType"]
            else:
                defaults[own["Extension"].lower()] = own["ContentType"]
        old = {new: part for part, new in self._names.items()}
        return {
            name: overrides.get(old[name]) or defaults[name.rpartition(".")[2].lower()]
            for name in self.parts
            if name in old
        }


def with_types(types: bytes, added: Mapping[str, str]) -> bytes:
    """Return the list of content types with those of new parts."""
    prefix = prefix_of(types)
    pieces = b"".join(
        b'<%bOverride PartName="/%b" ContentType="%b"/>' % (prefix, escape(part), escape(kind))
        for part, kind in added.items()
    )
    at = types.rindex(b"</")
    return types[:at] + pieces + types[at:]


def with_relation(listing: bytes, kind: str, target: str) -> tuple[bytes, str]:
    """Return a list of relations with one more, and the name that this has in it."""
    own = {found[1].lower() for found in _ID.finditer(listing)}
    number = 1
    while b"rid%d" % number in own:
        number += 1
    piece = b'<%bRelationship Id="rId%d" Type="%b" Target="%b"/>' % (
        *(prefix_of(listing), number, (_RELATIONS + kind).encode(), escape(target)),
    )
    at = listing.rindex(b"</")
    return listing[:at] + piece + listing[at:], f"rId{number}"
