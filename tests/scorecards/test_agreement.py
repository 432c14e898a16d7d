"""Every rendering shows the same figures of every block, and they are those of the results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from csplan.looks.figures import Figure
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Page, Room, Table, TableRow, is_empty, words_of
from csplan.scorecards.pages import page_of
from csplan.sheets import BUDGET, INDICATORS
from csplan.terms.values import is_number
from tests.extent import some_of
from tests.scorecards.cases import PLANS, cards, demo, finished
from tests.scorecards.reading import page, pdf_text, sheets, squeezed


def by_format(plan: str, form: str) -> list[tuple[Page, Path]]:
    """Each page with its file of a format."""
    done = finished(plan)
    paths = [file.path for file in done.files if file.format == form]
    return [(page_of(card), path) for card, path in zip(done.scorecards, paths, strict=True)]


def tables_of(one: Page) -> Iterator[tuple[str, Table]]:
    """Each table of a page, with the name of its sheet in Excel."""
    for number, section in enumerate(one.sections):
        for table in section.tables:
            yield (section.title if number == 0 else table.sheet), table


def figures_of(table: Table, row: TableRow, *, on_paper: bool = False) -> dict[str, str]:
    """The figures of a row by their headings, from left to right."""
    pairs = zip(table.columns, row.cells, strict=True)
    return {
        column.heading: cell.part.text
        for column, cell in pairs
        if isinstance(cell.part, Figure) and not (on_paper and column.detail)
    }


@pytest.mark.slow
@pytest.mark.parametrize("plan", some_of(["demo"], [*PLANS]))
def test_excel_shows_the_figures_of_every_table(plan: str) -> None:
    pairs = [*by_format(plan, "xlsx")]
    for one, path in some_of(pairs[::3], pairs):
        book = sheets(path)
        for sheet, table in tables_of(one):
            read = [one for one in table.columns if one.room not in (Room.TREND, Room.BAR)]
            head = [column.heading for column in read]
            lines = book[sheet]
            top = next(n for n, line in enumerate(lines) if set(head) <= set(line))
            found = [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]
            for row in table.rows:
                name = squeezed(words_of(row.cells[0].part))
                own = [line for line in found if squeezed("".join(list(line.values())[:2])) == name]
                assert own, (path.name, sheet, name)
                wanted = figures_of(table, row)
                assert any(wanted == {key: line[key] for key in wanted} for line in own), (
                    path.name,
                    sheet,
                    wanted,
                )


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_the_page_shows_the_figures_of_every_table(plan: str) -> None:
    for one, path in by_format(plan, "html"):
        root = page(path)
        for _, table in tables_of(one):
            lines = root.xpath(f"//table[@data-key='{table.key}']/tbody/tr[th]")
            assert len(table.rows) == len(lines)
            for row, line in zip(table.rows, lines, strict=True):
                found = {
                    cell.get("data-label"): cell.xpath("string(./span[@class='figure'])")
                    for cell in line.xpath("./td[./span[@class='figure']][@data-label]")
                }
                wanted = {key: text for key, text in figures_of(table, row).items() if text != "–"}
                assert wanted == found, (path.name, table.key)
                assert squeezed(words_of(row.cells[0].part)).startswith(
                    squeezed(line.xpath("string(./th//span[@class='ref'])"))
                )


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_the_pdf_shows_the_figures_of_every_table(plan: str) -> None:
    for one, path in by_format(plan, "pdf"):
        text = pdf_text(path, layout=True)
        words = squeezed(text)
        for _, table in tables_of(one):
            for row in table.rows:
                figures = list(figures_of(table, row, on_paper=True).values())
                in_order = r"\s(?:.*?\s)??".join(re.escape(one) for one in figures)
                whole = squeezed("".join(figures))
                assert re.search(in_order, text) or whole in words, (path.name, table.key, figures)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_entries_are_the_same_on_the_page_and_in_the_pdf(plan: str) -> None:
    pairs = zip(by_format(plan, "html"), by_format(plan, "pdf"), strict=True)
    for (one, html), (_, pdf) in pairs:
        on_screen = squeezed(page(html).text_content())
        on_paper = squeezed(pdf_text(pdf)).replace("-", "")
        for section in one.sections:
            for block in section.blocks:
                for entry in getattr(block, "entries", ()):
                    parts = [fact.part for group in entry.facts for fact in group]
                    texts = [words_of(part) for part in parts if not is_empty(part)]
                    for text in (*texts, *(said.text for said in entry.said)):
                        assert squeezed(text) in on_screen
                        assert squeezed(text).replace("-", "") in on_paper


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_figure_is_that_of_the_results(plan: str) -> None:
    results: Results = PLANS[plan]()
    lines = {line.ref: line for line in cards(results)["directorate"].indicators}
    for row in results.present(INDICATORS):
        line, percent = lines[str(row["ref"])], row["unit"] == "%"
        scale = 100 if percent else 1
        pairs = [
            (line.actual, row["actual"], scale),
            (line.target, row["target_to_date"], scale),
            (line.year_target, row["target"], scale),
            (line.forecast, row["year_end_forecast"], scale),
            (line.variance, row["variance"], 1),
        ]
        for figure, value, times in pairs:
            if is_number(value):
                assert is_rounded(figure, Decimal(repr(float(value))) * times), line.ref
            else:
                assert (str(value or "") or "–") == figure.text


def test_every_budget_figure_is_that_of_the_results() -> None:
    lines = {
        line.ref: line
        for card in cards(demo()).values()
        if card.budget and card.subject.kind == "service"
        for line in card.budget.lines
    }
    for row in demo().present(BUDGET):
        line = lines[str(row["ref"])]
        pairs = [
            (line.revised, row["revised_budget"]),
            (line.forecast, row["forecast_outturn"]),
            (line.variance, row["forecast_variance"]),
        ]
        for figure, value in pairs:
            if is_number(value):
                assert is_rounded(figure, Decimal(repr(float(value))))
            else:
                assert "–" == figure.text


def is_rounded(figure: Figure, value: Decimal) -> bool:
    """Whether a figure's text is a value rounded to the decimals that it shows."""
    number = Decimal(re.sub(r"[^\d.]", "", figure.text.split("per")[0]))
    sign = -1 if "−" in figure.text else 1
    places = len(figure.text.split("per")[0].partition(".")[2].rstrip("% points"))
    return abs(sign * number - value) <= Decimal("0.5").scaleb(-places) + Decimal("1e-9")
