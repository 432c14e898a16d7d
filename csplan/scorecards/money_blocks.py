"""This module sets out the money as blocks: bridge, variances, activity, savings, capital, grants.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csplan.looks import figures
from csplan.looks.plain_text import plain
from csplan.plan.as_closed import TABS_NOT_KEPT
from csplan.scorecards.blocks import (
    Across,
    Bar,
    Bars,
    Chart,
    ChartKind,
    Field,
    Room,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    table_of,
)
from csplan.scorecards.budget_blocks import JUDGED, OVER_BUDGET, SIGNS, revised_notes
from csplan.scorecards.content import Scorecard, SubjectKind
from csplan.scorecards.finance import Finance, FinanceRow
from csplan.scorecards.money_columns import figure_columns, later_column, name_cell, text_column
from csplan.scorecards.totals_blocks import total_tables
from csplan.terms.records import replace
from csplan.terms.words import Words

__all__ = ["finance_section"]

_STEP = 5_000_000
_TABS = {"Bridge": "Pressures"}
"""The tab of the plan that a table's rows stand on, where it is called otherwise."""

_MOST_NAMED = 8


def finance_section(card: Scorecard) -> Section | None:
    """Return the finance tables that have anything to show; None where there is none."""
    if card.finance is None:
        return None
    explained = card.subject.kind is not SubjectKind.SERVICE
    found = _tables(card.finance, card.foot.words, explained=explained)
    tables = tuple(_of_today(table, card.finance, whole=explained) for table in found if table.rows)
    whole = card.subject.kind is SubjectKind.DIRECTORATE
    notes = tuple(revised_notes(card.budget)) if whole and card.budget else ()
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
    if pages.of_today.outside:
        said = "As known when this was published; the budget itself is as it stood at the end of "
        return replace(table, caption=f"{said}{pages.of_today.month}.  {table.caption}".rstrip())
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
    yield from total_tables(pages, words)
    yield _bridge(pages.bridge, pages.rounded)
    if explained:
        yield _variances(pages.variances)
    yield _activity(pages.activity)
    yield _savings(pages.savings)
    yield _capital(pages.schemes)
    yield _grants(pages.grants)
    yield _medium_term(pages.medium_term)


def _bridge(rows: Sequence[FinanceRow], rounded: str) -> Table:
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
        Field(TableColumn("Step", Room.NAME), name_cell),
        *figure_columns("Change", "Budget after it"),
        Field(
            TableColumn("Waterfall", Room.BAR, chart=chart),
            lambda row: TableCell(_stepped(row, low)),
        ),
        text_column("Basis", lambda row: row.said),
        text_column("Lasts", lambda row: row.more),
    )
    table = Table(
        key="bridge",
        title="From last year’s budget to this year’s",
        sheet="Bridge",
        caption=f"Bars begin at {figures.pounds(low)}: a budget is dark, a rise pink, a fall "
        f"green. {rounded}".rstrip(),
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
        Field(TableColumn("Budget line", Room.NAME), name_cell),
        *figure_columns(
            "Revised budget", "Forecast outturn", "Forecast variance", "% variance", "Movement"
        ),
        Field(TableColumn("RAG", Room.STATUS), lambda row: TableCell(Status(row.status))),
        text_column("Explanation", lambda row: row.said),
        text_column("Mitigation", lambda row: row.more),
    )
    table = Table(
        key="variances",
        title="Largest forecast variances, with explanations",
        sheet="Variances",
        caption=f"Largest first. {SIGNS}",
        columns=(),
        rows=(),
        across=(OVER_BUDGET,),
    )
    return table_of(table, fields, rows)


def _activity(rows: Sequence[FinanceRow]) -> Table:
    """Return activity and price: what a variance of demand-led lines is made of."""
    parts = ("Volume", "Mix", "Price")
    fields: tuple[Field[FinanceRow], ...] = (
        Field(TableColumn("What is bought", Room.NAME), name_cell),
        *figure_columns("Planned cost", "Expected cost", "Variance", *parts, "One in the year"),
        text_column("Commentary", lambda row: row.said),
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
        Field(TableColumn("Saving", Room.NAME), name_cell),
        *figure_columns(
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
        text_column("Commentary", lambda row: row.said),
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
        Field(TableColumn("Scheme", Room.NAME), name_cell),
        *figure_columns(
            "Approved",
            "Spent to date",
            "Forecast",
            "Forecast less approved",
            "Acceleration",
            "Slippage",
            "True variance",
        ),
        later_column("Variance over three years", 7),
        text_column("Next milestone", lambda row: row.covers),
        Field(
            TableColumn(JUDGED, Room.WORD), lambda row: TableCell(row.said or "–"), optional=True
        ),
        text_column("Commentary", lambda row: row.more),
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
        Field(TableColumn("Grant", Room.NAME), name_cell),
        *figure_columns("Allocation", "Spent to date", "Forecast", less),
        later_column("Brought forward", 4),
        later_column("Carried forward", 5),
        text_column("At the end of the year", lambda row: row.said),
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
        *figure_columns("Base budget", *changes, "Budget needed", "Funding", "Gap", "1% of it"),
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
