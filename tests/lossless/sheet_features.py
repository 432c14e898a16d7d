"""Adds to csplan's own sheets what managers put there: cells, formats, pictures, formulas, filters.

Each function takes the parts and changes them; `ON_SHEETS` names them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from tests.lossless.cells import column_letters, put_cell, put_element, tag
from tests.lossless.donor import picture
from tests.lossless.parts import RELATIONS, Parts

_MS = "http://schemas.microsoft.com/office"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BESIDE = 90


def own_cells(host: Parts) -> None:
    """Cells beside, above and under the tables, with number formats and formulas of their own."""
    styles = "xl/styles.xml"
    tree = host.tree(styles)
    formats = tree.find(tag("numFmts"))
    assert formats is not None
    etree.SubElement(formats, tag("numFmt"), numFmtId="190", formatCode='0.0" per class"')
    formats.set("count", str(len(formats)))
    crossed = tree.find(tag("cellXfs"))
    assert crossed is not None
    etree.SubElement(
        crossed,
        tag("xf"),
        numFmtId="190",
        fontId="0",
        fillId="0",
        borderId="0",
        xfId="0",
        applyNumberFormat="1",
    )
    crossed.set("count", str(len(crossed)))
    host.put(styles, tree)
    style = len(crossed) - 1
    for tab in ("Indicators", "Actions", "Budget", "Checks", "Summary", "Settings"):
        part = host.sheets()[tab]
        put_cell(host, part, "CK2", f'<c r="CK2" s="{style}"><v>2.5</v></c>')
        put_cell(host, part, "CK6", '<c r="CK6"><f>COUNTA(Indicators[Ref])*2</f><v>24</v></c>')
        put_cell(host, part, "CK7", '<c r="CK7" t="b"><v>1</v></c>')
        put_cell(host, part, "CK8", '<c r="CK8" t="e"><v>#N/A</v></c>')
    part = host.sheets()["Indicators"]
    put_cell(host, part, "E3000", '<c r="E3000" t="inlineStr"><is><t>A note below</t></is></c>')


def column_in_table(host: Parts) -> None:
    """A manager's own column at the right end of the Indicators table, with a formula."""
    sheet = host.sheets()["Indicators"]
    part = host.tables(sheet)[0]
    table = host.tree(part)
    first, last = table.get("ref", "").split(":")
    bottom = int(re.sub(r"\D", "", last))
    right = table.find(tag("tableColumns"))
    assert right is not None
    letters = column_letters(len(right) + 1)
    etree.SubElement(right, tag("tableColumn"), id=str(_BESIDE), name="Ward (ours)")
    right.set("count", str(len(right)))
    for one in [table, *table.iter(tag("autoFilter"))]:
        one.set("ref", f"{first}:{letters}{bottom}")
    host.put(part, table)
    top = int(re.sub(r"\D", "", first))
    put_cell(
        host,
        sheet,
        f"{letters}{top}",
        f'<c r="{letters}{top}" t="inlineStr"><is><t>Ward (ours)</t></is></c>',
    )
    for row in range(top + 1, bottom + 1, 2):
        xml = f'<c r="{letters}{row}"><f>LEN(A{row})</f><v>6</v></c>'
        put_cell(host, sheet, f"{letters}{row}", xml)


def merged_title(host: Parts) -> None:
    """A title merged over several cells above the table."""
    put_element(
        host, host.sheets()["Indicators"], '<mergeCells><mergeCell ref="A1:D1"/></mergeCells>'
    )


def extension_formats(host: Parts) -> None:
    """Conditional formats, validations and sparklines that only newer Excels know."""
    part = host.sheets()["Indicators"]
    rule = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting><x14:cfRule type="dataBar" id="{00000000-000E-0000-0000-'
        '000001000000}"><x14:dataBar minLength="0" maxLength="100"><x14:cfvo type="autoMin"/>'
        '<x14:cfvo type="autoMax"/><x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor '
        'rgb="FF000000"/></x14:dataBar></x14:cfRule><xm:sqref>AB6:AB40</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    validation = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Services!$A$6:$A$9'
        "</xm:f></x14:formula1><xm:sqref>CM6:CM20</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    line = (
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups>'
        "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Indicators!AB6:AE6</xm:f>"
        "<xm:sqref>CN6</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        "</x14:sparklineGroups></ext></extLst>"
    )
    for one in (rule, validation, line):
        put_element(host, part, one)


