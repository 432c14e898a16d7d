"""A workbook's file with some parts changed, every other byte copied.  Knows no sheets."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from csplan.terms.patterns import late_pattern
from csplan.xlsx.gate import Passed
from csplan.xlsx.said_once import SaidOnce, in_pieces, kept_size
from csplan.xlsx.xml_text import attributes
from csplan.xlsx.zip_members import CENTRAL, END, LOCAL, Member

__all__ = ["Member", "rebuilt", "without_override", "without_relation"]

_ELEMENT = late_pattern(
    r"""<(?:[\w.-]+:)?(Relationship|Override)\s(?:[^<>"']|"[^"]*"|'[^']*')*?"""
    r"(?:/>|>\s*</(?:[\w.-]+:)?(?:Relationship|Override)\s*>)"
)
_LEVEL, _LEVEL_OF_LARGE, _LARGE = 6, 2, 1_000_000
"""A large part is packed in half of the time and a quarter less tightly, as Excel packs it."""
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
    out = bytearray()
    directory = bytearray()
    count = 0
    for member in passed.archive.members:
        if member.name in removed:
            continue
        start = len(out)
        if member.name in changed:
            directory += _write_changed(out, passed.data, member, changed[member.name])
        else:
            out += memoryview(passed.data)[member.start : member.end]
            directory += member.central[:42] + start.to_bytes(4, "little") + member.central[46:]
        count += 1
    for name, content in added.items():
        directory += _write_added(out, name, content)
        count += 1
    at = len(out)
    out += directory
    comment = passed.archive.comment
    out += END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, len(comment)) + comment
    return bytes(out)


def _write_changed(out: bytearray, data: bytes, member: Member, content: bytes | SaidOnce) -> bytes:
    """Add a changed part to the file, dated as before, and give its line for the directory."""
    start = len(out)
    crc, packed, size = _packed(content)
    local = LOCAL.unpack_from(data, member.start)
    name_end = member.start + LOCAL.size + local[9]
    name = data[member.start + LOCAL.size : name_end]
    flags = member.flags & ~0x000E
    extra = _without_zip64(data[name_end : member.data_start])
    sizes = (crc, len(packed), size)
    version = max(local[1], 20)
    head = (b"PK\3\4", version, flags, 8, local[4], local[5], *sizes, len(name), len(extra))
    out += LOCAL.pack(*head) + name + extra + packed
    old = CENTRAL.unpack_from(member.central)
    rest = member.central[CENTRAL.size + old[10] :]
    central_extra = _without_zip64(rest[: old[11]])
    line = CENTRAL.pack(
        *(old[0], old[1], max(old[2], 20), flags, 8, old[5], old[6], *sizes),
        *(len(name), len(central_extra), *old[12:16], start),
    )
    return line + name + central_extra + rest[old[11] :]


def _write_added(out: bytearray, name: str, content: bytes) -> bytes:
    """Add a new part to the file, without a date, and give its line for the directory."""
    start = len(out)
    crc, packed, size = _packed(content)
    own = name.encode("utf-8")
    sizes = (crc, len(packed), size)
    out += LOCAL.pack(b"PK\3\4", 20, 0x0800, 8, 0, _FIRST_DAY, *sizes, len(own), 0)
    out += own + packed
    line = CENTRAL.pack(
        *(b"PK\1\2", 20, 20, 0x0800, 8, 0, _FIRST_DAY, *sizes, len(own), 0),
        *(0, 0, 0, 0, start),
    )
    return line + own


def _packed(content: bytes | SaidOnce) -> tuple[int, bytes, int]:
    """Return a part's checksum, its bytes as they are packed, and its size."""
    level = _LEVEL if kept_size(content) < _LARGE else _LEVEL_OF_LARGE
    packing = zlib.compressobj(level, zlib.DEFLATED, -15)
    crc, packed, size = 0, [], 0
    for piece in in_pieces(content):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        packed.append(packing.compress(piece))
    packed.append(packing.flush())
    return crc, b"".join(packed), size


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
