"""This module lays out the tables of a copy for publication: columns with meanings, and figures.

Made from the published view alone.  Where a figure is missing a symbol says why, in brackets.
Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from csplan.looks import figures
from csplan.looks.figures import Figure
from csplan.looks.plain_text import plain
from csplan.publication.betraying import decimals_of
from csplan.sheets import ACTIONS, BUDGET, EXPECTED_OUTCOMES, INDICATORS, OUTCOMES, SERVICES
from csplan.terms.names import matching
from csplan.terms.period import day_of
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import AbsenceWord, Unit

if TYPE_CHECKING:
    from csplan.plan.plan import Results, Row
    from csplan.publication.view import View

__all__ = [
    "SYMBOLS",
    "ColumnRoom",
    "DataCell",
    "DataColumn",
    "DataTable",
    "Symbol",
    "bare",
    "tables_of",
]

DataCell = Figure | str


class Symbol(StrEnum):
    """What stands where there is no figure: in brackets on a page, bare in a data file."""

    KEPT = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"


SYMBOLS = {
    Symbol.KEPT: "Confidential: kept back so that nobody can be identified from it",
    Symbol.NOT_APPLICABLE: "Not applicable: there is nothing to say here",
    Symbol.NOT_AVAILABLE: "Not available: the figure is not known, not due or not set yet",
}
"""What each symbol means."""
_ABSENT = {
    AbsenceWord.CONFIDENTIAL: Symbol.KEPT,
    AbsenceWord.NOT_APPLICABLE: Symbol.NOT_APPLICABLE,
    AbsenceWord.NOT_APPLICABLE_DFE: Symbol.NOT_APPLICABLE,
}


_UNITS: dict[str, str] = {Unit.PERCENT: "percent", Unit.POUNDS: "pounds"}


class ColumnRoom(StrEnum):
    """How wide a column is drawn."""

    REF = "ref"
    FIGURE = "figure"
    MONEY = "money"
    WORD = "word"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column of a table: its heading, what it says, and how wide it is."""

    heading: str
    meaning: str
    room: ColumnRoom = ColumnRoom.WORD


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table as it is published: one row a line, a figure or a text in every cell."""

    name: str
    title: str
    about: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[DataCell, ...], ...]


_Field = tuple[DataColumn, Callable[["Row"], DataCell]]


def tables_of(view: View, *, actions: bool = True, money: bool = True) -> tuple[DataTable, ...]:
    """Return the tables of a copy, those without a row left out."""
    names = _names(view.results)
    found = [
        *_performance_tables(view, names),
        *([_action_table(view, names)] if actions else []),
        *([_budget_table(view, names)] if money else []),
    ]
    return tuple(table for table in found if table.rows)


def _performance_tables(view: View, names: dict[str, str]) -> Iterator[DataTable]:
    """Yield the tables of indicators, and of how many have each colour."""
    results = view.results
    yield _table(
        "indicators",
        "Performance indicators",
        "One row an indicator: what was promised, what was reached, and how it stands.",
        list(_indicator_fields(view, names)),
        results.present(INDICATORS),
    )
    yield _table(
        "outcomes",
        "Outcomes, priorities and strategies",
        "One row an outcome: how many of its indicators have each colour, of those published.",
        list(_standing_fields("outcome", "Outcome, priority or strategy", kind=True)),
        results.present(OUTCOMES),
    )
    yield _table(
        "services",
        "Services",
        "One row a service: how many of its indicators have each colour, of those published.",
        list(_standing_fields("service", "Service", kind=False)),
        results.present(SERVICES),
    )


def _action_table(view: View, names: dict[str, str]) -> DataTable:
    return _table(
        "actions",
        "Actions",
        "One row an action: what will be done, by when, and how it stands.",
        list(_action_fields(names, view.results)),
        view.results.present(ACTIONS),
    )


def _budget_table(view: View, names: dict[str, str]) -> DataTable:
    return _table(
        "budget",
        "Budget",
        "One row a budget line, in pounds.  Spending is positive, income negative; a "
        "positive variance is adverse.",
        list(_budget_fields(names)),
        view.results.present(BUDGET),
    )


def _table(name: str, title: str, about: str, fields: list[_Field], rows: list[Row]) -> DataTable:
    columns = tuple(column for column, _ in fields)
    cells = tuple(tuple(show(row) for _, show in fields) for row in rows)
    return DataTable(name, title, about, columns, cells)


def _names(results: Results) -> dict[str, str]:
    """Return what outcomes and services are called, by their refs."""
    return {
        str(row["ref"]).lower(): plain(row.get(field))
        for sheet, field in ((OUTCOMES, "outcome"), (SERVICES, "service"))
        for row in results.present(sheet)
    }


def _text(name: str) -> Callable[[Row], DataCell]:
    """Show a text, or the symbol for nothing to say."""
    return lambda row: plain(row.get(name)) or _absent(None, Symbol.NOT_APPLICABLE)


def _expected(results: Results) -> Callable[[Row], DataCell]:
    """Show what is expected of an action: its own words, else those of its commitment's rows."""
    promised: dict[str, list[str]] = {}
    for one in results.present(EXPECTED_OUTCOMES):
        form = matching(plain(one.get("commitment")))
        promised.setdefault(form, []).append(plain(one.get("expected_outcome")))

    def show(row: Row) -> DataCell:
        form = matching(plain(row.get("commitment")))
        said = plain(row.get("expected_outcome")) or " ".join(
            promised.get(form, ()) if form else ()
        )
        return said or _absent(None, Symbol.NOT_APPLICABLE)

    return show


