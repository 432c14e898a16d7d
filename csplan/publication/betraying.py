"""This module decides which figures of a plan betray one to five people, and through what.

What cannot be excluded counts as betrayed.  Figures are judged as they are printed; targets are
intentions, not people, and are not judged.  Knows nothing of files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.looks.figures import in_unit
from csplan.publication.fractions import FractionFit, fits, fits_of_few, window
from csplan.rules.conditions import shown_decimals
from csplan.sheets import INDICATORS
from csplan.terms.number import excel_round, half_up
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import Measure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Row

__all__ = [
    "BASES",
    "JUDGED",
    "RULES",
    "Betrayal",
    "Thresholds",
    "counts_people",
    "decimals_of",
    "increments",
    "judge",
    "shown_share",
]

JUDGED = ("baseline", "q1_actual", "q2_actual", "q3_actual", "q4_actual", "forecast")
"""The figures of an indicator that may stand for people, in order of time."""
BASES = {Unit.PERCENT: 100, Unit.PER_10_000: 10_000, Unit.PER_100_000: 100_000}
_SHOWN_FITS = 3
_MOST_TRIED = 100_000
_THINGS = re.compile(
    r"(?:(?:total )?(?:numbers?|%|percentage|proportion|share) of )?"
    r"(?:(?:our|all|local|maintained|early years|primary|secondary|special|nursery|infant|junior|"
    r"residential|childcare|children's|good|outstanding|or|better|and)[ ,]+)*"
    r"(?:schools|settings|homes|centres|nurseries|academies|colleges)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"child(?!ren['\u2019]s (?:homes|centres))|young|pupil|student|learner|famil|people|person|"
    r"parent|carer|leaver|girl|boy|year.olds|staff|worker",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on a figure is too small: a council sets them in its own policy.

    Counts of 1 to `count` are protected, as is whatever is a share of fewer than `denominator`.
    """

    count: int = 5
    denominator: int = 10
    largest: int = 1_000

    def __post_init__(self) -> None:
        """Raises: ValueError for thresholds that protect nothing, or cannot be worked with."""
        if not (
            1 <= self.count < self.largest <= _MOST_TRIED and 1 <= self.denominator <= self.largest
        ):
            msg = (
                "thresholds: counts from 1 to at least 1, denominators below at least 1, and both "
                "below the largest denominator that is tried (100,000 at most)"
            )
            raise ValueError(msg)

    def few(self, people: int) -> bool:
        """Say whether so many people are too few to be told."""
        return 1 <= people <= self.count


RULES = Thresholds()
"""Counts of 1 to 5, and shares of fewer than 10."""


@dataclass(frozen=True, slots=True)
class Betrayal:
    """One figure that betrays a few people: which, through what, and whether for certain."""

    ref: str
    indicator: str
    field: str
    heading: str
    printed: str
    through: str
    is_certain: bool
    wholes: frozenset[int] = frozenset()
    """The denominators that the figure may have, where none is typed."""


def counts_people(row: Row) -> bool:
    """Say whether a row counts people; a row counts none only if its label says what it counts.

    >>> counts_people({"unit": "%", "indicator": "% of primary schools judged good"})
    False
    >>> counts_people({"unit": "%", "indicator": "% of pupils in good primary schools"})
    True
    >>> counts_people({"unit": "%", "indicator": "% attendance at school"})
    True
    """
    label = str(row.get("indicator") or "").strip().replace("\u2019", "'")
    if row.get("unit") not in (*BASES, Unit.NUMBER, Unit.POINTS):
        return False
    return not (_THINGS.match(label) and not _PEOPLE.search(label))


def judge(row: Row, name: str, value: Value, rules: Thresholds = RULES) -> Betrayal | None:
    """Judge one figure of a row that counts people; None where it betrays nobody."""
    if not is_number(value):
        return None
    unit = row.get("unit")
    base = next((base for one, base in BASES.items() if one == unit), 0)
    if unit == Unit.NUMBER:
        people = int(half_up(abs(value), 0))
        few = rules.few(people) or 0 < abs(value) < 1
        told = f"is itself {_people(max(people, 1))}"
        return _betrayal(row, name, value, told, certain=True) if few else None
    if not base or value < 0 or value > (1 if unit == Unit.PERCENT else base):
        told = "is not a share of one group, and the groups' sizes are not known"
        return _betrayal(row, name, value, told, certain=False)
    return _judge_share(row, name, value, rules, base)


