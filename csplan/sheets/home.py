"""The Home tab: where the report stands and what is still to be done, counted live.

Nothing is typed here; every count leads to the sheet where the work is.
"""

from __future__ import annotations

from csplan.rules import checks, counting, summary, to_do
from csplan.rules import settings as settings_rules
from csplan.rules.rule import Rule
from csplan.sheets.column import Column, Shown, Value, calculated, number
from csplan.sheets.sheet import Group, Owner, Shape, Sheet
from csplan.terms.vocabulary import Covered, OverallCheck, ToDo, YesNo

__all__ = ["HOME", "HOME_SERVICES", "MOST_SERVICES", "Home", "HomeService"]

MOST_SERVICES = 10
"""How many services Home has room for, unless a plan begins with more."""


def _rows(
    heading: str, meaning: str, tab: str, column: str, word: str, at: str = ""
) -> Column[float]:
    rule = counting.count_rows(f"Count the rows: {heading.lower()}.", (column, word))
    return _count(heading, meaning, tab, rule, leads_at=at or column.partition("__")[2])


def _count(
    heading: str, meaning: str, tab: str, rule: Rule[..., float], **says: str
) -> Column[float]:
    made: Column[float] = calculated(
        heading,
        rule,
        meaning,
        shown=Shown.COUNT,
        leads_to=tab,
        **says,
    )
    return made


class Home:
    """Where we are, and what is to be done."""

    home_period: Column[Value] = calculated(
        "Reporting period",
        settings_rules.period_reported,
        "Set it on Settings",
        leads_to="Settings",
        section="Where we are",
    )
    home_month: Column[Value] = calculated(
        "Budget month",
        to_do.month_reported,
        "Months of the year that the budget report covers",
        shown=Shown.COUNT,
        leads_to="Settings",
    )
    home_day: Column[Value] = calculated(
        "Report date",
        to_do.day_reported,
        "What is due before it is overdue",
        shown=Shown.DAY,
        leads_to="Settings",
    )
    home_flag: Column[str] = calculated(
        "Overall check",
        checks.check_flag,
        "What csplan found at its last run",
        marked=OverallCheck,
        leads_to="Checks",
    )
    home_checked: Column[float | str] = calculated(
        "Last run of csplan",
        checks.checked_at,
        "Save, close, and run: csplan update",
        shown=Shown.MOMENT,
        leads_to="Change log",
    )
    home_hidden: Column[str] = calculated(
        "Tabs hidden",
        to_do.tabs_hidden,
        "To see one: right-click a tab, Unhide",
        leads_to="Settings",
    )
    home_figures: Column[float] = _count(
        "Figures to type",
        "Indicators: filter To do by “Type figure”",
        "Indicators",
        counting.count_rows("Count the figures to type.", ("indicators__to_do", ToDo.FIGURE)),
        leads_at="to_do",
        section="To do",
    )
    home_words: Column[float] = _rows(
        "Reds without words",
        "Indicators: filter To do by “Say why”",
        "Indicators",
        "indicators__to_do",
        ToDo.WORDS,
    )
    home_actuals: Column[float] = _rows(
        "Budget lines without an actual",
        "Budget: type Actual to date",
        "Budget",
        "budget__to_date",
        Covered.AWAITED,
        "actual_to_date",
    )
    home_forecasts: Column[float] = _rows(
        "Budget lines without a forecast",
        "Budget: type Forecast outturn",
        "Budget",
        "budget__forecast_awaited",
        YesNo.YES,
        "forecast_outturn",
    )
    home_overdue: Column[float] = _count(
        "Actions overdue",
        "Actions: filter To do by “Overdue”",
        "Actions",
        counting.count_rows("Count the actions overdue.", ("actions__to_do", ToDo.OVERDUE)),
        leads_at="to_do",
    )
    home_undated: Column[float] = _rows(
        "Actions without a due date",
        "Filter To do: “Set a date”; Ctrl+Enter fills all",
        "Actions",
        "actions__to_do",
        ToDo.DUE_DATE,
    )
    home_ownerless: Column[float] = _rows(
        "Actions without an owner",
        "Filter Owner: blanks; Ctrl+Enter fills all",
        "Actions",
        "actions__owner_awaited",
        YesNo.YES,
        "owner",
    )
    home_check_data: Column[float] = _count(
        "Rows that say Check data",
        "A cell cannot be used as it is: see Checks",
        "Checks",
        to_do.rows_to_check,
        section="To put right",
    )
    home_look_again: Column[float] = calculated(
        "Rows marked Look again",
        to_do.rows_to_look_at,
        "Correct the figure, or confirm it on Accepted",
        shown=Shown.COUNT,
        leads_to="Indicators",
        leads_at="to_do",
        since=3,
    )
    home_errors: Column[float] = _count(
        "Errors at the last run", "Checks: the worst stand first", "Checks", checks.check_errors
    )
    home_unconfirmed: Column[float] = _count(
        "Figures to be confirmed",
        "Correct each, or confirm it on Accepted",
        "Checks",
        checks.check_unconfirmed,
    )
    home_controls: Column[float] = _count(
        "Control totals that fail",
        "Controls: what does not add up",
        "Controls",
        checks.failed_controls,
    )


