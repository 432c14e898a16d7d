"""Where a rule comes from: each source is a section of docs/sources.md."""

from __future__ import annotations

from csplan.terms.enumerations import StrEnum

__all__ = ["Source"]


class Source(StrEnum):
    """What a rule follows, by the heading of its section."""

    FIGURES = "Figures, and how they are compared"
    PERFORMANCE = "Variance and colour of an indicator"
    YEAR = "Through the year"
    MONEY = "Money"
    ACTIONS = "Actions"
    CHECKS = "Checks"
    IMPOSSIBLE = "Figures that cannot be true"
    LIKENESS = "Figures to be confirmed"
    MEMORY = "Memory"
    BENCHMARKS = "Benchmarks"
    TOTALS = "Totals that add up as shown"
