"""The revenue budget of one line: revised, to date, forecast, and how it is judged.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse,
for income as for expenditure.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.counting import ANY_NUMBER, add_where, rows_where
from csplan.rules.judging import (
    favourable,
    favourable_excel,
    overspend,
    overspend_excel,
    share_of_budget,
    share_of_budget_excel,
    threshold,
    threshold_excel,
)
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import CellErrorMet, Value, figure, is_blank, is_number, same, says
from csplan.terms.vocabulary import CipfaGroup, ForecastFrom, RowCheck, State, YesNo

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "activity_variance",
    "explain",
    "favourability",
    "follows_activity",
    "forecast_used",
    "forecast_variance",
    "funded_changes",
    "line_rag",
    "line_red_from",
    "movement",
    "net_virement",
    "percent_variance",
    "profile_to_date",
    "revised_budget",
    "service_budget",
    "usable_amount",
    "variance_to_date",
]


@rule(
    excel="IF({line_check}={RowCheck.OK},ROUND("
    "SUMIFS({virements__amount_moved},{virements__to_line},{ref})"
    '-SUMIFS({virements__amount_moved},{virements__from_line},{ref}),2),"")',
    source=Source.MONEY,
)
def net_virement(
    line_check: Value,
    ref: Value,
    virements__amount_moved: Sequence[Value],
    virements__to_line: Sequence[Value],
    virements__from_line: Sequence[Value],
) -> float | str:
    """Return the budget moved to the line (+) less what was moved from it (−).  Unit: pounds."""
    if not same(line_check, RowCheck.OK):
        return ""
    to = add_where(virements__amount_moved, (virements__to_line, ref))
    return excel_round(to - add_where(virements__amount_moved, (virements__from_line, ref)), 2)


@rule(
    excel="IF({line_check}={RowCheck.OK},"
    'ROUND(SUMIFS({funded_changes__amount_added},{funded_changes__line},{ref}),2),"")',
    source=Source.MONEY,
)
def funded_changes(
    line_check: Value,
    ref: Value,
    funded_changes__amount_added: Sequence[Value],
    funded_changes__line: Sequence[Value],
) -> float | str:
    """Return the new money given to the line: a grant, reserves, contingency, carry-forward."""
    if not same(line_check, RowCheck.OK):
        return ""
    return add_where(funded_changes__amount_added, (funded_changes__line, ref))


@rule(
    excel="IF({line_check}={RowCheck.OK},"
    'ROUND({original_budget}+{net_virement}+{funded_changes},2),"")',
    source=Source.MONEY,
)
def revised_budget(
    line_check: Value, original_budget: Value, net_virement: Value, funded_changes: Value
) -> float | str:
    """Return original budget + net virement + funded changes.  Blank: the line cannot be used."""
    if not same(line_check, RowCheck.OK):
        return ""
    changes = figure(net_virement) + figure(funded_changes)
    return excel_round(figure(original_budget) + changes, 2)


_FOUND = "INDEX({{profiles__{0}}},MATCH({{profile}},{{profiles__ref}},0))"


@rule(
    excel='IF(ISNUMBER({revised_budget}),IF({profile}="",'
    "ROUND({revised_budget}*{budget_month}/12,2),"
    f"ROUND({{revised_budget}}*{_FOUND.format('part_to_date')}/{_FOUND.format('whole_year')},2))"
    ',"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def profile_to_date(
    revised_budget: Value,
    profile: Value,
    budget_month: float,
    profiles__ref: Sequence[Value],
    profiles__part_to_date: Sequence[Value],
    profiles__whole_year: Sequence[Value],
) -> float | str:
    """Return what the year's budget should have reached by the budget month, by its profile.

    Without a profile, a straight line: revised budget × months ÷ 12.
    """
    if not is_number(revised_budget):
        return ""
    if is_blank(profile):
        return excel_round(revised_budget * budget_month / 12, 2)
    for ref, part, whole in zip(
        profiles__ref, profiles__part_to_date, profiles__whole_year, strict=True
    ):
        if same(profile, str(ref)) and is_number(part) and is_number(whole):
            return excel_round(revised_budget * part / whole, 2)
    raise CellErrorMet


@rule(
    excel="IF(AND(ISNUMBER({profile_to_date}),ISNUMBER({actual_to_date})),"
    'ROUND({actual_to_date}-{profile_to_date},2),"")',
    source=Source.MONEY,
)
def variance_to_date(actual_to_date: Value, profile_to_date: Value) -> float | str:
    """Return actual to date − profile to date.  Blank: no actual."""
    if not is_number(profile_to_date) or not is_number(actual_to_date):
        return ""
    return excel_round(actual_to_date - profile_to_date, 2)


@rule(
    excel="IF({line_check}={RowCheck.OK},"
    f"IF(COUNTIFS({{activity__line}},{{ref}},{{activity__cost_variance}},{ANY_NUMBER})>0,"
    'ROUND(SUMIFS({activity__cost_variance},{activity__line},{ref}),2),""),"")',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def activity_variance(
    line_check: Value,
    ref: Value,
    activity__line: Sequence[Value],
    activity__cost_variance: Sequence[Value],
) -> float | str:
    """Return what the line's activities are expected to cost beyond their plan.

    An activity of which nothing is expected yet counts as planned.  Blank: none is expected yet.
    """
    if not same(line_check, RowCheck.OK):
        return ""
    added = add_where(activity__cost_variance, (activity__line, ref))
    own = rows_where(activity__line, ref)
    return added if any(is_number(activity__cost_variance[at]) for at in own) else ""


def follows_activity(forecast_from: Value) -> bool:
    """Say whether a line's forecast is to follow from Activity; an error value asks for nothing."""
    return says(forecast_from, ForecastFrom.ACTIVITY)


