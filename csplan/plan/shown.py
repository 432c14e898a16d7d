"""How a plan and its results appear in a notebook: whose it is, and how each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from csplan.looks.figures import count, pounds, signed_pounds
from csplan.looks.foot import ILLUSTRATIVE
from csplan.looks.notebook import card, table
from csplan.plan.plan import is_blank_row
from csplan.sheets import HEADLINES, OUTCOMES, SERVICES, SHEETS
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.calendar import Calendar
from csplan.terms.values import Value, says
from csplan.terms.vocabulary import DataStatus
from csplan.terms.words import Words, capital

if TYPE_CHECKING:
    from csplan.plan.plan import Plan, Results, Row

__all__ = ["plan_as_html", "results_as_html"]


def plan_as_html(plan: Plan) -> str:
    """Return what a notebook shows of a plan: whose it is, and how many rows people typed."""
    rows = [
        (sheet.title, count(float(typed)).text)
        for sheet in SHEETS
        if sheet.owner is Owner.PEOPLE and sheet.shape is Shape.TABLE
        if (typed := sum(not is_blank_row(row, sheet) for row in plan.table(sheet)))
    ]
    parts = [table(("Sheet", "Rows typed"), rows, right=(1,))]
    return _card(
        plan.settings, f"{plan.financial_year}, as typed in {plan.name or 'no file'}", parts
    )


def results_as_html(results: Results) -> str:
    """Return what a notebook shows of results: each outcome's colours, each service's money."""
    words = Words.of(results.settings)
    parts = [
        table(
            (capital(words.outcome), "", "Indicators", "Rated", "Red", "Amber", "Green", "Overall"),
            _outcomes(results),
            statuses=(7,),
            right=range(2, 7),
        ),
        table(
            (capital(words.service), "", "Revised budget", "Forecast variance", "", "Budget"),
            _services(results),
            statuses=(5,),
            right=(2, 3),
        ),
    ]
    period = _said(results.labels(HEADLINES).get("period_reported"))
    named = Calendar.of(results.settings).named(period)
    return _card(results.settings, f"{results.plan.financial_year} {named}".strip(), parts)


def _outcomes(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield a line for each outcome that has an indicator."""
    names = ("indicators", "rated", "red", "amber", "green")
    for row in results.present(OUTCOMES):
        if row.get("indicators"):
            counts = (count(row.get(name)).text for name in names)
            yield (_said(row["ref"]), _said(row.get("outcome")), *counts, _said(row.get("status")))


def _services(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield a line for each service."""
    for row in results.present(SERVICES):
        yield (
            _said(row["ref"]),
            _said(row.get("service")),
            pounds(row.get("revised_budget")).text,
            signed_pounds(row.get("forecast_variance")).text,
            _said(row.get("favourability")),
            _said(row.get("budget_rag")),
        )


def _card(settings: Row, about: str, parts: list[str]) -> str:
    """Return a card with a plan's own name over some parts."""
    department, authority = _said(settings.get("department")), _said(settings.get("authority"))
    marking = _said(settings.get("protective_marking"))
    title = department or authority or "A plan"
    whose = authority if department else ""
    said = "  ·  ".join(filter(None, (whose, about, marking)))
    live = says(settings.get("data_status"), DataStatus.LIVE)
    return card(title, said, parts, notice="" if live else ILLUSTRATIVE)


def _said(value: Value) -> str:
    """Return a cell's words in one line."""
    return " ".join(str(value).split()) if isinstance(value, str) else ""
