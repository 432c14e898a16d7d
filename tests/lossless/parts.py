"""Takes a workbook's zip apart, changes its parts by hand, and puts it together again.

Independent of csplan's own reading and writing, which it is used to judge.
"""

from __future__ import annotations

import functools
import io
import posixpath
import struct
import zipfile
import zlib

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORKBOOK = "xl/workbook.xml"
_AT_NO_TIME, _ON_1_APRIL_2026 = 0, (2026 - 1980) << 9 | 4 << 5 | 1
_OF_UNIX, _VERSION, _DEFLATED, _NAME_IN_UTF_8 = 3 << 8, 20, zipfile.ZIP_DEFLATED, 0x800
_FOR_ITS_OWNER = 0o600 << 16


class Parts:
    """The parts of a workbook by name, in the order of the file."""

    def __init__(self, data: bytes) -> None:
        self.held = dict(_held(data))

    def data(self) -> bytes:
        """The workbook's file; the same parts give the same bytes."""
        file, index, begins = [], [], 0
        for name, content in self.held.items():
            total, packed = _packed(content)
            named = name.encode()
            said = struct.pack(
                "<HHHHHLLLHH",
                *(_VERSION, 0 if name.isascii() else _NAME_IN_UTF_8, _DEFLATED),
                *(_AT_NO_TIME, _ON_1_APRIL_2026, total, len(packed), len(content)),
                *(len(named), 0),
            )
            where = struct.pack("<HHHLL", 0, 0, 0, _FOR_ITS_OWNER, begins)
            index.append(b"PK\1\2" + struct.pack("<H", _OF_UNIX | _VERSION) + said + where + named)
            file.append(b"PK\3\4" + said + named + packed)
            begins += len(file[-1])
        count, listed = len(index), b"".join(index)
        end = struct.pack("<HHHHLLH", 0, 0, count, count, len(listed), begins, 0)
        return b"".join([*file, listed, b"PK\5\6", end])

    def tree(self, part: str) -> etree._Element:
        """A part as XML."""
        return etree.fromstring(self.held[part])

    def put(self, part: str, tree: etree._Element) -> None:
        """Replace a part by XML."""
        self.held[part] = etree.tostring(
            tree, xml_declaration=True, encoding="UTF-8", standalone=True
        )

    def replace(self, part: str, old: str, new: str, count: int = 1) -> None:
        """Replace text in a part, which must be there."""
        text = self.held[part].decode("utf-8")
        if old not in text:
            raise AssertionError(f"{part} does not hold {old}")
        self.held[part] = text.replace(old, new, count).encode("utf-8")

    def insert_before(self, part: str, candidates: tuple[str, ...], new: str) -> None:
        """Insert XML before the first of some elements that the part has."""
        text = self.held[part].decode("utf-8")
        places = [at for one in candidates if (at := text.find(one)) >= 0]
        at = min(places)
        self.held[part] = (text[:at] + new + text[at:]).encode("utf-8")

    def add(self, part: str, content: str | bytes, content_type: str = "") -> None:
        """Add a part, with its content type."""
        self.held[part] = content.encode("utf-8") if isinstance(content, str) else content
        if content_type:
            override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
            self.replace("[Content_Types].xml", "</Types>", f"{override}</Types>")

    def default_type(self, extension: str, content_type: str) -> None:
        """Say what all parts of an extension are."""
        text = self.held["[Content_Types].xml"].decode("utf-8")
        if f'Extension="{extension}"' not in text:
            default = f'<Default Extension="{extension}" ContentType="{content_type}"/>'
            self.replace("[Content_Types].xml", "<Override", f"{default}<Override")

    def relate(self, source: str, kind: str, target: str, *, external: bool = False) -> str:
        """Relate a part to another (or to something outside), and give the relation's name."""
        listing = relations_of(source)
        if listing not in self.held:
            self.held[listing] = f'<Relationships xmlns="{PACKAGE}"></Relationships>'.encode()
        tree = self.tree(listing)
        name = f"rIdOwn{len(tree) + 1}"
        where = target if external else "/" + target
        mode = {"TargetMode": "External"} if external else {}
        kind = kind if "://" in kind else f"{RELATIONS}/{kind}"
        etree.SubElement(
            tree, f"{{{PACKAGE}}}Relationship", {"Id": name, "Type": kind, "Target": where, **mode}
        )
        self.put(listing, tree)
        return name

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """The kind and the part of each relation of a part, by its name."""
        listing = relations_of(source)
        if listing not in self.held:
            return {}
        folder = posixpath.dirname(source)
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/" + folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in self.tree(listing)
        }

    def sheets(self) -> dict[str, str]:
        """The part of each sheet, by the name on its tab."""
        links = self.related(WORKBOOK)
        return {
            one.get("name", ""): links[one.get(f"{{{RELATIONS}}}id", "")][1]
            for one in self.tree(WORKBOOK).iter(f"{{{MAIN}}}sheet")
        }

    def tables(self, sheet_part: str) -> list[str]:
        """The parts of the tables on a sheet."""
        return [part for kind, part in self.related(sheet_part).values() if kind == "table"]


@functools.lru_cache(maxsize=16)
def _held(data: bytes) -> dict[str, bytes]:
    """The parts of a file, which many tests take apart anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@functools.lru_cache(maxsize=1000)
def _packed(content: bytes) -> tuple[int, bytes]:
    """A part's sum and its packed bytes; of most parts a trial changes nothing."""
    packing = zlib.compressobj(1, zlib.DEFLATED, -15)
    return zlib.crc32(content), packing.compress(content) + packing.flush()


def relations_of(part: str) -> str:
    """The part that lists the relations of a part; those of the whole file for no name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
