"""The bridge from last year's budget to this year's, step by step.

Where nobody has typed last year's budget it is derived: this year's less the changes.
Unit: pounds.  Sign: a pressure is positive, a saving negative.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.counting import add_where
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_number, same
from csplan.terms.vocabulary import BridgeStep, RowCheck, State

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "bar_base",
    "bar_fall",
    "bar_rise",
    "bar_total",
    "bridge_amount",
    "bridge_basis",
    "bridge_level",
    "last_years_budget",
    "this_years_budget",
]

_CLOSING = "SUMIFS({pressures__amount},{pressures__kind},{BridgeStep.CLOSING})"
_OPENING = "SUMIFS({pressures__amount},{pressures__kind},{BridgeStep.OPENING})"
_CHANGES = (
    "SUMIFS({pressures__amount},{pressures__kind},{BridgeStep.SAVING})"
    "+SUMIFS({pressures__amount},{pressures__kind},{BridgeStep.PRESSURE})"
)
_SO_FAR = (
    "SUMIFS({pressures__amount},{pressures__kind},{BridgeStep.SAVING},{pressures__order},"
    '"<="&{order})'
    "+SUMIFS({pressures__amount},{pressures__kind},{BridgeStep.PRESSURE},{pressures__order},"
    '"<="&{order})'
)


@rule(
    excel="IF({row_check}={RowCheck.OK},ROUND("
    f'IF(NOT({_CLOSING}=0),{_CLOSING},SUM({{budget__original_budget}})),2),"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def this_years_budget(
    row_check: Value,
    pressures__amount: Sequence[Value],
    pressures__kind: Sequence[Value],
    budget__original_budget: Sequence[Value],
) -> float | str:
    """Return this year's net budget: as published on the closing row, else the budget lines'."""
    if not same(row_check, RowCheck.OK):
        return ""
    closing = add_where(pressures__amount, (pressures__kind, BridgeStep.CLOSING))
    return closing if closing != 0 else add_where(budget__original_budget)


@rule(
    excel="IF(ISNUMBER({this_years_budget}),ROUND("
    f"IF(NOT({_OPENING}=0),{_OPENING},{{this_years_budget}}-({_CHANGES}))"
    ',2),"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def last_years_budget(
    this_years_budget: Value,
    pressures__amount: Sequence[Value],
    pressures__kind: Sequence[Value],
) -> float | str:
    """Return last year's budget as typed on the opening row, else derived from this year's."""
    if not is_number(this_years_budget):
        return ""
    opening = add_where(pressures__amount, (pressures__kind, BridgeStep.OPENING))
    if opening != 0:
        return opening
    changes = _changes(pressures__amount, pressures__kind)
    return excel_round(this_years_budget - changes, 2)


def _changes(amounts: Sequence[Value], kinds: Sequence[Value]) -> float:
    """Add the savings and the pressures."""
    saved = add_where(amounts, (kinds, BridgeStep.SAVING))
    return excel_round(saved + add_where(amounts, (kinds, BridgeStep.PRESSURE)), 2)


@rule(
    excel='IF({row_check}<>{RowCheck.OK},"",IF({kind}={BridgeStep.OPENING},{last_years_budget},'
    "IF({kind}={BridgeStep.CLOSING},{this_years_budget},"
    'IF(ISNUMBER({amount}),ROUND({amount},2),""))))',
    source=Source.MONEY,
)
def bridge_amount(
    row_check: Value,
    kind: Value,
    amount: Value,
    last_years_budget: Value,
    this_years_budget: Value,
) -> Value:
    """Return what the step is or changes: the opening and closing budgets, or the change."""
    if not same(row_check, RowCheck.OK):
        return ""
    if same(kind, BridgeStep.OPENING):
        return last_years_budget
    if same(kind, BridgeStep.CLOSING):
        return this_years_budget
    return excel_round(amount, 2) if is_number(amount) else ""


@rule(
    excel='IF({row_check}<>{RowCheck.OK},"",IF(ISNUMBER({amount}),'
    'IF({kind}={BridgeStep.OPENING},"As typed","As printed"),'
    'IF({kind}={BridgeStep.OPENING},"Derived",'
    'IF({kind}={BridgeStep.CLOSING},"Budget lines","No figure"))))',
    source=Source.MONEY,
)
def bridge_basis(row_check: Value, kind: Value, amount: Value) -> str:
    """Say where the figure comes from: printed, typed, derived, or the sum of the budget lines."""
    if not same(row_check, RowCheck.OK):
        return ""
    opening = same(kind, BridgeStep.OPENING)
    if is_number(amount):
        return "As typed" if opening else "As printed"
    if opening:
        return "Derived"
    return "Budget lines" if same(kind, BridgeStep.CLOSING) else "No figure"


@rule(
    excel="IF(ISNUMBER({bridge_amount}),IF({kind}={BridgeStep.CLOSING},{this_years_budget},"
    f'ROUND({{last_years_budget}}+{_SO_FAR},2)),"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def bridge_level(
    bridge_amount: Value,
    kind: Value,
    order: Value,
    last_years_budget: Value,
    this_years_budget: Value,
    pressures__amount: Sequence[Value],
    pressures__kind: Sequence[Value],
    pressures__order: Sequence[Value],
) -> Value:
    """Return the budget after the step; at the end, this year's budget."""
    if not is_number(bridge_amount) or same(kind, BridgeStep.CLOSING):
        return this_years_budget if is_number(bridge_amount) else ""
    gone = [is_number(one) and one <= figure(order) for one in pressures__order]
    amounts = [one if done else None for one, done in zip(pressures__amount, gone, strict=True)]
    changes = _changes(amounts, pressures__kind)
    return excel_round(figure(last_years_budget) + changes, 2)


