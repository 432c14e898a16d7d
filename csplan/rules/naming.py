"""How a row is called where its name alone would not do.  Knows no sheet."""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.values import CellError, Value, is_blank, same
from csplan.terms.vocabulary import Frequency, Measure, Polarity, Quarter, RowCheck, Unit

__all__ = ["measured", "taken_as"]


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


@rule(
    excel='IF({row_check}<>{RowCheck.OK},"",MID(IF({typed_unit}="","; "&{Unit.NUMBER},"")'
    '&IF({typed_polarity}="","; "&{Polarity.HIGHER},"")'
    '&IF({typed_measure}="","; "&{Measure.SNAPSHOT},"")'
    '&IF({typed_frequency}="","; "&{Frequency.QUARTERLY},"")'
    '&IF({typed_first_due}="","; "&{Quarter.Q1},""),3,100))',
    source=Source.PERFORMANCE,
)
def taken_as(
    row_check: Value,
    typed_unit: Value,
    typed_polarity: Value,
    typed_measure: Value,
    typed_frequency: Value,
    typed_first_due: Value,
) -> str:
    """Say what the row is taken for where its unit, polarity and their like are blank."""
    if not same(row_check, RowCheck.OK):
        return ""
    taken = (
        (typed_unit, Unit.NUMBER),
        (typed_polarity, Polarity.HIGHER),
        (typed_measure, Measure.SNAPSHOT),
        (typed_frequency, Frequency.QUARTERLY),
        (typed_first_due, Quarter.Q1),
    )
    return "; ".join(word for typed, word in taken if is_blank(typed))


def _is_text(value: Value) -> bool:
    """Excel's ISTEXT: text, and no error value."""
    return isinstance(value, str) and not isinstance(value, CellError)
