"""What stands at the foot of a page: where its figures come from, and how far to rely on them."""

from __future__ import annotations

from datetime import date

from csplan.terms.calendar import APRIL_QUARTERS, Calendar
from csplan.terms.records import dataclass
from csplan.terms.words import ORDINARY, Words

__all__ = ["ILLUSTRATIVE", "Foot", "SourceFile"]

ILLUSTRATIVE = "Illustrative data: these figures are not real"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """The workbook that the figures come from."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """Where the figures come from, and how far they can be relied on."""

    authority: str
    department: str
    financial_year: str
    period: str
    report_date: str
    data_status: str
    marking: str
    source: SourceFile
    check: str
    day: date | None = None
    """The report date, where Settings says one."""
    answers_by: date | None = None
    """The day by which answers are wanted, where Settings says one."""
    errors: int = 0
    to_confirm: int = 0
    words: Words = ORDINARY
    calendar: Calendar = APRIL_QUARTERS

    @property
    def illustrative(self) -> str:
        """What every page says when the figures are not real; nothing when they are."""
        return ILLUSTRATIVE if self.is_illustrative else ""

    @property
    def is_illustrative(self) -> bool:
        """Whether Settings says that the data is not live."""
        return self.data_status != "Live"
