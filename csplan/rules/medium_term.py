"""Five years of the budget: what it begins with, what changes it, what is there, and the gap.

Unit: pounds.  Sign: a pressure is positive, a saving negative; a positive gap is still to be found.
Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules import conditions as on
from csplan.rules.counting import add_where, count_where
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import CellError, CellErrorMet, Value, is_blank, is_number, same
from csplan.terms.vocabulary import BridgeStep, MediumTermKind, RowCheck, State

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "base",
    "funding",
    "gap",
    "implied_whole",
    "medium_term_row_check",
    "needed",
    "one_percent",
    "savings_in_full",
]

_SECOND_YEAR = 2


_OF_A_YEAR = on.ref_found("year", "medium_term_years__year")
_IN_YEAR = f'IF({{kind}}={{MediumTermKind.PRINTED}},{{year}}="",{_OF_A_YEAR})'


@rule(
    excel=on.formula(
        "step",
        [
            on.words("kind", MediumTermKind),
            _IN_YEAR,
            on.sensible_amount("amount"),
            on.number_or_blank("highest"),
            on.share_or_blank("share"),
        ],
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def medium_term_row_check(
    ref: Value,
    step: Value,
    kind: Value,
    year: Value,
    amount: Value,
    highest: Value,
    share: Value,
    medium_term_years__year: Sequence[Value],
) -> str:
    """Say whether a step of the medium term can be used; what is only printed is of no year."""
    if is_blank(ref):
        return "" if is_blank(step) else State.CHECK_DATA
    printed = same(kind, MediumTermKind.PRINTED)
    return on.all_met(
        ref,
        [
            on.is_word(kind, MediumTermKind),
            is_blank(year) if printed else on.is_linked(year, medium_term_years__year),
            on.is_sensible_amount(amount),
            on.is_number_or_blank(highest),
            on.is_share_or_blank(share),
        ],
    )


@rule(
    excel="IF({place}=2,ROUND(SUMIFS({savings__approved},"
    '{savings__row_check},{RowCheck.OK},{savings__full_year_effect},">-1E+15")'
    "-SUMIFS({savings__full_year_effect},{savings__row_check},{RowCheck.OK}),2),0)",
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def savings_in_full(
    place: Value,
    savings__approved: Sequence[Value],
    savings__full_year_effect: Sequence[Value],
    savings__row_check: Sequence[Value],
) -> float:
    """Return what this year's savings save more in a full year, in the year after; a saving is −.

    A saving without a full-year effect saves as much in every year.
    """
    if place != _SECOND_YEAR:
        return 0.0
    rows = zip(savings__approved, savings__full_year_effect, savings__row_check, strict=True)
    usable = [(one, full) for one, full, check in rows if check == RowCheck.OK and is_number(full)]
    return excel_round(sum((_figure(one) - full for one, full in usable), 0.0), 2)


def _figure(value: Value) -> float:
    """Return a figure as SUMIFS adds it.

    Raises: CellErrorMet for an error value.
    """
    if isinstance(value, CellError):
        raise CellErrorMet
    return float(value) if is_number(value) else 0.0


@rule(
    excel="IF(AND(ISNUMBER({place}),COUNTIFS({pressures__kind},{BridgeStep.OPENING})>0),ROUND("
    "SUMIFS({pressures__bridge_amount},{pressures__kind},{BridgeStep.OPENING})"
    '+SUMIFS({medium_term_years__pressures},{medium_term_years__place},"<"&{place})'
    '+SUMIFS({medium_term_years__savings},{medium_term_years__place},"<"&{place})'
    '+SUMIFS({medium_term_years__savings_in_full},{medium_term_years__place},"<"&{place}),2),"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def base(
    place: Value,
    pressures__kind: Sequence[Value],
    pressures__bridge_amount: Sequence[Value],
    medium_term_years__place: Sequence[Value],
    medium_term_years__pressures: Sequence[Value],
    medium_term_years__savings: Sequence[Value],
    medium_term_years__savings_in_full: Sequence[Value],
) -> float | str:
    """Return what the year begins with: last year's budget and all changes of the years between.

    Blank: Pressures has no opening budget.
    """
    if not is_number(place) or not count_where((pressures__kind, BridgeStep.OPENING)):
        return ""
    opening = add_where(pressures__bridge_amount, (pressures__kind, BridgeStep.OPENING))
    changes = (
        medium_term_years__pressures,
        medium_term_years__savings,
        medium_term_years__savings_in_full,
    )
    earlier = [
        at
        for at, other in enumerate(medium_term_years__place)
        if is_number(other) and other < place
    ]
    return excel_round(
        opening + sum(_figure(column[at]) for column in changes for at in earlier), 2
    )


@rule(
    excel="IF(ISNUMBER({base}),ROUND({base}+{pressures}+{savings}+{savings_in_full},2),{base})",
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def needed(base: Value, pressures: Value, savings: Value, savings_in_full: Value) -> Value:
    """Return the budget that the year needs: base, pressures, and savings agreed."""
    if not is_number(base):
        return "" if base is None else base
    changes = sum(map(_figure, (pressures, savings, savings_in_full)), 0.0)
    return excel_round(base + changes, 2)


_FUNDED = (
    "{medium_term__kind},{MediumTermKind.FUNDING},{medium_term__year},{year},"
    "{medium_term__row_check},{RowCheck.OK}"
)


@rule(
    excel=f'IF({{year}}="","",IF(COUNTIFS({_FUNDED})=0,"",'
    f"ROUND(SUMIFS({{medium_term__amount}},{_FUNDED}),2)))",
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def funding(
    year: Value,
    medium_term__kind: Sequence[Value],
    medium_term__year: Sequence[Value],
    medium_term__amount: Sequence[Value],
    medium_term__row_check: Sequence[Value],
) -> float | str:
    """Add what is made available in the year.  Blank: it is not known yet."""
    if is_blank(year):
        return ""
    chosen = (
        (medium_term__kind, MediumTermKind.FUNDING),
        (medium_term__year, year),
        (medium_term__row_check, RowCheck.OK),
    )
    return add_where(medium_term__amount, *chosen) if count_where(*chosen) else ""


@rule(
    excel='IF(AND(ISNUMBER({needed}),ISNUMBER({funding})),ROUND({needed}-{funding},2),"")',
    source=Source.MONEY,
)
def gap(needed: Value, funding: Value) -> float | str:
    """Return what is still to be found: the budget needed − the funding.  Blank: no funding yet."""
    if not is_number(needed) or not is_number(funding):
        return ""
    return excel_round(needed - funding, 2)


@rule(excel='IF(ISNUMBER({needed}),ROUND({needed}/100,2),"")', source=Source.MONEY)
def one_percent(needed: Value) -> float | str:
    """Return 1% of the budget needed: what a percent more or less of all prices would change."""
    return excel_round(needed / 100, 2) if is_number(needed) else ""


@rule(
    excel='IF({row_check}={RowCheck.OK},IF(ISNUMBER({share}),IF({share}>0,ROUND({amount}/{share},0),""),""),"")',
    source=Source.MONEY,
)
def implied_whole(row_check: Value, amount: Value, share: Value) -> float | str:
    """Return the whole of which the figure would be the printed share.  Blank: no share printed."""
    if row_check != RowCheck.OK or not is_number(share) or share <= 0 or not is_number(amount):
        return ""
    return excel_round(amount / share, 0)