def drawing(host: Parts) -> None:
    """A picture and a shape drawn over the Indicators sheet."""
    sheet, part = host.sheets()["Indicators"], "xl/drawings/drawing90.xml"
    host.default_type("png", "image/png")
    host.add("xl/media/image90.png", picture())
    link = host.relate(part, "image", "xl/media/image90.png")
    corner = "<xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row>"
    corner += "<xdr:rowOff>0</xdr:rowOff></xdr:from>"
    size = '<xdr:ext cx="400000" cy="400000"/>'
    shape = '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    host.add(
        part,
        f'{_HEAD}<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main">'
        f"<xdr:oneCellAnchor>{corner.format(1, 1)}{size}<xdr:pic><xdr:nvPicPr>"
        f'<xdr:cNvPr id="2" name="Crest"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{RELATIONS}" r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch>'
        f"</xdr:blipFill>{shape}</xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"
        f"<xdr:oneCellAnchor>{corner.format(4, 1)}{size}<xdr:sp><xdr:nvSpPr>"
        f'<xdr:cNvPr id="3" name="Arrow"/><xdr:cNvSpPr/></xdr:nvSpPr>{shape}</xdr:sp>'
        f"<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>",
        "application/vnd.openxmlformats-officedocument.drawing+xml",
    )
    put_element(host, sheet, f'<drawing r:id="{host.relate(sheet, "drawing", part)}"/>')


def print_settings(host: Parts) -> None:
    """The binary settings of a printer, and a page set-up that names them."""
    sheet, part = host.sheets()["Indicators"], "xl/printerSettings/printerSettings1.bin"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    host.default_type("bin", kind)
    host.add(part, bytes(range(256)) * 3)
    link = host.relate(sheet, "printerSettings", part)
    host.replace(sheet, "<pageSetup ", f'<pageSetup r:id="{link}" ')


def rich_text(host: Parts) -> None:
    """Formatted text, phonetic runs, line ends and spaces that XML would drop."""
    part = host.sheets()["Actions"]
    put_cell(
        host,
        part,
        "CK9",
        '<c r="CK9" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve"> bold </t></r>'
        '<r><t>plain_x000D_&#10;line</t></r><rPh sb="0" eb="1"><t>ふ</t></rPh></is></c>',
    )


def array_formula(host: Parts) -> None:
    """An array formula of a manager's own beside the table."""
    part = host.sheets()["Actions"]
    put_cell(
        host,
        part,
        "CL9",
        '<c r="CL9"><f t="array" ref="CL9:CL10">LEN(A6:A7)</f><v>5</v></c>',
    )
    put_cell(host, part, "CL10", '<c r="CL10"><v>5</v></c>')


def own_shared_formula(host: Parts) -> None:
    """A formula that Excel shares down a manager's own column."""
    part = host.sheets()["Actions"]
    put_cell(
        host, part, "CM6", '<c r="CM6"><f t="shared" ref="CM6:CM8" si="7">LEN(A6)</f><v>5</v></c>'
    )
    for row in (7, 8):
        put_cell(host, part, f"CM{row}", f'<c r="CM{row}"><f t="shared" si="7"/><v>5</v></c>')


def filter_and_hide(host: Parts) -> None:
    """A filter on the table, with the rows that it hides, and a hidden column."""
    sheet = host.sheets()["Indicators"]
    part = host.tables(sheet)[0]
    table = host.tree(part)
    found = table.find(tag("autoFilter"))
    assert found is not None
    column = etree.SubElement(found, tag("filterColumn"), colId="4")
    etree.SubElement(etree.SubElement(column, tag("filters")), tag("filter"), val="SL")
    host.put(part, table)
    for row in (7, 9):
        host.replace(sheet, f'<row r="{row}" ', f'<row r="{row}" hidden="1" ')


def rights_and_warnings(host: Parts) -> None:
    """A protected range, an ignored error and a link to the web."""
    part = host.sheets()["Indicators"]
    put_element(
        host,
        part,
        '<protectedRanges><protectedRange sqref="CK2:CK9" name="Range1"/></protectedRanges>',
    )
    put_element(
        host,
        part,
        '<ignoredErrors><ignoredError sqref="A6:A40" numberStoredAsText="1"/></ignoredErrors>',
    )
    link = host.relate(part, "hyperlink", "https://www.gov.uk/", external=True)
    put_element(host, part, f'<hyperlinks><hyperlink ref="CK2" r:id="{link}"/></hyperlinks>')


def newer_attributes(host: Parts) -> None:
    """Attributes of newer Excels on rows, in a namespace that older ones ignore."""
    part = host.sheets()["Indicators"]
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    host.replace(
        part,
        "<worksheet ",
        f'<worksheet xmlns:mc="{compatibility}" mc:Ignorable="x14ac" '
        f'xmlns:x14ac="{_MS}/spreadsheetml/2009/9/ac" ',
    )
    host.replace(part, '<row r="', '<row x14ac:dyDescent="0.25" r="', count=40)


ON_SHEETS: dict[str, Callable[[Parts], None]] = {
    "own cells, rows and number formats": own_cells,
    "own column in a table": column_in_table,
    "merged title": merged_title,
    "extension formats, validations and sparklines": extension_formats,
    "picture and shape on a plan's sheet": drawing,
    "print settings": print_settings,
    "rich text": rich_text,
    "array formula": array_formula,
    "own shared formula": own_shared_formula,
    "filter and hidden rows": filter_and_hide,
    "protected range, ignored error and web link": rights_and_warnings,
    "newer Excel's attributes": newer_attributes,
}
