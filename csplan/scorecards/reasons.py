"""This module says in a sentence why an indicator has its colour, and what would close the gap.

Knows nothing of pages.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from csplan.looks import figures
from csplan.looks.figures import Figure
from csplan.looks.plain_text import plain
from csplan.plan.plan import Row
from csplan.rules import performance
from csplan.terms.number import excel_round, half_up
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import COLOURS, Rag, Unit
from csplan.terms.words import singular

__all__ = ["gap", "judged_figures", "red_from", "why"]

_COUNTED = "counted"
_NOUNS = (
    ("children", r"children(?!['’]s)"),
    ("pupils", r"pupils"),
    ("students", r"students"),
    ("learners", r"learners"),
    ("patients", r"patients"),
    ("residents", r"residents"),
    ("tenants", r"tenants"),
    ("households", r"households"),
    ("young people", r"young people"),
    ("care leavers", r"care leavers"),
    ("homes", r"homes"),
    ("schools", r"schools"),
    ("settings", r"settings"),
    ("families", r"families"),
    ("visits", r"visits"),
    ("referrals", r"referrals"),
    ("assessments", r"assessments"),
    ("checks", r"checks"),
    ("applications", r"applications"),
    ("appointments", r"appointments"),
    ("complaints", r"complaints"),
    ("volunteers", r"volunteers"),
    ("people", r"people"),
    ("staff", r"staff"),
    (_COUNTED, r"year olds|early years education"),
)
_EXACT = 2


def judged_figures(
    values: tuple[Value, Value], row: Row, *, status: str, tolerance: Value, decimals: int
) -> tuple[Figure, Figure, int]:
    """Return actual (or forecast) and target, shown so that they do not contradict the colour.

    94.96% against 95.0% is Amber: it is shown as 94.96% against 95.00%.  The third is how many
    decimals that took.
    """
    unit, polarity = row["unit"], row["polarity"]
    places = decimals
    if status in COLOURS and is_number(tolerance):
        wanted = (status, _side(values, unit, polarity))
        while places < figures.MOST_DECIMALS:
            shown = (_as_shown(values[0], unit, places), _as_shown(values[1], unit, places))
            off = performance.variance("Rated", unit, *shown)
            short = float(performance.shortfall(off, polarity))
            colour = performance.colour(polarity, short, float(tolerance))
            if wanted == (colour, _side(shown, unit, polarity)) and _holds_as_printed(
                values, row, shown=shown, status=status, tolerance=float(tolerance), places=places
            ):
                break
            places += 1
    one, other = (figures.in_unit(value, unit, places) for value in values)
    return one, other, places


def _holds_as_printed(
    values: tuple[Value, Value],
    row: Row,
    *,
    shown: tuple[float, float],
    status: str,
    tolerance: float,
    places: int,
) -> bool:
    """Say whether the comparisons of the row's sentence are true of the figures as it prints them.

    The difference is that of the two figures beside it, and it and the actual stand on the same
    side of the tolerance and of the limit as printed: never 3.8 points within 3.75.
    """
    unit, polarity = row["unit"], row["polarity"]
    off = figures.number(performance.variance("Rated", unit, *values))
    between = figures.number(performance.variance("Rated", unit, *shown))
    if float(half_up(off, places)) != float(half_up(between, places)):
        return False
    way = performance.better_way(polarity)
    if status == Rag.GREEN or way == 0:
        return True
    short = abs(float(half_up(off, places)))
    if (short > _printed_tolerance(tolerance, places)) is not (status == Rag.RED):
        return False
    limit = performance.red_beyond(tolerance, polarity, unit, values[1])
    printed = _as_shown(limit, unit, _limit_places(limit, unit, places))
    beyond = shown[0] < printed if way > 0 else shown[0] > printed
    return beyond is (status == Rag.RED)


def _printed_tolerance(tolerance: float, decimals: int) -> float:
    """Return the number that a reader would take from the tolerance as it is printed."""
    return float(half_up(tolerance, _tolerance_places(tolerance, decimals)))


def _side(values: tuple[Value, Value], unit: Value, polarity: Value) -> str:
    """Say whether the first is better than the second."""
    off = performance.variance("Rated", unit, *values)
    return performance.better_or_worse(off, polarity)


def _as_shown(value: Value, unit: Value, decimals: int) -> float:
    """Return the number that a reader would take from the text."""
    scale = performance.scale(unit)
    shown = half_up(float(Decimal(f"{value:.15g}") * scale), decimals)
    return excel_round(float(shown) / scale, 12)


def red_from(row: Row, decimals: int) -> str:
    """Say from where on the row is Red: `Red below 70.3%`; nothing where it is not judged."""
    limit = row.get("red_beyond")
    if not is_number(limit):
        return ""
    way = performance.better_way(row["polarity"])
    if way == 0:
        target, unit = figures.number(row["target_to_date"]), row["unit"]
        lower = excel_round(2 * target - float(limit))
        return f"Red below {_exact(lower, unit, decimals)} or above {_exact(limit, unit, decimals)}"
    side = "below" if way > 0 else "above"
    return f"Red {side} {_exact(limit, row['unit'], decimals)}"


def _exact(value: Value, unit: Value, decimals: int) -> Figure:
    """Return a limit with one decimal more where it has one."""
    return figures.in_unit(value, unit, _limit_places(value, unit, decimals))


def _limit_places(value: Value, unit: Value, decimals: int) -> int:
    """Return with how many decimals a limit is printed."""
    scaled = float(Decimal(f"{value:.15g}") * performance.scale(unit))
    return decimals if float(half_up(scaled, decimals)) == scaled else decimals + 1


def why(row: Row, actual: Figure, target: Figure, *, decimals: int, default: Value) -> str:
    """Say why the row has its colour, with the figures and who set the tolerance."""
    status, unit = str(row["rag"]), row["unit"]
    if status not in COLOURS:
        return ""
    short = figures.number(row["shortfall"])
    if short == 0:
        off = figures.number(row["variance"])
        if off == 0:
            return f"Green because {actual} is exactly on the target."
        better = figures.amount(off, unit, decimals)
        return f"Green because {actual} is {better} better than the target of {target}."
    limit = red_from(row, decimals).removeprefix("Red ")
    tolerance = _amount_exact(figures.number(row["tolerance_applied"]), unit, decimals)
    reach = "beyond" if status == "Red" else "within"
    return (
        f"{status} because {actual} is {figures.amount(short, unit, decimals)} {_wrong_side(row)} "
        f"the target of {target}, {reach} the tolerance of {tolerance} "
        f"({_set_by(row, default)}); it is Red {limit}."
    )


def _wrong_side(row: Row) -> str:
    """Say on which side of the target the actual is."""
    way = performance.better_way(row["polarity"])
    if way == 0:
        return "above" if figures.number(row["variance"]) > 0 else "below"
    return "below" if way > 0 else "above"


def _amount_exact(value: float, unit: Value, decimals: int) -> str:
    """Return a tolerance with all of its decimals, as far as that is sensible."""
    return figures.amount(value, unit, _tolerance_places(value, decimals))


def _tolerance_places(value: float, decimals: int) -> int:
    """Return with how many decimals a tolerance is printed."""
    return next(
        (n for n in range(decimals + _EXACT) if float(half_up(value, n)) == value),
        decimals + _EXACT,
    )


def _set_by(row: Row, default: Value) -> str:
    """Say who set the tolerance."""
    if is_number(row.get("tolerance_in_unit")):
        return "set on its row"
    if is_number(row.get("tolerance_share")):
        return f"{_share(row['tolerance_share'])} of the target, set on its row"
    return f"the default, {_share(default)} of the target"


def _share(value: Value) -> Figure:
    """Return a share with the decimals that it has: 5%, 2.5%."""
    whole = is_number(value) and float(Decimal(f"{value:.15g}") * 100).is_integer()
    return figures.percent(value, 0 if whole else 1)


def gap(row: Row, *, counted: str = "", each: str = "") -> str:
    """Say what would reach the target, in children, homes, schools or pounds.

    Only where the unit counts something, or the row says what number a % is of; `counted` is what
    a % counts in this plan where its label does not say, and `each` what one of them costs.
    """
    missing = _missing(row, counted)
    return f"{missing}; {each}" if missing and each and row["unit"] != Unit.POUNDS else missing


def _missing(row: Row, counted: str) -> str:
    """Say how many would reach the target; nothing where the row is Green or counts nothing."""
    if row["rag"] not in ("Red", "Amber") or not is_number(row.get("shortfall")):
        return ""
    short, unit = figures.number(row["shortfall"]), row["unit"]
    more = "more" if _wrong_side(row) == "below" else "fewer"
    if unit == Unit.POUNDS:
        return (
            f"{figures.amount(short, unit, 0)} {more.replace('fewer', 'less')} to reach the target"
        )
    if unit not in tuple(Unit) and row.get("decimals") == 0:
        return f"{_counted(math.ceil(short), more, plain(unit))} to reach the target"
    if unit == Unit.NUMBER:
        whole = math.ceil(short)
        return f"{_counted(whole, more, _noun(row, counted))} to reach the target"
    if unit == Unit.PERCENT and is_number(row.get("denominator")):
        of = figures.number(row["denominator"])
        whole = math.ceil(excel_round(short * of / 100, 6))
        noun = _noun(row, counted) or counted
        shown = _counted(whole, more, noun)
        return f"about {shown} (of {figures.count(of)}) to reach the target"
    return ""


def _counted(number: int, more: str, noun: str) -> str:
    """Return `11 more children`."""
    return f"{number:,} {more} {singular(noun) if number == 1 else noun}".rstrip()


def _noun(row: Row, counted: str) -> str:
    """Return what a row counts: the noun that its label names first, or else its group."""
    for label in (plain(row["indicator"]), plain(row["group"])):
        found = [
            (match.start(), noun)
            for noun, pattern in _NOUNS
            if (match := re.search(rf"\b(?:{pattern})\b", label, re.IGNORECASE))
        ]
        if found:
            noun = min(found)[1]
            return counted if noun == _COUNTED else noun
    return ""
