"""This module writes a page of blocks as a Word document, alone or into a council's own template.

Of a template only the text of its document changes: where `{{ brief }}` or another section's name
stands alone in a paragraph, or in a content control of that tag, the section is put; everything
else, and every other part of the file, stays byte for byte.  Knows no subject.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from csplan.scorecards.blocks import Page, Sentences
from csplan.scorecards.word_xml import (
    NAMESPACE,
    WordStyles,
    heading,
    plain_paragraph,
    section_xml,
    warning,
)
from csplan.terms.records import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["docx_of", "why_no_template"]

_BODY, _STYLES = "word/document.xml", "word/styles.xml"
_W = f"{{{NAMESPACE}}}"
_PLACE = re.compile(r"\s*\{\{\s*([a-z][a-z-]*)\s*\}\}\s*")
_MARGIN_MM, _LONG_MM, _SHORT_MM = 15, 297, 210
_SPACES = (
    ("Normal", 0, 4),
    ("Title", 0, 4),
    ("Heading 1", 10, 3),
    ("Heading 2", 7, 2),
    ("Heading 3", 5, 1),
    ("Caption", 4, 2),
    ("List Number", 0, 2),
    ("Body Text", 0, 4),
)
"""Points above and below the paragraphs of csplan's own document."""
_EMPTY = "Nothing to report."
_TOKEN = re.compile(r"\{csplan ([a-z]+)\}")

Element = Any
"""An element of lxml, which carries no types here."""


def docx_of(page: Page, *, created: dt.datetime, template: bytes | None = None) -> bytes:
    """Return a page as a document.  The same page and template give the same bytes.

    A template without a place for any section gets the whole page at its end.
    """
    if template is None:
        return _own_document(page, created)
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(template)) as parts:
        root = etree.fromstring(parts.read(_BODY))
        styles = _styles_of(etree.fromstring(parts.read(_STYLES)))
    if not _fill(root, page, styles):
        _append(root, _elements(_whole(page, styles) + plain_paragraph(page.foot)))
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return _with_body(template, body)


