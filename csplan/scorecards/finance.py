"""This module gathers the finance pages: totals, bridge, savings, capital, largest variances.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
Knows nothing of pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from csplan.looks import figures
from csplan.looks.figures import NOTHING, Figure
from csplan.looks.plain_text import plain
from csplan.plan.as_closed import OfToday
from csplan.plan.plan import Results, Row
from csplan.sheets import (
    ACTIVITY,
    BUDGET,
    CAPITAL,
    CONTROL_TOTALS,
    FINANCE,
    GRANTS,
    MEDIUM_TERM,
    MEDIUM_TERM_YEARS,
    PRESSURES,
    SAVINGS,
    SERVICES,
)
from csplan.terms.number import excel_round, in_pounds
from csplan.terms.period import day_in_words, day_of
from csplan.terms.records import dataclass
from csplan.terms.values import Value, figure, is_number, says
from csplan.terms.vocabulary import ControlResult, ControlScope, FinanceView, Rag, State

__all__ = ["Finance", "FinanceRow", "finance_of"]

_MOST = 10
_ORDER = ("Red", "Amber", State.CHECK_DATA, "Awaiting data", "Green", "Blue")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceRow:
    """One row of a finance page: what it is about, its figures in order, and how it stands."""

    ref: str
    name: str
    figures: tuple[Figure, ...]
    status: str = ""
    said: str = ""
    more: str = ""
    covers: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance:
    """The finance pages of the directorate, or of one service."""

    totals: tuple[FinanceRow, ...]
    bridge: tuple[FinanceRow, ...]
    variances: tuple[FinanceRow, ...]
    savings: tuple[FinanceRow, ...]
    activity: tuple[FinanceRow, ...]
    schemes: tuple[FinanceRow, ...]
    grants: tuple[FinanceRow, ...]
    medium_term: tuple[FinanceRow, ...]
    rounded: str = ""
    """By how much the bridge ends beside the sum of the budget lines, where that is rounding."""
    of_today: OfToday | None = None


def finance_of(results: Results, today: OfToday | None, service: str = "") -> Finance:
    """Return the finance pages of a service, or of the whole department; `today` as `of_today`."""
    return Finance(
        totals=() if service else tuple(_totals(results)),
        bridge=() if service else tuple(_bridge(results)),
        variances=tuple(_variances(results, service)),
        savings=tuple(_savings(results, service)),
        activity=tuple(_activity(results, service)),
        schemes=() if service else tuple(_schemes(results)),
        grants=() if service else tuple(_grants(results)),
        medium_term=() if service else tuple(_medium_term(results)),
        rounded="" if service else _rounded(results),
        of_today=today,
    )


def _rounded(results: Results) -> str:
    """Say how the bridge's end differs from the budget lines by rounding, if it does."""
    for row in results.table(CONTROL_TOTALS):
        if (
            row.get("scope") == ControlScope.BRIDGE_BUDGET
            and row.get("result") == ControlResult.ROUNDING
        ):
            over = figure(row["workbook_total"])
            way = "more" if over < 0 else "less"
            return f"The budget lines add up to {in_pounds(abs(over))} {way}, by rounding."
    return ""


def _totals(results: Results) -> list[FinanceRow]:
    """Return the totals by service, gross and income, heading and group."""
    return [
        FinanceRow(
            ref=plain(row.get("view")),
            name=plain(row.get("name")),
            figures=(
                *(figures.pounds(row.get(n)) for n in ("original_budget",)),
                *(figures.signed_pounds(row.get(n)) for n in ("net_virement", "funded_changes")),
                figures.pounds(row.get("revised_budget")),
                *_to_date(row),
                figures.pounds(row.get("forecast_outturn")),
                figures.signed_pounds(_complete(row, "forecast_variance")),
                figures.percent(row.get("percent_variance"), plus=True),
                figures.signed_pounds(row.get("movement")),
            ),
            status=plain(row.get("rag")),
            said=plain(row.get("favourability")),
            more=f"{row.get('level')}{', explain' if row.get('explain') else ''}",
            covers=_covers(row),
            without=_without(row),
        )
        for row in results.table(FINANCE)
        if is_number(row.get("revised_budget"))
    ]


