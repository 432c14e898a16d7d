"""Makes a manager's own sheet with XlsxWriter and grafts it into a plan: charts, pictures, notes.

The donor writes its texts into the cells and uses no formats, so that nothing but its own parts
has to come along.
"""

from __future__ import annotations

import functools
import io
import posixpath
import struct
import zlib

import xlsxwriter

from tests.lossless.parts import RELATIONS, WORKBOOK, Parts, relations_of

_COMING_ALONG = (
    "xl/worksheets/sheet",
    "xl/drawings/",
    "xl/charts/",
    "xl/media/",
    "xl/comments",
)
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@functools.cache
def picture() -> bytes:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x1f\x3a\x5f" * 4 for _ in range(4)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@functools.cache
def _donor() -> bytes:
    """A workbook of one sheet that holds what managers add."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet("Team notes")
    sheet.write_row(0, 0, ["Team", "Q1", "Q2", "Trend", "Of plan"])
    for row, (team, first, second) in enumerate((("North", 3, 4), ("R&D", 5, 2)), 1):
        sheet.write_row(row, 0, [team, first, second])
        sheet.write_formula(row, 4, f"=B{row + 1}/COUNTA(Indicators[Ref])", None, first / 12)
    sheet.add_sparkline(1, 3, {"range": "'Team notes'!B2:C2"})
    sheet.conditional_format("B2:C3", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B2:C3", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.data_validation("A5:A9", {"validate": "list", "source": ["North", "R&D"]})
    sheet.merge_range("G1:J1", "A merged title", book.add_format())
    sheet.write_comment("A2", "Ask Siân about this")
    sheet.write_url("A12", "https://www.gov.uk/", string="Guidance")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Team notes'!$B$2:$B$3", "categories": "='Team notes'!$A$2:$A$3"})
    sheet.insert_chart("G3", chart)
    sheet.insert_image("G20", "logo.png", {"image_data": io.BytesIO(picture())})
    sheet.insert_textbox("L3", "A box of text")
    sheet.set_header("&LTeam notes&RPage &P")
    sheet.set_landscape()
    sheet.print_area("A1:L30")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.protect()
    book.close()
    return out.getvalue()


def graft(host: Parts) -> None:
    """Add the donor's sheet to a workbook, its parts under names of their own."""
    donor = Parts(_donor())
    moved = {
        name: posixpath.join(posixpath.dirname(name), "team_" + posixpath.basename(name))
        for name in donor.held
        if name.startswith(_COMING_ALONG)
        if "/_rels/" not in name
    }
    types = {
        one.get("PartName", "").lstrip("/"): one.get("ContentType", "")
        for one in donor.tree("[Content_Types].xml")
    }
    host.default_type("png", "image/png")
    host.default_type("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    for old, new in moved.items():
        host.add(new, donor.held[old], types.get(old, ""))
        listing = relations_of(old)
        if listing in donor.held:
            text = donor.held[listing].decode("utf-8")
            for one, other in moved.items():
                text = text.replace(posixpath.basename(one), posixpath.basename(other))
            host.add(relations_of(new), text)
    add_sheet(host, "Team notes", moved["xl/worksheets/sheet1.xml"])


def add_sheet(host: Parts, name: str, part: str) -> None:
    """List a sheet that is already among the parts as the last tab."""
    link = host.relate(WORKBOOK, "worksheet", part)
    number = 500 + len(host.sheets())
    host.replace(
        WORKBOOK,
        "</sheets>",
        f'<sheet xmlns:r="{RELATIONS}" name="{name}" sheetId="{number}" r:id="{link}"/></sheets>',
    )


def new_sheet(host: Parts, name: str, xml: str, *, file: str) -> str:
    """Add a sheet of these XML contents; gives its part."""
    part = f"xl/worksheets/{file}.xml"
    host.add(part, xml, _SHEET_TYPE)
    add_sheet(host, name, part)
    return part
