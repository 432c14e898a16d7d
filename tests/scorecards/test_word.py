"""Word documents show the figures of every table, and leave a council's own template as it is."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.table import CT_Tc

from csplan.looks.figures import Figure
from csplan.scorecards import write
from csplan.scorecards.blocks import Page, Table, TableRow, words_of
from csplan.scorecards.pages import page_of
from csplan.scorecards.word import docx_of
from csplan.scorecards.word_xml import NAMESPACE
from csplan.terms.errors import WorkbookError
from tests.engines.programs import require
from tests.engines.validators import sdk_errors
from tests.extent import some_of
from tests.scorecards.cases import PLANS, cards, demo, every_card, finished, finished_paths
from tests.scorecards.reading import squeezed

CREATED = dt.datetime(2016, 10, 14, tzinfo=dt.UTC)
_TEXTS = (f"{{{NAMESPACE}}}br", f"{{{NAMESPACE}}}t")
HOUSE_STYLE = "A council’s own words stand here."


def opened(data: bytes) -> Document:
    """A document, as python-docx reads it."""
    return docx.Document(io.BytesIO(data))


def council_template() -> bytes:
    """A template with words, a header, two places and one that is nobody's."""
    document = docx.Document()
    document.add_paragraph(HOUSE_STYLE)
    split = document.add_paragraph("{{ br")
    split.add_run("ief }}").bold = True
    document.add_heading("Our own heading", 2)
    document.add_paragraph("{{ exceptions }}")
    document.add_paragraph("{{ somebody_else }}")
    document.sections[0].header.paragraphs[0].text = "Cabinet paper"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def figures_of(table: Table, row: TableRow) -> list[str]:
    """The figures of a row that a document shows, from left to right."""
    pairs = zip(table.columns, row.cells, strict=True)
    return [
        cell.part.text
        for column, cell in pairs
        if isinstance(cell.part, Figure) and not column.detail
    ]


def said_in(cell: CT_Tc) -> str:
    """A cell's text; python-docx takes a second for a table's."""
    tags = {f"{{{NAMESPACE}}}br": "\n"}
    return "".join(tags.get(one.tag, one.text or "") for one in cell.iter() if one.tag in _TEXTS)


def agrees(page: Page, document: Document) -> int:
    """Compare every table with the document's, and count the rows."""
    tables = [table for section in page.sections for table in section.tables if table.rows]
    assert len(tables) == len(document.tables)
    rows = 0
    for table, drawn in zip(tables, document.tables, strict=True):
        lines = [[said_in(cell) for cell in line.tc_lst] for line in drawn._tbl.tr_lst][1:]  # noqa: SLF001
        for row in table.rows:
            line = lines.pop(0)
            assert squeezed(line[0]).startswith(squeezed(words_of(row.cells[0].part)))
            firsts = [text.split("\n")[0] for text in line]
            wanted = figures_of(table, row)
            assert wanted == [text for text in firsts[1:] if text in wanted][: len(wanted)]
            if row.said:
                lines.pop(0)
            rows += 1
    return rows


def test_a_document_has_real_headings_captions_and_heading_rows() -> None:
    page = page_of(cards(demo())["outcome KO1"])
    document = opened(docx_of(page, created=CREATED))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert {"Title", "Heading 1", "Caption", "List Number"} <= set(styles)
    assert agrees(page, document) > 10
    for table in document.tables:
        xml = table._tbl.xml  # noqa: SLF001  (python-docx has no other way to ask)
        assert "<w:tblHeader/>" in xml
        assert "<w:tblCaption " in xml
        assert "<w:tblDescription " in xml
    assert "outcome KO1" == document.core_properties.subject
    assert "Illustrative data" in document.sections[0].header.paragraphs[0].text


def test_a_document_says_its_foot_once_and_counts_its_sheets() -> None:
    page = page_of(cards(demo())["outcome KO1"])
    document = opened(docx_of(page, created=CREATED))
    assert page.foot
    assert not any(page.foot in paragraph.text for paragraph in document.paragraphs)
    foot = document.sections[0].footer.paragraphs[0]._p  # noqa: SLF001
    assert f"{page.foot}Page 1 of 1" == "".join(one.text for one in foot.iter(_TEXTS[1]))
    assert [" PAGE ", " NUMPAGES "] == foot.xpath(".//w:fldSimple/@w:instr")


def test_every_numbered_list_of_a_document_begins_at_1() -> None:
    page = page_of(every_card(demo())["members"])
    document = opened(docx_of(page, created=CREATED))
    listed = [one for one in document.paragraphs if one.style and one.style.name == "List Number"]
    keys = [one._p.xpath("w:pPr/w:numPr/w:numId/@w:val")[0] for one in listed]  # noqa: SLF001
    first, second = keys[0], keys[-1]
    assert [first] * 3 + [second] * 3 == keys
    assert first != second
    numbering = document.part.numbering_part.element
    for key in (first, second):
        assert ["1"] == numbering.xpath(f"w:num[@w:numId={key}]//w:startOverride/@w:val")


def test_a_template_is_filled_where_it_asks_and_nowhere_else() -> None:
    template = council_template()
    page = page_of(cards(demo())["service EH"])
    made = docx_of(page, created=CREATED, template=template)
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert ["word/document.xml"] == changed
    texts = [paragraph.text for paragraph in opened(made).paragraphs]
    assert HOUSE_STYLE == texts[0]
    assert "{{ somebody_else }}" == texts[-1]
    assert not any("{{ brief }}" in text or "{{ exceptions }}" in text for text in texts)
    assert texts.index("Our own heading") > texts.index("What matters most")
    assert page.sections[0].blocks
    assert any(text.startswith("13 of 20 rated indicators are Red") for text in texts)
    assert made == docx_of(page, created=CREATED, template=template)


@pytest.mark.parametrize("data", [b"not a zip", b""])
def test_what_is_no_word_document_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "council.docx"
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match="not a Word document") as refused:
        write(demo(), tmp_path / "out", findings=[], formats=["docx"], template=path)
    assert "template-not-usable" == refused.value.code
    with pytest.raises(WorkbookError, match="cannot be read"):
        write(demo(), tmp_path, findings=[], formats=["docx"], template=tmp_path / "none.docx")


@pytest.mark.slow
@pytest.mark.parametrize("plan", some_of(["demo"], [*PLANS]))
def test_every_document_is_sound_and_shows_the_figures_of_every_table(plan: str) -> None:
    paths = finished_paths(plan, "docx")
    pairs = [*zip(finished(plan).scorecards, paths, strict=False)]
    chosen = some_of(pairs[::4], pairs)
    assert {path: [] for _, path in chosen} == sdk_errors([path for _, path in chosen])
    for card, path in chosen:
        assert agrees(page_of(card), docx.Document(str(path))) > 0


@pytest.mark.slow
def test_libreoffice_opens_a_filled_template(tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    page = page_of(cards(demo())["directorate"])
    path.write_bytes(docx_of(page, created=CREATED, template=council_template()))
    assert {path: []} == sdk_errors([path])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [str(require("soffice")), profile, "--headless", "--convert-to", "pdf", str(path)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000