@rule(
    excel="IF({forecast_from}={ForecastFrom.ACTIVITY},"
    "IF(AND(ISNUMBER({revised_budget}),ISNUMBER({activity_variance})),"
    'ROUND({revised_budget}+{activity_variance},2),""),'
    'IF(ISNUMBER({forecast_outturn}),{forecast_outturn},""))',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def forecast_used(
    revised_budget: Value,
    forecast_outturn: Value,
    forecast_from: Value,
    activity_variance: Value,
) -> float | str:
    """Return the forecast that counts: the one typed, or revised budget + activities' variance.

    Blank: no forecast; one that is to follow from Activity does not fall back on what is typed.
    """
    if not same(forecast_from, ForecastFrom.ACTIVITY):
        return forecast_outturn if is_number(forecast_outturn) else ""
    if not is_number(revised_budget) or not is_number(activity_variance):
        return ""
    return excel_round(revised_budget + activity_variance, 2)


@rule(
    excel="IF(AND(ISNUMBER({revised_budget}),ISNUMBER({forecast_used})),"
    'ROUND({forecast_used}-{revised_budget},2),"")',
    source=Source.MONEY,
)
def forecast_variance(revised_budget: Value, forecast_used: Value) -> float | str:
    """Return the forecast used − revised budget.  Blank: no forecast.

    >>> forecast_variance(-10559.0, -10000.0)  # an income shortfall is adverse
    559.0
    """
    if not is_number(revised_budget) or not is_number(forecast_used):
        return ""
    return excel_round(forecast_used - revised_budget, 2)


@rule(
    excel=f'IF(ISNUMBER({{forecast_variance}}),{share_of_budget_excel()},"")',
    source=Source.MONEY,
)
def percent_variance(forecast_variance: Value, revised_budget: Value) -> float | str:
    """Return the forecast variance as a share of the revised budget's size; a budget of 0 is n/a.

    Unit: a fraction shown as %.  Sign: as the forecast variance's.  Blank: no forecast.
    """
    if not is_number(forecast_variance):
        return ""
    return share_of_budget(forecast_variance, revised_budget)


@rule(
    excel=f'IF(ISNUMBER({{forecast_variance}}),{favourable_excel("forecast_variance")},"")',
    source=Source.MONEY,
)
def favourability(forecast_variance: Value) -> str:
    """Judge the forecast variance in a word."""
    return favourable(forecast_variance) if is_number(forecast_variance) else ""


@rule(
    excel="IF(AND(ISNUMBER({forecast_used}),ISNUMBER({closed_forecast})),"
    'ROUND({forecast_used}-{closed_forecast},2),"")',
    source=Source.MONEY,
)
def movement(forecast_used: Value, closed_forecast: Value) -> float | str:
    """Return the forecast used − the one before.  Blank, not nil: one of them is not known."""
    if not is_number(forecast_used) or not is_number(closed_forecast):
        return ""
    return excel_round(forecast_used - closed_forecast, 2)


@rule(
    excel='IF({row_check}={RowCheck.OK},ROUND({amount},2),"")',
    source=Source.MONEY,
)
def usable_amount(row_check: Value, amount: Value) -> float | str:
    """Return the amount where the row counts.  Unit: pounds.  Blank: the row cannot be used."""
    return excel_round(figure(amount), 2) if same(row_check, RowCheck.OK) else ""


@rule(
    excel="IF({line_check}={RowCheck.OK},"
    'ROUND(SUMIFS({budget__revised_budget},{budget__service},{service}),2),"")',
    source=Source.MONEY,
)
def service_budget(
    line_check: Value,
    service: Value,
    budget__revised_budget: Sequence[Value],
    budget__service: Sequence[Value],
) -> float | str:
    """Return the revised budget of the line's whole service, net: a line is judged by it."""
    if not same(line_check, RowCheck.OK):
        return ""
    return add_where(budget__revised_budget, (budget__service, service))


@rule(
    excel="IF(ISNUMBER({service_budget}),"
    f'{threshold_excel("service_red_share", "service_red_amount", "service_budget")},"")',
    source=Source.MONEY,
)
def line_red_from(
    service_budget: Value, service_red_share: float, service_red_amount: float
) -> float | str:
    """Return the forecast overspend from which a line is Red: its service's threshold.

    The lower of a share of the service's revised budget and an amount; on it is Red.
    """
    if not is_number(service_budget):
        return ""
    return threshold(service_budget, share=service_red_share, amount=service_red_amount)


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{row_check},"
    "IF({cipfa_group}={CipfaGroup.UNALLOCATED},{State.CONTEXT_ONLY},"
    "IF(NOT(ISNUMBER({forecast_variance})),{State.NO_FORECAST},"
    f"{overspend_excel('{red_from}')})))",
    source=Source.MONEY,
)
def line_rag(
    row_check: Value, cipfa_group: Value, forecast_variance: Value, red_from: Value
) -> str:
    """Colour a budget line: Red from its service's threshold of overspend, Amber below it."""
    if not same(row_check, RowCheck.OK):
        return str(row_check)
    if same(cipfa_group, CipfaGroup.UNALLOCATED):
        return State.CONTEXT_ONLY
    if not is_number(forecast_variance):
        return State.NO_FORECAST
    return overspend(forecast_variance, figure(red_from))