@rule(
    excel="IF(ISNUMBER({bridge_level}),IF(OR({kind}={BridgeStep.OPENING},"
    "{kind}={BridgeStep.CLOSING}),0,"
    'MIN({bridge_level},ROUND({bridge_level}-{bridge_amount},2))),"")',
    source=Source.MONEY,
)
def bar_base(bridge_level: Value, kind: Value, bridge_amount: Value) -> float | str:
    """Return where a change's bar begins in the chart."""
    if not is_number(bridge_level):
        return ""
    if _is_end(kind):
        return 0.0
    return min(bridge_level, excel_round(bridge_level - figure(bridge_amount), 2))


def _is_end(kind: Value) -> bool:
    """Say whether a step is the opening or the closing budget."""
    return same(kind, BridgeStep.OPENING) or same(kind, BridgeStep.CLOSING)


@rule(
    excel="IF(ISNUMBER({bridge_level}),IF(OR({kind}={BridgeStep.OPENING},"
    "{kind}={BridgeStep.CLOSING}),"
    '{bridge_amount},0),"")',
    source=Source.MONEY,
)
def bar_total(bridge_level: Value, kind: Value, bridge_amount: Value) -> Value:
    """Return the bar of the opening and of the closing budget."""
    if not is_number(bridge_level):
        return ""
    return bridge_amount if _is_end(kind) else 0.0


@rule(
    excel='IF(ISNUMBER({bar_total}),IF({bar_total}=0,MAX(0,{bridge_amount}),0),"")',
    source=Source.MONEY,
)
def bar_rise(bar_total: Value, bridge_amount: Value) -> float | str:
    """Return the bar of a change that raises the budget."""
    if not is_number(bar_total):
        return ""
    return max(0.0, figure(bridge_amount)) if bar_total == 0 else 0.0


@rule(
    excel='IF(ISNUMBER({bar_total}),IF({bar_total}=0,MAX(0,-{bridge_amount}),0),"")',
    source=Source.MONEY,
)
def bar_fall(bar_total: Value, bridge_amount: Value) -> float | str:
    """Return the bar of a change that lowers the budget."""
    if not is_number(bar_total):
        return ""
    return max(0.0, -figure(bridge_amount)) if bar_total == 0 else 0.0