def _own_document(page: Page, created: dt.datetime) -> bytes:
    """Return a page as a document of csplan's own: a blank one, with this page's words put in."""
    blocks = [block for section in page.sections for block in section.blocks]
    blank, styles = _blank(created, sum(isinstance(block, Sentences) for block in blocks))
    marks = (page.marking, "DRAFT" if page.draft else "", page.illustrative)
    words = {
        "title": page.title,
        "subject": page.key,
        "author": page.authority,
        "keywords": page.marking,
        "comments": page.illustrative,
        "header": " · ".join(mark for mark in (page.authority, *marks) if mark),
        "footer": page.foot,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, text in blank.items():
            data: bytes | str = text
            if isinstance(text, str):
                data = _TOKEN.sub(lambda found: escape(words[found[1]]), text)
            if name == _BODY:
                before, mark, after = str(data).rpartition("<w:sectPr")
                data = f"{before}{_whole(page, styles)}{mark}{after}"
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def why_no_template(data: bytes) -> str:
    """Say why a file cannot be used as a template; nothing where it can."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
    except zipfile.BadZipFile:
        return "it is not a Word document (.docx)"
    return "" if {_BODY, _STYLES} <= names else "it has no text and styles of a Word document"


def _styles_of(root: Element) -> WordStyles:
    """Return a document's styles by their names."""
    found = {}
    for one in root.iter(f"{_W}style"):
        name = one.find(f"{_W}name")
        if name is not None and one.get(f"{_W}type") == "paragraph":
            found[str(name.get(f"{_W}val")).lower()] = str(one.get(f"{_W}styleId"))
    return WordStyles(found)


def _elements(xml: str) -> list[Element]:
    """Return the elements that a text of XML holds."""
    from lxml import etree

    return list(etree.fromstring(f'<w:body xmlns:w="{NAMESPACE}">{xml}</w:body>'))


def _whole(page: Page, styles: WordStyles) -> str:
    """Return the title, what is to be known first, and every section."""
    numbers, lists = count(1), iter(styles.lists)
    title = styles.key("title") or styles.key("heading 1")
    start = heading(page.heading, 1, styles)
    if title:
        start = start.replace(f'"{styles.key("heading 1")}"', f'"{title}"')
    parts = [start, plain_paragraph(page.about)]
    parts += [warning(text) for text in (page.draft, page.illustrative) if text]
    for section in page.sections:
        parts.append(section_xml(section, styles, titled=True, numbers=numbers, lists=lists))
    return "".join(parts)


def _append(root: Element, elements: list[Element]) -> None:
    """Put elements at the end of a document, before what it says of its last page."""
    body = root.find(f"{_W}body")
    last = body.find(f"{_W}sectPr")
    at = len(body) if last is None else list(body).index(last)
    for number, element in enumerate(elements):
        body.insert(at + number, element)


def _fill(root: Element, page: Page, styles: WordStyles) -> bool:
    """Fill the places that a template has for sections; say whether it has any."""
    sections = {section.key: section for section in page.sections}
    numbers = count(1)
    filled = False
    for place, name in list(_places(root)):
        texts = {"title": page.heading, "about": page.about, "foot": page.foot}
        if name in texts:
            elements = _elements(plain_paragraph(texts[name]))
        elif name in sections:
            notices = [warning(text) for text in (page.draft, page.illustrative) if text]
            before = "".join(notices) if name == "brief" else ""
            section = sections[name]
            xml = section_xml(section, styles, titled=False, numbers=numbers, lists=iter(()))
            elements = _elements(before + xml)
        elif name in _KNOWN:
            elements = _elements(plain_paragraph(_EMPTY))
        else:
            continue
        filled = True
        _replace(place, elements)
    return filled


_KNOWN = (
    "brief",
    "changed",
    "exceptions",
    "indicators",
    "trends",
    "actions",
    "outcomes",
    "budget",
    "finance",
    "appendix",
    "to-check",
    "goalposts",
)
"""The names of sections that a scorecard can have, though this one may not."""


def _places(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield each paragraph that is a placeholder, and each content control with a tag."""
    for control in root.iter(f"{_W}sdt"):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        content = control.find(f"{_W}sdtContent")
        is_block = content is not None and content.find(f"{_W}r") is None
        if tag is not None and is_block:
            yield content, str(tag.get(f"{_W}val")).strip().lower()
    for paragraph in root.iter(f"{_W}p"):
        found = _PLACE.fullmatch("".join(text.text or "" for text in paragraph.iter(f"{_W}t")))
        if found:
            yield paragraph, found[1]


def _replace(place: Element, elements: list[Element]) -> None:
    """Put elements where a placeholder stands, or into a content control."""
    if place.tag == f"{_W}sdtContent":
        for child in list(place):
            place.remove(child)
        place.extend(elements)
        return
    parent = place.getparent()
    at = list(parent).index(place)
    parent.remove(place)
    for number, element in enumerate(elements):
        parent.insert(at + number, element)


def _with_body(base: bytes, body: bytes) -> bytes:
    """Return a document with another text, every other part of it as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as parts, zipfile.ZipFile(out, "w") as made:
        for info in parts.infolist():
            data = body if info.filename == _BODY else parts.read(info)
            copy = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            copy.external_attr = info.external_attr
            made.writestr(copy, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@cache
def _blank(created: dt.datetime, lists: int) -> tuple[dict[str, bytes | str], WordStyles]:
    """Return the parts of a blank A4 document on its side, and its styles, with so many lists.

    Where a page's own words go, in header, footer and properties, a token stands.
    """
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt
    from lxml import etree

    document = docx.Document()
    about = document.core_properties
    about.title, about.subject, about.author = _token("title"), _token("subject"), _token("author")
    about.keywords, about.comments = _token("keywords"), _token("comments")
    about.category, about.last_modified_by = "Scorecard", _token("author")
    about.created = about.modified = created.replace(tzinfo=None)
    about.language = "en-GB"
    paper = document.sections[0]
    paper.orientation = WD_ORIENT.LANDSCAPE
    paper.page_width, paper.page_height = Mm(_LONG_MM), Mm(_SHORT_MM)
    paper.left_margin = paper.right_margin = Mm(_MARGIN_MM)
    paper.top_margin = paper.bottom_margin = Mm(_MARGIN_MM + 3)
    paper.header_distance = paper.footer_distance = Mm(_MARGIN_MM / 2)
    paper.header.paragraphs[0].text = _token("header")
    _write_footer(paper.footer.paragraphs[0])
    own = _add_lists(document, lists)
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Arial", Pt(10)
    for name, before, after in _SPACES:
        space = document.styles[name].paragraph_format
        space.space_before, space.space_after, space.line_spacing = Pt(before), Pt(after), 1.0
    out = io.BytesIO()
    document.save(out)
    found: dict[str, bytes | str] = {}
    with zipfile.ZipFile(out) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            holds = name == _BODY or _TOKEN.search(data.decode("utf-8", "replace"))
            found[name] = data.decode() if holds else data
        styles = _styles_of(etree.fromstring(parts.read(_STYLES)))
    return found, replace(styles, lists=own)


def _write_footer(paragraph: Paragraph) -> None:
    """Write the footer of every page: the page's own words, and to the right which sheet it is."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml import parse_xml
    from docx.shared import Mm

    paragraph.text = f"{_token('footer')}\tPage "
    style = paragraph.style
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(style.paragraph_format.tab_stops) if style else ():
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(_LONG_MM - 2 * _MARGIN_MM), WD_TAB_ALIGNMENT.RIGHT)
    for field, after in (("PAGE", " of "), ("NUMPAGES", "")):
        counted = f'<w:fldSimple xmlns:w="{NAMESPACE}" w:instr=" {field} "><w:r><w:t>1</w:t></w:r>'
        paragraph._p.append(parse_xml(f"{counted}</w:fldSimple>"))  # noqa: SLF001
        if after:
            paragraph.add_run(after)


def _add_lists(document: Document, lists: int) -> tuple[str, ...]:
    """Add numbered lists that each begin at 1, and return their keys."""
    numbering = document.part.numbering_part.element
    key = document.styles["List Number"].element.pPr.numPr.numId.val
    whose = numbering.num_having_numId(key).abstractNumId.val
    found = []
    for _ in range(lists):
        own = numbering.add_num(whose)
        own.add_lvlOverride(ilvl=0).add_startOverride(1)
        found.append(str(own.numId))
    return tuple(found)


def _token(name: str) -> str:
    """Return what stands in the blank document where a page's own words go."""
    return f"{{csplan {name}}}"