HOME = Sheet(
    name="Home",
    row=Home,
    title="Home",
    purpose="Where the report stands, and what is still to be done: every count is live.",
    tab="Home",
    group=Group.START,
    shape=Shape.LABELS,
    owner=Owner.TEMPLATE,
    since=2,
)


def _of_service(
    heading: str, meaning: str, *pairs: tuple[str, str], width: float
) -> Column[float | str]:
    rule = to_do.counted_of_service(meaning, *pairs)
    return calculated(heading, rule, shown=Shown.COUNT, width=width)


class HomeService:
    """What one service has still to do.  One row of the table on Home."""

    place: Column[Value] = number(
        "No.", "The place on Services", required=True, whole=True, minimum=1, maximum=1000, width=5
    )
    ref: Column[Value] = calculated("Ref", to_do.nth_service, width=6)
    service: Column[Value] = calculated(
        "Service",
        summary.look_up("The service's name.", "services__service", "services__ref"),
        width=25,
    )
    figures: Column[float | str] = _of_service(
        "Figures to type",
        "Count the service's indicators that await a figure.",
        ("indicators__service", "ref"),
        ("indicators__to_do", ToDo.FIGURE),
        width=7.9,
    )
    words: Column[float | str] = _of_service(
        "Reds without words",
        "Count the service's Reds that nothing explains.",
        ("indicators__service", "ref"),
        ("indicators__to_do", ToDo.WORDS),
        width=8.2,
    )
    to_check: Column[float | str] = _of_service(
        "Indicators to check",
        "Count the service's indicators that say Check data.",
        ("indicators__service", "ref"),
        ("indicators__to_do", ToDo.CHECK),
        width=9.9,
    )
    overdue: Column[float | str] = _of_service(
        "Actions overdue",
        "Count the service's actions that are overdue.",
        ("actions__lead_service", "ref"),
        ("actions__to_do", ToDo.OVERDUE),
        width=8.2,
    )
    undated: Column[float | str] = _of_service(
        "Actions without a date",
        "Count the service's actions that have no due date.",
        ("actions__lead_service", "ref"),
        ("actions__to_do", ToDo.DUE_DATE),
        width=8.2,
    )
    ownerless: Column[float | str] = _of_service(
        "Actions without an owner",
        "Count the service's open actions that nobody is named for.",
        ("actions__lead_service", "ref"),
        ("actions__owner_awaited", YesNo.YES),
        width=9.6,
    )
    actuals: Column[float | str] = _of_service(
        "Lines without an actual",
        "Count the service's budget lines that await an actual.",
        ("budget__service", "ref"),
        ("budget__to_date", Covered.AWAITED),
        width=9.6,
    )
    forecasts: Column[float | str] = _of_service(
        "Lines without a forecast",
        "Count the service's budget lines that need a forecast.",
        ("budget__service", "ref"),
        ("budget__forecast_awaited", YesNo.YES),
        width=10,
    )


HOME_SERVICES = Sheet(
    name="Home_services",
    row=HomeService,
    title="By service",
    purpose="The same counts, service by service; services come from Services.",
    tab="Home",
    group=Group.START,
    owner=Owner.TEMPLATE,
    few_rows=MOST_SERVICES,
    since=2,
)
