"""What the gate refuses, and what it must let pass."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from functools import partial

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from csplan.terms.errors import WorkbookError
from csplan.terms.limits import MOST_BYTES
from csplan.xlsx import gate
from csplan.xlsx.gate import Passed, let_through
from csplan.xlsx.package import Package
from csplan.xlsx.said_once import whole
from tests.xlsx.builders import (
    MAIN,
    SHEET,
    book,
    code_of,
    parts_of,
    sheet,
    with_part,
    with_sheet,
    zipped,
)

BOOK = book()
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OWNER = bytes([8]) + b"Jane Doe".ljust(54) + b"\x08\0" + "Jane Doe".ljust(54).encode("utf-16-le")


def whole_parts(through: Passed) -> dict[str, bytes]:
    """The contents that were kept, with every formula in full."""
    return {name: whole(content) for name, content in through.contents.items()}


def refused(data: bytes, name: str = "plan.xlsx") -> str:
    return code_of(lambda: let_through(data, name=name))


def encrypted(data: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("secret", out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "not-downloaded", "Always keep on this device"),
        (b"version https://git-lfs.github.com/spec/v1\n", "not-downloaded", "pointer"),
        (bytes(100_000), "damaged", "nothing but zeros"),
        (BOOK[: len(BOOK) // 2] + bytes(len(BOOK) // 2), "damaged", "damaged"),
        (b"a,b\n1,2\n", "not-a-workbook", "CSV"),
        ("Réf;Cible\n".encode("utf-16"), "not-a-workbook", "CSV"),
        (b"<html><table></table></html>", "not-a-workbook", "web page"),
        (b'<?xml version="1.0"?><a/>', "not-a-workbook", "an XML file"),
        (b"%PDF-1.7 \x00\x01", "not-a-workbook", "PDF"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "old-excel-format", "XML"),
        (OLE2 + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0\0", "old-excel-format", ".xls"),
        (OLE2 + b"\0" * 600 + "Book".encode("utf-16-le") + b"\0\0", "old-excel-format", ".xls"),
        (OLE2 + b"\0" * 600, "not-a-workbook", "old Office file"),
        (b"\x09\x08\x10\x00", "old-excel-format", "very old"),
        (OWNER, "owner-file", "while a workbook is open"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not-a-workbook", "another kind"),
        (zipped({"a.txt": "x"}), "not-a-workbook", "zip file"),
        (zipped({}), "damaged", "empty"),
        (zipped({"content.xml": "<a/>", "mimetype": "x"}), "not-a-workbook", ".ods"),
        (zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": "x"}), "not-a-workbook", ".xlsb"),
        (zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "not-a-workbook", "Word"),
        (zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "not-a-workbook", "Power"),
        (zipped({"xl/workbook.xml": "<a/>"}), "damaged", "[Content_Types].xml is missing"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workbook_is_called_what_it_is(
    data: bytes, code: str, words: str
) -> None:
    with pytest.raises(WorkbookError, match=r"plan\.xlsx") as met:
        let_through(data, name="plan.xlsx")
    assert code == met.value.code
    assert words in str(met.value)


def test_a_workbook_with_a_password_says_how_to_clear_it() -> None:
    with pytest.raises(WorkbookError, match="Encrypt with Password") as met:
        let_through(encrypted(BOOK), name="plan.xlsx")
    assert met.value.code == "password-protected"


@pytest.mark.parametrize("percent", range(0, 100, 3))
def test_a_workbook_cut_short_is_damaged(percent: int) -> None:
    cut = BOOK[: len(BOOK) * percent // 100]
    assert refused(cut) in {"damaged", "not-downloaded", "not-a-workbook"}


@pytest.mark.parametrize("junk", [b"x", b"\0" * 10, BOOK], ids=["letter", "zeros", "zip"])
def test_nothing_may_stand_after_the_zip(junk: bytes) -> None:
    assert refused(BOOK + junk) == "damaged"


@pytest.mark.parametrize(
    "junk", [b"PK\3\4", b"PK\3\4" + bytes(100), BOOK], ids=["start", "more", "zip"]
)
def test_nothing_may_stand_before_the_zip(junk: bytes) -> None:
    assert refused(junk + BOOK) == "damaged"


def test_a_part_named_twice_with_either_separator_is_refused() -> None:
    assert "doubled-part" == refused(with_part("xl\\workbook.xml", "<a/>"))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_thousands_of_digits_in_a_tag_are_refused_and_in_a_text_let_pass(codec: str) -> None:
    """Wherever they begin: Python itself refuses to read more than 4,300 as a number."""
    digits = "7" * 4_301
    for before in (0, 500, 1_023, 261_000, 262_000):
        text = sheet(
            f'{" " * before}<row r="1"><c r="A1" t="inlineStr"><is><t>{digits}</t></is></c></row>'
        )
        let_through(with_sheet(text.encode(codec)), name="plan.xlsx")
        spoilt = sheet(f'{" " * before}<row r="1"><c r="A1" s="{digits}"/></row>')
        assert "damaged" == refused(with_sheet(spoilt.encode(codec)))


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "/etc/passwd", "xl\\..\\..\\evil.xml", "\\evil.xml", "xl/../../evil", "c:/evil.xml", "xl//a.xml", "./a"],
)  # fmt: skip
def test_a_part_that_could_be_written_elsewhere_is_refused(name: str) -> None:
    assert refused(with_part(name, "<a/>")) == "unsafe-name"


@pytest.mark.parametrize("second", [SHEET, SHEET.upper()])
def test_a_part_that_is_there_twice_is_refused(second: str) -> None:
    out = io.BytesIO(BOOK)
    with (
        pytest.warns(UserWarning, match="Duplicate name")
        if second == SHEET
        else zipfile.ZipFile(io.BytesIO(BOOK)),
        zipfile.ZipFile(out, "a") as archive,
    ):
        archive.writestr(second, sheet(""))
    assert refused(out.getvalue()) == "doubled-part"


def patched_headers(flags: int = 0, method: int | None = None, size: int | None = None) -> bytes:
    """The workbook with the headers of all its parts changed alike."""
    data = bytearray(zipped(parts_of(BOOK)))
    for signature, at_flags, at_method, at_size in ((b"PK\3\4", 6, 8, 22), (b"PK\1\2", 8, 10, 24)):
        at = data.find(signature)
        while at >= 0:
            data[at + at_flags] |= flags
            if method is not None:
                struct.pack_into("<H", data, at + at_method, method)
            if size is not None:
                struct.pack_into("<L", data, at + at_size, size)
            at = data.find(signature, at + 4)
    return bytes(data)


def test_a_zip_with_a_password_is_refused() -> None:
    assert refused(patched_headers(flags=1)) == "password-protected"


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_a_compression_that_excel_does_not_use_is_refused(method: int) -> None:
    assert refused(patched_headers(method=method)) == "unknown-compression"


@pytest.mark.parametrize(
    ("size", "code"), [(0, "damaged"), (1, "damaged"), (9_999, "damaged"), (0xFFFFFFF0, "zip-bomb")]
)
def test_a_part_that_lies_about_its_size_is_refused(size: int, code: str) -> None:
    assert code == refused(patched_headers(size=size))


def test_stored_parts_without_compression_pass() -> None:
    data = zipped(parts_of(BOOK), method=zipfile.ZIP_STORED)
    assert parts_of(BOOK) == whole_parts(let_through(data, name="plan.xlsx"))


def test_every_part_that_passed_is_kept_for_reading() -> None:
    assert parts_of(BOOK) == whole_parts(let_through(BOOK, name="plan.xlsx"))


@pytest.mark.parametrize("seed", range(150))
def test_random_damage_is_refused_or_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(BOOK)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        package = Package.open(bytes(data), name="plan.xlsx")
    except WorkbookError:
        return
    assert parts_of(BOOK) == {part: package.part(part) for part in package.parts}


def test_two_parts_sharing_their_bytes_are_refused() -> None:
    data = bytearray(BOOK)
    second = data.find(b"PK\1\2", data.find(b"PK\1\2") + 4)
    data[second + 42 : second + 46] = bytes(4)
    assert refused(bytes(data)) == "damaged"


@pytest.mark.slow
def test_a_zip_bomb_is_refused_fast_and_in_little_memory() -> None:
    bomb = with_sheet(b"<a>" + b" " * 300_000_000 + b"</a>")
    started = time.process_time()
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        assert max(len(archive.read(part)) for part in archive.namelist()) > 300_000_000
    unpacking = time.process_time() - started
    started = time.process_time()
    tracemalloc.start()
    try:
        assert refused(bomb) == "zip-bomb"
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < 1.5 * unpacking


def test_a_picture_of_one_colour_is_no_bomb() -> None:
    picture = random.Random(7).randbytes(80_000) + bytes(20_000_000)
    data = with_part("xl/media/image1.emf", picture)
    (packed,) = (
        one.packed_size
        for one in let_through(data, name="plan.xlsx").archive.members
        if one.name.endswith(".emf")
    )
    assert len(picture) / packed > 170


def test_pictures_of_one_colour_are_a_bomb_where_there_are_too_many() -> None:
    parts = {f"xl/media/image{number}.emf": bytes(9_000_000) for number in range(3)}
    assert refused(zipped({**parts_of(BOOK), **parts})) == "zip-bomb"


def test_a_bomb_that_lies_about_its_size_is_counted_while_inflating() -> None:
    data = bytearray(with_sheet(b"<a>" + b" " * 30_000_000 + b"</a>"))
    for signature, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = data.find(signature)
        while place >= 0:
            if struct.unpack_from("<L", data, place + at)[0] > 30_000_000:
                struct.pack_into("<L", data, place + at, 100)
            place = data.find(signature, place + 4)
    assert refused(bytes(data)) in {"zip-bomb", "damaged"}


def test_more_than_a_workbook_needs_is_refused_in_all_parts_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tags = {f"customXml/item{one}.xml": "<a>" + "<b/>" * 20_000 + "</a>" for one in range(5)}
    monkeypatch.setattr("csplan.xlsx.gate.MOST_TAGS", 99_000)
    monkeypatch.setattr("csplan.xlsx.gate.MOST_RATIO", 10_000)
    assert refused(zipped({**parts_of(BOOK), **tags})) == "zip-bomb"
    monkeypatch.setattr("csplan.xlsx.gate.MOST_IN_ALL", 10_000)
    assert refused(BOOK) == "zip-bomb"


def test_deep_nesting_is_refused_before_it_is_all_read() -> None:
    assert refused(with_sheet(b"<a>" * 65 + b"</a>" * 65)) == "too-deep"
    assert len(let_through(with_sheet(b"<a>" * 64 + b"</a>" * 64), name="plan.xlsx").xml) > 5


DEFINITIONS = {
    "external file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "network": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
    "parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><a/>',
    "laughs": '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
    "bare": "<!DOCTYPE a><a/>",
    "outside": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
}


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("kind", DEFINITIONS)
@pytest.mark.parametrize("part", [SHEET, "customXml/item1.xml", "xl/odd.dat", "xl/drawings/a.vml"])
def test_definitions_are_refused_in_every_encoding(part: str, kind: str, encoding: str) -> None:
    text = DEFINITIONS[kind]
    if encoding in {"utf-16-le", "utf-16-be"}:
        text = '<?xml version="1.0" encoding="UTF-16"?>' + text
    assert refused(with_part(part, text.encode(encoding))) == "dtd"


@pytest.mark.parametrize("encoding", ["utf-7", "latin-1", "cp037", "utf-32", "hz"])
def test_an_encoding_besides_utf_8_and_utf_16_is_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a/>'
    assert refused(with_sheet(text.encode(encoding))) in {"unknown-encoding", "damaged"}


def test_a_definition_hidden_in_utf_7_is_refused() -> None:
    text = '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    assert refused(with_sheet(text)) == "unknown-encoding"


@pytest.mark.parametrize("xml", ["<a>", "<a></b>", "<a>&nbsp;</a>", "<a>\x01</a>", "x", "<a/><b/>"])
def test_xml_that_is_not_well_formed_is_damaged(xml: str) -> None:
    assert refused(with_sheet(xml)) == "damaged"


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{number}.png": b"" for number in range(2_001)}
    assert refused(zipped({**parts_of(BOOK), **parts})) == "too-large"


def test_a_file_larger_than_any_plan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_BYTES == 400_000_000
    monkeypatch.setattr("csplan.xlsx.gate.MOST_BYTES", len(BOOK) + 10)
    assert refused(BOOK + bytes(11)) == "too-large"


def test_a_file_that_is_made_too_large_to_be_read_again_is_refused_before_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bound of each kind, just below what the file has: bytes, the largest part, all parts."""
    package = Package.open(BOOK, name="plan.xlsx")
    part = package.workbook_part
    made = package.rebuilt({part: package.xml(part)})
    sizes = [member.size for member in let_through(made, name="plan.xlsx").archive.members]
    bounds = {"MOST_BYTES": len(made), "MOST_IN_PART": max(sizes), "MOST_IN_ALL": sum(sizes)}
    for name, bound in bounds.items():
        monkeypatch.setattr(gate, "MOST_RATIO", 10**9)  # so that it counts though it is small
        monkeypatch.setattr(gate, name, bound)
        assert made == package.rebuilt({part: package.xml(part)})
        monkeypatch.setattr(gate, name, bound - 1)
        with pytest.raises(WorkbookError) as refusal:
            package.rebuilt({part: package.xml(part)})
        assert refusal.value.code == "too-large"
        assert "Nothing was written." in str(refusal.value)
        monkeypatch.undo()


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "odd/vbaProject.bin"])
def test_macros_are_refused_under_a_name_that_promises_none(part: str) -> None:
    data = with_part(part, b"\xd0\xcf")
    assert refused(data) == "macros-in-xlsx"
    assert part in Package.open(data, name="plan.xlsm").parts


