"""The words that judge a figure, each said once in both tongues.  Knows nothing of sheets."""

from __future__ import annotations

from csplan.terms.vocabulary import Favourability

__all__ = ["favourable", "favourable_excel"]


def favourable_excel(variance: str) -> str:
    """Write the judgement of a money variance; its rule says when there is none."""
    return (
        f"IF({{{variance}}}>0,{{Favourability.ADVERSE}},"
        f"IF({{{variance}}}<0,{{Favourability.FAVOURABLE}},{{Favourability.ON_BUDGET}}))"
    )


def favourable(variance: float) -> Favourability:
    """Say the same in Python: more spent or less received than budgeted is adverse."""
    if variance > 0:
        return Favourability.ADVERSE
    return Favourability.FAVOURABLE if variance < 0 else Favourability.ON_BUDGET
