"""This module says which tables a scorecard's workbook has, and which columns stand in them."""

from __future__ import annotations

from functools import partial

from csplan.looks.figures import Figure
from csplan.looks.style import ARROWS, PALETTE
from csplan.scorecards.content import ExceptionLine, IndicatorLine, Scorecard, SubjectKind
from csplan.scorecards.xlsx_finance import finance_sheets
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
    finance_sheets(book)
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
    sheet, fields = written_table(book, "Indicators", "Performance indicators", _INDICATORS, lines)
    column = [field.heading for field in fields].index("Trend")
    for number, line in enumerate(lines):
        if len(line.trend) > 1:
            row = FIRST_TABLE_ROW + 1 + number
            _sparkline(sheet, row, column, f"Trend!C{row + 1}:G{row + 1}")


def _sparkline(sheet: Drawn, row: int, column: int, cells: str) -> None:
    sheet.add_sparkline(
        row,
        column,
        {
            "range": cells,
            "series_color": f"#{PALETTE['quiet']}",
            "weight": 1.5,
            "last_color": f"#{PALETTE['ink']}",
            "last_point": True,
        },
    )


def _arrow(direction: str) -> str:
    return f"{ARROWS.get(direction, '')} {direction}".strip()


def _with_unit(line: IndicatorLine) -> str:
    """Return an indicator's name, with its unit where the figures do not show it."""
    return line.name if line.unit in ("%", "number", "£") else f"{line.name} ({line.unit})"


def _forecast_status(line: IndicatorLine) -> Status | str:
    return Status(line.forecast_status) if line.forecast.value is not None else ""


def _said(line: ExceptionLine) -> str:
    """Return commentary and corrective action in full."""
    action = f"Corrective action: {line.corrective_action}" if line.corrective_action else ""
    return "\n".join(text for text in (line.commentary, action) if text)


def _of_period(period: str, line: IndicatorLine) -> Figure:
    return dict(line.trend).get(period, Figure(""))


_INDICATORS = (
    Field("Ref", 9.5, lambda line: line.ref),
    Field("Indicator", 46, _with_unit),
    Field("Status", 14, lambda line: Status(line.status)),
    Field("Period", 9, lambda line: line.period, quiet=True),
    Field("Actual", 9, lambda line: line.actual, right=True),
    Field("Target to date", 9, lambda line: line.target, right=True),
    Field("Variance", 16, lambda line: line.variance, right=True),
    Field("Better or worse", 10, lambda line: line.judgement),
    Field("Direction of travel", 15, lambda line: _arrow(line.direction)),
    Field("Trend", 13, lambda _line: ""),
    Field("Forecast", 9.5, lambda line: line.forecast, right=True, optional=True),
    Field("Forecast colour", 13, _forecast_status, optional=True),
    Field("Year's target", 9.5, lambda line: line.year_target, right=True),
    Field("Red beyond", 18, lambda line: line.red_beyond, quiet=True),
)
_EXCEPTIONS = (
    Field("Ref", 9.5, lambda line: line.ref),
    Field("What", 38, lambda line: line.name),
    Field("Status", 11, lambda line: Status(line.status)),
    Field("Actual or forecast", 12, lambda line: line.actual, right=True),
    Field("Target or budget", 12, lambda line: line.target, right=True),
    Field("Variance", 15, lambda line: line.variance, right=True),
    Field("Judgement", 12, lambda line: line.judgement),
    Field("Direction of travel", 13, lambda line: _arrow(line.direction), optional=True),
    Field("Why this colour", 42, lambda line: line.why),
    Field("Gap", 18, lambda line: line.gap, optional=True),
    Field("Commentary and corrective action", 46, _said, optional=True),
    Field("Service", 17, lambda line: line.service, quiet=True),
)
_COMMENTARY = (
    Field("Ref", 9.5, lambda line: line.ref),
    Field("Indicator", 44, lambda line: line.name),
    Field("Status", 14, lambda line: Status(line.status)),
    Field("Commentary", 80, lambda line: line.commentary),
    Field("Corrective action", 50, lambda line: line.corrective_action),
)
_BUDGET = (
    Field("Ref", 9.5, lambda line: line.ref),
    Field("Heading", 36, lambda line: line.heading),
    Field("Original budget", 14, lambda line: line.original, quiet=True, right=True),
    Field("Revised budget", 15, lambda line: line.revised, right=True),
    Field("Profile to date", 15, lambda line: line.profile, quiet=True, right=True),
    Field("Actual to date", 15, lambda line: line.actual, right=True),
    Field("Variance to date", 14, lambda line: line.variance_to_date, quiet=True, right=True),
    Field("Forecast outturn", 15, lambda line: line.forecast, right=True),
    Field("Forecast variance", 14, lambda line: line.variance, right=True),
    Field("% variance", 10, lambda line: line.percent_variance, right=True),
    Field("Adverse or favourable", 13, lambda line: line.favourability),
    Field("Status", 13, lambda line: Status(line.status)),
    Field("Note", 10, lambda line: line.note, optional=True),
    Field("Commentary", 40, lambda line: line.commentary, optional=True),
)
_ACTIONS = (
    Field("Ref", 9.5, lambda line: line.ref),
    Field("Action", 60, lambda line: line.action),
    Field("We will", 34, lambda line: line.we_will, quiet=True),
    Field("Status", 14, lambda line: Status(line.status)),
    Field("Due", 15, lambda line: line.due),
    Field("Days overdue", 10, lambda line: line.days_overdue, right=True),
    Field("% complete", 10, lambda line: line.percent_complete, right=True),
    Field("Commentary", 40, lambda line: line.commentary, optional=True),
    Field("Outcome", 30, lambda line: line.outcome, quiet=True),
    Field("Lead service", 20, lambda line: line.service, quiet=True),
)
_OUTCOMES = (
    Field("Ref", 9.5, lambda line: line.ref),
    Field("Outcome", 62, lambda line: line.name),
    Field("Kind", 14, lambda line: line.kind, quiet=True),
    Field("Overall status", 16, lambda line: Status(line.status)),
    Field("Indicators Red", 11, lambda line: line.counts.red, right=True),
    Field("Indicators Amber", 11, lambda line: line.counts.amber, right=True),
    Field("Indicators Green", 11, lambda line: line.counts.green, right=True),
    Field("Indicators rated", 11, lambda line: line.counts.rated, right=True),
    Field("Indicators", 11, lambda line: line.counts.total, right=True),
    Field("Actions Red", 10, lambda line: line.actions_red, right=True),
    Field("Actions", 10, lambda line: line.actions, right=True),
)
_AWAITED = (
    Field("From", 34, lambda line: line.whom),
    Field("What", 34, lambda line: line.what),
    Field("How many", 10, lambda line: line.count, right=True),
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
    Field("Ref", 9.5, lambda line: line.ref),
    Field("Indicator", 60, lambda line: line.name),
    *(Field(period, 12, partial(_of_period, period), right=True) for period in _PERIODS),
    Field("Target to date", 12, lambda line: line.target, right=True),
    Field("Year's target", 12, lambda line: line.year_target, right=True),
)
