"""This module holds a figure or word against what csplan prints in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csplan.verification.document import Passage
from csplan.verification.fitting import Fit
from csplan.verification.known import KnownLine
from csplan.verification.mentions import MeasuredIn, Mention
from csplan.verification.plan_figures import PlanFigure
from csplan.verification.verdict import Judgement, Verdict

__all__ = [
    "distance_from",
    "do_all_fit",
    "fit_to",
    "is_half",
    "is_in_its_unit",
    "is_same",
    "other_ways",
]


def do_all_fit(line: KnownLine, figures: Sequence[Mention]) -> bool:
    """Say whether all figures of a passage fit those of a line that is known."""
    return all(fit_to(one, other).is_good for one, other in zip(figures, line.figures, strict=True))


def distance_from(
    figures: Sequence[Mention], ways: Sequence[str], line: KnownLine
) -> tuple[int, bool]:
    """Return how far a passage is from what is known under its words: fewest differences first."""
    differ = sum(
        not fit_to(one, other).is_good for one, other in zip(figures, line.figures, strict=True)
    )
    turned = sum(one != other for one, other in zip(ways, line.ways, strict=False))
    return differ + turned, not line.is_now


def fit_to(mention: Mention, true: Mention) -> Fit:
    """Return how a figure fits the one that csplan prints in the same words."""
    if not is_in_its_unit(mention, true):
        return Fit.NONE
    if (mention.signed == "-") != (true.signed == "-"):
        return Fit.WRONG_SIGN
    away = abs(mention.value - true.value)
    if away < 1e-6 * max(true.last_place, mention.last_place):
        return Fit.EXACT
    if mention.last_place <= true.last_place * 1.001:
        return Fit.NONE
    if away <= mention.last_place / 2 * 1.000001:
        return Fit.ROUNDED
    return Fit.WRONGLY_ROUNDED if away < mention.last_place * 0.999 else Fit.NONE


def is_in_its_unit(mention: Mention, true: Mention) -> bool:
    """Say whether a figure is in the unit in which csplan prints it; bare ones are not shares."""
    if true.said_unit or not mention.said_unit:
        return mention.measured is true.measured
    if mention.measured is MeasuredIn.POINTS:
        return true.measured in (MeasuredIn.PERCENT, MeasuredIn.POINTS)
    return mention.measured not in (MeasuredIn.PERCENT, MeasuredIn.POUNDS)


def is_half(mention: Mention, true: Mention) -> bool:
    """Say whether a figure was rounded from exactly a half, as far as is printed."""
    return abs(abs(mention.value - true.value) - mention.last_place / 2) < mention.last_place * 1e-6


def is_same(fact: PlanFigure, true: Mention) -> bool:
    """Say whether a fact is the figure that csplan prints."""
    return abs(abs(fact.value) - true.value) <= true.last_place / 2 * 1.000001


def other_ways(passage: Passage, ways: Sequence[str], line: KnownLine) -> Iterator[Judgement]:
    """Yield the words of direction that are not those which csplan prints in the same words."""
    at = 0
    for way, true in zip(ways, line.ways, strict=False):
        at = passage.text.lower().find(way, at)
        if way != true and at >= 0 and line.is_now:
            yield Judgement(
                passage,
                at,
                at + len(way),
                passage.text[at : at + len(way)],
                Verdict.CONTRADICTS,
                1.0,
                f"csplan prints “{true}” ({line.source})",
            )
        at = max(at, 0) + len(way)
