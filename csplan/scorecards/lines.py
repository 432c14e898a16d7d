"""This module turns rows of results into the lines of a scorecard.  Knows nothing of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from csplan.looks import figures
from csplan.looks.figures import NOTHING, Figure
from csplan.looks.plain_text import plain, with_noun
from csplan.looks.style import ARROWS
from csplan.plan.plan import Results, Row
from csplan.scorecards import reasons
from csplan.scorecards.content import ActionLine, BudgetFigures, IndicatorLine
from csplan.scorecards.over_time import LongRun, decimals_of
from csplan.sheets import ACTIVITY, OUTCOMES, SERVICES
from csplan.terms.calendar import Calendar
from csplan.terms.period import day_in_words, day_of
from csplan.terms.values import CellError, Value, is_number, says
from csplan.terms.vocabulary import DataStatus, Measure, Period, State
from csplan.terms.words import Words

__all__ = ["RefNames", "action_line", "budget_line", "by_word", "day_text", "indicator_line"]

Own = TypeVar("Own")

PERIODS = tuple(Period)
_FIGURES = ("baseline", "q1_actual", "q2_actual", "q3_actual", "q4_actual")


class RefNames:
    """The names of outcomes and services by their refs, whatever the case, and the plan's words.

    With them, what each costs of all that an indicator counts, as Activity says.
    """

    def __init__(self, results: Results) -> None:
        self.words = Words.of(results.settings)
        self.calendar = Calendar.of(results.settings)
        self._names = {
            str(row["ref"]).lower(): plain(row.get(field))
            for sheet, field in ((OUTCOMES, "outcome"), (SERVICES, "service"))
            for row in results.present(sheet)
        }

        self._costs = _costs_of_each(results)

    def cost_of_each(self, ref: Value) -> str:
        """Say what each of all that an indicator counts costs a year; nothing where none does."""
        return self._costs.get(str(ref or "").lower(), "")

    def of(self, ref: Value) -> str:
        """Return the name that a ref stands for; the ref itself where there is none."""
        return self._names.get(str(ref or "").lower()) or plain(ref)


def _costs_of_each(results: Results) -> dict[str, str]:
    """Say for each indicator that Activity names what one of all that it counts costs a year."""
    is_live = says(results.settings.get("data_status"), DataStatus.LIVE)
    said: dict[str, str] = {}
    rows = [row for row in results.present(ACTIVITY) if is_number(row.get("each_of_indicator"))]
    for row in rows:
        own = [one for one in rows if says(one.get("indicator"), str(row["indicator"]))]
        name = next(filter(None, (plain(one.get("one_called")) for one in own)), "")
        made_up = any(plain(one.get("what")).lower().startswith("illustrative") for one in own)
        mark = ", illustrative" if made_up or not is_live else ""
        cost = f"{' '.join(filter(None, ('each', name)))} costs"
        pounds = figures.pounds(row["each_of_indicator"])
        said[str(row["indicator"]).lower()] = f"{cost} {pounds} a year{mark}"
    return said


def by_word(things: Iterable[Own], word_of: Callable[[Own], Value]) -> dict[str, list[Own]]:
    """Return things by the word that a cell of each says, in small letters: as `says` compares.

    >>> by_word(["KO1", "ko1", None], lambda ref: ref)
    {'ko1': ['KO1', 'ko1']}
    """
    found: dict[str, list[Own]] = {}
    for one in things:
        word = word_of(one)
        if isinstance(word, str) and type(word) is not CellError:
            found.setdefault(word.lower(), []).append(one)
    return found


def day_text(serial: Value) -> str:
    """Return a date as it is said: 31 July 2017.

    >>> day_text(42947.0), day_text(None)
    ('31 July 2017', '')
    """
    day = day_of(float(serial)) if is_number(serial) else None
    return day_in_words(day) if day else plain(serial)


def indicator_line(
    row: Row,
    names: RefNames,
    *,
    before: str,
    reached: int,
    default: Value,
    past: LongRun = LongRun(),  # noqa: B008  (frozen)
) -> IndicatorLine:
    """Return an indicator's line.

    `before` is its colour one period earlier; `reached` counts the quarters of the year so far;
    `default` is the tolerance on Settings; `past` is how the row runs over the years.
    """
    unit, decimals = row["unit"], decimals_of(row)
    actual, target, places = _against(row, "actual", "target_to_date", "rag", "tolerance_applied")
    forecast, year_target, _ = _against(
        row, "year_end_forecast", "target", "forecast_rag", "forecast_tolerance"
    )
    return IndicatorLine(
        ref=plain(row["ref"]),
        label=plain(row["indicator"]),
        group=plain(row["group"]),
        unit=plain(unit),
        polarity=plain(row["polarity"]),
        outcome=names.of(row["outcome"]),
        service=names.of(row["service"]),
        actual=actual,
        period=names.calendar.named(plain(row["period"])),
        target=target,
        year_target=year_target,
        previous=figures.in_unit(row["previous"], unit, decimals),
        variance=figures.variance(row["variance"], unit, places),
        judgement=than_target(plain(row["better_or_worse"])),
        direction=plain(row["direction"]),
        movement=_movement(row, decimals, names.calendar),
        forecast=forecast,
        forecast_basis=plain(row["forecast_basis"]),
        forecast_status=plain(row["forecast_rag"]),
        status=plain(row["rag"]),
        status_before=before,
        red_beyond=reasons.red_from(row, places),
        why=reasons.why(row, actual, target, decimals=places, default=default),
        gap=reasons.gap(row, counted=names.words.counted, each=names.cost_of_each(row["ref"])),
        commentary=plain(row.get("commentary")),
        corrective_action=plain(row.get("corrective_action")),
        trend=_trend(row, decimals, reached, names.calendar, past.points),
        priority=plain(row.get("priority")),
        duty=plain(row.get("duty")),
        year_before=past.year_before,
        direction_on_year=past.direction_on_year,
        is_real=past.is_real,
        limits=past.limits,
        path=past.path,
    )


def than_target(word: str) -> str:
    """Say what a figure is compared with, beside an arrow that compares it with another.

    >>> than_target("Worse"), than_target("On target")
    ('Worse than target', 'On target')
    """
    return f"{word} than target" if word in ("Better", "Worse") else word


def _against(
    row: Row, value: str, target: str, status: str, tolerance: str
) -> tuple[Figure, Figure, int]:
    """Return a figure and its target as they are shown, by the names of their fields."""
    return reasons.judged_figures(
        (row[value], row.get(target)),
        row,
        status=str(row[status]),
        tolerance=row[tolerance],
        decimals=decimals_of(row),
    )


def _trend(
    row: Row,
    decimals: int,
    reached: int,
    calendar: Calendar,
    earlier: tuple[tuple[str, Figure], ...],
) -> tuple[tuple[str, Figure], ...]:
    """Return earlier years' figures, or the baseline, and every quarter so far with a number.

    What counts from the year's beginning is not like the whole year that its baseline counts.
    """
    grows = row.get("measure") == Measure.CUMULATIVE
    own = tuple(
        (calendar.named(period), figures.in_unit(row.get(name), row["unit"], decimals))
        for period, name in zip(PERIODS, _FIGURES, strict=True)
        if PERIODS.index(period) <= reached and is_number(row.get(name))
        if period is not Period.BASELINE or not (earlier or grows)
    )
    return (*earlier, *own)


def _previous_period(row: Row) -> str:
    """Name the period of the previous figure."""
    quarter = row.get("quarter")
    if not is_number(quarter) or not is_number(row["previous"]):
        return ""
    for number in range(int(quarter) - 1, -1, -1):
        if is_number(row.get(_FIGURES[number])):
            return str(PERIODS[number])
    return ""


def _movement(row: Row, decimals: int, calendar: Calendar) -> str:
    """Say how the figure moved since the previous one: `rose from 50.8% at Baseline`."""
    if row["direction"] not in ARROWS:
        return ""
    before = figures.in_unit(row["previous"], row["unit"], decimals)
    if row["direction"] == "Steady":
        verb = "was"
    else:
        verb = (
            "rose from"
            if figures.number(row["actual"]) > figures.number(row["previous"])
            else "fell from"
        )
    return f"{verb} {before} at {calendar.named(_previous_period(row))}"


def action_line(row: Row, names: RefNames, *, cell: str = "") -> ActionLine:
    """Return an action's line; `cell` is where its due date is typed."""
    overdue, due = row["days_overdue"], day_text(row.get("due"))
    late = is_number(overdue) and figures.number(overdue) > 0
    return ActionLine(
        ref=plain(row["ref"]),
        action=plain(row["action"]),
        we_will=plain(row.get("we_will")),
        outcome=names.of(row["outcome"]),
        service=names.of(row["lead_service"]),
        due=due or "No date",
        percent_complete=figures.percent(row.get("percent_complete"), 0),
        status=plain(row["brag"]),
        days_overdue=figures.count(overdue) if late else NOTHING,
        timing=f"{with_noun(int(figures.number(overdue)), 'day')} overdue" if late else "",
        commentary=plain(row.get("commentary")),
        outcome_ref=plain(row["outcome"]),
        cell=cell,
    )


def budget_line(row: Row) -> BudgetFigures:
    """Return a budget line."""
    usable = row["row_check"] == "OK"
    return BudgetFigures(
        ref=plain(row["ref"]),
        heading=plain(row["heading"]),
        kind=plain(row["kind"]),
        original=figures.pounds(row.get("original_budget") if row["line_check"] == "OK" else ""),
        revised=figures.pounds(row["revised_budget"]),
        profile=figures.pounds(row["profile_to_date"]),
        actual=figures.pounds(row.get("actual_to_date")),
        variance_to_date=figures.signed_pounds(row["variance_to_date"]),
        forecast=figures.pounds(row.get("forecast_used")),
        variance=figures.signed_pounds(row["forecast_variance"]),
        percent_variance=figures.percent(row["percent_variance"], plus=True),
        favourability=plain(row["favourability"]),
        status=plain(row["rag"]) if usable else State.CHECK_DATA,
        note=plain(row["explain"]),
        commentary=plain(row.get("commentary")),
    )