def _to_date(row: Row) -> tuple[Figure, Figure, Figure]:
    """Return profile, actual and variance to date, all over the lines that have an actual."""
    if not row.get("lines_counted"):
        return NOTHING, NOTHING, NOTHING
    return (
        figures.pounds(row["profile_to_date"]),
        figures.pounds(row["actual_to_date"]),
        figures.signed_pounds(row["variance_to_date"]),
    )


def _complete(row: Row, name: str) -> Value:
    """Return a figure of the forecast once the forecast is over every line."""
    return row.get(name) if is_number(row.get("forecast_outturn")) else ""


def _covers(row: Row) -> str:
    """Say over how many lines a total is, where that is not all of them."""
    partial = {
        "To date": row.get("to_date_covers") if row.get("lines_counted") else "",
        "Forecast": row.get("forecast_covers"),
        "Movement": row.get("movement_covers") if row.get("lines_compared") else "",
    }
    found = [
        f"{what} {text}"
        for what, text in partial.items()
        if isinstance(text, str) and text.startswith("so far")
    ]
    left = row.get("profile_left_out")
    if found and found[0].startswith("To date") and is_number(left) and left:
        found[0] += f", profile {figures.pounds(left)} left out"
    return "; ".join(found)


def _without(row: Row) -> str:
    """Name the unallocated budgets that a total counts as delivered, and its variance without."""
    amount, variance = row.get("unallocated"), _complete(row, "variance_without")
    if not is_number(amount) or not amount or says(row.get("view"), FinanceView.UNALLOCATED):
        return ""
    counted = f"{figures.pounds(amount)} of it is unallocated"
    if not is_number(variance):
        return counted
    return f"{counted}; without that, variance {figures.signed_pounds(variance)}"


def _bridge(results: Results) -> list[FinanceRow]:
    """Return the steps from last year's budget to this year's."""
    names = ("bridge_amount", "bridge_level", "bar_base", "bar_total", "bar_rise", "bar_fall")
    return [
        FinanceRow(
            ref=plain(row["ref"]),
            name=plain(row.get("change")),
            figures=tuple(figures.pounds(row.get(name)) for name in names),
            said=plain(row.get("basis")),
            more=plain(row.get("lasts")),
        )
        for row in results.present(PRESSURES)
        if is_number(row.get("bridge_level"))
    ]


def _variances(results: Results, service: str) -> list[FinanceRow]:
    """Return the largest forecast variances, over and under, with what explains them."""
    rows = [
        row
        for row in results.present(BUDGET)
        if is_number(row.get("forecast_variance")) and row["forecast_variance"] != 0
    ]
    rows = [row for row in rows if not service or _is(row, service)]
    rows.sort(key=lambda row: -abs(_number(row, "forecast_variance")))
    services = {str(row["ref"]).lower(): plain(row["service"]) for row in results.present(SERVICES)}
    return [
        FinanceRow(
            ref=plain(row["ref"]),
            name=", ".join(filter(None, (plain(row.get("heading")), _named(row, services)))),
            figures=(
                figures.pounds(row.get("revised_budget")),
                figures.pounds(row.get("forecast_used")),
                figures.signed_pounds(row.get("forecast_variance")),
                figures.percent(row.get("percent_variance"), plus=True),
                figures.signed_pounds(row.get("movement")),
            ),
            status=plain(row.get("rag")),
            said=plain(row.get("commentary")) or "No explanation yet",
            more="; ".join(filter(None, (plain(row.get(n)) for n in ("mitigation", "recurrence")))),
        )
        for row in rows[:_MOST]
    ]


def _named(row: Row, services: Mapping[str, str]) -> str:
    """Return the name of a line's service; its ref where no service has it."""
    ref = plain(row.get("service"))
    return services.get(ref.lower(), ref)


def _number(row: Row, name: str) -> float:
    value = row.get(name)
    return float(value) if is_number(value) else 0.0


def _is(row: Row, service: str) -> bool:
    value = row.get("service")
    return isinstance(value, str) and says(value, service)


def _activity(results: Results, service: str) -> list[FinanceRow]:
    """Return what demand-led lines buy, with how volume, mix and price make the variance."""
    lines = {str(row["ref"]).lower(): row for row in results.present(BUDGET)}
    names = ("planned_cost", "expected_cost")
    parts = ("cost_variance", "volume_variance", "mix_variance", "price_variance")
    return [
        FinanceRow(
            ref=plain(row["ref"]),
            name=f"{plain(row.get('line'))}: {plain(row.get('what'))}",
            figures=(
                *(figures.pounds(row.get(name)) for name in names),
                *(figures.signed_pounds(row.get(name)) for name in parts),
                figures.pounds(row.get("cost_each")),
            ),
            said=plain(row.get("commentary")),
        )
        for row in results.present(ACTIVITY)
        if is_number(row.get("planned_cost"))
        and (not service or _is(lines.get(str(row["line"]).lower(), {}), service))
    ]


