"""What is refused before any parser sees it.  Knows nothing of sheets.

Everything is counted while inflating, for a file's own statements of size may lie.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from xml.parsers import expat

from csplan.terms.errors import WorkbookError
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.limits import MOST_BYTES
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal
from csplan.xlsx.file_kinds import check_file_kind, check_parts_kind
from csplan.xlsx.said_once import MARK, SaidOnce, Saver, holds_aside
from csplan.xlsx.xml_text import encoding_of
from csplan.xlsx.zip_members import Archive, Member, archive_in, damage_in

if TYPE_CHECKING:
    from typing import Never

__all__ = ["Passed", "check_made", "inflate", "let_through", "start_of"]

MOST_PARTS = 2_000
MOST_IN_PART = 2_400_000_000
MOST_IN_ALL = 3_000_000_000
MOST_TAGS = 30_000_000
MOST_RATIO = 100
FREE_OF_RATIO = 24_000_000
"""So much in all may be packed more tightly: a picture of one colour is, and harms nobody."""
MOST_DEPTH = 64
_EMPTY_ROWS = late_pattern(
    rb"(?:<row[^<>]*+(?<![-\]?/])>(?:<c(?=[\s/])[^<>]*+(?<=/)>)*+</row>){2,}+"
)
"""Rows without a value.  None ends a comment, quoted text or an instruction."""
_FLAT_ROWS = late_pattern(
    rb"(?:<row[^<]*+(?:<c[^<]*+(?:<[fv][^<]*+(?:</[fv]>)?+|<is><t[^<]*+</t></is>)*+(?:</c>)?+)*+"
    rb"</row>){2,}+"
)
"""Rows as most are, in a part that has no comment, quoted text or instruction.

Well-formed, they end no deeper than they began: what is open when a row ends is open in no other.
"""
_FLAT_DEPTH = 4
"""A row, a cell, and a text of its own in two elements."""
_DEFINITION = late_pattern(rb"<!(?:DOCTYPE|ENTITY)")
_CHUNK = 1 << 20
_START = 512
_BLOCK = 1_024
_DIGITS = (b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9", b"\0")
_KEPT = 400_000_000
_ENCODINGS = ("utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be")
_NEVER_XML = (".vml", ".svg", ".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif")
_STARTS_OF_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"\0<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A file that passed: its bytes, its members, and the contents that were inflated for it."""

    data: bytes
    archive: Archive
    contents: dict[str, bytes | SaidOnce]
    xml: frozenset[str]


def let_through(data: bytes, *, name: str) -> Passed:
    """Return the file's parts, once nothing in it can harm the programs that read it.

    Raises: WorkbookError saying what the file is and what to do.
    """
    if len(data) > MOST_BYTES:
        raise WorkbookError(
            Refusal.TOO_LARGE,
            f"{name} has {len(data) / 1e6:,.0f} MB; csplan reads workbooks of up to "
            f"{MOST_BYTES / 1e6:.0f} MB.  Remove pictures or old sheets from it.",
        )
    check_file_kind(data, name=name)
    archive = archive_in(data, name=name, most=MOST_PARTS)
    for member in archive.members:
        _check_headers(member, name)
    if sum(member.size for member in archive.members) > MOST_IN_ALL:
        raise _bomb(name, max(archive.members, key=lambda member: member.size))
    lower = [member.name.lower() for member in archive.members]
    if len(set(lower)) != len(lower):
        raise WorkbookError(
            Refusal.DOUBLED_PART,
            f"{name} holds the same part twice, so programs may read it differently.  "
            f"Open it in Excel and save it again.",
        )
    check_parts_kind(frozenset(lower), name=name)
    _check_macros(lower, name)
    return _inflated_and_checked(data, archive, name)


def check_made(data: bytes, *, name: str) -> None:
    """Refuse a file just made that is too large to be let through again.

    Raises: WorkbookError where it is.
    """
    if len(data) * MOST_RATIO < MOST_IN_PART:
        return
    sizes = [member.size for member in archive_in(data, name=name, most=MOST_PARTS).members]
    if len(data) > MOST_BYTES or max(sizes) > MOST_IN_PART or sum(sizes) > MOST_IN_ALL:
        raise WorkbookError(
            Refusal.TOO_LARGE,
            f"{name} would become too large for csplan to read again ({len(data) / 1e6:,.0f} MB).  "
            f"Nothing was written.  Take rows out of it, or split it (csplan split).",
        )


