"""Makes files that are no workbook, and zips that lie: each kind by a name of its own."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator

from tests.lossless.parts import Parts, relations_of
from tests.lossless.plans import real, tiny

Kind = tuple[str, bytes]
SHEET = Parts(real()).sheets()["Indicators"]
TABLE = Parts(real()).tables(SHEET)[0]
_READ = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    SHEET,
    relations_of(SHEET),
    TABLE,
    "xl/sharedStrings.xml",
)


def not_workbooks() -> Iterator[Kind]:
    """Files of other kinds under a workbook's name."""
    whole = tiny()
    yield "empty", b""
    yield "zeros", bytes(100_000)
    yield "zeros at the end", whole[: len(whole) // 2] + bytes(len(whole) // 2)
    yield "zeros at the start", bytes(4096) + whole[4096:]
    yield "one byte", b"P"
    yield "only the first four bytes", b"PK\3\4"
    yield "an end without parts", b"PK\5\6" + bytes(18)
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        yield f"CSV in {codec}", "Ref,Q1\nKO1-01,£5\n".encode(codec)
    yield "tab-separated", b"Ref\tQ1\nKO1-01\t5\n"
    yield "HTML table", b"<html><body><table><tr><td>1</td></tr></table></body></html>"
    yield "HTML with a doctype", b"<!DOCTYPE html><html></html>"
    yield "MHTML", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>"
    yield (
        "XML Spreadsheet 2003",
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
    )
    yield "other XML", b'<?xml version="1.0"?><plan/>'
    yield "PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    yield "RTF", rb"{\rtf1\ansi Plan}"
    yield "JPEG", b"\xff\xd8\xff\xe0" + bytes(500)
    yield "PNG", b"\x89PNG\r\n\x1a\n" + bytes(500)
    yield "gzip", b"\x1f\x8b\x08" + bytes(500)
    yield "7z", b"7z\xbc\xaf\x27\x1c" + bytes(500)
    yield "program", b"MZ" + bytes(500)
    yield "JSON", b'{"Ref": "KO1-01"}'
    yield "SQLite", b"SQLite format 3\0" + bytes(500)
    yield "Git LFS pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n"
    yield "owner note", b"\x05Jane " + b" " * 49 + bytes(110)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "xls", old + "Workbook".encode("utf-16-le") + bytes(600)
    yield "old doc", old + "WordDocument".encode("utf-16-le") + bytes(600)
    yield "encrypted", old + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    yield "Excel 3", b"\x09\x02\x06\x00" + bytes(100)
    for name, part in (
        ("docx", "word/document.xml"),
        ("pptx", "ppt/presentation.xml"),
        ("xlsb", "xl/workbook.bin"),
    ):
        yield name, _zipped({"[Content_Types].xml": b"<Types/>", part: b"<a/>"})
    yield "ods", _zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})
    yield "zip of photographs", _zipped({"a.jpg": b"1", "b.jpg": b"2"})
    yield "workbook in a folder", _zipped({f"plan/{k}": v for k, v in Parts(whole).held.items()})


def _zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), content, method)
    return out.getvalue()


