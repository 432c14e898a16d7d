"""Whether a saving, a step of the bridge, a scheme or a grant can be used: `OK` or `Check data`.

A blank row says nothing.  Budget lines are checked in `budget_check`.  Knows no sheet.
"""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_blank, is_number
from csplan.terms.vocabulary import BridgeStep, State, YesNo

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "capital_row_check",
    "grant_row_check",
    "pressure_row_check",
    "saving_row_check",
]


@rule(
    excel=on.formula(
        "saving",
        [
            on.ref_found("service", "services__ref", blank=True),
            on.ref_found("line", "budget__ref", blank=True),
            "IF(ISNUMBER({approved}),{approved}>=0,FALSE)",
            *(
                on.number_or_blank(name, minimum=0)
                for name in (
                    "delivered",
                    "on_track",
                    "at_risk",
                    "unachievable",
                    "one_off_replacement",
                    "full_year_effect",
                )
            ),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def saving_row_check(
    ref: Value,
    saving: Value,
    service: Value,
    line: Value,
    approved: Value,
    delivered: Value,
    on_track: Value,
    at_risk: Value,
    unachievable: Value,
    one_off_replacement: Value,
    full_year_effect: Value,
    services__ref: Sequence[Value],
    budget__ref: Sequence[Value],
) -> str:
    """Say whether a saving's links and figures can be used; savings are positive figures."""
    if is_blank(ref):
        return "" if is_blank(saving) else State.CHECK_DATA
    parts = (delivered, on_track, at_risk, unachievable, one_off_replacement, full_year_effect)
    return on.all_met(
        ref,
        [
            on.is_linked(service, services__ref, blank=True),
            on.is_linked(line, budget__ref, blank=True),
            is_number(approved) and float(approved) >= 0,
            *(on.is_number_or_blank(part, minimum=0) for part in parts),
        ],
    )


@rule(
    excel=on.formula(
        "change",
        [on.words("kind", BridgeStep), "ISNUMBER({order})", on.number_or_blank("amount")],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def pressure_row_check(ref: Value, change: Value, kind: Value, order: Value, amount: Value) -> str:
    """Say whether a step of the bridge has its kind, its place and a usable amount."""
    if is_blank(ref):
        return "" if is_blank(change) else State.CHECK_DATA
    return on.all_met(
        ref,
        [on.is_word(kind, BridgeStep), is_number(order), on.is_number_or_blank(amount)],
    )


_FUNDING = ("grant", "borrowing", "receipts", "contributions", "revenue")
_LATER = ("approved_2", "approved_3", "forecast_2", "forecast_3")


@rule(
    excel=on.formula(
        "scheme",
        [
            *(
                on.number_or_blank(name, minimum=0)
                for name in ("approved", *_LATER, *_FUNDING, "slippage", "acceleration")
            ),
            on.number_or_blank("spent_to_date"),
            on.number_or_blank("forecast"),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def capital_row_check(
    ref: Value,
    scheme: Value,
    approved: Value,
    grant: Value,
    borrowing: Value,
    receipts: Value,
    contributions: Value,
    revenue: Value,
    spent_to_date: Value,
    forecast: Value,
    slippage: Value,
    acceleration: Value,
    approved_2: Value,
    approved_3: Value,
    forecast_2: Value,
    forecast_3: Value,
) -> str:
    """Say whether a scheme's figures can be used."""
    if is_blank(ref):
        return "" if is_blank(scheme) else State.CHECK_DATA
    later = (approved_2, approved_3, forecast_2, forecast_3)
    positive = (approved, *later, grant, borrowing, receipts, contributions, revenue)
    return on.all_met(
        ref,
        [
            *(on.is_number_or_blank(one, minimum=0) for one in positive),
            *(on.is_number_or_blank(one, minimum=0) for one in (slippage, acceleration)),
            on.is_number_or_blank(spent_to_date),
            on.is_number_or_blank(forecast),
        ],
    )


@rule(
    excel=on.formula(
        "grant",
        [
            on.words("ring_fenced", YesNo),
            on.number_or_blank("allocation", minimum=0),
            on.number_or_blank("spent_to_date"),
            on.number_or_blank("forecast"),
            *(on.number_or_blank(one) for one in ("brought_forward", "in_year_2", "in_year_3")),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def grant_row_check(
    ref: Value,
    grant: Value,
    ring_fenced: Value,
    allocation: Value,
    spent_to_date: Value,
    forecast: Value,
    brought_forward: Value,
    in_year_2: Value,
    in_year_3: Value,
) -> str:
    """Say whether a grant's word and figures can be used."""
    if is_blank(ref):
        return "" if is_blank(grant) else State.CHECK_DATA
    return on.all_met(
        ref,
        [
            on.is_word(ring_fenced, YesNo),
            on.is_number_or_blank(allocation, minimum=0),
            on.is_number_or_blank(spent_to_date),
            on.is_number_or_blank(forecast),
            *map(on.is_number_or_blank, (brought_forward, in_year_2, in_year_3)),
        ],
    )
