"""Makes workbooks whose parts are dangerous, broken, missing, or say what no part can say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.faults.hostile_zips import SHEET, TABLE, Kind
from tests.lossless.parts import WORKBOOK, Parts
from tests.lossless.plans import tiny

_FILE = SHEET.rpartition("/")[2]
_STRINGS = "xl/sharedStrings.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_DEFINITIONS = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"h" * 5000}">]>',
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "web": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/evil">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
    "outside": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/a.dtd">',
}


def _with(part: str, content: bytes | None) -> bytes:
    parts = Parts(tiny())
    if content is None:
        del parts.held[part]
    else:
        parts.held[part] = content
    return parts.data()


def _replaced(part: str, old: str, new: str, count: int = 1) -> bytes:
    parts = Parts(tiny())
    parts.replace(part, old, new, count)
    return parts.data()


def definitions() -> Iterator[Kind]:
    """Document types and entities, in every encoding that could smuggle them."""
    held = Parts(tiny()).held
    for part in (SHEET, WORKBOOK, _STRINGS, "docProps/core.xml"):
        text = re.sub(r"^<\?xml[^>]*\?>\s*", "", held[part].decode("utf-8"))
        for kind, definition in _DEFINITIONS.items():
            for codec in ("utf-8", "utf-16") if part != SHEET else ("utf-8", "utf-16", "utf-16-be"):
                head = f'<?xml version="1.0" encoding="{codec[:6]}"?>'
                yield (
                    f"{kind} in {part} in {codec}",
                    _with(part, (head + definition + text).encode(codec)),
                )
    text = held[SHEET].decode("utf-8")
    for codec in ("utf-7", "utf-32", "cp037", "latin-1", "shift_jis", "no-such-code"):
        body = text.replace("UTF-8", codec, 1)
        encoded = body.encode(codec if codec in {"utf-7", "utf-32", "cp037"} else "utf-8")
        yield f"sheet in {codec}", _with(SHEET, encoded)
    yield (
        "definition in a drawing",
        _with("xl/drawings/vmlDrawing1.vml", _DEFINITIONS["file"].encode() + b"<xml/>"),
    )


def broken_xml() -> Iterator[Kind]:
    """Parts that are missing, cut short, nested without end, or no XML."""
    held = Parts(tiny()).held
    needed = ("[Content_Types].xml", "_rels/.rels", WORKBOOK, _LINKS, SHEET, TABLE, _STRINGS)
    for part in needed:
        yield f"without {part}", _with(part, None)
        yield f"{part} empty", _with(part, b"")
        yield f"{part} cut", _with(part, held[part][: len(held[part]) // 2])
        yield f"{part} as text", _with(part, b"Hello")
        yield f"{part} with a NUL", _with(part, held[part].replace(b">", b">\0", 3))
        yield f"{part} another root", _with(part, b"<plan/>")
    deep = b"<a>" * 5000 + b"</a>" * 5000
    yield (
        "nested 5,000 deep",
        _with(SHEET, held[SHEET].replace(b"<sheetData>", deep + b"<sheetData>")),
    )
    yield "entity that is not", _replaced(SHEET, "<sheetData>", "<sheetData>&nbsp;")
    yield "character that is not", _replaced(SHEET, "</f>", "&#0;</f>")
    yield "half a surrogate", _replaced(SHEET, "</f>", "&#xD800;</f>")


def wrong_lists() -> Iterator[Kind]:
    """Lists of sheets, tables and names that lead astray."""
    for target in (
        *("../../../etc/passwd", "workbook.xml", "worksheets/none.xml", "styles.xml"),
        *("/etc/passwd", "http://127.0.0.1:9/sheet.xml", "media/image1.png", ""),
    ):
        yield (
            f"sheet that leads to {target!r}",
            _replaced(_LINKS, f'Target="worksheets/{_FILE}"', f'Target="{target}"'),
        )
    yield (
        "sheet outside the file",
        _replaced(
            _LINKS,
            f'Target="worksheets/{_FILE}"',
            'Target="http://127.0.0.1:9/s.xml" TargetMode="External"',
        ),
    )
    yield "sheet listed twice", _replaced(_LINKS, _FILE, "sheet2.xml")
    yield "two tabs of one name", _replaced(WORKBOOK, 'name="Actions"', 'name="Indicators"')
    yield (
        "no sheets",
        _with(
            WORKBOOK, re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", Parts(tiny()).held[WORKBOOK])
        ),
    )
    yield "sheet without a part", _replaced(WORKBOOK, 'r:id="rId2"', 'r:id="rId999"')
    for ref in ("A5:B7", "A5", "", "A0:BH7", "A5:XFE9", "BH7", "A5:BH99999999", "#REF!"):
        parts = Parts(tiny())
        text = parts.held[TABLE].decode()
        parts.held[TABLE] = re.sub(r'(<table [^>]*?)ref="[^"]*"', rf'\1ref="{ref}"', text).encode()
        yield f"table at {ref!r}", parts.data()
    for old, new, what in (
        ('displayName="Indicators"', 'displayName="Other"', "table of another name"),
        ('name="Ref"', 'name="Reference"', "heading unlike its cell"),
        ('name="RAG"', 'name="Due"', "two columns of one name"),
        ('name="Ref"/>', 'name="Ref"/><tableColumn id="999" name="One more"/>', "a column more"),
        ("<tableColumns", "<tableColumn", "columns without their list"),
    ):
        yield what, _replaced(TABLE, old, new)
    for old, new in (
        ("Settings!$B$8<", "#REF!<"),
        ("Settings!$B$8<", "Nowhere!$B$8<"),
        ("Settings!$B$8<", "Settings!$B$99999999<"),
        ('name="percentage_limit"', 'name="limit"'),
    ):
        yield f"name {old} as {new}", _replaced(WORKBOOK, old, new)
    parts = Parts(tiny())
    parts.add("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    yield "macros in an .xlsx", parts.data()
    parts = Parts(tiny())
    parts.add("_xmlsignatures/sig1.xml", b"<a/>")
    yield "signed", parts.data()


def impossible_cells() -> Iterator[Kind]:
    """Cells, rows and values that no sheet can hold."""
    held = Parts(tiny()).held[SHEET].decode("utf-8")
    first = re.search(r'<c r="A6"[^>]*>.*?</c>', held)
    assert first is not None
    cell = first[0]

    def instead(new: str) -> bytes:
        return _with(SHEET, held.replace(cell, new, 1).encode("utf-8"))

    values = (
        *("1e999", "-1e999", "NaN", "nan", "inf", "Infinity", "abc", "0x10", "1_000", "１", "1,5"),
        *("--1", "1e", "", " ", "1 2", "٣", "1e5e5", "+", "."),
    )
    for value in values:
        yield f"number {value!r}", instead(f'<c r="A6"><v>{value}</v></c>')
    for value in ("-1", "99999999", "1.5", "abc", "9" * 30, "1e3", " "):
        yield f"shared text {value!r}", instead(f'<c r="A6" t="s"><v>{value}</v></c>')
    for kind, value in (
        *(("b", "2"), ("b", "yes"), ("d", "2026-13-01"), ("d", "soon"), ("x", "1"), ("", "1")),
        *(("e", "#NEW!"), ("n", "one"), ("inlineStr", "text")),
    ):
        yield f"type {kind!r} with {value!r}", instead(f'<c r="A6" t="{kind}"><v>{value}</v></c>')
    for name in ("A0", "XFE6", "A1048577", "a6", "6A", "A", "6", "$A$6", "R6C1", "A6:B7", "ZZZ6"):
        yield f"cell named {name!r}", instead(cell.replace('r="A6"', f'r="{name}"'))
    yield "doubled cell", instead(cell + cell)
    yield "cell in another row's place", instead(cell.replace('r="A6"', 'r="A7"'))
    yield "cells out of order", instead(f'<c r="C6"/>{cell}')
    yield "cell in a cell", instead('<c r="A6"><c r="A6"/></c>')
    yield "style that is none", instead(cell.replace(' s="', ' s="x'))
    for name in ("0", "-1", "1048577", "abc", "1e2", "5"):
        yield f"row {name!r}", _with(SHEET, held.replace('<row r="6"', f'<row r="{name}"').encode())
    yield "doubled row", _with(SHEET, held.replace('<row r="7"', '<row r="6"').encode())
    far = '<c r="XFD6"><v>1</v></c>'
    yield "stray cell far right", _with(SHEET, _in_row(held, 6, far))
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(9000, 209_500))
    parts = Parts(tiny())
    parts.replace(SHEET, "</sheetData>", rows + "</sheetData>")
    yield "200,500 rows", parts.data()
    shared = '<c r="A6"><f t="shared" si="77"/><v>1</v></c>'
    yield "shared formula without its master", instead(shared)
    yield (
        "text outside cells",
        _with(SHEET, held.replace("<sheetData>", "<sheetData>text").encode()),
    )


def _in_row(held: str, row: int, cell: str) -> bytes:
    """A sheet with a cell at the end of a row."""
    start = held.index(f'<row r="{row}"')
    end = held.index("</row>", start)
    return (held[:end] + cell + held[end:]).encode("utf-8")


def misleading() -> Iterator[Kind]:
    """What leads other readers to wrong figures without a word; csplan reads it right."""
    held = Parts(tiny()).held[SHEET].decode("utf-8")
    for ref in ("A1", "A1:A2", "A1:XFD1048576"):
        new = re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="{ref}"/>', held)
        yield f"dimension {ref}", _with(SHEET, new.encode())
    yield "sheet in UTF-16", _with(SHEET, held.replace("UTF-8", "UTF-16", 1).encode("utf-16"))
    styled = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(9000, 60_000))
    parts = Parts(tiny())
    parts.replace(SHEET, "</sheetData>", styled + "</sheetData>")
    yield "51,000 formatted empty rows", parts.data()
    yield (
        "comments among cells",
        _with(SHEET, held.replace("<c ", "<!-- <c r='A1'/> --><c ", 9).encode()),
    )