def _check_headers(member: Member, name: str) -> None:
    """Refuse a part by what its headers alone say."""
    parts = member.name.split("/")
    if (
        ".." in parts
        or "." in parts
        or "" in parts[:-1]
        or "\0" in member.name
        or ":" in parts[0]
        or not member.name
    ):
        raise WorkbookError(
            Refusal.UNSAFE_NAME,
            f"{name} holds a part named “{member.name}”, which could be written outside it.  "
            f"Do not use this file; ask its sender.",
        )
    if member.flags & 0x2041:
        raise WorkbookError(
            Refusal.PASSWORD_PROTECTED,
            f"{name} is a zip file with a password.  Save it from Excel without one.",
        )
    if member.method not in (0, 8):
        raise WorkbookError(
            Refusal.UNKNOWN_COMPRESSION,
            f"{name} is compressed in a way that Excel does not use.  "
            f"Open it in Excel and save it again.",
        )


def _check_macros(lower: list[str], name: str) -> None:
    """Refuse macros under a name that promises none."""
    if not name.lower().endswith(".xlsm") and any(
        part.endswith("vbaproject.bin") for part in lower
    ):
        raise WorkbookError(
            Refusal.MACROS_IN_XLSX,
            f"{name} holds macros, which Excel refuses in a file of this name.  "
            f"Save it as .xlsx without them, or as .xlsm.",
        )


class _Tally:
    """What was unpacked so far, in all parts together."""

    __slots__ = ("_name", "_size", "_tags", "_tight")

    def __init__(self, name: str) -> None:
        self._name = name
        self._size = 0
        self._tags = 0
        self._tight = 0

    def room_for(self, member: Member) -> int:
        """Return how large a part may be, however small it is packed."""
        loose = MOST_RATIO * member.packed_size
        return min(max(FREE_OF_RATIO - self._tight, loose), MOST_IN_PART)

    def passed(self, member: Member, size: int) -> None:
        """Count a part that was packed more tightly than most against what all such may have."""
        if size > MOST_RATIO * member.packed_size:
            self._tight += size

    def add(self, member: Member, size: int, chunk: bytes) -> None:
        """Count another piece: its size as it was unpacked, and the tags that are left in it.

        Raises: WorkbookError where it is more than a workbook needs.
        """
        self._size += size
        self._tags += chunk.count(b"<")
        if self._size > MOST_IN_ALL or self._tags > MOST_TAGS:
            raise _bomb(self._name, member)


def _inflated_and_checked(data: bytes, archive: Archive, name: str) -> Passed:
    """Return every part inflated once and checked; those that fit are kept for reading."""
    contents: dict[str, bytes | SaidOnce] = {}
    xml: set[str] = set()
    tally = _Tally(name)
    room = _KEPT
    for member in archive.members:
        read = _Part(member, name, room)
        read.check(data, tally)
        if read.is_xml:
            xml.add(member.name)
        if read.kept is not None:
            room -= sum(map(len, read.kept))
            contents[member.name] = read.content()
    return Passed(data=data, archive=archive, contents=contents, xml=frozenset(xml))