def cut_and_joined() -> Iterator[Kind]:
    """Files that were cut short, or joined with something else."""
    whole = tiny()
    for percent in range(2, 100, 4):
        yield f"cut at {percent}%", whole[: len(whole) * percent // 100]
    yield "cut by one byte", whole[:-1]
    yield "junk before", b"junk" + whole
    yield "junk after", whole + b"junk"
    yield "twice over", whole + whole
    yield "second half first", whole[len(whole) // 2 :] + whole[: len(whole) // 2]
    yield "text-mode transfer", whole.replace(b"\n", b"\r\n")
    yield "read as text", whole.decode("latin-1").encode("utf-8")


def lying_zips() -> Iterator[Kind]:
    """Zips whose names, flags, methods, sizes and sums cannot be believed."""
    whole = tiny()
    held = Parts(whole).held
    for bad in (
        *("../evil.xml", "/etc/passwd", "xl/../../evil", "C:/evil.xml", "xl\\..\\..\\evil.xml"),
        *("./evil.xml", "xl//evil.xml", "evil\0.xml", "file:evil.xml", "xl/./evil"),
    ):
        yield f"part named {bad!r}", _named(held, bad)
    yield "doubled part", _doubled(held, SHEET, SHEET)
    yield "part doubled in capitals", _doubled(held, SHEET, SHEET.upper())
    for method in (1, 6, 9, 12, 14, 93, 95, 97, 99):
        yield f"compression method {method}", _patched(whole, 8, 10, method)
    for bit in (0, 6, 13):
        yield f"encryption flag {bit}", _patched(whole, 6, 8, 1 << bit, flag=True)
    for part in _READ:
        yield f"bad sum of {part}", _bad_sum(whole, part)
        yield f"changed byte of {part}", _changed_byte(whole, part)
    for size in (0, 1, 10, 2**31, 2**32 - 2):
        yield f"part that says it has {size} bytes", _lying_size(whole, size)
    bomb = dict(held)
    bomb["xl/media/big.png"] = bytes(40_000_000)
    yield "bomb of zeros", _zipped(bomb)
    bomb = dict(held)
    bomb[SHEET] = held[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000)
    yield "bomb of spaces in a sheet", _zipped(bomb)
    yield "bomb that lies of its size", _lying_size(_zipped(bomb), 1000)
    yield "3,000 parts", _zipped({**held, **{f"xl/p{n}.xml": b"<a/>" for n in range(3000)}})
    yield "parts that overlap", _overlapping(whole)
    for at, what in ((4, "disk"), (8, "count"), (10, "total"), (12, "size"), (16, "place")):
        yield f"false {what} in the end record", _false_end(whole, at)
    yield "two end records", whole[:-22] + whole[-22:] * 2
    yield "comment that runs over", whole[:-2] + b"\xff\xff"


def _named(held: dict[str, bytes], bad: str) -> bytes:
    """A zip with a part of a bad name, which zipfile itself would tidy."""
    stand_in = "z" * len(bad.encode())
    data = _zipped({**held, stand_in: b"<a/>"})
    return data.replace(stand_in.encode(), bad.encode())


def _doubled(held: dict[str, bytes], part: str, second: str) -> bytes:
    stand_in = "z" * len(second)
    changed = held[part].replace(b"KO1", b"KO2")
    return _zipped({**held, stand_in: changed}).replace(stand_in.encode(), second.encode())


def _headers(data: bytes) -> list[tuple[int, int]]:
    """Where each part's own header and its line in the directory stand."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos, at = archive.infolist(), archive.start_dir
    places = []
    for info in infos:
        places.append((info.header_offset, at))
        at += 46 + len(info.filename.encode()) + len(info.extra) + len(info.comment)
    return places


def _patched(data: bytes, own: int, line: int, value: int, *, flag: bool = False) -> bytes:
    """A zip whose seventh part says something else, in both of its headers."""
    out = bytearray(data)
    header, listed = _headers(data)[7]
    for at in (header + own, listed + line):
        old = struct.unpack_from("<H", out, at)[0] if flag else 0
        struct.pack_into("<H", out, at, old | value)
    return bytes(out)


def _index(data: bytes, part: str) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist().index(part)


def _bad_sum(data: bytes, part: str) -> bytes:
    out = bytearray(data)
    header, listed = _headers(data)[_index(data, part)]
    for at in (header + 14, listed + 16):
        out[at] ^= 0x55
    return bytes(out)


def _changed_byte(data: bytes, part: str) -> bytes:
    out = bytearray(data)
    header, _ = _headers(data)[_index(data, part)]
    start = header + 30 + len(part)
    out[start + random.Random(part).randrange(5, 100)] ^= 0x10
    return bytes(out)


def _lying_size(data: bytes, size: int) -> bytes:
    out = bytearray(data)
    header, listed = _headers(data)[_index(data, SHEET)]
    for at in (header + 22, listed + 24):
        struct.pack_into("<L", out, at, size)
    return bytes(out)


def _overlapping(data: bytes) -> bytes:
    out = bytearray(data)
    places = _headers(data)
    struct.pack_into("<L", out, places[5][1] + 42, places[4][0])
    return bytes(out)


def _false_end(data: bytes, at: int) -> bytes:
    out = bytearray(data)
    out[len(data) - 22 + at] ^= 3
    return bytes(out)
