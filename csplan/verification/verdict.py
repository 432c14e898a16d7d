"""This module says what can be said of a figure, or of a word about figures.  Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from csplan.verification.document import Passage
from csplan.verification.plan_figures import PlanFigure

__all__ = ["ALARMS", "Judgement", "Verdict"]


class Verdict(StrEnum):
    """What is said of a figure.  An alarm is one that somebody must look at."""

    AGREES = "agrees"
    ROUNDED = "rounded rightly"
    WRONGLY_ROUNDED = "rounded wrongly"
    OUT_OF_DATE = "out of date"
    CONTRADICTS = "contradicts"
    DISAGREES = "disagrees with itself"
    NOT_IN_PLAN = "not in the plan"


ALARMS = (
    Verdict.CONTRADICTS,
    Verdict.DISAGREES,
    Verdict.OUT_OF_DATE,
    Verdict.WRONGLY_ROUNDED,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One figure or word of a document, and what the plan says to it.

    `start` and `end` are places in the passage's text.  `score` says how sure it is that this
    figure of the plan is meant, from 0 to 1; `others` are those that fit as well.
    """

    passage: Passage
    start: int
    end: int
    text: str
    verdict: Verdict
    score: float
    because: str
    fact: PlanFigure | None = None
    others: tuple[str, ...] = ()

    @property
    def is_alarm(self) -> bool:
        """Whether somebody must look at it."""
        return self.verdict in ALARMS
