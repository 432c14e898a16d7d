"""This module sets out the money as blocks: budgets, totals, bridge, savings, capital, grants.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from csplan.looks import figures
from csplan.looks.figures import Figure
from csplan.looks.plain_text import plain
from csplan.plan.as_closed import TABS_NOT_KEPT
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
from csplan.scorecards.content import Budget, BudgetFigures, Scorecard, SubjectKind
from csplan.scorecards.finance import Finance, FinanceRow
from csplan.terms.vocabulary import BudgetLevel
from csplan.terms.words import Words, capital, plural

__all__ = ["budget_section", "finance_section"]

_SIGNS = "Income is negative; a positive variance is adverse."
_JUDGED = "Adverse or favourable"
_OVER = Across("Forecast variance", plus=("Forecast outturn",), minus=("Revised budget",))
_TO_DATE = Across("Variance to date", plus=("Actual to date",), minus=("Profile to date",))
_REVISED = Across("Revised budget", plus=("Original budget", "Net virement", "Funded changes"))
_BEFORE_REVISED = ("Original budget", "Net virement", "Funded changes")
_STEP = 5_000_000
_TABS = {"Bridge": "Pressures"}
"""The tab of the plan that a table's rows stand on, where it is called otherwise."""
_MOST_NAMED = 8


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
        TableColumn(_JUDGED, Room.WORD, under=("Note",)),
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
        caption=f"Month {budget.month} of 12. {_SIGNS}",
        columns=(),
        rows=(),
        sums=(Sum(len(budget.lines), tuple(range(len(budget.lines))), _SUMMED),),
        across=(_OVER, _TO_DATE),
    )

    def row(line: BudgetFigures) -> TableRow:
        role = Role.TOTAL if line is budget.total else Role.LINE if line.status else Role.PART
        return TableRow((), role=role, tags=(line.status,) if line.status else ())

    lines = (*budget.lines, budget.total, *budget.below)
    whole = table_of(table, _BUDGET, lines, row=row)
    return Section(key="budget", title="Revenue budget", blocks=(*_revised(budget), whole))


def _revised(budget: Budget) -> Iterator[Note]:
    """Say which lines are shown as they were closed, and what was revised since."""
    if budget.revised:
        yield Note(" ".join(budget.revised), label="Shown as closed:", tone=Tone.WARNING)


def finance_section(card: Scorecard) -> Section | None:
    """Return the finance tables that have anything to show; None where there is none."""
    if card.finance is None:
        return None
    explained = card.subject.kind is not SubjectKind.SERVICE
    found = _tables(card.finance, card.foot.words, explained=explained)
    tables = tuple(_of_today(table, card.finance, whole=explained) for table in found if table.rows)
    whole = card.subject.kind is SubjectKind.DIRECTORATE
    notes = tuple(_revised(card.budget)) if whole and card.budget else ()
    if len(tables) == 1 and not notes:
        alone = replace(tables[0], title="")
        return Section(key="finance", title=tables[0].title, blocks=(alone,))
    if not tables:
        return None
    return Section(key="finance", title="Finance", blocks=(*notes, *tables))


def _of_today(table: Table, pages: Finance, *, whole: bool) -> Table:
    """Say of a table beside a closed month that it is of today, and which rows have moved since.

    A service's page names none but its own rows.
    """
    tab = _TABS.get(table.sheet, table.sheet)
    if pages.of_today is None or tab not in TABS_NOT_KEPT:
        return table
    changed = pages.of_today.changed.get(tab, ())
    own = {row.ref for row in (*pages.savings, *pages.activity)}
    refs = [plain(ref) for ref in changed if whole or ref in own]
    said = f"As on {tab} today, not as at the close of {pages.of_today.period}"
    if refs:
        more = f" and {len(refs) - _MOST_NAMED} more" if len(refs) > _MOST_NAMED else ""
        said += f"; found changed since: {', '.join(refs[:_MOST_NAMED])}{more}"
    return replace(table, caption=f"{said}.  {table.caption}".rstrip())


def _tables(pages: Finance, words: Words, *, explained: bool) -> Iterator[Table]:
    """Yield the tables; a service's explanations stand beside its budget lines already."""
    yield from _totals(pages, words)
    yield _bridge(pages.bridge)
    if explained:
        yield _variances(pages.variances)
    yield _activity(pages.activity)
    yield _savings(pages.savings)
    yield _capital(pages.schemes)
    yield _grants(pages.grants)
    yield _medium_term(pages.medium_term)


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
        across=(_OVER,),
    )
    return table_of(table, fields, (total,))


def _name(row: FinanceRow) -> TableCell:
    return TableCell(Name(row.ref, row.name))


def _figure(position: int, row: FinanceRow) -> TableCell:
    return TableCell(row.figures[position])


