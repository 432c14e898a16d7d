"""How a plan and its results appear in a notebook: whose it is, and how each part of it stands.

Takes rows and settings as they are; knows no plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from csplan.looks.figures import count, pounds, signed_pounds
from csplan.looks.foot import ILLUSTRATIVE
from csplan.looks.notebook import card, table
from csplan.terms.values import Value, says
from csplan.terms.vocabulary import DataStatus
from csplan.terms.words import Words, capital

__all__ = ["plan_as_html", "results_as_html"]

_Row = Mapping[str, Value]


def plan_as_html(settings: _Row, about: str, typed: Iterable[tuple[str, int]]) -> str:
    """Return what a notebook shows of a plan: whose it is, and the rows typed on each sheet."""
    rows = [(title, count(float(rows)).text) for title, rows in typed if rows]
    return _card(settings, about, [table(("Sheet", "Rows typed"), rows, right=(1,))])


def results_as_html(
    settings: _Row, about: str, outcomes: Sequence[_Row], services: Sequence[_Row]
) -> str:
    """Return what a notebook shows of results: each outcome's colours, each service's money."""
    words = Words.of(settings)
    parts = [
        table(
            (capital(words.outcome), "", "Indicators", "Rated", "Red", "Amber", "Green", "Overall"),
            _outcomes(outcomes),
            statuses=(7,),
            right=range(2, 7),
        ),
        table(
            (capital(words.service), "", "Revised budget", "Forecast variance", "", "Budget"),
            _services(services),
            statuses=(5,),
            right=(2, 3),
        ),
    ]
    return _card(settings, about, parts)


def _outcomes(rows: Sequence[_Row]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each outcome that has an indicator."""
    names = ("indicators", "rated", "red", "amber", "green")
    for row in rows:
        if row.get("indicators"):
            counts = (count(row.get(name)).text for name in names)
            yield (_said(row["ref"]), _said(row.get("outcome")), *counts, _said(row.get("status")))


def _services(rows: Sequence[_Row]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each service."""
    for row in rows:
        yield (
            _said(row["ref"]),
            _said(row.get("service")),
            pounds(row.get("revised_budget")).text,
            signed_pounds(row.get("forecast_variance")).text,
            _said(row.get("favourability")),
            _said(row.get("budget_rag")),
        )


def _card(settings: _Row, about: str, parts: list[str]) -> str:
    """Return a card with a plan's own name over some parts."""
    department, authority = _said(settings.get("department")), _said(settings.get("authority"))
    marking = _said(settings.get("protective_marking"))
    whose = authority if department else ""
    live = says(settings.get("data_status"), DataStatus.LIVE)
    return card(
        department or authority or "A plan",
        "  ·  ".join(filter(None, (whose, about, marking))),
        parts,
        notice="" if live else ILLUSTRATIVE,
    )


def _said(value: Value) -> str:
    """Return a cell's words in one line."""
    return " ".join(str(value).split()) if isinstance(value, str) else ""
