"""How a row is called where its name alone would not do.  Knows no sheet."""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.values import CellError, Value

__all__ = ["measured"]


@rule(
    excel='IF(ISTEXT({indicator}),IF(ISTEXT({group}),IF({group}="",{indicator},'
    '{group}&": "&{indicator}),{indicator}),"")',
    source=Source.PERFORMANCE,
)
def measured(group: Value, indicator: Value) -> str:
    """Say what is measured in full: the group's heading, then the indicator's label."""
    if not _is_text(indicator):
        return ""
    return f"{group}: {indicator}" if _is_text(group) and group != "" else str(indicator)


def _is_text(value: Value) -> bool:
    """Excel's ISTEXT: text, and no error value."""
    return isinstance(value, str) and not isinstance(value, CellError)