def _savings(results: Results, service: str) -> list[FinanceRow]:
    """Return the savings tracker, worst first."""
    rows = [row for row in results.present(SAVINGS) if not service or _is(row, service)]
    rows.sort(key=lambda row: _ORDER.index(str(row["brag"])) if row["brag"] in _ORDER else 0)
    parts = ("approved", "delivered", "on_track", "at_risk", "unachievable")
    rest = ("one_off_replacement", "not_covered", "full_year_effect")
    return [
        FinanceRow(
            ref=plain(row["ref"]),
            name=plain(row.get("saving")),
            figures=(
                *(figures.pounds(row.get(name)) for name in parts),
                figures.signed_pounds(_beyond(row)),
                *(figures.pounds(row.get(name)) for name in rest),
            ),
            status=plain(row.get("brag")),
            said=plain(row.get("commentary")),
        )
        for row in rows
    ]


def _beyond(row: Row) -> Value:
    """Return by how much a saving's parts are not what was approved: over-delivery, or a slip."""
    over, off = row.get("over_delivery"), row.get("parts_difference")
    return excel_round(over + off, 2) if is_number(over) and is_number(off) else ""


def _schemes(results: Results) -> list[FinanceRow]:
    """Return the capital schemes."""
    return [
        FinanceRow(
            ref=plain(row["ref"]),
            name=plain(row.get("scheme")),
            figures=(
                *(figures.pounds(row.get(n)) for n in ("approved", "spent_to_date", "forecast")),
                figures.signed_pounds(row.get("capital_variance")),
                *(figures.pounds(row.get(n)) for n in ("acceleration", "slippage")),
                figures.signed_pounds(row.get("true_variance")),
                figures.signed_pounds(row.get("scheme_variance") if _over_years(row) else None),
            ),
            covers=_milestone(row),
            said=plain(row.get("favourability")),
            more=plain(row.get("commentary")),
        )
        for row in results.present(CAPITAL)
    ]


def _grants(results: Results) -> list[FinanceRow]:
    """Return the ring-fenced grants, which are outside the net budget."""
    return [
        FinanceRow(
            ref=plain(row["ref"]),
            name=plain(row.get("grant")),
            figures=(
                *(figures.pounds(row.get(n)) for n in ("allocation", "spent_to_date", "forecast")),
                figures.signed_pounds(row.get("grant_variance")),
                *(
                    figures.signed_pounds(row.get(n))
                    for n in ("brought_forward", "carried_forward")
                ),
            ),
            said=plain(row.get("grant_balance")) or "The plan prints no amount",
        )
        for row in results.present(GRANTS)
    ]


def _over_years(row: Row) -> bool:
    """Say whether a scheme has figures of later years."""
    later = ("approved_2", "approved_3", "forecast_2", "forecast_3")
    return any(is_number(row.get(name)) for name in later)


def _milestone(row: Row) -> str:
    """Name a scheme's next milestone, by when, and how it stands."""
    name, due = plain(row.get("milestone")), row.get("milestone_due")
    if not name:
        return ""
    stands = str(row.get("milestone_status"))
    said = "reached" if stands == Rag.BLUE else "overdue" if stands == Rag.RED else ""
    day = day_of(due) if is_number(due) else None
    by = f"due {day_in_words(day)}" if day else ""
    return ", ".join(part for part in (name, by, said) if part)


def _medium_term(results: Results) -> list[FinanceRow]:
    """Return the five years of the budget, where steps of any are given."""
    if not results.present(MEDIUM_TERM):
        return []
    changes = ("pressures", "savings", "savings_in_full")
    return [
        FinanceRow(
            ref=plain(row.get("year")),
            name="",
            figures=(
                figures.pounds(row.get("base")),
                *(figures.signed_pounds(row.get(name)) for name in changes),
                *(figures.pounds(row.get(name)) for name in ("needed", "funding", "gap")),
                figures.pounds(row.get("one_percent")),
            ),
        )
        for row in results.table(MEDIUM_TERM_YEARS)
        if is_number(row.get("needed"))
    ]
