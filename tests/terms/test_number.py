"""This module tests that rounding is Excel's: half away from zero, on 15 significant digits."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from csplan.terms.number import excel_round, half_up


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (1.005, 2, 1.01),
        (-1.005, 2, -1.01),
        (0.95 - 1.00, 9, -0.05),
        (0.1 + 0.2, 9, 0.3),
        (2.675, 2, 2.68),
        (1e15 + 0.5, 0, 1e15 + 0.0),
        (-0.0, 2, 0.0),
        (1e-12, 9, 0.0),
        (123456789.123456789, 9, 123456789.123457),
    ],
)
def test_a_half_goes_away_from_nought(value: float, places: int, rounded: float) -> None:
    assert rounded == excel_round(value, places)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_only_a_finite_number_can_be_rounded(value: float) -> None:
    with pytest.raises(OverflowError, match="too large"):
        excel_round(value)


@pytest.mark.slow
def test_a_hundred_thousand_values_round_as_decimals_do() -> None:
    draw = Random(2016)
    wrong = 0
    for _ in range(100_000):
        value = draw.randint(-(10**9), 10**9) / 10 ** draw.randint(0, 9)
        places = draw.randint(0, 6)
        exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        wrong += float(exact) != excel_round(value, places)

    assert 0 == wrong


def test_a_figure_that_shows_as_nought_has_no_minus() -> None:
    assert ("0.0", "-0.1") == (str(half_up(-0.04, 1)), str(half_up(-0.05, 1)))


def test_what_is_too_large_to_be_a_number_is_shown_as_infinite() -> None:
    assert half_up(float("inf"), 1) == Decimal("inf")