class _Part:
    """One part while it is unpacked, checked, and kept if there is room for it."""

    __slots__ = ("_member", "_name", "_parser", "_room", "_saver", "is_xml", "kept")

    def __init__(self, member: Member, name: str, room: int) -> None:
        self._member, self._name, self._room = member, name, room
        self._saver = Saver()
        self._parser: _Checker | None = None
        self.kept: list[bytes] | None = []
        self.is_xml = False

    def check(self, data: bytes, tally: _Tally) -> None:
        """Unpack the part, whose content has to be what its headers say.

        Raises: WorkbookError where it is not, or can do harm.
        """
        member, name = self._member, self._name
        crc = size = 0
        drawing = member.name.lower().endswith(".vml")
        allowed = tally.room_for(member)
        for chunk in _chunks(data, member, name):
            if not size:
                self.begin(chunk)
            size += len(chunk)
            if size > allowed:
                raise _bomb(name, member)
            thin = self.take(chunk)
            tally.add(member, len(chunk), thin)
            crc = zlib.crc32(chunk, crc)
            if drawing and _DEFINITION.search(chunk.replace(b"\0", b"")):
                raise _dtd(name, member.name)
            self._keep(thin)
            if size > member.size:
                break
        if crc != member.crc or size != member.size:
            raise damage_in(name, f"its part {member.name} is not what it was when it was saved")
        tally.passed(member, size)
        self.end()

    def begin(self, chunk: bytes) -> None:
        """Look at the first piece: whether it is XML, and whether its bytes are letters."""
        self.is_xml = _is_xml(self._member.name, chunk)
        if self.is_xml:
            self._parser = _Checker(chunk, self._member.name, self._name)
        encoding = encoding_of(chunk) if self.is_xml else None
        is_cut = len(chunk) < min(_START, self._member.size)  # too short to show its encoding
        if encoding is None or encoding.codec != "utf-8" or is_cut:
            self._saver.stop()

    def take(self, chunk: bytes) -> bytes:
        """Return the next piece as it is to be kept, once it is checked.

        Raises: WorkbookError where it is not plain XML.
        """
        thin = self._saver.spared(chunk)
        if self._parser is not None:
            self._parser.feed(thin if thin is chunk else thin.replace(MARK, b""), final=False)
        return thin

    def end(self) -> None:
        """Check that the part ends where it may.

        Raises: WorkbookError where it does not.
        """
        if self._parser is not None:
            self._parser.feed(b"", final=True)

    def _keep(self, piece: bytes) -> None:
        """Keep a piece, or nothing of the part where there is no room for it."""
        self._room -= len(piece)
        if self._room < 0:
            self.kept = None
        if self.kept is not None:
            self.kept.append(piece)

    def content(self) -> bytes | SaidOnce:
        """Return what was kept of the part, which is all of it."""
        joined = b"".join(self.kept or ())
        return SaidOnce(joined, self._saver.formulas) if self._saver.formulas else joined


def _holds_endless_number(chunk: bytes) -> bool:
    """Say whether a tag holds thousands of digits in a row, which no program reads as a number.

    Looks at few places only, for so many digits fill a whole block; text may hold what it likes.
    """
    for at in range(0, len(chunk) - _BLOCK + 1, _BLOCK):
        if chunk[at : at + 1] in _DIGITS:
            block = chunk[at : at + _BLOCK].replace(b"\0", b"")
            if block.isdigit() and _ends_in_quote(chunk, at):
                return True
    return False


def _ends_in_quote(chunk: bytes, at: int) -> bool:
    """Say whether the digits at a place are an attribute's, as the quote after them shows."""
    after = chunk[at:].replace(b"\0", b"").lstrip(b"0123456789")[:1]
    return after in (b'"', b"'") or (
        not after and chunk.rfind(b"<", 0, at) > chunk.rfind(b">", 0, at)
    )


def _bomb(name: str, member: Member) -> WorkbookError:
    return WorkbookError(
        Refusal.ZIP_BOMB,
        f"{name} holds a part ({member.name}) that unpacks to far more than a workbook needs.  "
        f"Open it in Excel and save it again, or ask its sender.",
    )


def _dtd(name: str, part: str) -> WorkbookError:
    return WorkbookError(
        Refusal.DTD,
        f"{name} holds a part ({part}) with definitions that no workbook has and that can harm "
        f"programs.  Do not use this file; ask its sender.",
    )