def test_pictures_and_old_drawings_need_not_be_well_formed() -> None:
    parts = {"xl/media/a.svg": "<!DOCTYPE svg><svg>", "xl/drawings/a.vml": "<xml><br></xml>"}
    let_through(zipped({**parts_of(BOOK), **parts}), name="plan.xlsx")


def test_data_descriptors_and_a_comment_pass() -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"as delivered"
        for part, content in parts_of(BOOK).items():
            archive.writestr(part, content)
    through = let_through(out.getvalue(), name="plan.xlsx")
    assert parts_of(BOOK) == whole_parts(through)
    assert through.archive.comment == b"as delivered"


def test_wide_sizes_of_zip64_pass() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts_of(BOOK).items():
            with archive.open(part, "w", force_zip64=True) as file:
                file.write(content)
    assert parts_of(BOOK) == whole_parts(let_through(out.getvalue(), name="plan.xlsx"))


def test_a_sheet_outside_the_file_is_refused() -> None:
    rels = "xl/_rels/workbook.xml.rels"
    text = parts_of(BOOK)[rels].decode()
    for target in ('Target="http://127.0.0.1/s.xml" TargetMode="External"', 'Target="../../x.xml"'):
        bent = text.replace('Target="worksheets/sheet1.xml"', target)
        opening = partial(Package.open, with_part(rels, bent), name="plan.xlsx")
        assert code_of(opening) == ("external-sheet" if "External" in target else "damaged")


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"]
)
def test_a_part_that_is_missing_is_named(part: str) -> None:
    parts = parts_of(BOOK)
    del parts[part]
    assert code_of(lambda: Package.open(zipped(parts), name="plan.xlsx")) == "damaged"


def test_a_member_whose_bytes_changed_is_damaged() -> None:
    data = bytearray(BOOK)
    crc = struct.pack("<L", zlib.crc32(parts_of(BOOK)[SHEET]))
    while (at := data.find(crc)) >= 0:
        data[at] ^= 1
    assert refused(bytes(data)) == "damaged"


def test_a_namespace_alone_is_no_definition() -> None:
    let_through(
        with_sheet(f'<worksheet xmlns="{MAIN}"><!-- no <!DOCTYPE --></worksheet>'), name="p.xlsx"
    )


def test_an_ordinary_workbook_passes_at_once() -> None:
    started = time.process_time()
    for _ in range(10):
        let_through(BOOK, name="plan.xlsx")
    assert (time.process_time() - started) / 10 < 0.05
