"""A workbook's file with some parts changed, every other byte copied.  Knows no sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from itertools import chain
from types import MappingProxyType

from csplan.terms.patterns import late_pattern
from csplan.xlsx.gate import Passed
from csplan.xlsx.packing import Packed, packed
from csplan.xlsx.said_once import SaidOnce
from csplan.xlsx.xml_text import attributes
from csplan.xlsx.zip_members import CENTRAL, END, LOCAL, Member

__all__ = ["Member", "rebuilt", "without_override", "without_relation"]

_ELEMENT = late_pattern(
    r"""<(?:[\w.-]+:)?(Relationship|Override)\s(?:[^<>"']|"[^"]*"|'[^']*')*?"""
    r"(?:/>|>\s*</(?:[\w.-]+:)?(?:Relationship|Override)\s*>)"
)
_FIRST_DAY = 0x0021


def rebuilt(
    passed: Passed,
    changed: Mapping[str, bytes | SaidOnce],
    removed: Collection[str],
    added: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """Return the file with the changed parts in their old places, the removed ones left out.

    Added ones come last.
    """
    kept = (member for member in passed.archive.members if member.name not in removed)
    filed = (_filed(passed.data, member, changed.get(member.name)) for member in kept)
    new = (_added(name, content) for name, content in added.items())
    out: list[bytes | memoryview] = []
    directory = bytearray()
    at = count = 0
    for pieces, line in chain(filed, new):
        directory += line[:42] + at.to_bytes(4, "little") + line[46:]
        out += pieces
        at += sum(map(len, pieces))
        count += 1
    comment = passed.archive.comment
    end = END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, len(comment))
    return b"".join((*out, directory, end, comment))


def _filed(
    data: bytes, member: Member, content: bytes | SaidOnce | None
) -> tuple[list[bytes | memoryview], bytes]:
    """Return a part as it is filed, dated as before, and its line for the directory.

    The line does not say yet where the part begins; without new content the part is as it was.
    """
    if content is None:
        return [memoryview(data)[member.start : member.end]], member.central
    part = packed(content)
    local = LOCAL.unpack_from(data, member.start)
    name_end = member.start + LOCAL.size + local[9]
    name = data[member.start + LOCAL.size : name_end]
    flags = member.flags & ~0x000E
    extra = _without_zip64(data[name_end : member.data_start])
    sizes = _sizes(part)
    version = max(local[1], 20)
    head = (b"PK\3\4", version, flags, 8, local[4], local[5], *sizes, len(name), len(extra))
    old = CENTRAL.unpack_from(member.central)
    rest = member.central[CENTRAL.size + old[10] :]
    central_extra = _without_zip64(rest[: old[11]])
    line = CENTRAL.pack(
        *(old[0], old[1], max(old[2], 20), flags, 8, old[5], old[6], *sizes),
        *(len(name), len(central_extra), *old[12:16], 0),
    )
    line += name + central_extra + rest[old[11] :]
    return [LOCAL.pack(*head), name, extra, *part.pieces], line


def _added(name: str, content: bytes) -> tuple[list[bytes | memoryview], bytes]:
    """Return a new part as it is filed, without a date, and its line for the directory."""
    part = packed(content)
    own = name.encode("utf-8")
    sizes = _sizes(part)
    head = LOCAL.pack(b"PK\3\4", 20, 0x0800, 8, 0, _FIRST_DAY, *sizes, len(own), 0)
    line = CENTRAL.pack(
        *(b"PK\1\2", 20, 20, 0x0800, 8, 0, _FIRST_DAY, *sizes, len(own), 0),
        *(0, 0, 0, 0, 0),
    )
    return [head, own, *part.pieces], line + own


def _sizes(part: Packed) -> tuple[int, int, int]:
    """Return what a zip file says of a part: its checksum, its size as packed, and in full."""
    return part.crc, sum(map(len, part.pieces)), part.size


def _without_zip64(extra: bytes) -> bytes:
    """Return the extra fields without the one that holds sizes, which are small now."""
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        end = at + 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
        if extra[at : at + 2] != b"\1\0":
            kept += extra[at:end]
        at = end
    return kept + extra[at:]


def without_relation(relation: str) -> Callable[[str], str]:
    """Return what cuts a relation out of a list of relations."""
    return lambda text: _cut(text, "Relationship", "Id", relation)


def without_override(part: str) -> Callable[[str], str]:
    """Return what cuts a part out of the list of content types."""
    return lambda text: _cut(text, "Override", "PartName", f"/{part}")


def _cut(text: str, element: str, key: str, value: str) -> str:
    """Return the text without the elements that carry a key's value."""

    def kept(found: re.Match[str]) -> str:
        own = attributes(found[0].encode("utf-8")).get(key, "")
        return "" if found[1] == element and own.lower() == value.lower() else found[0]

    return _ELEMENT.sub(kept, text)
