"""This module says a number as its readers see it: the one place where figures become text.

A figure carries its text, its value and the Excel number format that shows the same text, so that
all renderings agree.  Halves are rounded away from zero, as Excel does.  Knows nothing of pages.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from csplan.terms.number import half_up
from csplan.terms.records import dataclass
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import Unit
from csplan.terms.words import singular

__all__ = [
    "NOTHING",
    "Figure",
    "count",
    "in_sentence",
    "in_unit",
    "number",
    "percent",
    "pounds",
    "signed_pounds",
    "variance",
    "word",
]

MINUS = "\u2212"
DASH = "\u2013"
MOST_DECIMALS = 9
_KEPT = 20_000
"""How many figures are remembered as they are shown, for most stand on several pages."""
_MILLION = 1_000_000
_SUFFIXES: dict[str, str] = {
    Unit.PERCENT: "point",
    Unit.POINTS: "point",
    Unit.WEEKS: "week",
    Unit.DAYS: "day",
    Unit.PER_10_000: "per 10,000",
    Unit.PER_100_000: "per 100,000",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is shown, or the word that stands in its place.

    `value` is the number behind the text (a % as a fraction, as Excel holds it), None for a word.
    """

    text: str
    value: float | None = None
    number_format: str = ""

    def __str__(self) -> str:
        """Return the text."""
        return self.text


NOTHING = Figure(DASH)
"""What is shown where there is no figure."""


def number(value: Value) -> float:
    """Return a value that is known to be a number.

    Raises: TypeError where it is not: a mistake in csplan.
    """
    if not is_number(value):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def word(value: Value, *, blank: str = DASH) -> Figure:
    """Return the word that stands where a number could: N/A, To be set, or a dash for a blank."""
    return Figure(blank if value is None or value == "" else str(value))


def in_unit(value: Value, unit: Value, decimals: int) -> Figure:
    """Return a figure in its row's unit: a % with its sign, pounds with theirs, others bare.

    >>> str(in_unit(0.664, "%", 1)), str(in_unit(-32.7, "percentage points", 1))
    ('66.4%', '−32.7')
    >>> str(in_unit(1491.0, "number", 0)), str(in_unit("N/A", "%", 1)), str(in_unit(None, "%", 1))
    ('1,491', 'N/A', '–')
    """
    if not is_number(value):
        return word(value)
    number = float(value)
    if unit == Unit.PERCENT:
        return _figure(number, decimals, times=100, after="%")
    return _figure(number, decimals, before="£" if unit == Unit.POUNDS else "")


def variance(value: Value, unit: Value, decimals: int) -> Figure:
    """Return a variance with its sign and unit; one that is not 0 never shows as 0.

    A percentage's variance is in points, never %.

    >>> str(variance(-7.6, "%", 1)), str(variance(57.0, "number", 0)), str(variance(-0.04, "%", 1))
    ('−7.6 points', '+57', '−0.04 points')
    >>> str(variance(-1.0, "weeks", 0)), str(variance("", "%", 1)), str(variance(0.0, "%", 1))
    ('−1 week', '–', '0.0 points')
    """
    if not is_number(value):
        return word(value)
    number = float(value)
    places = _enough(number, decimals)
    after = suffix(number, unit, places)
    return _figure(
        number, places, before="£" if unit == Unit.POUNDS else "", after=after, plus=True
    )


def suffix(number: float, unit: Value, decimals: int) -> str:
    """Return what follows an amount: ` points`, ` week`, ` per 10,000`, ` patients`, or nothing."""
    name = _SUFFIXES.get(unit, "") if isinstance(unit, str) else ""
    one = decimals == 0 and abs(half_up(number, 0)) == 1
    if isinstance(unit, str) and unit not in tuple(Unit):
        return f" {singular(unit) if one else unit}"
    if not name:
        return ""
    return f" {name}" if one or name.startswith("per") else f" {name}s"


def amount(value: float, unit: Value, decimals: int) -> str:
    """Return the size of a variance, without its sign: `39.2 points`, `57`, `£500`.

    >>> amount(-39.2, "%", 1), amount(57.0, "number", 0)
    ('39.2 points', '57')
    """
    places = _enough(value, decimals)
    before = "£" if unit == Unit.POUNDS else ""
    return f"{before}{abs(half_up(value, places)):,}{suffix(value, unit, places)}"


def pounds(value: Value) -> Figure:
    """Return whole pounds; income is negative.

    >>> str(pounds(-2662223.0))
    '−£2,662,223'
    """
    return _figure(float(value), 0, before="£") if is_number(value) else word(value)


def signed_pounds(value: Value) -> Figure:
    """Return a variance in whole pounds, with its sign; one that is not 0 never shows as 0.

    >>> str(signed_pounds(559.0)), str(signed_pounds(0.0)), str(signed_pounds(0.4))
    ('+£559', '£0', '+£0.40')
    """
    if not is_number(value):
        return word(value)
    number = float(value)
    places = 2 if half_up(number, 0) == 0 and half_up(number, 2) != 0 else 0
    return _figure(number, places, before="£", plus=True)


def in_sentence(value: Value) -> str:
    """Return pounds as a sentence says them: millions with one decimal, less than one in whole.

    >>> in_sentence(1616600.0), in_sentence(-2662224.0), in_sentence(68000.0)
    ('£1.6m', '−£2.7m', '£68,000')
    """
    if not is_number(value) or abs(float(value)) < _MILLION:
        return pounds(value).text
    return _figure(float(value) / _MILLION, 1, before="£", after="m").text


def percent(value: Value, decimals: int = 1, *, plus: bool = False) -> Figure:
    """Return a share as a percentage.

    >>> str(percent(0.25, 0)), str(percent(-0.05298, plus=True)), str(percent("n/a"))
    ('25%', '−5.3%', 'n/a')
    """
    if not is_number(value):
        return word(value)
    number = float(value)
    return _figure(number, decimals, times=100, after="%", plus=plus)


def count(value: Value) -> Figure:
    """Return a whole number with its thousands apart.

    >>> str(count(1491.0))
    '1,491'
    """
    return _figure(float(value), 0) if is_number(value) else word(value)


def _enough(number: float, decimals: int) -> int:
    """Return the decimals that it takes to show a number that is not 0 as not 0."""
    while number and half_up(number, decimals) == 0 and decimals < MOST_DECIMALS:
        decimals += 1
    return decimals


@lru_cache(maxsize=_KEPT)
def _figure(
    value: float,
    decimals: int,
    *,
    times: int = 1,
    before: str = "",
    after: str = "",
    plus: bool = False,
) -> Figure:
    """Return a figure with its text and the number format that shows the same in Excel."""
    shown = half_up(_scaled(value, times), decimals)
    sign = MINUS if shown < 0 else "+" if plus and shown > 0 else ""
    digits = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    unsigned = f"{_quoted(before)}{digits}{after if after == '%' else _quoted(after)}"
    number_format = f'{"+" if plus else ""}{unsigned};"{MINUS}"{unsigned};{unsigned}'
    text = f"{sign}{before}{abs(shown):,}{after}"
    return Figure(text, 0.0 if shown == 0 else value, number_format)


def _scaled(value: float, times: int) -> float:
    """Multiply without the dust of binary fractions: 0.29 × 100 is 29, not 28.999999999999996."""
    return float(Decimal(f"{value:.15g}") * times)


def _quoted(text: str) -> str:
    """Return literal text inside a number format."""
    return f'"{text}"' if text else ""
