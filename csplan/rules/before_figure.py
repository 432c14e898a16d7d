"""The states that come before a figure is looked at: no colour, no target, nothing to judge by.

Used for the actual against the target to date, and for the forecast against the year's target.
"""

from __future__ import annotations

from csplan.terms.values import Value, is_blank, is_number, same

__all__ = ["before_figure", "before_figure_excel", "beyond_limit"]


def before_figure_excel(target: str, figure: str) -> str:
    """Write the states that come before a figure is looked at, in Excel, then what follows."""
    return (
        'IF({row_check}="","",IF({polarity}="Context only","Context only",'
        f'IF(OR({target}="N/A",{target}="z"),"Not applicable",'
        f'IF({target}="To be set","Target to be set",IF({target}="","No target",'
        f'IF(OR({{row_check}}<>"OK",NOT(ISNUMBER({target}))),"Check data",'
        f'IF(AND({{unit}}="%",ABS({target})>{{percentage_limit}}),"Check data",'
        f"{figure})))))))"
    )


def before_figure(  # noqa: PLR0911  (one return a state, in the order of precedence)
    row_check: Value, polarity: Value, unit: Value, target: Value, percentage_limit: float
) -> str | None:
    """Say the same in Python: the first state that applies before a figure is looked at."""
    if is_blank(row_check):
        return ""
    if same(polarity, "Context only"):
        return "Context only"
    if same(target, "N/A") or same(target, "z"):
        return "Not applicable"
    if same(target, "To be set"):
        return "Target to be set"
    if is_blank(target):
        return "No target"
    if not same(row_check, "OK") or not is_number(target):
        return "Check data"
    return "Check data" if beyond_limit(target, unit, percentage_limit) else None


def beyond_limit(figure: float, unit: Value, percentage_limit: float) -> bool:
    """Say whether a figure is a percentage beyond the limit on Settings: a slip of a hundred."""
    return same(unit, "%") and abs(figure) > percentage_limit
