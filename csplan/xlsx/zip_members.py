"""The members of a zip file as they lie in its bytes.  Inflates nothing, knows no workbook.

Written instead of `zipfile` because a member's own bytes must be copied as they are, and because
`zipfile` forgives what a workbook must not have: doubled names, gaps, overlaps, junk around it.
"""

from __future__ import annotations

import struct

from csplan.terms.errors import WorkbookError
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal

__all__ = ["CENTRAL", "END", "LOCAL", "Archive", "Member", "archive_in"]

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
_ZIP64_END = struct.Struct("<4sQ2H2L4Q")
_FULL = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in the zip: where its bytes lie, and what its headers say of it."""

    name: str
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    start: int
    data_start: int
    end: int
    central: bytes

    @property
    def data_end(self) -> int:
        """Where the member's compressed bytes end; a data descriptor may follow."""
        return self.data_start + self.packed_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A zip file: its members in the order of its directory, and its comment."""

    members: tuple[Member, ...]
    comment: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A line of the directory, before its member was looked at."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    start: int
    central: bytes


def damage_in(name: str, what: str) -> WorkbookError:
    """Return the refusal of a file whose bytes contradict each other."""
    return WorkbookError(
        Refusal.DAMAGED,
        f"{name} is damaged: {what}.  Take an earlier version from its version history or backup.",
    )


def archive_in(data: bytes, *, name: str, most: int) -> Archive:
    """Return the zip that the whole of these bytes is, with no more than so many members.

    Raises: WorkbookError where it is cut short, contradicts itself or holds anything besides.
    """
    try:
        end = _end_of(data, name)
        count, directory_size, directory = _directory(data, end, name)
        if count > most:
            raise WorkbookError(
                Refusal.TOO_LARGE,
                f"{name} holds {count:,} parts; a workbook has no more than {most:,}.  "
                f"Do not use this file; ask its sender.",
            )
        entries = _entries(data, count, directory, directory + directory_size, name)
        comment = data[end + END.size :]
        return Archive(members=_members(data, entries, directory, name), comment=comment)
    except struct.error:
        raise damage_in(name, "it is cut short") from None


def _end_of(data: bytes, name: str) -> int:
    """Return where the record lies that ends every zip, its comment reaching the last byte."""
    at = data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    while at >= 0:
        if at + END.size + int.from_bytes(data[at + 20 : at + 22], "little") == len(data):
            return at
        at = data.rfind(b"PK\5\6", max(0, len(data) - 65_557), at)
    raise damage_in(name, "its end is missing, or something stands after it")


def _directory(data: bytes, end: int, name: str) -> tuple[int, int, int]:
    """Return how many members there are, and the size and place of the directory listing them."""
    _, disk, first_disk, here, count, size, start, _ = END.unpack_from(data, end)
    if data[end - 20 : end - 16] == b"PK\6\7":
        (at,) = struct.unpack_from("<Q", data, end - 12)
        record = _ZIP64_END.unpack_from(data, min(at, len(data)))
        if record[0] != b"PK\6\6":
            raise damage_in(name, "its list of parts cannot be found")
        disk, first_disk, here, count, size, start = record[4:]
        end = at
    if disk or first_disk or here != count or start + size != end:
        raise damage_in(name, "its list of parts is not where it should be")
    return count, size, start


def _entries(data: bytes, count: int, at: int, end: int, name: str) -> list[_Entry]:
    """Return the lines of the directory."""
    entries = []
    for _ in range(count):
        fields = CENTRAL.unpack_from(data, at)
        name_size, extra_size, comment_size = fields[10:13]
        stop = at + CENTRAL.size + name_size + extra_size + comment_size
        if fields[0] != b"PK\1\2" or stop > end or fields[13]:
            raise damage_in(name, "its list of parts is broken")
        names_end = at + CENTRAL.size + name_size
        size, packed, start = _real_sizes(
            (fields[9], fields[8], fields[16]), data[names_end : names_end + extra_size], name
        )
        entries.append(
            _Entry(
                name=data[at + CENTRAL.size : names_end],
                flags=fields[3],
                method=fields[4],
                crc=fields[7],
                packed_size=packed,
                size=size,
                start=start,
                central=data[at:stop],
            )
        )
        at = stop
    if at != end:
        raise damage_in(name, "its list of parts is broken")
    return entries


def _real_sizes(sizes: tuple[int, int, int], extra: bytes, name: str) -> tuple[int, int, int]:
    """Return size, packed size and place, the zip64 field consulted for those that it keeps."""
    if sizes[2] == _FULL:
        raise damage_in(name, "a part lies beyond its end")
    if _FULL not in sizes:
        return sizes
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            size, packed, start = (next(wide, one) if one == _FULL else one for one in sizes)
            return size, packed, start
        at += 4 + length
    return sizes


def _members(data: bytes, entries: list[_Entry], directory: int, name: str) -> tuple[Member, ...]:
    """Return the members behind the directory's lines: side by side, with nothing between them."""
    starts = sorted(entry.start for entry in entries)
    ends = dict(zip(starts, [*starts[1:], directory], strict=True))
    if len(ends) != len(entries) or (starts and starts[0] != 0):
        raise damage_in(name, "its parts overlap, or something stands before them")
    return tuple(_member(data, entry, ends[entry.start], name) for entry in entries)


def _member(data: bytes, entry: _Entry, end: int, name: str) -> Member:
    """Return one member, its own header agreeing with the directory."""
    local = LOCAL.unpack_from(data, entry.start)
    name_end = entry.start + LOCAL.size + local[9]
    data_start = name_end + local[10]
    rest = end - data_start - entry.packed_size
    described = bool(entry.flags & 8)
    if (
        local[0] != b"PK\3\4"
        or data[entry.start + LOCAL.size : name_end] != entry.name
        or local[2] & ~0x06 != entry.flags & ~0x06
        or local[3] != entry.method
        or rest not in ((12, 16, 20, 24) if described else (0,))
        or (not described and local[6] != entry.crc)
    ):
        raise damage_in(name, "a part's own header disagrees with the list of parts")
    try:
        text = entry.name.decode("utf-8" if entry.flags & 0x800 else "cp437")
    except UnicodeDecodeError:
        raise damage_in(name, "a part's name cannot be read") from None
    return Member(
        name=text.replace("\\", "/"),  # some writers separate folders as Windows does
        flags=entry.flags,
        method=entry.method,
        crc=entry.crc,
        packed_size=entry.packed_size,
        size=entry.size,
        start=entry.start,
        data_start=data_start,
        end=end,
        central=entry.central,
    )
