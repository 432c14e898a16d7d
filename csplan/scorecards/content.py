"""This module says what a scorecard holds, without format: frozen words and figures.

All text is plain and safe to draw; all figures are said by `figures`.  Knows nothing of files.
"""

from __future__ import annotations

from enum import StrEnum

from csplan.looks.figures import NOTHING, Figure
from csplan.looks.foot import Foot
from csplan.plan.comparison import SinceReport
from csplan.plan.goalposts import ChangedPromise
from csplan.scorecards.finance import Finance
from csplan.terms.records import dataclass

__all__ = [
    "ActionLine",
    "Awaited",
    "Brief",
    "Budget",
    "BudgetFigures",
    "Counts",
    "ExceptionLine",
    "IndicatorLine",
    "Scorecard",
    "Standing",
    "Subject",
    "SubjectKind",
    "ToCheck",
]


class SubjectKind(StrEnum):
    """What a scorecard is about."""

    DIRECTORATE = "directorate"
    OUTCOME = "outcome"
    SERVICE = "service"
    EXCEPTIONS = "exceptions"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a scorecard is about, by kind and ref, and who reads it.

    One that is `on_request` is written where it is asked for, not among all.
    """

    kind: SubjectKind
    ref: str
    title: str
    reader: str = ""
    on_request: bool = False

    @property
    def key(self) -> str:
        """The subject in one word: `service SL`."""
        return f"{self.kind} {self.ref}".rstrip()

    @property
    def mark(self) -> str:
        """The same, whatever the plan calls it: kept in the properties of each file."""
        return "whole plan" if self.kind is SubjectKind.DIRECTORATE else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Indicators by colour, and by the words that stand where there is none."""

    red: int
    amber: int
    green: int
    total: int
    unrated: tuple[tuple[str, int], ...] = ()

    @property
    def rated(self) -> int:
        """How many have a colour."""
        return self.red + self.amber + self.green


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One outcome's or service's row in a table of many."""

    ref: str
    name: str
    counts: Counts
    status: str
    kind: str = ""
    actions: int = 0
    actions_red: int = 0
    year_end: Counts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """One indicator as its readers see it."""

    ref: str
    label: str
    group: str
    unit: str
    polarity: str
    outcome: str
    service: str
    actual: Figure
    period: str
    target: Figure
    year_target: Figure
    previous: Figure
    variance: Figure
    judgement: str
    direction: str
    movement: str
    forecast: Figure
    forecast_basis: str
    forecast_status: str
    status: str
    status_before: str
    red_beyond: str
    why: str
    gap: str
    commentary: str
    corrective_action: str
    trend: tuple[tuple[str, Figure], ...]
    priority: str = ""
    duty: str = ""
    year_before: Figure = NOTHING
    direction_on_year: str = ""
    is_real: str = ""
    """What an XmR chart says of it, in words; nothing where there are too few points."""
    limits: tuple[Figure, Figure] | None = None
    """The limits of ordinary variation, where there are points enough."""
    path: str = ""
    """Where it is going: the change a year that its last target needs, and what it achieves."""

    @property
    def name(self) -> str:
        """The label with its group, for labels repeat between groups."""
        return f"{self.group}: {self.label}" if self.group else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One action as its readers see it."""

    ref: str
    action: str
    we_will: str
    outcome: str
    service: str
    due: str
    percent_complete: Figure
    status: str
    days_overdue: Figure
    timing: str
    commentary: str
    outcome_ref: str = ""
    cell: str = ""
    """Where its due date is typed: `Actions H25`; nothing where the plan came from no workbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFigures:
    """One line of a budget, a service's total, or the total of all."""

    ref: str
    heading: str
    kind: str
    original: Figure
    revised: Figure
    profile: Figure
    actual: Figure
    variance_to_date: Figure
    forecast: Figure
    variance: Figure
    percent_variance: Figure
    favourability: str
    status: str
    note: str = ""
    commentary: str = ""
    usually: str = ""
    """What such a forecast has usually come to, from the line's own track record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The budget lines of a service, or the services of the directorate, with their total."""

    lines: tuple[BudgetFigures, ...]
    total: BudgetFigures
    below: tuple[BudgetFigures, ...]
    """What stands below the total: the same without what it counts as delivered."""
    month: int
    sentence: str
    revised: tuple[str, ...] = ()
    """What was revised since the month was closed; the lines are shown as they were closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionLine:
    """What is Red, worsening, overdue or over budget, with why it has its colour."""

    kind: str
    ref: str
    name: str
    service: str
    status: str
    actual: Figure
    target: Figure
    variance: Figure
    judgement: str
    direction: str
    why: str
    gap: str
    commentary: str
    corrective_action: str
    movement: str = ""
    short: str = ""
    also: str = ""
    also_ref: str = ""
    reasons: tuple[str, ...] = ()
    trend: tuple[tuple[str, Figure], ...] = ()
    speaks: bool = True
    """Whether it says that nobody has explained it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What page 1 says: three sentences, the worst, every other Red by name, and the status."""

    sentences: tuple[str, ...]
    worst: tuple[ExceptionLine, ...]
    also_red: str
    since: str
    data: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Something that is missing, and from whom."""

    what: str
    refs: str
    count: int
    service: str
    whom: str
    names: tuple[str, ...] = ()
    cells: str = ""
    """Where each is typed: `Indicators X61, X68`; nothing where the plan came from no workbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """An error, or a figure to be confirmed, on one of the scorecard's own rows."""

    ref: str
    name: str
    place: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Everything on one scorecard, in the order of reading."""

    subject: Subject
    title: str
    headline: tuple[str, ...]
    counts: Counts
    outcomes: tuple[Standing, ...]
    services: tuple[Standing, ...]
    indicators: tuple[IndicatorLine, ...]
    exceptions: tuple[ExceptionLine, ...]
    exceptions_left_out: int
    actions: tuple[ActionLine, ...]
    actions_left_out: int
    budget: Budget | None
    awaited: tuple[Awaited, ...]
    to_check: tuple[ToCheck, ...]
    foot: Foot
    brief: Brief
    draft: str = ""
    to_confirm: frozenset[str] = frozenset()
    """The refs of its own rows that hold a figure to be confirmed."""
    finance: Finance | None = None
    moved: tuple[ChangedPromise, ...] = ()
    """What is promised otherwise than the adopted plan does."""
    report: SinceReport | None = None
    """What changed since the last report; None at Baseline."""
    abbreviations: tuple[tuple[str, str], ...] = ()
    """What Settings says that abbreviations mean, for the members' version."""
