"""Excel, PDF and web page show the same figures, and they are those of the results."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from csplan.looks.figures import Figure
from csplan.plan.plan import Results
from csplan.scorecards.content import IndicatorLine, Scorecard
from csplan.scorecards.writing import Written
from csplan.sheets import BUDGET, INDICATORS
from csplan.terms.values import is_number
from tests.scorecards.cases import baseline, cards, demo, written
from tests.scorecards.reading import page, pdf_text, sheets

pytestmark = pytest.mark.slow

PLANS = {"demo": demo, "baseline": baseline}
_KEPT: list[TemporaryDirectory[str]] = []


@cache
def files(plan: str) -> Written:
    """Every scorecard of a plan in every format, written once."""
    folder: TemporaryDirectory[str] = TemporaryDirectory()
    _KEPT.append(folder)
    return written(PLANS[plan](), Path(folder.name))


def by_format(plan: str, form: str) -> list[tuple[Scorecard, Path]]:
    """Each scorecard with its file of a format."""
    done = files(plan)
    paths = [file.path for file in done.files if file.format == form]
    return list(zip(done.scorecards, paths, strict=True))


def figures_of(line: IndicatorLine) -> list[str]:
    """The figures that every rendering shows of an indicator, from left to right."""
    forecast = [line.forecast.text]
    return [
        line.actual.text,
        line.target.text,
        line.variance.text,
        *forecast,
        line.year_target.text,
    ]


@pytest.mark.parametrize("plan", PLANS)
def test_excel_shows_the_figures_of_the_scorecard(plan: str) -> None:
    for card, path in by_format(plan, "xlsx"):
        if not card.indicators:
            continue
        rows = sheets(path)["Indicators"]
        headings = rows[4]
        named = ["Actual", "Target to date", "Variance", "Forecast", "Year's target"]
        places = [headings.index(name) if name in headings else None for name in named]
        found = {
            row[0]: ["–" if place is None else row[place] for place in places] for row in rows[5:]
        }
        assert {line.ref: figures_of(line) for line in card.indicators} == found


@pytest.mark.parametrize("plan", PLANS)
def test_the_page_shows_the_figures_of_the_scorecard(plan: str) -> None:
    for card, path in by_format(plan, "html"):
        rows = page(path).xpath("//section[@aria-labelledby='indicators']//tr[th[@scope='row']]")
        found = {
            row.xpath("string(.//span[@class='ref'])"): [
                one.text_content() for one in row.xpath(".//span[@class='figure']")
            ]
            for row in rows
        }
        assert {line.ref: figures_of(line) for line in card.indicators} == found


@pytest.mark.parametrize("plan", PLANS)
def test_the_pdf_shows_the_figures_of_the_scorecard(plan: str) -> None:
    for card, path in by_format(plan, "pdf"):
        text = pdf_text(path, layout=True)
        for line in card.indicators:
            in_order = r"\s.*?".join(re.escape(figure) for figure in figures_of(line))
            row = re.compile(rf"^ *{re.escape(line.ref)} .*?\s{in_order}$", re.MULTILINE)
            assert row.search(text), (card.title, line.ref, figures_of(line))


@pytest.mark.parametrize("plan", PLANS)
def test_budgets_are_the_same_in_all_three(plan: str) -> None:
    pairs = zip(
        by_format(plan, "xlsx"), by_format(plan, "pdf"), by_format(plan, "html"), strict=True
    )
    for (card, xlsx), (_, pdf), (_, html) in pairs:
        if card.budget is None:
            continue
        lines = [*card.budget.lines, card.budget.total]
        in_sheet = {cell for row in sheets(xlsx)["Budget"] for cell in row}
        in_pdf = pdf_text(pdf, layout=True).split()
        section = page(html).xpath("//section[@aria-labelledby='budget']")[0]
        in_page = {one.text_content() for one in section.xpath(".//span[@class='figure']")}
        for line in lines:
            for figure in (line.revised, line.forecast, line.variance, line.percent_variance):
                words = set(figure.text.split())
                assert figure.text in in_sheet
                assert words <= set(in_pdf)
                assert figure.text in in_page


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