_MINOR = (
    "Basis",
    "Lasts",
    "Planned cost",
    "One in the year",
    "Original budget",
    "Net virement",
    "Funded changes",
    "Profile to date",
    "Actual to date",
    "Variance to date",
    "Movement",
    "Spent to date",
    "One-off replacement",
    "Full-year effect",
    "Acceleration",
)
"""The columns of the finance pages that a narrow screen has no room for."""
_SHORT = {
    "Revised budget": "Budget",
    "Forecast outturn": "Forecast",
    "Forecast variance": "Variance",
    "% variance": "%",
}


def _figures(*headings: str) -> Iterator[Field[FinanceRow]]:
    """Yield the columns of a row's first figures."""
    for position, heading in enumerate(headings):
        room = Room.SHORT if heading.startswith("%") else Room.MONEY
        detail = heading in _BEFORE_REVISED
        short = _SHORT.get(heading, "")
        column = TableColumn(heading, room, detail=detail, minor=heading in _MINOR, short=short)
        yield Field(column, partial(_figure, position), optional=heading == "Movement")


def _later(heading: str, position: int) -> Field[FinanceRow]:
    """Return a column of figures that few plans have."""
    return Field(TableColumn(heading, Room.MONEY), partial(_figure, position), optional=True)


def _text(heading: str, of: Callable[[FinanceRow], str]) -> Field[FinanceRow]:
    column = TableColumn(heading, Room.TEXT, minor=heading in _MINOR)
    return Field(column, lambda row: TableCell(of(row)), optional=True)


_MONEY = (
    "Original budget",
    "Net virement",
    "Funded changes",
    "Revised budget",
    "Profile to date",
    "Actual to date",
    "Variance to date",
    "Forecast outturn",
    "Forecast variance",
    "% variance",
    "Movement",
)
_TOTALS = (
    ("services", "By {service}", "Finance", ("Department", "Unallocated", "Service")),
    ("gross", "Gross and income", "Gross and income", ("Gross and income",)),
    ("headings", "By heading", "Headings", ("Heading",)),
    ("groups", "By CIPFA group", "Groups", ("CIPFA group",)),
)


def _totals(pages: Finance, words: Words) -> Iterator[Table]:
    """Yield the totals by service with their chart, gross and income, by heading and by group."""
    totals, by_council = _judged_twice(pages.totals)
    for key, named, sheet, refs in _TOTALS:
        title = named.format(service=words.service)
        rows = [row for row in totals if row.ref in refs]
        unallocated = any(row.ref == "Unallocated" for row in rows)
        theirs = f" Unallocated budgets are part of their {plural(words.service)}’ rows."
        also = theirs if unallocated else ""
        fields: list[Field[FinanceRow]] = [
            Field(
                TableColumn(
                    capital(title.removeprefix("By ")),
                    Room.NAME,
                    under=("Covers", "Without unallocated"),
                ),
                lambda row: TableCell(
                    Name("", row.name, note=_judged_as(row, by_council, words)),
                    (row.covers, row.without),
                ),
            ),
            *_figures(*_MONEY),
            *([_compared(rows, words)] if key == "services" else []),
            Field(
                TableColumn(_JUDGED, Room.WORD, minor=True), lambda row: TableCell(row.said or "–")
            ),
            Field(TableColumn("RAG", Room.STATUS), lambda row: TableCell(Status(row.status))),
        ]
        table = Table(
            key=key,
            title=title,
            sheet=sheet,
            caption=f"{_SIGNS}{also}",
            columns=(),
            rows=(),
            across=(_REVISED, _OVER, _TO_DATE),
            sums=tuple(_sums(rows)),
            minor=key == "groups",
        )
        yield table_of(table, fields, rows, row=_total_row)


def _judged_twice(rows: Sequence[FinanceRow]) -> tuple[list[FinanceRow], dict[str, str]]:
    """Return totals, each once, and the status by the council's threshold of one that stood twice.

    The same figures are judged as the department's and as the council's: two rows on the sheet.
    """
    names = {row.name for row in rows if not _is_council(row)}
    again = {row.name: row.status for row in rows if _is_council(row) and row.name in names}
    return [row for row in rows if not (_is_council(row) and row.name in names)], again


def _is_council(row: FinanceRow) -> bool:
    return row.more.partition(", ")[0] == BudgetLevel.COUNCIL


def _judged_as(row: FinanceRow, by_council: Mapping[str, str], words: Words) -> str:
    """Say at which level a total is judged where its place does not say it, and what to explain."""
    explain = row.more.partition(", ")[2]
    judged = f"judged as the {words.organisation}’s" if _is_council(row) else ""
    also = by_council.get(row.name, "")
    also = f"judged as the {words.organisation}’s: {also}" if also else ""
    return ", ".join(filter(None, (judged, also, explain)))


