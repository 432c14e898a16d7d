"""Takes a workbook's zip apart, changes its parts by hand, and puts it together again.

Independent of csplan's own reading and writing, which it is used to judge.
"""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORKBOOK = "xl/workbook.xml"
_STAMP = (2026, 4, 1, 0, 0, 0)


class Parts:
    """The parts of a workbook by name, in the order of the file."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.held = {name: archive.read(name) for name in archive.namelist()}

    def data(self) -> bytes:
        """The workbook's file; the same parts give the same bytes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in self.held.items():
                archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED, 1)
        return out.getvalue()

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


def relations_of(part: str) -> str:
    """The part that lists the relations of a part; those of the whole file for no name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