def _linked(name: str, names: dict[str, str]) -> Callable[[Row], DataCell]:
    """Show what a ref stands for."""

    def show(row: Row) -> DataCell:
        ref = plain(row.get(name))
        return names.get(ref.lower(), ref) or _absent(None, Symbol.NOT_APPLICABLE)

    return show


def _absent(value: Value, otherwise: Symbol = Symbol.NOT_AVAILABLE) -> Figure:
    """Return the symbol that stands where there is no figure."""
    word = next((s for w, s in _ABSENT.items() if isinstance(value, str) and value == w), otherwise)
    return Figure(f"[{word}]")


def _in_unit(name: str) -> Callable[[Row], DataCell]:
    """Show a figure in its row's unit."""

    def show(row: Row) -> DataCell:
        value = row.get(name)
        return (
            figures.in_unit(value, row.get("unit"), decimals_of(row))
            if is_number(value)
            else _absent(value)
        )

    return show


def _following(show: Callable[[Row], Figure], name: str, *on: str) -> Callable[[Row], DataCell]:
    """Show what follows from other figures: c where one of them is kept back."""

    def shown(row: Row) -> DataCell:
        if is_number(row.get(name)):
            return show(row)
        kept = any(row.get(one) == AbsenceWord.CONFIDENTIAL for one in on)
        return _absent(AbsenceWord.CONFIDENTIAL if kept else None)

    return shown


def _unit(row: Row) -> DataCell:
    """Show a unit as a word: a sign alone says nothing when it is read aloud."""
    return _UNITS.get(str(row.get("unit")), plain(row.get("unit")))


def _variance(row: Row) -> Figure:
    return figures.variance(row.get("variance"), row.get("unit"), decimals_of(row))


def _count(name: str) -> Callable[[Row], DataCell]:
    return lambda row: figures.count(row.get(name)) if is_number(row.get(name)) else _absent(None)


def _pounds(name: str, *, signed: bool = False) -> Callable[[Row], DataCell]:
    show = figures.signed_pounds if signed else figures.pounds
    return lambda row: show(row.get(name)) if is_number(row.get(name)) else _absent(None)


def _day(name: str) -> Callable[[Row], DataCell]:
    def show(row: Row) -> DataCell:
        serial = row.get(name)
        day = day_of(float(serial)) if is_number(serial) else None
        return f"{day:%Y-%m-%d}" if day else _absent(None)

    return show


