"""This module writes a scorecard as one web page that needs nothing else.

All text is escaped by the template engine; no address in it points anywhere.  Knows nothing of how
figures are made.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.looks.style import ARROWS, PALETTE, STATUSES, look_of
from csplan.scorecards.content import ExceptionLine, Scorecard, Standing
from csplan.scorecards.finance_bars import BAR_FILLS
from csplan.scorecards.finance_tables import finance_tables
from csplan.scorecards.spark import spark_of
from csplan.terms.vocabulary import ProtectiveMarking

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["html_of", "kinds_of", "standings_of"]

_TEMPLATE = "scorecard.html.j2"


def html_of(scorecard: Scorecard) -> str:
    """Return a scorecard as a page.  The same scorecard gives the same text."""
    told = {line.ref for line in scorecard.exceptions}
    return _template().render(
        card=scorecard,
        foot=scorecard.foot,
        standings=standings_of(scorecard),
        told=told,
        kinds=kinds_of(scorecard),
        finance=finance_tables(scorecard.finance),
    )


@cache
def _template() -> Template:
    """Return the page's template, read once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        markings=tuple(ProtectiveMarking),
        arrows=ARROWS,
        bar_fills=BAR_FILLS,
        look_of=look_of,
        palette=PALETTE,
        spark_of=spark_of,
        statuses=STATUSES,
    )
    return environment.get_template(_TEMPLATE)


def standings_of(scorecard: Scorecard) -> list[Standing]:
    """Return the rows of the counts by colour: all first, then by outcome, then by service."""
    whole = Standing(ref="All", name="All indicators here", counts=scorecard.counts, status="")
    outcomes = [one for one in scorecard.outcomes if one.kind in ("", "Key outcome")]
    return [whole, *outcomes, *scorecard.services]


def kinds_of(scorecard: Scorecard) -> list[tuple[str, list[ExceptionLine]]]:
    """Return the exceptions by kind, each in its order."""
    headings = {"Indicator": "Indicators", "Budget": "Budget lines", "Action": "Actions"}
    found = [
        (heading, [line for line in scorecard.exceptions if line.kind == kind])
        for kind, heading in headings.items()
    ]
    return [(heading, lines) for heading, lines in found if lines]
