"""The words of memory: what a plan promised when it was adopted.  Knows no rule about them."""

from __future__ import annotations

from csplan.terms.enumerations import StrEnum

__all__ = ["ADOPTED", "Goalpost"]

ADOPTED = "Adopted"
"""The period under which History keeps what a plan promised at first."""


class Goalpost(StrEnum):
    """What may be changed only by someone with authority, once the plan is adopted."""

    TARGET = "Target"
    LATER_TARGET = "Later target"
    QUARTER_TARGET = "Quarter target"
    TOLERANCE = "Tolerance"
    BASELINE = "Baseline"
    POLARITY = "Polarity"
    MEASURE = "Measure"
    UNIT = "Unit"
    FIRST_DUE = "First due"
    ORIGINAL_BUDGET = "Original budget"
    SETTING = "Setting"
    NOT_APPLICABLE = "Not applicable"
    ENDED = "Row ended"