def _chunks(data: bytes, member: Member, name: str) -> Iterator[bytes]:
    """Yield the content of a part, a piece at a time."""
    if member.method == 0:
        for at in range(member.data_start, member.data_end, _CHUNK):
            yield data[at : min(at + _CHUNK, member.data_end)]
        return
    inflating = zlib.decompressobj(-15)
    try:
        for at in range(member.data_start, member.data_end, _CHUNK):
            waiting = data[at : min(at + _CHUNK, member.data_end)]
            while waiting:
                if chunk := inflating.decompress(waiting, _CHUNK):
                    yield chunk
                waiting = inflating.unconsumed_tail
        while not inflating.eof and (chunk := inflating.decompress(b"", _CHUNK)):
            yield chunk
    except zlib.error:
        raise damage_in(name, f"its part {member.name} cannot be unpacked") from None
    if not inflating.eof or inflating.unused_data:
        raise damage_in(name, f"its part {member.name} is cut short or too long")


def inflate(data: bytes, member: Member, *, name: str) -> bytes:
    """Return the content of one part of a file that has passed.

    Raises: WorkbookError where it cannot be unpacked.
    """
    return b"".join(_chunks(data, member, name))


def start_of(data: bytes, member: Member, *, name: str) -> bytes:
    """Return the first bytes of one part of a file that has passed.

    Raises: WorkbookError where it cannot be unpacked.
    """
    return next(_chunks(data, member, name), b"")[:_START]


def _is_xml(part: str, start: bytes) -> bool:
    """Say whether a part is XML, by its name or its first bytes."""
    lower = part.lower()
    if lower.endswith((".xml", ".rels")):
        return True
    return not lower.endswith(_NEVER_XML) and start.lstrip().startswith(_STARTS_OF_XML)


class _Checker:
    """One reading of a part that lets only plain, shallow, well-formed XML pass."""

    __slots__ = ("_bare", "_before", "_depth", "_fed", "_name", "_parser", "_part")

    def __init__(self, start: bytes, part: str, name: str) -> None:
        self._depth = self._fed = 0
        self._bare, self._before = True, b""
        self._name = name
        self._part = part
        if encoding_of(start) is None:
            self._declared("", "another", 0)
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declared
        self._parser.ordered_attributes = True

    def feed(self, chunk: bytes, *, final: bool) -> None:
        """Check the next piece of the part.

        Raises: WorkbookError where it is not plain XML.
        """
        if _holds_endless_number(chunk):
            raise damage_in(self._name, f"its part {self._part} holds a number without an end")
        try:
            self._parse(chunk)
            self._parser.Parse(b"", final)
            if final:
                self._let_go()
        except expat.ExpatError:
            raise damage_in(self._name, f"its part {self._part} is not valid XML") from None

    def _parse(self, chunk: bytes) -> None:
        """Parse a piece; plain rows end as deep as they began, so nothing in them is counted."""
        at = 0
        before, self._before = self._before, chunk[-1:] or self._before
        self._bare = self._bare and not holds_aside(chunk, before)
        for found in (_FLAT_ROWS if self._bare else _EMPTY_ROWS).finditer(chunk):
            self._count(chunk[at : found.start()])
            at = found.start()
            waits = (
                self._parser.CurrentByteIndex != self._fed
            )  # a comment, say, that has no end yet
            if not waits and self._depth <= MOST_DEPTH - _FLAT_DEPTH:
                self._parser.StartElementHandler = self._parser.EndElementHandler = None
                self._count(found[0])
                self._parser.StartElementHandler = self._opened
                self._parser.EndElementHandler = self._closed
                at = found.end()
        self._count(chunk[at:])

    def _let_go(self) -> None:
        """Let go of the parser, which waits, with all it holds, until Python finds the cycle."""
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        self._parser.StartDoctypeDeclHandler = self._parser.XmlDeclHandler = None

    def _count(self, chunk: bytes) -> None:
        self._parser.Parse(chunk)
        self._fed += len(chunk)

    def _opened(self, _tag: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise WorkbookError(
                Refusal.TOO_DEEP,
                f"{self._name} holds a part ({self._part}) nested more deeply than any workbook.  "
                f"Do not use this file; ask its sender.",
            )

    def _closed(self, _tag: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: object) -> Never:
        raise _dtd(self._name, self._part)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in _ENCODINGS:
            raise WorkbookError(
                Refusal.UNKNOWN_ENCODING,
                f"{self._name} holds a part ({self._part}) in an encoding that Excel does not use."
                f"  Open it in Excel and save it again.",
            )
