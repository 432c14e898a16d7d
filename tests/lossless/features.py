"""Adds to a plan's file, part by part, what organisations and newer Excels put into a workbook.

Each function takes the parts and changes them; `WHOLE_FILE` names them all.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from tests.lossless.donor import graft, new_sheet
from tests.lossless.parts import MAIN, RELATIONS, WORKBOOK, Parts

_MS = "http://schemas.microsoft.com/office"
_X14 = f"{_MS}/spreadsheetml/2009/9/main"
_X15 = f"{_MS}/spreadsheetml/2010/11/main"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def indicators(host: Parts) -> str:
    """The part of the Indicators sheet."""
    return host.sheets()["Indicators"]


def threaded_comments(host: Parts) -> None:
    """A conversation about a cell, as Excel 365 keeps it."""
    graft(host)
    sheet = host.sheets()["Team notes"]
    who, said = "{6B1D2A0E-0001-4000-8000-000000000001}", "{6B1D2A0E-0002-4000-8000-000000000002}"
    space = f"{_MS}/spreadsheetml/2018/threadedcomments"
    host.add(
        "xl/persons/person.xml",
        f'{_HEAD}<personList xmlns="{space}"><person displayName="Siân Jones" id="{who}" '
        f'userId="S-1" providerId="None"/></personList>',
        "application/vnd.ms-excel.person+xml",
    )
    host.relate(WORKBOOK, f"{_MS}/2017/10/relationships/person", "xl/persons/person.xml")
    host.add(
        "xl/threadedComments/threadedComment1.xml",
        f'{_HEAD}<ThreadedComments xmlns="{space}"><threadedComment ref="A2" '
        f'dT="2026-04-01T09:00:00.00" personId="{who}" id="{said}"><text>Why 3?</text>'
        f"</threadedComment></ThreadedComments>",
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    host.relate(
        sheet,
        f"{_MS}/2017/10/relationships/threadedComment",
        "xl/threadedComments/threadedComment1.xml",
    )


def slicer(host: Parts) -> None:
    """A slicer on the Indicators table."""
    sheet = indicators(host)
    table = host.tree(host.tables(sheet)[0])
    host.add(
        "xl/slicers/slicer1.xml",
        f'{_HEAD}<slicers xmlns="{_X14}"><slicer name="Service" cache="Slicer_Service" '
        f'caption="Service" rowHeight="241300"/></slicers>',
        "application/vnd.ms-excel.slicer+xml",
    )
    host.add(
        "xl/slicerCaches/slicerCache1.xml",
        f'{_HEAD}<slicerCacheDefinition xmlns="{_X14}" xmlns:x="{MAIN}" name="Slicer_Service" '
        f'sourceName="Service"><extLst><x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" '
        f'xmlns:x15="{_X15}"><x15:tableSlicerCache tableId="{table.get("id")}" column="5"/></x:ext>'
        f"</extLst></slicerCacheDefinition>",
        "application/vnd.ms-excel.slicerCache+xml",
    )
    in_sheet = host.relate(sheet, f"{_MS}/2007/relationships/slicer", "xl/slicers/slicer1.xml")
    in_book = host.relate(
        WORKBOOK, f"{_MS}/2007/relationships/slicerCache", "xl/slicerCaches/slicerCache1.xml"
    )
    host.replace(
        sheet,
        "</worksheet>",
        f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{_X14}">'
        f'<x14:slicerList><x14:slicer r:id="{in_sheet}"/></x14:slicerList></ext></extLst>'
        f"</worksheet>",
    )
    host.replace(
        WORKBOOK,
        "</workbook>",
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{_X15}">'
        f'<x15:slicerCaches xmlns:x14="{_X14}"><x14:slicerCache r:id="{in_book}"/>'
        f"</x15:slicerCaches></ext></extLst></workbook>",
    )
    host.replace(
        WORKBOOK,
        "</definedNames>",
        '<definedName name="Slicer_Service">#N/A</definedName></definedNames>',
    )


def sensitivity_label(host: Parts) -> None:
    """The organisation's label, OFFICIAL-SENSITIVE."""
    host.add(
        "docMetadata/LabelInfo.xml",
        f'{_HEAD}<clbl:labelList xmlns:clbl="{_MS}/2020/mipLabelMetadata">'
        f'<clbl:label id="{{11111111-2222-4333-8444-555555555555}}" enabled="1" method="Standard" '
        f'siteId="{{66666666-7777-4888-8999-000000000000}}" removed="0"/></clbl:labelList>',
        "application/vnd.ms-office.classificationlabels+xml",
    )
    host.relate(
        "", f"{_MS}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"
    )


