"""The parts of a workbook, and its file with some of them changed."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from csplan.xlsx.package import ColumnPart, Package, SheetPart
from tests.xlsx.builders import SHEET, book, code_of, parts_of, with_part, zipped

BOOK = book()
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TABLE = "xl/tables/table1.xml"
TYPES = "[Content_Types].xml"


def opened(data: bytes = BOOK) -> Package:
    return Package.open(data, name="plan.xlsx")


def changed(part: str, old: str, new: str) -> bytes:
    text = parts_of(BOOK)[part].decode()
    assert old in text
    return with_part(part, text.replace(old, new))


def with_chain() -> bytes:
    parts: dict[str, bytes | str] = {**parts_of(BOOK), "xl/calcChain.xml": "<calcChain/>"}
    relation = '<Relationship Id="rId99" Type="http://purl/calcChain" Target="/xl/calcChain.xml"/>'
    override = "<Override ContentType='a/b' PartName='/xl/calcChain.xml'></Override>"
    for part, end, new in (
        (RELATIONS, b"</Relationships>", relation),
        (TYPES, b"</Types>", override),
    ):
        parts[part] = parts_of(BOOK)[part].replace(end, new.encode() + end)
    return zipped(parts)


def test_sheets_come_in_tab_order_with_their_state() -> None:
    second = SheetPart(
        name="Notes & queries", part="xl/worksheets/sheet2.xml", state="hidden", is_worksheet=True
    )
    assert (SheetPart(name="Plan", part=SHEET), second) == opened().sheets


def test_a_table_gives_its_place_columns_and_formulas() -> None:
    package = opened()
    (table,) = package.tables(package.sheets[0])
    assert ("Plan", "A1:C4", TABLE) == (table.name, table.ref, table.part)
    assert (1, 4, 1, 3) == (
        table.first_row,
        table.last_row,
        table.first_column,
        table.last_column,
    )
    assert (1, 0) == (table.header_row_count, table.totals_row_count)
    assert [ColumnPart(name=one) for one in ("Ref", "Actual", "Twice")] == list(table.columns)
    assert package.tables(package.sheets[1]) == ()


def test_a_heading_of_two_lines_and_a_calculated_column_are_read() -> None:
    data = changed(
        TABLE,
        '<tableColumn id="3" name="Twice"/>',
        '<tableColumn id="3" name="Twice_x000a_R&amp;D"><calculatedColumnFormula>'
        "Plan[[#This Row],[Actual]]*2</calculatedColumnFormula></tableColumn>",
    )
    package = opened(data)
    expected = ColumnPart(name="Twice\nR&D", calculated_formula="Plan[[#This Row],[Actual]]*2")
    assert expected == package.tables(package.sheets[0])[0].columns[2]


@pytest.mark.parametrize("ref", ["", "A1:D4", "A0:C4", "C4", "A1:XFE4"])
def test_a_table_whose_place_makes_no_sense_is_refused(ref: str) -> None:
    package = opened(changed(TABLE, 'ref="A1:C4"', f'ref="{ref}"'))
    assert code_of(lambda: package.tables(package.sheets[0])) == "damaged"


def test_names_and_settings_are_read() -> None:
    package = opened()
    assert {"Year": "Plan!$B$2"} == dict(package.defined_names)
    assert (False, False, ()) == (
        package.date1904,
        package.calc_manual,
        package.external_links,
    )


def test_a_sheets_own_name_is_told_from_the_workbooks() -> None:
    own = '<definedName name="Year" localSheetId="1">2</definedName><definedName'
    names = opened(changed(WORKBOOK, "<definedName", own)).defined_names
    assert {"Notes & queries!Year": "2", "Year": "Plan!$B$2"} == dict(names)


def test_dates_from_1904_and_manual_calculation_are_noticed() -> None:
    assert opened(changed(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" ')).date1904
    assert opened(changed(WORKBOOK, "<calcPr ", '<calcPr calcMode="manual" ')).calc_manual


def test_external_links_and_connections_are_listed() -> None:
    parts = {**parts_of(BOOK), "xl/externalLinks/externalLink1.xml": b"<a/>"}
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = b"<a/>"
    parts["xl/connections.xml"] = b"<a/>"
    expected = ("xl/externalLinks/externalLink1.xml", "xl/connections.xml")
    assert expected == opened(zipped(parts)).external_links


def test_targets_may_be_absolute_and_differ_by_case() -> None:
    data = changed(
        RELATIONS, 'Target="worksheets/sheet1.xml"', 'Target="/XL/worksheets/Sheet1.xml"'
    )
    package = opened(data)
    assert package.sheet_xml(package.sheets[0]).max_row == 4


def test_the_strict_dialect_is_read() -> None:
    strict = {
        part: text.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ).replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        for part, text in parts_of(BOOK).items()
    }
    package = opened(zipped(strict))
    assert ["Plan", "Notes & queries"] == [one.name for one in package.sheets]
    cell = package.sheet_xml(package.sheets[0]).cell(2, 1)
    assert cell is not None
    assert cell.value == "KO1-01"


def test_two_tabs_of_one_name_or_part_are_refused() -> None:
    data = changed(WORKBOOK, 'name="Notes &amp; queries"', 'name="PLAN"')
    assert code_of(lambda: opened(data)) == "doubled-part"
    data = changed(RELATIONS, "sheet2.xml", "sheet1.xml")
    assert code_of(lambda: opened(data)) == "doubled-part"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<si><t>plain</t></si>", "plain"),
        ("<si/>", ""),
        ("<si><t/></si>", ""),
        ('<si><t xml:space="preserve"> a  b </t></si>', " a  b "),
        ("<si><r><rPr><b/></rPr><t>Out</t></r><r><t>come</t></r></si>", "Outcome"),
        (
            "<si><t>東京</t><rPh sb='0' eb='2'><t>トウ</t></rPh><phoneticPr fontId='1'/></si>",
            "東京",
        ),
        ("<si><t>a_x000D_b &amp; &#163;5 &lt;c&gt;</t></si>", "a\rb & £5 <c>"),
        ("<si><t>_x005F_x000A_</t></si>", "_x000A_"),
        ("<si><t><![CDATA[a < b & <si>]]></t></si>", "a < b & <si>"),
        ("<!-- <si><t>no</t></si> --><si><t>yes</t></si>", "yes"),
        ("<si><t>a\r\nb\rc</t></si>", "a\nb\nc"),
    ],
)
def test_a_shared_text_is_read_whole(item: str, text: str) -> None:
    xml = f'<?xml version="1.0"?><sst>{item}<si><t>last</t></si></sst>'
    texts = opened(with_part("xl/sharedStrings.xml", xml)).shared_strings
    assert [text, "last"] == list(texts)
    assert ["last"] == list(texts[1:])


@pytest.mark.parametrize("index", [-1, 2, 10**9])
def test_a_shared_text_that_is_not_there_is_never_another(index: int) -> None:
    texts = opened(with_part("xl/sharedStrings.xml", "<sst><si/><si/></sst>")).shared_strings
    with pytest.raises(IndexError):
        texts[index]


def test_nothing_changed_gives_the_same_bytes() -> None:
    assert opened().rebuilt({}) == BOOK


def test_the_same_change_gives_the_same_bytes() -> None:
    change = {SHEET: opened().text(SHEET) + " "}
    assert opened().rebuilt(change) == opened().rebuilt(change)


def test_every_other_member_is_copied_with_its_headers() -> None:
    out = opened().rebuilt({SHEET: opened().text(SHEET).replace("0.0", "0.0")})
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (BOOK, out))
    assert before.namelist() == after.namelist()
    assert after.testzip() is None
    for old, new in zip(before.infolist(), after.infolist(), strict=True):
        assert (old.filename, old.date_time, old.extra, old.CRC, old.external_attr) == (
            new.filename,
            new.date_time,
            new.extra,
            new.CRC,
            new.external_attr,
        )
        if old.filename != SHEET:
            start, end = (
                (one.header_offset, one.header_offset + 30 + len(one.filename) + one.compress_size)
                for one in (old, new)
            )
            assert BOOK[slice(*start)] == out[slice(*end)]


def test_a_changed_part_may_be_given_in_utf_8_or_as_text() -> None:
    text = opened().text(SHEET).replace("KO1", "KÖ1")
    assert opened().rebuilt({SHEET: text}) == opened().rebuilt({SHEET: text.encode()})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_part_keeps_its_encoding_and_byte_order_mark(encoding: str) -> None:
    text = re.sub(r"^<\?xml.*?\?>\s*", "", opened().text(SHEET), count=1)
    package = opened(with_part(SHEET, text.encode(encoding)))
    assert package.text(SHEET) == text
    new = text.replace("sheetData", "sheetData ")
    for given in (new, new.encode()):
        assert new.encode(encoding) == parts_of(package.rebuilt({SHEET: given}))[SHEET]
    assert package.sheet_xml(package.sheets[0]).max_row == 4


def test_parts_whose_folders_are_separated_as_windows_does_are_read_and_keep_their_names() -> None:
    data = zipped({name.replace("/", "\\"): text for name, text in parts_of(BOOK).items()})
    package = opened(data)
    assert opened().text(SHEET) == package.text(SHEET)
    new = package.text(SHEET).replace("sheetData", "sheetData ")
    written = parts_of(package.rebuilt({SHEET: new}))
    assert list(parts_of(data)) == list(written)
    assert new.encode() == written[SHEET.replace("/", "\\")]


def test_a_stored_part_with_descriptor_and_wide_sizes_can_be_changed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts_of(BOOK).items():
            with archive.open(part, "w", force_zip64=True) as file:
                file.write(content)
    new = opened(out.getvalue()).rebuilt({SHEET: "<worksheet/>"})
    assert {**parts_of(BOOK), SHEET: b"<worksheet/>"} == parts_of(new)
    assert opened(new).part(SHEET) == b"<worksheet/>"


def test_the_calculation_chain_goes_with_everything_that_names_it() -> None:
    data = with_chain()
    package = opened(data)
    kept = parts_of(package.rebuilt({}))
    assert "xl/calcChain.xml" in kept
    dropped = parts_of(package.rebuilt({}, drop_calc_chain=True))
    assert dropped == parts_of(zipped(parts_of(BOOK)))


def test_dropping_a_chain_that_is_not_there_changes_nothing() -> None:
    assert opened().rebuilt({}, drop_calc_chain=True) == BOOK


def test_a_signed_workbook_is_not_changed() -> None:
    package = opened(with_part("_xmlsignatures/sig1.xml", "<a/>"))
    assert code_of(lambda: package.rebuilt({})) == "signed"


def test_a_part_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="no such part"):
        opened().rebuilt({}, removed=["xl/none.xml"])
    assert code_of(lambda: opened().rebuilt({"xl/none.xml": "<a/>"})) == "damaged"


def test_openpyxl_reads_what_was_rebuilt() -> None:
    text = opened().text(SHEET).replace("<v>0.5</v>", "<v>0.75</v>")
    read = openpyxl.load_workbook(io.BytesIO(opened().rebuilt({SHEET: text})))
    assert read["Plan"]["B2"].value == 0.75


def test_a_large_part_that_was_not_kept_is_inflated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csplan.xlsx.gate._KEPT", 0)
    package = opened()
    assert not package.passed.contents
    assert parts_of(BOOK) == {part: package.part(part) for part in package.parts}


def test_a_chart_on_a_tab_of_its_own_is_no_worksheet() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet("Figures").write(0, 0, 1)
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Figures!$A$1:$A$2"})
        workbook.add_chartsheet("Chart").set_chart(chart)
    package = opened(out.getvalue())
    assert [True, False] == [one.is_worksheet for one in package.sheets]
    assert code_of(lambda: package.sheet_xml(package.sheets[1])) == "damaged-sheet"
