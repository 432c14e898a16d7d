"""Whether a budget line, virement or funded change can be used: `OK`, `Check data`, or nothing.

A virement or funded change without date and authority, or with any cell in error, is not usable:
it moves no budget.
Knows nothing of the sheets that use it.
"""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_blank, is_number, same
from csplan.terms.vocabulary import (
    BudgetKind,
    CipfaGroup,
    ForecastFrom,
    FundingSource,
    LinkBasis,
    RowCheck,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "budget_line_check",
    "budget_row_check",
    "funded_change_row_check",
    "virement_row_check",
]


@rule(
    excel=on.formula(
        "heading",
        [
            on.ref_found("service", "services__ref"),
            on.words("cipfa_group", CipfaGroup),
            on.words("kind", BudgetKind),
            "ISNUMBER({original_budget})",
            on.ref_found("profile", "profiles__ref", blank=True),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def budget_line_check(
    ref: Value,
    heading: Value,
    service: Value,
    cipfa_group: Value,
    kind: Value,
    original_budget: Value,
    profile: Value,
    services__ref: Sequence[Value],
    profiles__ref: Sequence[Value],
) -> str:
    """Say whether a budget line's service, group, budget and profile can be used."""
    if is_blank(ref):
        return "" if is_blank(heading) else State.CHECK_DATA
    return on.all_met(
        ref,
        [
            on.is_linked(service, services__ref),
            on.is_word(cipfa_group, CipfaGroup),
            on.is_word(kind, BudgetKind),
            is_number(original_budget),
            on.is_linked(profile, profiles__ref, blank=True),
        ],
    )


@rule(
    excel="IF({line_check}<>{RowCheck.OK},{line_check},IF(AND("
    + ",".join(
        [
            *(
                on.number_or_blank(name)
                for name in (
                    "actual_to_date",
                    "commitments",
                    "previous_forecast",
                    "forecast_outturn",
                )
            ),
            on.ref_found("outcome", "outcomes__ref", blank=True),
            on.words("outcome_link", LinkBasis, blank=True),
            on.words("forecast_from", ForecastFrom, blank=True),
        ]
    )
    + "),{RowCheck.OK},{State.CHECK_DATA}))",
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def budget_row_check(
    line_check: Value,
    actual_to_date: Value,
    commitments: Value,
    previous_forecast: Value,
    forecast_outturn: Value,
    outcome: Value,
    outcome_link: Value,
    forecast_from: Value,
    outcomes__ref: Sequence[Value],
) -> str:
    """Say whether the whole row can be used: the budget line, and what is typed on it."""
    if not same(line_check, RowCheck.OK):
        return str(line_check)
    figures = (actual_to_date, commitments, previous_forecast, forecast_outturn)
    usable = [
        *(on.is_number_or_blank(figure) for figure in figures),
        on.is_linked(outcome, outcomes__ref, blank=True),
        on.is_word(outcome_link, LinkBasis, blank=True),
        on.is_word(forecast_from, ForecastFrom, blank=True),
    ]
    return RowCheck.OK if all(usable) else State.CHECK_DATA


@rule(
    excel=on.formula(
        "amount",
        [
            on.ref_found("from_line", "budget__ref"),
            on.ref_found("to_line", "budget__ref"),
            "NOT({from_line}={to_line})",
            on.more_than_nothing("amount"),
            on.sensible_amount("amount"),
            on.sensible_day("date"),
            on.says_something("authority"),
            on.says_something("reason", blank=True),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def virement_row_check(
    ref: Value,
    amount: Value,
    from_line: Value,
    to_line: Value,
    date: Value,
    authority: Value,
    reason: Value,
    budget__ref: Sequence[Value],
) -> str:
    """Say whether a virement counts: two different lines, an amount, a date and an authority."""
    if is_blank(ref):
        return "" if is_blank(amount) else State.CHECK_DATA
    return on.all_met(
        ref,
        [
            on.is_linked(from_line, budget__ref),
            on.is_linked(to_line, budget__ref),
            str(from_line).lower() != str(to_line).lower(),
            on.is_more_than_nothing(amount),
            on.is_sensible_amount(amount),
            on.is_sensible_day(date),
            on.is_said(authority),
            on.is_said(reason, blank=True),
        ],
    )


@rule(
    excel=on.formula(
        "amount",
        [
            on.ref_found("line", "budget__ref"),
            on.sensible_amount("amount"),
            on.words("source", FundingSource),
            on.sensible_day("date"),
            on.says_something("authority"),
            on.says_something("reason", blank=True),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def funded_change_row_check(
    ref: Value,
    amount: Value,
    line: Value,
    source: Value,
    date: Value,
    authority: Value,
    reason: Value,
    budget__ref: Sequence[Value],
) -> str:
    """Say whether a funded change counts: a line, an amount, a source, a date, an authority."""
    if is_blank(ref):
        return "" if is_blank(amount) else State.CHECK_DATA
    return on.all_met(
        ref,
        [
            on.is_linked(line, budget__ref),
            on.is_sensible_amount(amount),
            on.is_word(source, FundingSource),
            on.is_sensible_day(date),
            on.is_said(authority),
            on.is_said(reason, blank=True),
        ],
    )