def custom_xml(host: Parts) -> None:
    """A data store of a document management system."""
    host.add(
        "customXml/item1.xml", '<records xmlns="urn:council:records"><class>3</class></records>'
    )
    host.add(
        "customXml/itemProps1.xml",
        f'{_HEAD}<ds:datastoreItem ds:itemID="{{0A1B2C3D-0000-4000-8000-000000000000}}" '
        f'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
        f"{_OFFICE}.customXmlProperties+xml",
    )
    host.relate(WORKBOOK, "customXml", "customXml/item1.xml")
    host.relate("customXml/item1.xml", "customXmlProps", "customXml/itemProps1.xml")


def custom_properties(host: Parts) -> None:
    """Document properties of the organisation's own."""
    host.add(
        "docProps/custom.xml",
        f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" '
        f'name="Retention"><vt:lpwstr>7 years</vt:lpwstr></property></Properties>',
        f"{_OFFICE}.custom-properties+xml",
    )
    host.relate("", "custom-properties", "docProps/custom.xml")


def connection(host: Parts) -> None:
    """A connection to the finance system, which is never followed."""
    host.add(
        "xl/connections.xml",
        f'{_HEAD}<connections xmlns="{MAIN}"><connection id="1" name="Ledger" type="5" '
        f'refreshedVersion="6"><dbPr connection="Provider=x;Data Source=ledger" '
        f'command="Actuals"/></connection></connections>',
        f"{_OFFICE}.spreadsheetml.connections+xml",
    )
    host.relate(WORKBOOK, "connections", "xl/connections.xml")