def _total_row(row: FinanceRow) -> TableRow:
    role = Role.TOTAL if row.ref == "Department" else Role.LINE
    return TableRow((), role=role, tags=(row.status,))


def _sums(rows: Sequence[FinanceRow]) -> Iterator[Sum]:
    """Yield what adds up to the department's total, where it stands among the rows."""
    summed = tuple(heading for heading in _MONEY if heading not in ("% variance", "Movement"))
    parts = tuple(n for n, row in enumerate(rows) if row.ref == "Service")
    for total, row in enumerate(rows):
        if row.ref == "Department" and parts:
            yield Sum(total, parts, summed)


_COMPARED = (
    ("Revised budget", "budget"),
    ("Actual to date", "actual"),
    ("Forecast outturn", "forecast"),
)


def _compared(rows: Sequence[FinanceRow], words: Words) -> Field[FinanceRow]:
    """Return the column that draws budget, actual and forecast of each service on one axis."""
    places = [(_MONEY.index(heading), kind) for heading, kind in _COMPARED]
    services = tuple(n for n, row in enumerate(rows) if row.ref == "Service")
    values = [rows[n].figures[at].value or 0.0 for n in services for at, _ in places]
    chart = Chart(
        ChartKind.BESIDE,
        f"Net budget, actual and forecast by {words.service}",
        _COMPARED,
        low=min(0.0, *values, 0.0),
        high=max(0.0, *values, 0.0),
        rows=services,
    )

    def bars(row: FinanceRow) -> TableCell:
        each = (Bar(kind, 0.0, row.figures[at].value or 0.0) for at, kind in places)
        return TableCell(Bars(tuple(each) if row.ref == "Service" else ()))

    heading = "Budget grey, actual light, forecast dark"
    return Field(
        TableColumn(heading, Room.BAR, detail=True, minor=True, chart=chart), bars, optional=True
    )


def _bridge(rows: Sequence[FinanceRow]) -> Table:
    """Return the bridge as a waterfall: a step's bar begins where the one before it ended."""
    levels = [row.figures[1].value or 0.0 for row in rows]
    low = int(max(min(levels, default=0.0) - _STEP, 0) // _STEP * _STEP)
    chart = Chart(
        ChartKind.STEPS,
        "From last year’s budget to this year’s",
        (("Budget", "level"), ("Rise", "rise"), ("Fall", "fall")),
        low=float(low),
        high=max((_top(row) for row in rows), default=0.0),
    )
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("Step", Room.NAME), _name),
        *_figures("Change", "Budget after it"),
        Field(
            TableColumn("Waterfall", Room.BAR, chart=chart),
            lambda row: TableCell(_stepped(row, low)),
        ),
        _text("Basis", lambda row: row.said),
        _text("Lasts", lambda row: row.more),
    )
    table = Table(
        key="bridge",
        title="From last year’s budget to this year’s",
        sheet="Bridge",
        caption=f"Bars begin at {figures.pounds(low)}: a budget is dark, a rise pink, a fall "
        "green.",
        columns=(),
        rows=(),
        minor=True,
    )
    return table_of(table, fields, rows)


def _top(row: FinanceRow) -> float:
    """Return how high the bar of a step reaches."""
    return sum(figure.value or 0.0 for figure in row.figures[2:6])


def _stepped(row: FinanceRow, low: float) -> Bars:
    """Return the bar of one step."""
    base, total, rise, fall = (figure.value or 0.0 for figure in row.figures[2:6])
    if total:
        return Bars((Bar("level", low, total),))
    ends = (base, base + rise + fall)
    return Bars((Bar("rise" if rise else "fall", *ends),) if rise or fall else ())


def _variances(rows: Sequence[FinanceRow]) -> Table:
    """Return the largest variances, each with its explanation."""
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("Budget line", Room.NAME), _name),
        *_figures(
            "Revised budget", "Forecast outturn", "Forecast variance", "% variance", "Movement"
        ),
        Field(TableColumn("RAG", Room.STATUS), lambda row: TableCell(Status(row.status))),
        _text("Explanation", lambda row: row.said),
        _text("Mitigation", lambda row: row.more),
    )
    table = Table(
        key="variances",
        title="Largest forecast variances, with explanations",
        sheet="Variances",
        caption=f"Largest first. {_SIGNS}",
        columns=(),
        rows=(),
        across=(_OVER,),
    )
    return table_of(table, fields, rows)


