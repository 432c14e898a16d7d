"""The words that judge a figure, each said once in both tongues.  Knows nothing of sheets."""

from __future__ import annotations

from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_number
from csplan.terms.vocabulary import Favourability, Rag, State

__all__ = [
    "DEPARTMENT_THRESHOLD",
    "SERVICE_THRESHOLD",
    "favourable",
    "favourable_excel",
    "overspend",
    "overspend_colour",
    "overspend_excel",
    "share_of_budget",
    "share_of_budget_excel",
    "threshold",
    "threshold_excel",
]


def favourable_excel(variance: str) -> str:
    """Write the judgement of a money variance; its rule says when there is none."""
    return (
        f"IF({{{variance}}}>0,{{Favourability.ADVERSE}},"
        f"IF({{{variance}}}<0,{{Favourability.FAVOURABLE}},{{Favourability.ON_BUDGET}}))"
    )


def favourable(variance: float) -> Favourability:
    """Say the same in Python: more spent or less received than budgeted is adverse."""
    if variance > 0:
        return Favourability.ADVERSE
    return Favourability.FAVOURABLE if variance < 0 else Favourability.ON_BUDGET


def threshold_excel(share: str, amount: str, budget: str) -> str:
    """Write the lower of a share of a budget's size and an amount."""
    return f"MIN(ROUND({{{share}}}*ABS({{{budget}}}),2),{{{amount}}})"


def threshold(budget: float, *, share: float, amount: float) -> float:
    """Return the same in Python, in pounds."""
    return min(excel_round(share * abs(budget), 2), amount)


SERVICE_THRESHOLD = threshold_excel("service_red_share", "service_red_amount", "revised_budget")
DEPARTMENT_THRESHOLD = threshold_excel(
    "department_red_share", "department_red_amount", "revised_budget"
)


def overspend_excel(red_from: str) -> str:
    """Write the colour of a forecast variance; its rule says when there is none."""
    return (
        "IF({forecast_variance}<=0,{Rag.GREEN},"
        f"IF({{forecast_variance}}>={red_from},{{Rag.RED}},{{Rag.AMBER}}))"
    )


def overspend(variance: float, red_from: float) -> Rag:
    """Say the same in Python: Red from the threshold on, Amber below it."""
    if variance <= 0:
        return Rag.GREEN
    return Rag.RED if variance >= red_from else Rag.AMBER


def overspend_colour(variance: Value, budget: Value, *, share: float, amount: float) -> str:
    """Return the colour of a forecast variance against a budget's own threshold."""
    if not is_number(variance):
        return State.NO_FORECAST
    return overspend(variance, threshold(figure(budget), share=share, amount=amount))


def share_of_budget_excel() -> str:
    """Write the forecast variance as a share of the budget's size; a budget of 0 is n/a."""
    return 'IF({revised_budget}=0,"n/a",ROUND({forecast_variance}/ABS({revised_budget}),9))'


def share_of_budget(forecast_variance: Value, revised_budget: Value) -> float | str:
    """Return the same in Python."""
    budget = figure(revised_budget)
    return "n/a" if budget == 0 else excel_round(figure(forecast_variance) / abs(budget))
