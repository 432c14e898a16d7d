"""Compares the values cached in a workbook with those that an engine calculates afresh."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from tests.engines import cached

RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE = 1e-12


def differences(path: Path, engine_values: Mapping[str, Mapping[str, object]]) -> list[str]:
    """One line for each formula cell whose cached value is not the engine's; empty when all agree.

    Numbers agree to 1e-9 of their size (or within 1e-12 of nought), texts exactly, and a blank
    agrees with an empty text.
    """
    held = cached.values(path)
    return [
        f"{sheet}!{at}  {formula}  the file says {held[sheet].get(at)!r}, "
        f"the engine {engine_values.get(sheet, {}).get(at)!r}"
        for sheet, cells in cached.formulas(path).items()
        for at, formula in cells.items()
        if not agree(held[sheet].get(at), engine_values.get(sheet, {}).get(at))
    ]


def agree(one: object, other: object) -> bool:
    """Whether two cell values are the same to a reader of the sheet.

    >>> agree(0.1 + 0.2, 0.3), agree(None, ""), agree("Red", "red"), agree(1, True)
    (True, True, False, False)
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
    return ("" if one is None else one) == ("" if other is None else other)