def _activity(rows: Sequence[FinanceRow]) -> Table:
    """Return activity and price: what a variance of demand-led lines is made of."""
    parts = ("Volume", "Mix", "Price")
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("What is bought", Room.NAME), _name),
        *_figures("Planned cost", "Expected cost", "Variance", *parts, "One in the year"),
        _text("Commentary", lambda row: row.said),
    )
    table = Table(
        key="activity",
        title="Activity and price",
        sheet="Activity",
        caption="Volume is more or fewer in all; mix is dearer or cheaper kinds among them.",
        columns=(),
        rows=(),
        across=(
            Across("Variance", plus=parts),
            Across("Variance", plus=("Expected cost",), minus=("Planned cost",)),
        ),
    )
    return table_of(table, fields, rows)


def _savings(rows: Sequence[FinanceRow]) -> Table:
    """Return the savings tracker."""
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("Saving", Room.NAME), _name),
        *_figures(
            "Approved",
            "Delivered",
            "On track",
            "At risk",
            "Unachievable",
            "Parts less approved",
            "One-off replacement",
            "Not covered",
            "Full-year effect",
        ),
        Field(TableColumn("RAG", Room.STATUS), lambda row: TableCell(Status(row.status))),
        _text("Commentary", lambda row: row.said),
    )
    parts = ("Delivered", "On track", "At risk", "Unachievable")
    table = Table(
        key="savings",
        title="Savings tracker",
        sheet="Savings",
        caption="",
        about="Savings, Red first, delivered last",
        columns=(),
        rows=(),
        across=(Across("Approved", plus=parts, minus=("Parts less approved",)),),
    )
    return table_of(table, fields, rows)


def _without_figures(rows: Sequence[FinanceRow]) -> str:
    """Name the rows that have no figure at all."""
    names = [row.name for row in rows if not _has_figures(row)]
    return f"No figures yet: {'; '.join(names)}." if names else ""


def _has_figures(row: FinanceRow) -> bool:
    return any(figure.value is not None for figure in row.figures)


def _capital(every: Sequence[FinanceRow]) -> Table:
    """Return the capital schemes that have figures, and name the others."""
    rows = [row for row in every if _has_figures(row)]
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("Scheme", Room.NAME), _name),
        *_figures(
            "Approved",
            "Spent to date",
            "Forecast",
            "Forecast less approved",
            "Acceleration",
            "Slippage",
            "True variance",
        ),
        _later("Variance over three years", 7),
        _text("Next milestone", lambda row: row.covers),
        Field(
            TableColumn(_JUDGED, Room.WORD), lambda row: TableCell(row.said or "–"), optional=True
        ),
        _text("Commentary", lambda row: row.more),
    )
    table = Table(
        key="capital",
        title="Capital",
        sheet="Capital",
        caption="Slippage is not an underspend: it is spent in a later year.",
        leaves_out=_without_figures(every),
        columns=(),
        rows=(),
        across=(Across("Forecast less approved", plus=("Forecast",), minus=("Approved",)),),
    )
    return table_of(table, fields, rows)


def _grants(every: Sequence[FinanceRow]) -> Table:
    """Return the ring-fenced grants that have figures, and name the others."""
    rows = [row for row in every if _has_figures(row)]
    less = "Forecast less allocation"
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("Grant", Room.NAME), _name),
        *_figures("Allocation", "Spent to date", "Forecast", less),
        _later("Brought forward", 4),
        _later("Carried forward", 5),
        _text("At the end of the year", lambda row: row.said),
    )
    table = Table(
        key="grants",
        title="Ring-fenced grants",
        sheet="Grants",
        caption="Outside the net budget.",
        leaves_out=_without_figures(every),
        columns=(),
        rows=(),
        across=(
            Across(less, plus=("Forecast",), minus=("Allocation",)),
            Across("Carried forward", plus=("Brought forward", "Allocation"), minus=("Forecast",)),
        ),
    )
    return table_of(table, fields, rows)


def _medium_term(rows: Sequence[FinanceRow]) -> Table:
    """Return the five years of the budget."""
    changes = ("Pressures", "Savings agreed", "Savings in a full year")
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("Year", Room.SHORT), lambda row: TableCell(row.ref)),
        *_figures("Base budget", *changes, "Budget needed", "Funding", "Gap", "1% of it"),
    )
    known = any(row.figures[6].value is not None for row in rows[1:])
    table = Table(
        key="medium-term",
        title="The budget over five years",
        sheet="Medium term",
        caption="Base budget and changes make the budget needed; the gap is still to be found. "
        "1% of it: what prices 1% higher or lower would change.",
        leaves_out="" if known or not rows else "No funding of a later year is known yet.",
        minor=True,
        columns=(),
        rows=(),
        across=(
            Across("Budget needed", plus=("Base budget", *changes)),
            Across("Gap", plus=("Budget needed",), minus=("Funding",)),
        ),
    )
    return table_of(table, fields, rows)
