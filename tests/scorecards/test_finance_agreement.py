"""Excel, PDF and web page show the same finance figures, each service its own only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from lxml.html import HtmlElement

from csplan.scorecards.content import Scorecard
from csplan.scorecards.finance import FinanceRow
from csplan.sheets import BUDGET, SAVINGS
from tests.scorecards.cases import demo
from tests.scorecards.reading import page, pdf_text, sheets, squeezed
from tests.scorecards.test_agreement import PLANS, by_format

SHEETS = {
    "services": "Finance",
    "gross": "Finance",
    "headings": "Finance",
    "groups": "Finance",
    "compared": "Finance",
    "bridge": "Bridge",
    "variances": "Variances",
    "savings": "Savings",
    "capital": "Capital",
    "grants": "Grants",
}
SAID_BY_THE_TITLE = {
    "compared": "Service",
    "gross": "Gross and income",
    "headings": "Heading",
    "groups": "CIPFA group",
}
HEADER = 4
CHART_ONLY = 2


def in_excel(path: Path, key: str) -> dict[str, list[dict[str, str]]]:
    """A finance sheet's rows by their first two cells, each cell by its heading."""
    rows = sheets(path)[SHEETS[key]]
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows[HEADER + 1 :]:
        line = dict(zip(rows[HEADER], row, strict=True))
        found.setdefault(squeezed(row[0] + row[1]), []).append(line)
    return found


def named_in(table: HtmlElement, row: HtmlElement) -> str:
    """What a row is about; the kind of total is said by some tables' titles, not by each row."""
    return squeezed(SAID_BY_THE_TITLE.get(table.get("data-key"), "") + row.xpath("string(./th)"))


def in_page(path: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each finance row of a page: its table, its name with its ref, its cells by heading."""
    for table in page(path).xpath("//section[@aria-labelledby='finance']//table"):
        for row in table.xpath("./tbody/tr"):
            named = named_in(table, row)
            cells = {
                one.get("data-label"): one.text_content().strip()
                for one in row.xpath("./td[@data-label]")
            }
            yield table.get("data-key"), named, cells


def rows_of(card: Scorecard) -> list[tuple[FinanceRow, tuple[str, ...]]]:
    """Each finance row with its figures, without those that only place the chart's bars."""
    pages = card.finance
    if pages is None:
        return []
    every: Sequence[FinanceRow] = (
        *pages.totals,
        *pages.variances,
        *pages.savings,
        *pages.schemes,
        *pages.grants,
    )
    shown = [(row, tuple(str(one) for one in row.figures)) for row in every]
    return shown + [
        (row, tuple(str(one) for one in row.figures[:CHART_ONLY])) for row in pages.bridge
    ]


@pytest.mark.parametrize("plan", PLANS)
def test_each_finance_cell_of_the_page_is_that_of_excel_under_the_same_heading(plan: str) -> None:
    pairs = zip(by_format(plan, "xlsx"), by_format(plan, "html"), strict=True)
    seen = 0
    for (card, xlsx), (_, html) in pairs:
        for key, named, cells in in_page(html):
            lines = in_excel(xlsx, key)[named]
            assert any(same(cells, line) for line in lines), (card.title, key, named, cells)
            seen += 1
    assert seen > len(PLANS)


def same(cells: dict[str, str], line: dict[str, str]) -> bool:
    """Whether the page's cells are those of a line in Excel; a blank word is drawn as a dash."""
    return all(
        squeezed(shown).startswith(squeezed(line[heading]))
        if heading == "RAG"
        else squeezed(shown) == (squeezed(line[heading]) or "–")
        for heading, shown in cells.items()
    )


@pytest.mark.parametrize("plan", PLANS)
def test_the_page_and_the_pdf_show_every_finance_figure_of_the_scorecard(plan: str) -> None:
    pairs = zip(by_format(plan, "html"), by_format(plan, "pdf"), strict=True)
    for (card, html), (_, pdf) in pairs:
        lines = [
            (named_in(row.xpath("../..")[0], row), *shown)
            for row in page(html).xpath("//section[@aria-labelledby='finance']//tbody/tr")
            if (shown := [one.text_content() for one in row.xpath(".//span[@class='figure']")])
        ]
        text = pdf_text(pdf, layout=True)
        for row, figures in rows_of(card):
            assert (squeezed(row.ref + row.name), *figures) in lines
            in_order = r"\s+(?:\S.*?\s+)??".join(re.escape(figure) for figure in figures)
            assert re.search(in_order, text), (card.title, row.ref, row.name, figures)


@pytest.mark.parametrize("plan", PLANS)
def test_the_words_of_finance_are_the_same_in_the_pdf(plan: str) -> None:
    for card, pdf in by_format(plan, "pdf"):
        words = squeezed(pdf_text(pdf)).replace("-", "")
        for row, _ in rows_of(card):
            for said in {row.status, *row.said.split()}:
                assert squeezed(said).replace("-", "") in words, (card.title, row.ref, said)


def test_finance_tables_have_captions_scopes_and_bars_that_screen_readers_pass_over() -> None:
    for _, html in by_format("demo", "html"):
        for table in page(html).xpath("//section[@aria-labelledby='finance']//table"):
            assert table.xpath("string(./caption)").strip()
            assert {"col"} == {one.get("scope") for one in table.xpath("./thead//th")}
            assert {"row"} == {one.get("scope") for one in table.xpath("./tbody//th")}
            assert {"true"} >= {one.get("aria-hidden") for one in table.xpath(".//svg")}


def test_no_service_sees_the_finance_rows_of_another() -> None:
    refs = {
        str(row["ref"]): str(row["service"])
        for sheet in (BUDGET, SAVINGS)
        for row in demo().present(sheet)
    }
    for (card, html), (_, pdf) in zip(
        by_format("demo", "html"), by_format("demo", "pdf"), strict=True
    ):
        if card.subject.kind != "service":
            continue
        shown = page(html).xpath("//section[@aria-labelledby='finance']")[0].text_content()
        text = shown + pdf_text(pdf)
        others = [ref for ref, service in refs.items() if service != card.subject.ref]
        assert [] == [ref for ref in others if re.search(rf"\b{ref}\b", text)]


def test_savings_are_drawn_worst_first_with_word_and_shape() -> None:
    card, html = next(
        (card, path)
        for card, path in by_format("demo", "html")
        if card.subject.key == "directorate"
    )
    rows = [cells["RAG"] for key, _, cells in in_page(html) if key == "savings"]
    assert card.finance is not None
    assert [row.status for row in card.finance.savings] == [text.split()[0] for text in rows]
    assert ["▲", "◆", "●", "●", "★"] == [text.split()[1] for text in rows]


def test_a_plan_without_finance_rows_has_no_finance_section() -> None:
    for card, html in by_format("baseline", "html"):
        shown = bool(page(html).xpath("//section[@aria-labelledby='finance']"))
        assert bool(rows_of(card)) == shown