def _indicator_fields(view: View, names: dict[str, str]) -> Iterator[_Field]:
    """Yield the columns of indicators, a figure for each period so far."""
    results, room = view.results, ColumnRoom
    year = results.plan.financial_year
    yield DataColumn("Ref", "The indicator’s own reference", room.REF), _text("ref")
    yield (
        DataColumn("Outcome", "The outcome that it measures", room.TEXT),
        _linked("outcome", names),
    )
    yield (
        DataColumn("Heading", "The heading under which the plan prints it", room.TEXT),
        _text("group"),
    )
    yield DataColumn("Indicator", "What is measured", room.TEXT), _text("indicator")
    yield (
        DataColumn("Part of", "The indicators that this one is a part of; parts add up", room.REF),
        _text("part_of"),
    )
    yield (
        DataColumn("Service", "The service that answers for it", room.WORD),
        _linked("service", names),
    )
    yield DataColumn("Unit", "What it is measured in", room.WORD), _unit
    yield DataColumn("Better when", "Which way is better", room.WORD), _text("polarity")
    yield DataColumn("Measure", "How it runs through the year", room.WORD), _text("measure")
    for name in view.fields:
        column = INDICATORS.by_name[name]
        if name != "forecast":
            heading = "Baseline" if name == "baseline" else f"{name[:2].upper()} {year}"
            yield DataColumn(heading, column.meaning, room.FIGURE), _in_unit(name)
    yield from _judged_fields(year)
    found = results.present(INDICATORS)
    for name in ("commentary", "corrective_action"):
        if any(row.get(name) for row in found):
            column = INDICATORS.by_name[name]
            yield DataColumn(column.heading, column.meaning, room.TEXT), _text(name)


def _judged_fields(year: str) -> Iterator[_Field]:
    """Yield what an indicator is judged by, and the judgement."""
    room = ColumnRoom
    yield (
        DataColumn("Target to date", "What should have been reached by now", room.FIGURE),
        _in_unit("target_to_date"),
    )
    yield (
        DataColumn(f"Target {year}", "What is promised for the year", room.FIGURE),
        _in_unit("target"),
    )
    yield (
        DataColumn(
            "Variance",
            "The latest figure less the target to date; of a percentage in points",
            room.FIGURE,
        ),
        _following(_variance, "variance", "actual"),
    )
    yield (
        DataColumn("Better or worse", "Which side of the target it is on"),
        _word("better_or_worse", "actual"),
    )
    yield (
        DataColumn("Status", "Its colour in words, or why it has none"),
        _text("rag"),
    )
    yield (
        DataColumn("Direction of travel", "Against the figure published before it"),
        _word("direction"),
    )
    yield (
        DataColumn("Forecast", "Where it is expected to end the year", room.FIGURE),
        _in_unit("year_end_forecast"),
    )
    yield (
        DataColumn("Forecast status", "The colour that the forecast would have"),
        _text("forecast_rag"),
    )


def _word(name: str, *on: str) -> Callable[[Row], DataCell]:
    """Show a word, or why there is none."""

    def show(row: Row) -> DataCell:
        kept = any(row.get(one) == AbsenceWord.CONFIDENTIAL for one in on)
        missing = AbsenceWord.CONFIDENTIAL if kept else AbsenceWord.NOT_APPLICABLE
        return plain(row.get(name)) or _absent(missing)

    return show


