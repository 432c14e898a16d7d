"""Indicators turned to the next quarter once one is closed: its actuals folded, the next opened.

Only where the columns stand and fold as csplan made them; what their owner moved stays so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.terms.vocabulary import Quarter
from csplan.xlsx.folding import fold_and_show, hidden_columns

if TYPE_CHECKING:
    from csplan.workbook.layout import TablePlace

__all__ = ["turn_to_next"]


def turn_to_next(xml: bytes, place: TablePlace, quarter: str) -> bytes:
    """Return the tab of Indicators with the next quarter's actuals open instead of this one's."""
    quarters = list(Quarter)
    now = quarters.index(Quarter(quarter))
    columns = [place.columns[f"{one.lower()}_actual"] for one in quarters]
    side_by_side = columns == list(range(columns[0], columns[0] + len(columns)))
    hidden = hidden_columns(xml)
    shown = [at for at in columns if at not in hidden]
    if now + 1 == len(quarters) or not side_by_side or shown != [columns[now]]:
        return xml
    return fold_and_show(xml, fold=columns[now], show=columns[now + 1])
