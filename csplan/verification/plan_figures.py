"""This module says what a figure of a plan is: whose, of which kind of measure, of which period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from csplan.terms.values import Value
from csplan.verification.mentions import MeasuredIn

__all__ = ["Family", "PlanFigure", "Topic", "When"]


class Family(StrEnum):
    """Which kind of measure a figure is."""

    ACTUAL = "actual"
    TARGET = "target"
    LATER_TARGET = "target of a later year"
    EARLIER = "earlier figure"
    FORECAST = "forecast"
    BUDGET = "budget"
    GAP = "difference from target or budget"
    CHANGE = "change"
    LIMIT = "limit of a colour"
    COUNT = "count"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Topic:
    """What figures are about: a row of the plan, or a total."""

    ref: str
    name: str
    sheet: str
    group: str = ""
    beside: str = ""
    """The service whose it is."""
    row: Mapping[str, Value] = field(default_factory=dict, compare=False, hash=False)

    @property
    def title(self) -> str:
        """The ref and the name, as a reader knows it."""
        name = f"{self.group}: {self.name}" if self.group else self.name
        return f"{self.ref} {name}".strip()


@dataclass(frozen=True, slots=True)
class When:
    """Of which period figures are, and whether it is the one that is reported."""

    period: str
    is_now: bool = True


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """One figure of the plan.

    `value` is in ones, a percentage in hundredths (66.4).  `is_now` says that it is of the period
    that is reported, or of no period.
    """

    subject: Topic
    field: str
    measure: str
    family: Family
    value: float
    measured: MeasuredIn
    decimals: int
    period: str
    is_now: bool = True
    is_signed: bool = False
    """Whether it is a difference, whose sign says which way."""
