"""One status of many rows, shares and look-ups.  Knows nothing of sheets."""

from __future__ import annotations

from csplan.rules.counting import add_where
from csplan.rules.judging import (
    DEPARTMENT_THRESHOLD,
    SERVICE_THRESHOLD,
    favourable,
    favourable_excel,
    overspend_colour,
    overspend_excel,
    share_of_budget,
    share_of_budget_excel,
)
from csplan.rules.rule import Rule, rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, same
from csplan.terms.vocabulary import Covered, OutcomeKind, Rag, State

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "budget_rag",
    "look_up",
    "outcome_rated",
    "overall_status",
    "percent_of_budget",
    "total_of",
]


@rule(
    excel='IF({ref}="","",IF({rated}=0,{State.NOT_RATED},'
    "IF(ROUND({red}/{rated},9)>={overall_red_share},{Rag.RED},"
    "IF({red}+{amber}>0,{Rag.AMBER},{Rag.GREEN}))))",
    source=Source.PERFORMANCE,
)
def overall_status(
    ref: Value, rated: float, amber: float, red: float, overall_red_share: float
) -> str:
    """Give many rated rows one status: Red from a share of Reds on, Amber if any is not Green."""
    if is_blank(ref):
        return ""
    if rated == 0:
        return State.NOT_RATED
    if excel_round(red / rated) >= overall_red_share:
        return Rag.RED
    return Rag.AMBER if red + amber > 0 else Rag.GREEN


@rule(excel="{green}+{amber}+{red}", source=Source.PERFORMANCE)
def outcome_rated(green: float, amber: float, red: float) -> float:
    """Count the rows that have a colour."""
    return green + amber + red


@rule(
    excel="{actions_blue}+{actions_green}+{actions_amber}+{actions_red}",
    source=Source.ACTIONS,
)
def outcome_actions_rated(
    actions_blue: float, actions_green: float, actions_amber: float, actions_red: float
) -> float:
    """Count the actions that have a colour."""
    return actions_blue + actions_green + actions_amber + actions_red


@rule(
    excel="IF({kind}={OutcomeKind.KEY_OUTCOME},{rated},{rated}+{actions_rated})",
    source=Source.PERFORMANCE,
)
def judged(kind: Value, rated: float, actions_rated: float) -> float:
    """Count what a status is judged by: a key outcome's indicators, else indicators and actions."""
    return rated if same(kind, OutcomeKind.KEY_OUTCOME) else rated + actions_rated


@rule(
    excel='IF({ref}="","",IF({judged}=0,{State.NOT_RATED},'
    "IF(ROUND(IF({kind}={OutcomeKind.KEY_OUTCOME},{red},{red}+{actions_red})/{judged},"
    "9)>={overall_red_share},{Rag.RED},"
    "IF({red}+{amber}+IF({kind}={OutcomeKind.KEY_OUTCOME},0,{actions_red}+{actions_amber})>0,"
    "{Rag.AMBER},{Rag.GREEN}))))",
    source=Source.PERFORMANCE,
)
def outcome_status(
    ref: Value,
    kind: Value,
    judged: float,
    amber: float,
    red: float,
    actions_amber: float,
    actions_red: float,
    overall_red_share: float,
) -> str:
    """Give an outcome one status: by its indicators; of others than key outcomes by actions too."""
    by_actions = 0 if same(kind, OutcomeKind.KEY_OUTCOME) else 1
    return overall_status(
        ref,
        judged,
        amber + by_actions * actions_amber,
        red + by_actions * actions_red,
        overall_red_share,
    )


def look_up(meaning: str, column: str, refs: str) -> Rule[..., Value]:
    """Make a rule that takes a value from another sheet's row with the same ref."""

    def function(ref: Value, refs: Sequence[Value], values: Sequence[Value]) -> Value:
        for other, value in zip(refs, values, strict=True):
            if isinstance(ref, str) and same(other, ref):
                return "" if value is None else value
        return ""

    function.__doc__ = meaning
    function.__name__ = "looked_up"
    excel = f"INDEX({{{column}}},MATCH({{ref}},{{{refs}}},0))"
    return Rule(function, excel, Source.PERFORMANCE, "", ("ref", refs, column))


def total_of(meaning: str, column: str) -> Rule[..., float]:
    """Make a rule that adds a whole column of another sheet; a number only."""

    def function(values: Sequence[Value]) -> float:
        return add_where(values)

    function.__doc__ = meaning
    function.__name__ = "total_of"
    return Rule(function, f"ROUND(SUM({{{column}}}),2)", Source.MONEY, State.CHECK_DATA, (column,))


@rule(
    excel='IF({ref}="","",IF({forecast_state}<>{Covered.COMPLETE},{forecast_state},'
    f"{overspend_excel(SERVICE_THRESHOLD)}))",
    source=Source.MONEY,
)
def budget_rag(
    ref: Value,
    forecast_state: Value,
    revised_budget: float,
    forecast_variance: float,
    service_red_share: float,
    service_red_amount: float,
) -> str:
    """Colour a service's budget; not before every line that has a budget has a forecast."""
    if is_blank(ref):
        return ""
    if not same(forecast_state, Covered.COMPLETE):
        return str(forecast_state)
    return overspend_colour(
        forecast_variance, revised_budget, share=service_red_share, amount=service_red_amount
    )


@rule(
    excel="IF({budget_state}<>{Covered.COMPLETE},{budget_state},"
    f"{overspend_excel(DEPARTMENT_THRESHOLD)})",
    source=Source.MONEY,
)
def department_rag(
    budget_state: Value,
    revised_budget: float,
    forecast_variance: float,
    department_red_share: float,
    department_red_amount: float,
) -> str:
    """Colour the department's budget by its own threshold."""
    if not same(budget_state, Covered.COMPLETE):
        return str(budget_state)
    return overspend_colour(
        forecast_variance, revised_budget, share=department_red_share, amount=department_red_amount
    )


@rule(
    excel='IF({ref}="","",IF({forecast_state}<>{Covered.COMPLETE},"",'
    f"{share_of_budget_excel()}))",
    source=Source.MONEY,
)
def percent_of_budget(
    ref: Value, forecast_state: Value, revised_budget: float, forecast_variance: float
) -> float | str:
    """Return the forecast variance as a share of the budget's size; blank until all is forecast."""
    if is_blank(ref) or not same(forecast_state, Covered.COMPLETE):
        return ""
    return share_of_budget(forecast_variance, revised_budget)


@rule(
    excel='IF({ref}="","",IF({forecast_state}<>{Covered.COMPLETE},"",'
    f"{favourable_excel('forecast_variance')}))",
    source=Source.MONEY,
)
def budget_favourability(ref: Value, forecast_state: Value, forecast_variance: float) -> str:
    """Judge a service's forecast variance in a word; blank until all is forecast."""
    if is_blank(ref) or not same(forecast_state, Covered.COMPLETE):
        return ""
    return favourable(forecast_variance)
