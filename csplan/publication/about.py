"""This module says what a copy for publication is about: its title, whose it is, and its notes.

Knows nothing of files.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.looks.plain_text import plain
from csplan.publication.tables import SYMBOLS
from csplan.terms.period import day_of
from csplan.terms.values import is_number, same
from csplan.terms.vocabulary import DataStatus
from csplan.terms.words import Words, capital

if TYPE_CHECKING:
    from csplan.plan.plan import Results
    from csplan.publication.profile import CopyProfile

__all__ = ["NOTES", "About", "about_of", "notes_of"]

_NO_DATE = dt.date(2000, 1, 1)

_KEPT_BACK = (
    "Figures that could tell something of a person are kept back and shown as [c]: small numbers, "
    "shares of small groups, and further figures from which those could be worked out."
)
_ROUNDED = (
    "Figures are rounded as they are shown.  Variances, directions and forecasts are worked out "
    "from the figures as they are shown here."
)
_COUNTED = (
    "Counts of indicators by colour, and each overall status, are of the indicators whose figures "
    "are published."
)
NOTES = (_KEPT_BACK, _ROUNDED, _COUNTED)
"""What a reader of every table should know."""


@dataclass(frozen=True, slots=True)
class About:
    """What stands on the cover, and in the properties of every file: nothing else stands there."""

    title: str
    author: str
    department: str
    year: str
    period: str
    date: dt.date
    contact: str = ""
    illustrative: bool = True

    @property
    def stem(self) -> str:
        """How the files' names begin: Service plan 2016-17 Q2."""
        return f"Service plan {self.year.replace('/', '-')} {self.period}"

    @property
    def folder(self) -> str:
        """The folder of the copy: 2016-17 Q2."""
        return f"{self.year.replace('/', '-')} {self.period}"

    @property
    def day(self) -> str:
        """The date as it is said: 30 September 2016."""
        return f"{self.date.day} {self.date:%B %Y}"

    @property
    def lines(self) -> tuple[str, ...]:
        """What the cover says below the title, a paragraph each."""
        said = [f"{self.author}, {self.department}".strip(", ")]
        if self.illustrative:
            said.append("Illustrative data: these figures are not real.")
        said.append(f"Financial year {self.year}, {self.period}.  The position at {self.day}.")
        said.append(
            "This file holds the performance indicators, actions and budget of the plan as tables, "
            "one on each sheet.  The notes explain what is kept back, and the symbols."
        )
        if self.contact:
            said.append(f"Contact: {self.contact}")
        return tuple(said)


def about_of(results: Results, profile: CopyProfile) -> About:
    """Return what a copy is about."""
    settings = results.settings
    serial = settings.get("report_date")
    authority, organisation = plain(settings.get("authority")), Words.of(settings).organisation
    year, period = plain(settings.get("financial_year")), plain(settings.get("reporting_period"))
    return About(
        title=profile.title
        or f"{authority or capital(organisation)} service plan {year}: {period}",
        author=profile.author or authority or f"The {organisation}",
        department=plain(settings.get("department")),
        year=year,
        period=period,
        date=(day_of(float(serial)) if is_number(serial) else None) or _NO_DATE,
        contact=profile.contact,
        illustrative=not same(settings.get("data_status"), DataStatus.LIVE),
    )


def notes_of(about: About) -> tuple[str, ...]:
    """Return the notes of a copy, the symbols among them."""
    symbols = tuple(f"[{symbol}] {meaning}." for symbol, meaning in SYMBOLS.items())
    unreal = ("All figures are illustrative: they are not real.",) if about.illustrative else ()
    return (*NOTES, *symbols, *unreal)