def increments(row: Row, rules: Thresholds = RULES) -> Iterator[Betrayal]:
    """Judge what a figure that grows through the year tells of the time since the one before."""
    if row.get("unit") != Unit.NUMBER or row.get("measure") not in (
        Measure.CUMULATIVE,
        Measure.PROGRAMME,
    ):
        return
    names = JUDGED[1:5] if row.get("measure") == Measure.CUMULATIVE else JUDGED[:5]
    before: tuple[str, float] | None = None
    for name in names:
        value = row.get(name)
        if not is_number(value):
            continue
        if before and rules.few(grown := int(half_up(abs(value - before[1]), 0))):
            told = f"is {_people(grown)} more or fewer than {_heading(before[0])}"
            if not judge(row, name, value, rules):
                yield _betrayal(row, name, value, told, certain=True)
        before = (name, float(value))


def _judge_share(
    row: Row, name: str, value: float, rules: Thresholds, base: int
) -> Betrayal | None:
    """Judge a percentage or rate by its typed denominator, else by all that it may have."""
    within = window(shown_share(row, value), decimals_of(row), base)
    typed = row.get("denominator")
    if is_number(typed) and typed >= 1 and float(typed).is_integer():
        exact = list(fits(within, range(int(typed), int(typed) + 1)))
        if exact:
            bad = [fit for fit in exact if _is_few(fit, rules)]
            told = f"is {_said(bad, rules)}"
            certain = len(bad) == len(exact)
            return _betrayal(row, name, value, told, certain=certain) if bad else None
    possible = list(fits(within, range(1, rules.largest + 1)))
    bad = [fit for fit in possible if _is_few(fit, rules)]
    bad += fits_of_few(within, rules.count, rules.largest)
    rest = fits_of_few((1 - within[1], 1 - within[0]), rules.count, rules.largest)
    bad += [(whole - part, whole) for part, whole in rest]
    wholes = frozenset(whole for _, whole in possible)
    told = f"may be {_said(bad, rules)}"
    if not bad:
        return None
    return _betrayal(row, name, value, told, certain=False, wholes=wholes)


def shown_share(row: Row, value: float) -> float:
    """Return a share as it is printed: 9.8 for 9.8%, 39 for 39 per 10,000."""
    return excel_round(value * 100) if row.get("unit") == Unit.PERCENT else float(value)


def _is_few(fit: FractionFit, rules: Thresholds) -> bool:
    part, whole = fit
    return rules.few(part) or rules.few(whole - part) or whole < rules.denominator


def _said(found: list[FractionFit], rules: Thresholds) -> str:
    """Say what a figure may be, and whom that betrays: the first few of what fits."""
    said = [f"{part:,} of {whole:,}{_why((part, whole), rules)}" for part, whole in found]
    more = len(said) - _SHOWN_FITS
    return ", or ".join(said[:_SHOWN_FITS]) + (f", or {more} more" if more > 0 else "")


def _why(fit: FractionFit, rules: Thresholds) -> str:
    part, whole = fit
    if rules.few(part):
        return ""
    return f" ({whole - part} left)" if rules.few(whole - part) else " (a very small group)"


def _people(number: int) -> str:
    return f"{number} {'person' if number == 1 else 'people'}"


def _heading(name: str) -> str:
    return INDICATORS.by_name[name].heading


def decimals_of(row: Row) -> int:
    """Return the decimals that a row's figures are printed with."""
    return shown_decimals(row.get("decimals"))


def _betrayal(
    row: Row,
    name: str,
    value: Value,
    through: str,
    *,
    certain: bool,
    wholes: frozenset[int] = frozenset(),
) -> Betrayal:
    return Betrayal(
        ref=str(row["ref"]),
        indicator=str(row.get("indicator") or ""),
        field=name,
        heading=_heading(name),
        printed=str(in_unit(value, row.get("unit"), decimals_of(row))),
        through=through,
        is_certain=certain,
        wholes=wholes,
    )
