"""Whether the words and links of a row can be used: `OK`, `Check data`, or nothing for a blank row.

Each condition is written once for Python and once for Excel, side by side, by the same helper,
so that no list of words is typed twice.  Knows nothing of the sheets that use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.rules.counting import count_where
from csplan.rules.rule import rule
from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import (
    ActionStatus,
    BudgetKind,
    CipfaGroup,
    ForecastMethod,
    Frequency,
    Measure,
    Polarity,
    Quarter,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

__all__ = ["action_row_check", "budget_row_check", "indicator_row_check"]

_SOURCE = "conventions.md, section 1"


def _words(name: str, words: type[StrEnum], *, blank: bool = False) -> str:
    """Write the condition that a cell holds one of the words (or is blank)."""
    choices = [f'{{{name}}}="{word}"' for word in words] + ([f'{{{name}}}=""'] if blank else [])
    return f"OR({','.join(choices)})"


def _is_word(value: Value, words: type[StrEnum], *, blank: bool = False) -> bool:
    """Say whether a value is one of the words (or blank)."""
    found = [same(value, word) for word in words]
    return any(found) or (blank and is_blank(value))


def _link(name: str, to: str) -> str:
    """Write the condition that a ref is found exactly once in a column."""
    return f"COUNTIFS({{{to}}},{{{name}}})=1"


def _is_linked(value: Value, refs: Sequence[Value]) -> bool:
    """Say whether a ref is found exactly once in a column."""
    return not is_blank(value) and count_where((refs, value)) == 1


def _number(name: str, *, minimum: int | None = None) -> str:
    """Write the condition that a cell is blank or a number, not below the minimum."""
    test = "TRUE" if minimum is None else f"{{{name}}}>={minimum}"
    return f'IF(ISNUMBER({{{name}}}),{test},{{{name}}}="")'


def _is_number(value: Value, *, minimum: int | None = None) -> bool:
    """Say whether a value is blank or a number, not below the minimum."""
    if is_number(value):
        return minimum is None or float(value) >= minimum
    return is_blank(value)


def _formula(name: str, conditions: Sequence[str]) -> str:
    """Write the whole check: a row without ref and name is blank, without ref alone is not OK."""
    return (
        f'IF({{ref}}="",IF({{{name}}}="","","Check data"),'
        f'IF(AND({",".join(conditions)}),"OK","Check data"))'
    )


def _checked(ref: Value, name: Value, conditions: Sequence[bool]) -> str:
    """Say the same in Python; the conditions are all met already, as Excel's AND meets them."""
    if is_blank(ref):
        return "" if is_blank(name) else "Check data"
    return "OK" if all(conditions) else "Check data"


@rule(
    excel=_formula(
        "indicator",
        [
            _link("outcome", "outcomes__ref"),
            _link("service", "services__ref"),
            "ISNUMBER({decimals})",
            _words("unit", Unit),
            _words("polarity", Polarity),
            _words("measure", Measure),
            _words("frequency", Frequency),
            _words("first_due", Quarter),
            _words("forecast_method", ForecastMethod, blank=True),
            _number("tolerance_share", minimum=0),
            _number("tolerance_in_unit", minimum=0),
        ],
    ),
    source=_SOURCE,
    on_error="Check data",
)
def indicator_row_check(
    ref: Value,
    indicator: Value,
    outcome: Value,
    service: Value,
    unit: Value,
    decimals: Value,
    polarity: Value,
    measure: Value,
    frequency: Value,
    first_due: Value,
    forecast_method: Value,
    tolerance_share: Value,
    tolerance_in_unit: Value,
    outcomes__ref: Sequence[Value],
    services__ref: Sequence[Value],
) -> str:
    """Say whether an indicator's definition can be used: its links, words and tolerances."""
    if is_blank(ref):
        return "" if is_blank(indicator) else "Check data"
    return _checked(
        ref,
        indicator,
        [
            _is_linked(outcome, outcomes__ref),
            _is_linked(service, services__ref),
            is_number(decimals),
            _is_word(unit, Unit),
            _is_word(polarity, Polarity),
            _is_word(measure, Measure),
            _is_word(frequency, Frequency),
            _is_word(first_due, Quarter),
            _is_word(forecast_method, ForecastMethod, blank=True),
            _is_number(tolerance_share, minimum=0),
            _is_number(tolerance_in_unit, minimum=0),
        ],
    )


@rule(
    excel=_formula(
        "action",
        [
            _link("outcome", "outcomes__ref"),
            _link("lead_service", "services__ref"),
            _words("status", ActionStatus, blank=True),
            _number("start"),
            _number("due"),
            _number("percent_complete", minimum=0),
        ],
    ),
    source="conventions.md, section 6",
    on_error="Check data",
)
def action_row_check(
    ref: Value,
    action: Value,
    outcome: Value,
    lead_service: Value,
    start: Value,
    due: Value,
    percent_complete: Value,
    status: Value,
    outcomes__ref: Sequence[Value],
    services__ref: Sequence[Value],
) -> str:
    """Say whether an action's links, dates, percentage and status can be used."""
    if is_blank(ref):
        return "" if is_blank(action) else "Check data"
    return _checked(
        ref,
        action,
        [
            _is_linked(outcome, outcomes__ref),
            _is_linked(lead_service, services__ref),
            _is_word(status, ActionStatus, blank=True),
            _is_number(start),
            _is_number(due),
            _is_number(percent_complete, minimum=0),
        ],
    )


@rule(
    excel=_formula(
        "heading",
        [
            _link("service", "services__ref"),
            _words("cipfa_group", CipfaGroup),
            _words("kind", BudgetKind),
            "ISNUMBER({original_budget})",
            _number("actual_to_date"),
            _number("forecast_outturn"),
        ],
    ),
    source="conventions.md, section 5",
    on_error="Check data",
)
def budget_row_check(
    ref: Value,
    heading: Value,
    service: Value,
    cipfa_group: Value,
    kind: Value,
    original_budget: Value,
    actual_to_date: Value,
    forecast_outturn: Value,
    services__ref: Sequence[Value],
) -> str:
    """Say whether a budget line's service, group and figures can be used."""
    if is_blank(ref):
        return "" if is_blank(heading) else "Check data"
    return _checked(
        ref,
        heading,
        [
            _is_linked(service, services__ref),
            _is_word(cipfa_group, CipfaGroup),
            _is_word(kind, BudgetKind),
            is_number(original_budget),
            _is_number(actual_to_date),
            _is_number(forecast_outturn),
        ],
    )
