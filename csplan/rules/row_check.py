"""Whether the words and links of a row can be used: `OK`, `Check data`, or nothing for a blank row.

Of indicators and actions; money is in `budget_check` and `money_check`.  Knows no sheet.
"""

from __future__ import annotations

from csplan.rules import conditions
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_blank, same
from csplan.terms.vocabulary import (
    ActionStatus,
    FigureCheck,
    ForecastMethod,
    Frequency,
    Measure,
    NoUnit,
    Polarity,
    Quarter,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["action_row_check", "indicator_row_check"]


@rule(
    excel=conditions.formula(
        "indicator",
        [
            "{figure_check}={FigureCheck.OK}",
            conditions.ref_found("outcome", "outcomes__ref"),
            conditions.ref_found("service", "services__ref"),
            conditions.decimals("decimals"),
            conditions.any_text_but("unit", NoUnit),
            conditions.words("polarity", Polarity),
            conditions.words("measure", Measure),
            conditions.words("frequency", Frequency),
            conditions.words("first_due", Quarter),
            conditions.words("forecast_method", ForecastMethod, blank=True),
            "NOT(AND({forecast_method}={ForecastMethod.LATEST},{measure}={Measure.CUMULATIVE}))",
            conditions.share_or_blank("tolerance_share"),
            conditions.number_or_blank("tolerance_in_unit", minimum=0),
        ],
    ),
    source=Source.FIGURES,
    on_error=State.CHECK_DATA,
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
    figure_check: Value,
    outcomes__ref: Sequence[Value],
    services__ref: Sequence[Value],
) -> str:
    """Say whether an indicator can be used: its figures, links, words and tolerances."""
    if is_blank(ref):
        return "" if is_blank(indicator) else State.CHECK_DATA
    return conditions.all_met(
        ref,
        [
            same(figure_check, FigureCheck.OK),
            conditions.is_linked(outcome, outcomes__ref),
            conditions.is_linked(service, services__ref),
            conditions.is_decimals(decimals),
            conditions.is_any_text_but(unit, NoUnit),
            conditions.is_word(polarity, Polarity),
            conditions.is_word(measure, Measure),
            conditions.is_word(frequency, Frequency),
            conditions.is_word(first_due, Quarter),
            conditions.is_word(forecast_method, ForecastMethod, blank=True),
            not (
                same(forecast_method, ForecastMethod.LATEST) and same(measure, Measure.CUMULATIVE)
            ),
            conditions.is_share_or_blank(tolerance_share),
            conditions.is_number_or_blank(tolerance_in_unit, minimum=0),
        ],
    )


@rule(
    excel=conditions.formula(
        "action",
        [
            conditions.ref_found("outcome", "outcomes__ref"),
            conditions.ref_found("lead_service", "services__ref"),
            conditions.words("status", ActionStatus, blank=True),
            conditions.number_or_blank("start"),
            conditions.number_or_blank("due"),
            conditions.number_or_blank("percent_complete", minimum=0),
        ],
    ),
    source=Source.ACTIONS,
    on_error=State.CHECK_DATA,
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
        return "" if is_blank(action) else State.CHECK_DATA
    return conditions.all_met(
        ref,
        [
            conditions.is_linked(outcome, outcomes__ref),
            conditions.is_linked(lead_service, services__ref),
            conditions.is_word(status, ActionStatus, blank=True),
            conditions.is_number_or_blank(start),
            conditions.is_number_or_blank(due),
            conditions.is_number_or_blank(percent_complete, minimum=0),
        ],
    )
