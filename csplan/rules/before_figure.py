"""The states that come before a figure is looked at: no colour, no target, nothing to judge by.

Used for the actual against the target to date, and for the forecast against the year's target.
"""

from __future__ import annotations

from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import AbsenceWord, Polarity, RowCheck, State, Unit

__all__ = ["before_figure", "before_figure_excel", "beyond_limit"]


def before_figure_excel(target: str, figure: str) -> str:
    """Write the states that come before a figure is looked at, in Excel, then what follows."""
    return (
        'IF({row_check}="","",IF({polarity}={Polarity.CONTEXT_ONLY},{Polarity.CONTEXT_ONLY},'
        f"IF(OR({target}={{AbsenceWord.NOT_APPLICABLE}},"
        f"{target}={{AbsenceWord.NOT_APPLICABLE_DFE}}),{{State.NOT_APPLICABLE}},"
        f"IF({target}={{AbsenceWord.TO_BE_SET}},{{State.TARGET_TO_BE_SET}},"
        f'IF({target}="",{{State.NO_TARGET}},'
        f"IF(OR({{row_check}}<>{{RowCheck.OK}},NOT(ISNUMBER({target}))),{{State.CHECK_DATA}},"
        f"IF(AND({{unit}}={{Unit.PERCENT}},ABS({target})>{{percentage_limit}}),"
        f"{{State.CHECK_DATA}},"
        f"{figure})))))))"
    )


def before_figure(  # noqa: PLR0911  (one return a state, in the order of precedence)
    row_check: Value, polarity: Value, unit: Value, target: Value, percentage_limit: float
) -> str | None:
    """Say the same in Python: the first state that applies before a figure is looked at."""
    if is_blank(row_check):
        return ""
    if same(polarity, Polarity.CONTEXT_ONLY):
        return Polarity.CONTEXT_ONLY
    if same(target, AbsenceWord.NOT_APPLICABLE) or same(target, AbsenceWord.NOT_APPLICABLE_DFE):
        return State.NOT_APPLICABLE
    if same(target, AbsenceWord.TO_BE_SET):
        return State.TARGET_TO_BE_SET
    if is_blank(target):
        return State.NO_TARGET
    if not same(row_check, RowCheck.OK) or not is_number(target):
        return State.CHECK_DATA
    return State.CHECK_DATA if beyond_limit(target, unit, percentage_limit) else None


def beyond_limit(figure: float, unit: Value, percentage_limit: float) -> bool:
    """Say whether a figure is a percentage beyond the limit on Settings: a slip of a hundred."""
    return same(unit, Unit.PERCENT) and abs(figure) > percentage_limit
