"""The Finance summary: the budget as a whole, by service, kind, heading and CIPFA group."""

from __future__ import annotations

from collections.abc import Sequence

from csplan.rules import finance
from csplan.sheets.column import Shown, Value, calculated, text, word
from csplan.sheets.sheet import Group, Owner, Sheet
from csplan.terms.vocabulary import BudgetKind, BudgetLevel, CipfaGroup, FinanceView

__all__ = ["FINANCE", "FinanceLine", "standing_lines"]


def _total(
    heading: str, meaning: str, column: str, *, signed: bool = False, begins_page: bool = False
) -> float | str:
    rule = finance.totalled(meaning, column)
    made: float | str = calculated(
        heading, rule, shown=Shown.POUNDS, width=15, signed=signed, begins_page=begins_page
    )
    return made


class FinanceLine:
    """One total of budget lines.  Unit: pounds.  Sign: income negative."""

    view: Value = word(
        FinanceView, "By", "How the budget lines are added up", required=True, width=17
    )
    item: Value = text("Of", "The service's ref, the kind, heading or group", folded=True, width=26)
    level: Value = word(
        BudgetLevel, "Judged as", "Whose threshold on Settings judges it", required=True, width=13
    )
    name: Value = calculated("Name", finance.total_name, width=34)
    rated_lines: float | str = calculated(
        "Lines", finance.rated_lines, shown=Shown.COUNT, folded=True, width=9
    )
    original_budget: float | str = _total(
        "Original budget", "Add the original budgets.", "original_budget"
    )
    net_virement: float | str = _total(
        "Net virement", "Add the net virements.", "net_virement", signed=True
    )
    funded_changes: float | str = _total(
        "Funded changes", "Add the funded changes.", "funded_changes", signed=True
    )
    revised_budget: float | str = _total(
        "Revised budget", "Add the revised budgets.", "revised_budget"
    )
    profile_to_date: float | str = _total(
        "Profile to date", "Add the profiles to date.", "profile_to_date"
    )
    actual_to_date: float | str = _total(
        "Actual to date", "Add what is spent, less what is received.", "actual_to_date"
    )
    commitments: float | str = _total("Commitments", "Add the commitments.", "commitments")
    variance_to_date: float | str = _total(
        "Variance to date",
        "Add the variances to date, of lines with an actual.",
        "variance_to_date",
        signed=True,
        begins_page=True,
    )
    lines_without_forecast: float | str = calculated(
        "Lines without a forecast", finance.lines_without_forecast, shown=Shown.COUNT, width=11
    )
    forecast_variance: float | str = _total(
        "Forecast variance", "Add the forecast variances so far.", "forecast_variance", signed=True
    )
    forecast_outturn: float | str = calculated(
        "Forecast outturn", finance.forecast_total, shown=Shown.POUNDS, width=15
    )
    percent_variance: float | str = calculated(
        "% variance", finance.percent_of_total, shown=Shown.PERCENT, width=10, signed=True
    )
    movement: float | str = _total(
        "Movement since last report", "Add the movements of the forecasts.", "movement", signed=True
    )
    favourability: str = calculated("Adverse or favourable", finance.total_favourability, width=13)
    red_from: float | str = calculated(
        "Red from", finance.red_from, shown=Shown.POUNDS, folded=True, width=13
    )
    rag: str = calculated("RAG", finance.total_rag, shown=Shown.RAG, width=15)
    explain: str = calculated("Explain", finance.total_explain, width=10)


FINANCE = Sheet(
    name="Finance",
    row=FinanceLine,
    title="Finance summary",
    purpose="Every total of Budget, each judged by its level's own threshold. Income is negative; "
    "a positive variance is adverse. Unallocated budgets are shown apart and never rated.",
    tab="Finance summary",
    group=Group.MONEY,
    owner=Owner.TEMPLATE,
    named_by="name",
)


def standing_lines(
    services: Sequence[str], headings: Sequence[str], groups: Sequence[CipfaGroup]
) -> list[dict[str, Value]]:
    """Return the lines of a workbook's finance summary: its services, headings and groups."""
    department = str(BudgetLevel.DEPARTMENT)
    lines: list[tuple[FinanceView, str, str]] = [
        (FinanceView.DEPARTMENT, "Net budget", department),
        (FinanceView.DEPARTMENT, "Net budget", str(BudgetLevel.COUNCIL)),
        (FinanceView.UNALLOCATED, "Unallocated budgets", department),
        *((FinanceView.SERVICE, ref, str(BudgetLevel.SERVICE)) for ref in services),
        *((FinanceView.KIND, str(kind), department) for kind in BudgetKind),
        *((FinanceView.HEADING, heading, department) for heading in headings),
        *((FinanceView.GROUP, str(group), department) for group in groups),
    ]
    return [{"view": str(view), "item": item, "level": level} for view, item, level in lines]
