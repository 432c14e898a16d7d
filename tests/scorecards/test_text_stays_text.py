"""Whatever people type stays text in every format: nothing acts, nothing is lost."""

from __future__ import annotations

import re
import unicodedata
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from lxml.html import HtmlElement

from csplan.looks.plain_text import plain
from csplan.looks.room import MOST_LINES
from csplan.plan.plan import Results
from csplan.scorecards.drawable import _RANGES, drawable
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from tests.extent import some_of
from tests.scorecards.cases import baseline, cards, changed, replaced, written
from tests.scorecards.reading import page, pdf_text, sheets, squeezed

pytestmark = pytest.mark.slow

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</style><b>x",
    "{{ 7*7 }} {% x %}",
    "#panic() $x$ *bold* \\ [x] @ref <label> `code`",
    "https://example.org/x",
    "&amp; &lt;",
    "_x000D_ _x0041_",
    "bell\x07null\x00esc\x1b",
    "lone \ud800 surrogate \ufffe",
    "Well done \U0001f600",
    "مرحبا بالعالم",
    "\u202eright to left",
    "שלום",
    "中文",
    "e\u0301 ß Ŵ ŷ",
    "1-2",
    "007",
    "1E5",
    "TRUE",
)


def with_text(text: str) -> Results:
    """The plan with a text in every place of Schools & Learning where people type."""
    first = changed(
        baseline(),
        INDICATORS,
        {
            "KO3-01": {"indicator": text, "group": text, "commentary": text},
            "KO3-02": {"commentary": text, "corrective_action": text},
        },
    )
    second = changed(
        first, ACTIONS, {"A-001": {"action": text, "we_will": text, "commentary": text}}
    )
    return changed(second, BUDGET, {"B-023": {"heading": text, "commentary": text}})


def only_schools(results: Results, folder: Path) -> dict[str, Path]:
    """The files of Schools & Learning, by format."""
    return {file.format: file.path for file in written(results, folder, only="SL").files}


@pytest.mark.parametrize("text", some_of(PAYLOADS[::7], PAYLOADS))
def test_text_stays_text(tmp_path: Path, clean: Counter[str], text: str) -> None:
    files = only_schools(with_text(text), tmp_path)
    expected = plain(text)

    cells = {cell for rows in sheets(files["xlsx"]).values() for row in rows for cell in row}
    assert expected in {cell.strip() for cell in cells}
    with zipfile.ZipFile(files["xlsx"]) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in parts.read(name)
                assert b"<hyperlink" not in parts.read(name)

    root = page(files["html"])
    nodes = elements(root)
    assert clean == nodes
    said = [node.text_content() for node in root.xpath("//p[@class='said']")]
    assert any(expected in one for one in said)
    assert not root.xpath("//@href[not(starts-with(., '#'))] | //@src | //@onerror")

    assert squeezed(drawable(expected)) in squeezed(pdf_text(files["pdf"])) or _is_turned(expected)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """The elements of the page when the text is an ordinary word."""
    root = page(only_schools(with_text("word"), tmp_path_factory.mktemp("clean"))["html"])
    return elements(root)


def elements(root: HtmlElement) -> Counter[str]:
    """How often each element stands on a page, but for those that keep a ref or an amount whole."""
    return Counter(str(node.tag) for node in root.iter() if node.get("class") != "whole")


def _is_turned(text: str) -> bool:
    """Whether a text runs from right to left, which pdftotext sets about with marks."""
    return any(unicodedata.bidirectional(sign) in ("R", "AL", "RLO") for sign in text)


LONG = " ".join(f"Part{n:03} is said with care, and then another follows it." for n in range(55))
WORD = "Wort" * 1250


@pytest.mark.parametrize("text", [LONG, WORD], ids=["3,000 characters", "one word of 5,000"])
def test_long_commentary_is_whole_everywhere(tmp_path: Path, text: str) -> None:
    cells = {"KO3-02": {"commentary": text, "corrective_action": text}}
    files = only_schools(changed(baseline(), INDICATORS, cells), tmp_path)
    rows = sheets(files["xlsx"])
    own = [row for row in rows["Exceptions"] if row[0].startswith("KO3-02")]
    columns = [squeezed("".join(cells)) for cells in zip(*own, strict=True)]
    assert 2 == sum(squeezed(text) in column for column in columns)
    assert text in page(files["html"]).text_content()
    drawn = squeezed(pdf_text(files["pdf"]))
    if text == LONG:
        assert [2] * 55 == [drawn.count(f"Part{n:03}") for n in range(55)]
    else:
        assert drawn.count("Wort") >= 2 * 1250 - 8  # the ends of pages may split some


def test_no_row_is_higher_than_excel_allows(tmp_path: Path) -> None:
    cells = {"KO3-02": {"commentary": LONG, "indicator": LONG}}
    path = only_schools(changed(baseline(), INDICATORS, cells), tmp_path)["xlsx"]
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            heights = re.findall(rb' ht="([\d.]+)"', parts.read(name))
            assert all(float(height) <= 409 for height in heights)
    assert MOST_LINES * 13 <= 409


def test_a_very_long_text_is_within_the_limit_of_a_cell(tmp_path: Path) -> None:
    cells = {"KO3-02": {"commentary": "word " * 20_000}}
    path = only_schools(changed(baseline(), INDICATORS, cells), tmp_path)["xlsx"]
    longest = max(len(c) for rows in sheets(path).values() for row in rows for c in row)
    assert longest <= 32_767


def test_every_character_that_is_taken_for_drawable_is_drawn(tmp_path: Path) -> None:
    points = [
        point
        for part in _RANGES.split()
        for point in range(int(part.split("-")[0], 16), int(part.split("-")[-1], 16) + 1)
    ]
    text = " ".join(chr(point) for point in points if unicodedata.category(chr(point)) != "Cn")
    files = only_schools(with_text(text), tmp_path)
    assert files["pdf"].read_bytes().startswith(b"%PDF")


def test_a_plan_without_rows_still_gives_scorecards(tmp_path: Path) -> None:
    nothing = replaced(baseline(), {"indicators": [], "actions": [], "budget": []})
    assert 27 == len(written(nothing, tmp_path).paths)
    assert "No indicator is listed here." == cards(nothing)["directorate"].headline[0]


def test_a_workbook_opens_on_its_headline_and_hides_nothing(tmp_path: Path) -> None:
    path = only_schools(with_text("word"), tmp_path)["xlsx"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    assert book.active is not None
    assert "Brief" == book.active.title
    for sheet in book.worksheets:
        assert "visible" == sheet.sheet_state
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        assert "landscape" == sheet.page_setup.orientation
        assert sheet.print_area
