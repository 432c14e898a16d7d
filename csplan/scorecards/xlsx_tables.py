"""This module says which tables a scorecard's workbook has, and which columns stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from csplan.scorecards.content import IndicatorLine, Scorecard, SubjectKind
from csplan.scorecards.figures import Figure
from csplan.scorecards.style import ARROWS, PALETTE
from csplan.scorecards.xlsx_sheet import FIRST_TABLE_ROW, Book, Drawn, Field, Status, written_table

__all__ = ["detail_sheets"]

_PERIODS = ("Baseline", "Q1", "Q2", "Q3", "Q4")


def detail_sheets(book: Book) -> None:
    """Write every sheet after the headline that has anything to show."""
    scorecard = book.scorecard
    if scorecard.exceptions:
        written_table(
            book, "Exceptions", _exceptions_title(scorecard), _EXCEPTIONS, scorecard.exceptions
        )
    if scorecard.indicators:
        _indicators(book)
    spoken = [line for line in scorecard.indicators if line.commentary or line.corrective_action]
    if spoken:
        written_table(book, "Commentary", "Commentary and corrective action", _COMMENTARY, spoken)
    if scorecard.budget:
        title = f"Revenue budget, month {scorecard.budget.month} of 12"
        written_table(
            book, "Budget", title, _BUDGET, scorecard.budget.lines, total=scorecard.budget.total
        )
    if scorecard.actions:
        written_table(book, "Actions", _actions_title(scorecard), _ACTIONS, scorecard.actions)
    if scorecard.subject.kind is SubjectKind.DIRECTORATE:
        written_table(
            book, "Outcomes", "Outcomes, priorities and strategies", _OUTCOMES, scorecard.outcomes
        )
    if scorecard.awaited:
        written_table(
            book, "Awaited", "What is awaited, and from whom", _AWAITED, scorecard.awaited
        )
    if scorecard.to_check:
        written_table(book, "To check", "Errors to put right", _TO_CHECK, scorecard.to_check)
    if scorecard.indicators:
        written_table(book, "Trend", "Figures by quarter", _TREND, scorecard.indicators)


def _exceptions_title(scorecard: Scorecard) -> str:
    title = "Red, worsening, overdue or over budget: what matters most first"
    if scorecard.exceptions_left_out:
        title += f" ({scorecard.exceptions_left_out} more in the exceptions report)"
    return title


def _actions_title(scorecard: Scorecard) -> str:
    if scorecard.actions_left_out:
        return f"Actions that need attention ({scorecard.actions_left_out} others not shown)"
    return "Actions, overdue first"


def _indicators(book: Book) -> None:
    """Write the indicators with a sparkline each, drawn from the sheet Trend."""
    lines = book.scorecard.indicators
    fields = [f for f in _INDICATORS if f.heading != "Forecast" or _any_forecast(lines)]
    fields = [f for f in fields if f.heading != "Forecast colour" or _any_forecast(lines)]
    sheet = written_table(book, "Indicators", "Performance indicators", fields, lines)
    column = [field.heading for field in fields].index("Trend")
    for number, line in enumerate(lines):
        if len(line.trend) > 1:
            row = FIRST_TABLE_ROW + 1 + number
            _sparkline(sheet, row, column, f"Trend!C{row + 1}:G{row + 1}")


def _any_forecast(lines: Sequence[IndicatorLine]) -> bool:
    return any(line.forecast.value is not None for line in lines)


def _sparkline(sheet: Drawn, row: int, column: int, cells: str) -> None:
    sheet.add_sparkline(
        row,
        column,
        {
            "range": cells,
            "markers": True,
            "series_color": f"#{PALETTE['quiet']}",
            "markers_color": f"#{PALETTE['quiet']}",
            "last_color": f"#{PALETTE['ink']}",
            "last_point": True,
        },
    )


def _arrow(direction: str) -> str:
    return f"{ARROWS.get(direction, '')} {direction}".strip()


def _of_period(period: str, line: IndicatorLine) -> Figure:
    return dict(line.trend).get(period, Figure(""))


_INDICATORS = (
    Field("Ref", 9, lambda line: line.ref),
    Field("Indicator", 50, lambda line: line.name),
    Field("Unit", 10, lambda line: line.unit, quiet=True),
    Field("Status", 14, lambda line: Status(line.status)),
    Field("Period", 9, lambda line: line.period, quiet=True),
    Field("Actual", 11, lambda line: line.actual),
    Field("Target to date", 11, lambda line: line.target),
    Field("Variance", 17, lambda line: line.variance),
    Field("Better or worse", 10, lambda line: line.judgement),
    Field("Previous", 11, lambda line: line.previous, quiet=True),
    Field("Direction of travel", 15, lambda line: _arrow(line.direction)),
    Field("Trend", 13, lambda _line: ""),
    Field("Forecast", 11, lambda line: line.forecast),
    Field("Forecast colour", 14, lambda line: Status(line.forecast_status)),
    Field("Year's target", 11, lambda line: line.year_target),
    Field("Red beyond", 19, lambda line: line.red_beyond, quiet=True),
    Field("Service", 18, lambda line: line.service, quiet=True),
)
_EXCEPTIONS = (
    Field("Ref", 9, lambda line: line.ref),
    Field("What", 38, lambda line: line.name),
    Field("Status", 12, lambda line: Status(line.status)),
    Field("Actual or forecast", 12, lambda line: line.actual),
    Field("Target or budget", 12, lambda line: line.target),
    Field("Variance", 15, lambda line: line.variance),
    Field("Judgement", 11, lambda line: line.judgement),
    Field("Direction of travel", 13, lambda line: _arrow(line.direction)),
    Field("Why this colour", 44, lambda line: line.why),
    Field("Gap", 20, lambda line: line.gap),
    Field("Commentary", 44, lambda line: line.commentary),
    Field("Corrective action", 34, lambda line: line.corrective_action),
    Field("Service", 16, lambda line: line.service, quiet=True),
)
_COMMENTARY = (
    Field("Ref", 9, lambda line: line.ref),
    Field("Indicator", 44, lambda line: line.name),
    Field("Status", 14, lambda line: Status(line.status)),
    Field("Commentary", 80, lambda line: line.commentary),
    Field("Corrective action", 50, lambda line: line.corrective_action),
)
_BUDGET = (
    Field("Ref", 8, lambda line: line.ref),
    Field("Heading", 36, lambda line: line.heading),
    Field("Original budget", 15, lambda line: line.original, quiet=True),
    Field("Revised budget", 15, lambda line: line.revised),
    Field("Profile to date", 15, lambda line: line.profile, quiet=True),
    Field("Actual to date", 15, lambda line: line.actual),
    Field("Variance to date", 14, lambda line: line.variance_to_date, quiet=True),
    Field("Forecast outturn", 15, lambda line: line.forecast),
    Field("Forecast variance", 14, lambda line: line.variance),
    Field("% variance", 10, lambda line: line.percent_variance),
    Field("Adverse or favourable", 13, lambda line: line.favourability),
    Field("Status", 13, lambda line: Status(line.status)),
    Field("Note", 10, lambda line: line.note),
    Field("Commentary", 40, lambda line: line.commentary),
)
_ACTIONS = (
    Field("Ref", 9, lambda line: line.ref),
    Field("Action", 60, lambda line: line.action),
    Field("We will", 34, lambda line: line.we_will, quiet=True),
    Field("Status", 14, lambda line: Status(line.status)),
    Field("Due", 15, lambda line: line.due),
    Field("Days overdue", 10, lambda line: line.days_overdue),
    Field("% complete", 10, lambda line: line.percent_complete),
    Field("Commentary", 40, lambda line: line.commentary),
    Field("Outcome", 30, lambda line: line.outcome, quiet=True),
    Field("Lead service", 20, lambda line: line.service, quiet=True),
)
_OUTCOMES = (
    Field("Ref", 8, lambda line: line.ref),
    Field("Outcome", 62, lambda line: line.name),
    Field("Kind", 14, lambda line: line.kind, quiet=True),
    Field("Overall status", 16, lambda line: Status(line.status)),
    Field("Indicators Red", 11, lambda line: line.counts.red),
    Field("Indicators Amber", 11, lambda line: line.counts.amber),
    Field("Indicators Green", 11, lambda line: line.counts.green),
    Field("Indicators rated", 11, lambda line: line.counts.rated),
    Field("Indicators", 11, lambda line: line.counts.total),
    Field("Actions Red", 10, lambda line: line.actions_red),
    Field("Actions", 10, lambda line: line.actions),
)
_AWAITED = (
    Field("From", 34, lambda line: line.whom),
    Field("What", 34, lambda line: line.what),
    Field("How many", 10, lambda line: line.count),
    Field("Refs", 80, lambda line: line.refs),
    Field("Service", 28, lambda line: line.service, quiet=True),
)
_TO_CHECK = (
    Field("Ref", 10, lambda line: line.ref),
    Field("Cell", 18, lambda line: line.place),
    Field("What and why", 70, lambda line: line.message),
    Field("What to do", 60, lambda line: line.fix),
)
_TREND = (
    Field("Ref", 9, lambda line: line.ref),
    Field("Indicator", 60, lambda line: line.name),
    *(Field(period, 12, partial(_of_period, period)) for period in _PERIODS),
    Field("Target to date", 12, lambda line: line.target),
    Field("Year's target", 12, lambda line: line.year_target),
)