def macros(host: Parts) -> None:
    """A macro project; the file is then an .xlsm."""
    host.default_type("bin", "application/vnd.ms-office.vbaProject")
    host.add("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not a real project, but bytes \0\1\2" * 40)
    host.relate(WORKBOOK, f"{_MS}/2006/relationships/vbaProject", "xl/vbaProject.bin")
    host.replace(
        "[Content_Types].xml",
        f"{_OFFICE}.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def pivot_table(host: Parts) -> None:
    """A pivot table that counts services."""
    cells = (
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Service</t></is></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>SL</t></is></c></row>'
        '<row r="5"><c r="A5" t="inlineStr"><is><t>Grand Total</t></is></c></row>'
    )
    sheet = new_sheet(
        host,
        "Pivot",
        f'{_HEAD}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        file="pivot",
    )
    space = f'xmlns="{MAIN}" xmlns:r="{RELATIONS}"'
    cache, records = (f"xl/pivotCache/pivotCache{one}1.xml" for one in ("Definition", "Records"))
    kind = f"{_OFFICE}.spreadsheetml"
    host.add(
        records,
        f'{_HEAD}<pivotCacheRecords {space} count="1"><r><x v="0"/></r></pivotCacheRecords>',
        f"{kind}.pivotCacheRecords+xml",
    )
    link = host.relate(cache, "pivotCacheRecords", records)
    host.add(
        cache,
        f'{_HEAD}<pivotCacheDefinition {space} r:id="{link}" refreshedVersion="6" '
        f'createdVersion="6" recordCount="1"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A3:A4" sheet="Pivot"/></cacheSource><cacheFields count="1">'
        f'<cacheField name="Service" numFmtId="0"><sharedItems count="1"><s v="SL"/></sharedItems>'
        f"</cacheField></cacheFields></pivotCacheDefinition>",
        f"{kind}.pivotCacheDefinition+xml",
    )
    table = "xl/pivotTables/pivotTable1.xml"
    host.add(
        table,
        f'{_HEAD}<pivotTableDefinition xmlns="{MAIN}" name="Pivot1" cacheId="9" '
        f'dataCaption="Values" createdVersion="6" updatedVersion="6"><location ref="A3:A5" '
        f'firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="1">'
        f'<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/>'
        f'<item t="default"/></items></pivotField></pivotFields><rowFields count="1">'
        f'<field x="0"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems>'
        f"</pivotTableDefinition>",
        f"{kind}.pivotTable+xml",
    )
    host.relate(sheet, "pivotTable", table)
    host.relate(table, "pivotCacheDefinition", cache)
    book_link = host.relate(WORKBOOK, "pivotCacheDefinition", cache)
    host.insert_before(
        WORKBOOK,
        ("<extLst>", "</workbook>"),
        f'<pivotCaches><pivotCache cacheId="9" r:id="{book_link}"/></pivotCaches>',
    )


def calculation_chain(host: Parts) -> None:
    """The order in which Excel calculated last."""
    numbers = {
        one.get("name", ""): one.get("sheetId", "")
        for one in host.tree(WORKBOOK).iter(f"{{{MAIN}}}sheet")
    }
    entries = [
        f'<c r="{cell.get("r")}" i="{numbers[name]}"/>'
        for name, part in host.sheets().items()
        for cell in host.tree(part).iter(f"{{{MAIN}}}c")
        if cell.find(f"{{{MAIN}}}f") is not None
    ]
    host.add(
        "xl/calcChain.xml",
        f'{_HEAD}<calcChain xmlns="{MAIN}">{"".join(entries)}</calcChain>',
        f"{_OFFICE}.spreadsheetml.calcChain+xml",
    )
    host.relate(WORKBOOK, "calcChain", "xl/calcChain.xml")


def dates_from_1904(host: Parts) -> None:
    """A workbook that was begun on an old Macintosh."""
    host.replace(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" ')


def byte_order_mark(host: Parts) -> None:
    """Parts that begin with a mark, as some programs write them."""
    for part in (WORKBOOK, indicators(host), host.tables(indicators(host))[0]):
        host.held[part] = b"\xef\xbb\xbf" + host.held[part]


def prefixed(host: Parts) -> None:
    """A sheet whose every element has a prefix, as OpenXML tools write it."""
    part = indicators(host)
    tree = host.tree(part)
    space = {one or "x": url for one, url in tree.nsmap.items()}
    root = etree.Element(tree.tag, nsmap=space)
    root.extend(list(tree))
    etree.cleanup_namespaces(root, keep_ns_prefixes=["r", "x"])
    host.put(part, root)
    assert host.held[part].count(b"<x:c ") > 100


def sixteen_bits(host: Parts) -> None:
    """A sheet in UTF-16, which is legal, and which some readers find empty."""
    part = indicators(host)
    text = host.held[part].decode("utf-8").replace("UTF-8", "UTF-16", 1)
    host.held[part] = text.encode("utf-16")


def defined_names(host: Parts) -> None:
    """Names of people's own, for ranges, constants and formulas."""
    host.replace(
        WORKBOOK,
        "</definedNames>",
        '<definedName name="team_target" hidden="1">0.95</definedName>'
        '<definedName name="zone" comment="Where we look">Indicators!$B$6:$C$9</definedName>'
        "</definedNames>",
    )


WHOLE_FILE: dict[str, Callable[[Parts], None]] = {
    "own sheet with charts, pictures, shapes, comments and sparklines": graft,
    "threaded comments": threaded_comments,
    "slicer on a table": slicer,
    "sensitivity label": sensitivity_label,
    "customXml": custom_xml,
    "custom properties": custom_properties,
    "connection": connection,
    "macros": macros,
    "pivot table": pivot_table,
    "calculation chain": calculation_chain,
    "dates from 1904": dates_from_1904,
    "byte-order mark": byte_order_mark,
    "x: prefix": prefixed,
    "UTF-16 sheet": sixteen_bits,
    "defined names": defined_names,
}
