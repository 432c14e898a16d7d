"""This module sets out a budget as blocks: its lines with their total, and the whole as bars.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from csplan.looks.figures import Figure
from csplan.scorecards.blocks import (
    Across,
    Bar,
    Bars,
    Chart,
    ChartKind,
    Field,
    Name,
    Note,
    Role,
    Room,
    Section,
    Status,
    Sum,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    table_of,
)
from csplan.scorecards.content import Budget, BudgetFigures

__all__ = [
    "BEFORE_REVISED",
    "JUDGED",
    "OVER_BUDGET",
    "REVISED",
    "SIGNS",
    "TO_DATE",
    "budget_bar",
    "budget_section",
    "revised_notes",
]

SIGNS = "Income is negative; a positive variance is adverse."

JUDGED = "Adverse or favourable"

OVER_BUDGET = Across("Forecast variance", plus=("Forecast outturn",), minus=("Revised budget",))

TO_DATE = Across("Variance to date", plus=("Actual to date",), minus=("Profile to date",))

REVISED = Across("Revised budget", plus=("Original budget", "Net virement", "Funded changes"))

BEFORE_REVISED = ("Original budget", "Net virement", "Funded changes")


def _money(
    heading: str, of: Callable[[BudgetFigures], Figure], *, detail: bool = False
) -> Field[BudgetFigures]:
    return Field(TableColumn(heading, Room.MONEY, detail=detail), lambda line: TableCell(of(line)))


_BUDGET: tuple[Field[BudgetFigures], ...] = (
    Field(
        TableColumn("Heading", Room.NAME, under=("Commentary", "Usual outturn")),
        lambda line: TableCell(Name(line.ref, line.heading), (line.commentary, line.usually)),
    ),
    _money("Original budget", lambda line: line.original, detail=True),
    _money("Revised budget", lambda line: line.revised),
    _money("Profile to date", lambda line: line.profile),
    _money("Actual to date", lambda line: line.actual),
    _money("Variance to date", lambda line: line.variance_to_date),
    _money("Forecast outturn", lambda line: line.forecast),
    _money("Forecast variance", lambda line: line.variance),
    Field(TableColumn("% variance", Room.SHORT), lambda line: TableCell(line.percent_variance)),
    Field(
        TableColumn(JUDGED, Room.WORD, under=("Note",)),
        lambda line: TableCell(line.favourability or "–", (line.note,)),
    ),
    Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
)

_SUMMED = (
    "Original budget",
    "Revised budget",
    "Profile to date",
    "Actual to date",
    "Variance to date",
    "Forecast outturn",
    "Forecast variance",
)


def budget_section(budget: Budget) -> Section:
    """Return the budget lines of a service, or the services of the directorate, with the total."""
    table = Table(
        key="budget",
        sheet="Budget",
        caption=f"Month {budget.month} of 12. {SIGNS}",
        columns=(),
        rows=(),
        sums=(Sum(len(budget.lines), tuple(range(len(budget.lines))), _SUMMED),),
        across=(OVER_BUDGET, TO_DATE),
    )

    def row(line: BudgetFigures) -> TableRow:
        role = Role.TOTAL if line is budget.total else Role.LINE if line.status else Role.PART
        return TableRow((), role=role, tags=(line.status,) if line.status else ())

    lines = (*budget.lines, budget.total, *budget.below)
    whole = table_of(table, _BUDGET, lines, row=row)
    return Section(key="budget", title="Revenue budget", blocks=(*revised_notes(budget), whole))


def revised_notes(budget: Budget) -> Iterator[Note]:
    """Say which lines are shown as they were closed, and what was revised since."""
    if budget.revised:
        yield Note(" ".join(budget.revised), label="Shown as closed:", tone=Tone.WARNING)


_SHOWN: tuple[tuple[str, str, Callable[[BudgetFigures], Figure]], ...] = (
    ("Revised budget", "budget", lambda line: line.revised),
    ("Actual to date", "actual", lambda line: line.actual),
    ("Forecast outturn", "forecast", lambda line: line.forecast),
)


def budget_bar(budget: Budget) -> Table:
    """Return the whole budget as bars on one axis, with its figures."""
    total = budget.total
    drawn = [(kind, of(total)) for _, kind, of in _SHOWN]
    values = [figure.value or 0.0 for _, figure in drawn]
    chart = Chart(
        ChartKind.BESIDE,
        "Net budget, actual to date and forecast",
        tuple((heading, kind) for heading, kind, _ in _SHOWN),
        low=min(0.0, *values),
        high=max(0.0, *values),
    )
    bars = Bars(tuple(Bar(kind, 0.0, figure.value or 0.0) for kind, figure in drawn))
    fields: tuple[Field[BudgetFigures], ...] = (
        Field(TableColumn("The money", Room.NAME), lambda line: TableCell(Name("", line.heading))),
        *(_money(heading, of) for heading, _, of in _SHOWN),
        _money("Forecast variance", lambda line: line.variance),
        Field(TableColumn("% variance", Room.SHORT), lambda line: TableCell(line.percent_variance)),
        Field(
            TableColumn("Budget grey, actual light, forecast dark", Room.BAR, chart=chart),
            lambda _: TableCell(bars),
        ),
        Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
    )
    table = Table(
        key="money",
        caption="",
        about=f"The net budget in month {budget.month} of 12",
        columns=(),
        rows=(),
        across=(OVER_BUDGET,),
    )
    return table_of(table, fields, (total,))