@rule(
    excel='IF({cipfa_group}={CipfaGroup.UNALLOCATED},"",IF(ISNUMBER({forecast_variance}),'
    "IF({forecast_variance}<0,"
    'IF(-{forecast_variance}>={red_from},"Explain",""),""),""))',
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def explain(cipfa_group: Value, forecast_variance: Value, red_from: Value) -> str:
    """Ask for an explanation of an underspend past the threshold: it can be unmet need."""
    unallocated = same(cipfa_group, CipfaGroup.UNALLOCATED)
    if not is_number(forecast_variance) or unallocated or float(forecast_variance) >= 0:
        return ""
    return "Explain" if -float(forecast_variance) >= figure(red_from) else ""


_SPENT = "IF(ISNUMBER({{{0}}}),NOT({{{0}}}=0),FALSE)"


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{YesNo.NO},IF(ISNUMBER({forecast_variance}),{YesNo.NO},"
    f"IF(OR({_SPENT.format('actual_to_date')},{_SPENT.format('commitments')},"
    "AND({cipfa_group}<>{CipfaGroup.UNALLOCATED},NOT({revised_budget}=0))),"
    "{YesNo.YES},{YesNo.NO})))",
    source=Source.MONEY,
)
def forecast_awaited(
    row_check: Value,
    cipfa_group: Value,
    revised_budget: Value,
    actual_to_date: Value,
    commitments: Value,
    forecast_variance: Value,
) -> str:
    """Say whether a line still needs a forecast: it has a budget, or money is spent on it.

    An unallocated budget needs none until something is spent or ordered under it.
    """
    if not same(row_check, RowCheck.OK) or is_number(forecast_variance):
        return YesNo.NO
    spent = any(is_number(one) and one != 0 for one in (actual_to_date, commitments))
    budgeted = not same(cipfa_group, CipfaGroup.UNALLOCATED) and revised_budget != 0
    return YesNo.YES if spent or budgeted else YesNo.NO