def _standing_fields(name: str, heading: str, *, kind: bool) -> Iterator[_Field]:
    """Yield how an outcome or a service stands."""
    yield DataColumn("Ref", "Its own reference", ColumnRoom.REF), _text("ref")
    yield DataColumn(heading, "What it is called", ColumnRoom.TEXT), _text(name)
    if kind:
        yield DataColumn("Kind", "Key outcome, priority or strategy"), _text("kind")
    counts = {
        "indicators": ("Indicators", "How many indicators there are"),
        "rated": ("Rated", "How many of them have a colour"),
        "red": ("Red", "How many are Red"),
        "amber": ("Amber", "How many are Amber"),
        "green": ("Green", "How many are Green"),
        "actions": ("Actions", "How many actions there are"),
        "actions_red": ("Actions Red", "How many actions are overdue or off track"),
    }
    for field, (column, meaning) in counts.items():
        yield DataColumn(column, meaning, ColumnRoom.FIGURE), _count(field)
    if kind:
        yield DataColumn("Overall status", "One status of all that is published"), _text("status")


def _action_fields(names: dict[str, str], results: Results) -> Iterator[_Field]:
    """Yield the columns of actions."""
    yield DataColumn("Ref", "The action’s own reference", ColumnRoom.REF), _text("ref")
    yield DataColumn("Outcome", "What it serves", ColumnRoom.TEXT), _linked("outcome", names)
    yield (
        DataColumn("We will", "The commitment that it belongs to", ColumnRoom.TEXT),
        _text("we_will"),
    )
    yield DataColumn("Action", "What will be done", ColumnRoom.TEXT), _text("action")
    yield (
        DataColumn("Expected outcome", "What the plan expects of the commitment", ColumnRoom.TEXT),
        _expected(results),
    )
    yield DataColumn("Lead service", "Which service leads"), _linked("lead_service", names)
    yield DataColumn("Due", "When it should be complete, year-month-day"), _day("due")
    yield (
        DataColumn("Complete", "How much is done, as a percentage", ColumnRoom.FIGURE),
        lambda row: (
            figures.percent(row.get("percent_complete"), 0)
            if is_number(row.get("percent_complete"))
            else _absent(None)
        ),
    )
    yield DataColumn("Status", "Its colour in words, or why it has none"), _text("brag")
    if any(row.get("commentary") for row in results.present(ACTIONS)):
        yield DataColumn("Commentary", "What has happened", ColumnRoom.TEXT), _text("commentary")


def _budget_fields(names: dict[str, str]) -> Iterator[_Field]:
    """Yield the columns of budget lines."""
    yield DataColumn("Ref", "The line’s own reference", ColumnRoom.REF), _text("ref")
    yield DataColumn("Service", "Whose budget it is", ColumnRoom.TEXT), _linked("service", names)
    yield DataColumn("Heading", "What it is for", ColumnRoom.TEXT), _text("heading")
    yield DataColumn("Kind", "Expenditure or income"), _text("kind")
    money = {
        "original_budget": ("Original budget", "The budget at the start of the year"),
        "revised_budget": ("Revised budget", "After transfers and new funding"),
        "actual_to_date": ("Actual to date", "Spent, or received, so far"),
        "forecast_outturn": ("Forecast outturn", "Expected at the end of the year"),
    }
    for field, (heading, meaning) in money.items():
        yield DataColumn(heading, meaning, ColumnRoom.MONEY), _pounds(field)
    yield (
        DataColumn("Forecast variance", "Forecast outturn less revised budget", ColumnRoom.MONEY),
        _pounds("forecast_variance", signed=True),
    )
    yield DataColumn("Adverse or favourable", "The variance in a word"), _text("favourability")
    yield DataColumn("Status", "Its colour in words, or why it has none"), _text("rag")


def bare(cell: DataCell) -> str:
    """Return a cell as a data file holds it: no signs but a minus, no brackets.

    >>> from csplan.looks.figures import in_unit
    >>> bare(in_unit(0.664, "%", 1)), bare(in_unit(-1491.0, "number", 0)), bare(Figure("[c]"))
    ('66.4', '-1491', 'c')
    """
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return cell.text.strip("[]")
    digits = "".join(one for one in cell.text.split(" ")[0] if one.isdigit() or one == ".")
    minus = cell.text.startswith(figures.MINUS) and float(digits or 0) != 0
    return f"-{digits}" if minus else digits
