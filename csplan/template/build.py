"""Builds the plan's workbook from the sheets' declarations: blank, or loaded with a plan.

Everything that it writes is a pure function of the results that it is given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.sheets import (
    CHANGE_LOG,
    CHECKS,
    CONTROL_TOTALS,
    OVERALL,
    PRESSURES,
    SETTINGS,
    SHEETS,
    TABS,
)
from csplan.sheets.sheet import Owner, Shape
from csplan.template import pages
from csplan.template.about import write_about
from csplan.template.bridge import draw_bridge
from csplan.template.finish import finished
from csplan.template.labels import write_labels
from csplan.template.source import standing_rows
from csplan.template.styles import FONT, NAVY, QUIET, Styles
from csplan.template.summary import write_summary
from csplan.template.tables import Book, names_in, write_table
from csplan.terms.period import FinancialYear, day_of, serial_of
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet

__all__ = ["blank", "build", "default_settings"]

_NAME_COLUMNS = {
    "services": "service",
    "outcomes": "outcome",
    "actions": "action",
    "indicators": "indicator",
    "finance": "name",
    "budget": "heading",
    "profiles": "profile",
    "virements": "to_line",
    "funded_changes": "line",
    "savings": "saving",
    "pressures": "change",
    "capital": "scheme",
    "grants": "grant",
    "accepted": "ref",
    "change_log": "when",
}
"""The column that says what a row is: panes freeze to the right of it."""

_PAGE_BREAKS = {
    "services": ("original_budget",),
    "indicators": ("period", "commentary"),
    "finance": ("variance_to_date",),
    "budget": ("previous_forecast", "commentary"),
    "savings": ("over_delivery",),
    "pressures": ("as_printed",),
    "capital": ("spent_to_date", "commentary"),
}
"""The columns that begin a new page to the right, where one page would be too small to read."""

_REPEATED = {"services": 2, "indicators": 4, "finance": 4, "budget": 3} | {
    "savings": 2,
    "pressures": 2,
    "capital": 2,
}
"""How many columns at the left each of those pages repeats."""

_TAB_COLOURS = {"About": "#8A97A5", "Summary": "#8A97A5", "Checks": "#8A97A5"} | {
    "Change log": "#8A97A5",
    "Settings": "#0B6E6E",
}

_SETTINGS_SECTIONS = {
    "authority": "The plan",
    "reporting_period": "This report",
    "allowed_email_domains": "Scorecards by e-mail",
    "commentary_on_red": "How indicators are judged",
    "service_red_share": "How budgets are judged",
    "quarters_gone": "Worked out from the above",
}

_FEW_ROWS = {"services": 4, "outcomes": 4, "outcome_summary": 3, "service_summary": 4} | {
    "profiles": 8,
    "pressures": 8,
    "capital": 10,
    "grants": 6,
}
"""The tables that begin with fewer: those with few rows in any plan."""

_BLANK_ROWS = {Owner.PEOPLE: 20, Owner.TEMPLATE: 6, Owner.CSPLAN: 2}
"""How many blank rows an empty table begins with; ironcalc cannot count a table of one row."""

_CHECKS_WIDTHS = (12, 48, 40, 14, 10, 16, 16, 16, 8, 12, 13, 10, 40)


def blank(year: FinancialYear) -> bytes:
    """Return a workbook of that year without a plan in it: settings only, and empty tables."""
    return build(calculate(Plan(default_settings(year), standing_rows([], [], list(CipfaGroup)))))


def default_settings(year: FinancialYear) -> Row:
    """Return the settings that a new workbook of a year begins with."""
    settings: Row = {column.name: column.default for column in SETTINGS.inputs}
    first_of_april = serial_of(datetime(year.start, 4, 1, tzinfo=UTC).date())
    return settings | {
        "financial_year": str(year),
        "reporting_period": "Baseline",
        "budget_month": 0.0,
        "report_date": first_of_april,
        "protective_marking": "OFFICIAL",
        "data_status": "Live",
    }


def build(results: Results) -> bytes:
    """Return the workbook of a plan and its results, as bytes that depend on nothing else."""
    from xlsxwriter.workbook import Workbook

    results = _with_a_row_each(results)
    year = FinancialYear.parse(results.plan.financial_year)
    if year is None:
        raise ValueError("the plan's settings say no financial year, such as 2016/17")
    stream = BytesIO()
    workbook = Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        },
    )
    book = Book(
        workbook=workbook,
        styles=Styles(workbook),
        results=results,
        year=year,
        names=names_in(year, SHEETS),
    )
    _describe(book)
    for tab in TABS:
        worksheet = workbook.add_worksheet(tab)
        worksheet.set_tab_color(_TAB_COLOURS.get(tab, NAVY))
        _write_tab(book, worksheet, tab)
    workbook.define_name("outcome_refs", "=Outcomes[Ref]")
    workbook.define_name("service_refs", "=Services[Ref]")
    workbook.define_name("budget_refs", "=Budget[Ref]")
    workbook.define_name("profile_refs", "=Profiles[Ref]")
    workbook.close()
    return finished(stream.getvalue(), _growing_rows())


def _growing_rows() -> dict[int, int]:
    """Return from which row on each tab's rows grow with what is typed, by the tab's number."""
    data = {sheet.tab for sheet in SHEETS if sheet.shape is Shape.TABLE} - {"Summary", "Checks"}
    return {number: pages.TOP + 2 for number, tab in enumerate(TABS, start=1) if tab in data}


def _with_a_row_each(results: Results) -> Results:
    """Give every empty table its blank rows, calculated like the others."""
    empty: dict[str, list[Row]] = {
        sheet.key: [{} for _ in range(_FEW_ROWS.get(sheet.key, _BLANK_ROWS[sheet.owner]))]
        for sheet in SHEETS
        if sheet.shape is Shape.TABLE and not results.table(sheet)
    }
    if not empty:
        return results
    return calculate(replace(results.plan, rows={**results.plan.rows, **empty}))


def _describe(book: Book) -> None:
    """Set the document's properties; the day it was made is the report date, not a clock's."""
    settings = book.results.settings
    date = settings.get("report_date")
    day = (day_of(date) if isinstance(date, int | float) else None) or day_of(42461.0)
    created = datetime(day.year, day.month, day.day) if day else None  # noqa: DTZ001
    department = str(settings.get("department") or "Service")
    book.workbook.set_properties(
        {
            "title": f"{department} plan {book.year}",
            "subject": "Service plan, performance and budget",
            "author": "csplan",
            "company": str(settings.get("authority") or ""),
            "created": created,
        }
    )


def _write_tab(book: Book, worksheet: Worksheet, tab: str) -> None:
    """Write one tab."""
    if tab == "About":
        write_about(book, worksheet)
    elif tab == "Summary":
        write_summary(book, worksheet)
    elif tab == "Settings":
        _write_settings(book, worksheet)
    elif tab == "Checks":
        _write_checks(book, worksheet)
    else:
        _write_data(book, worksheet, next(sheet for sheet in SHEETS if sheet.tab == tab))


def _write_data(book: Book, worksheet: Worksheet, sheet: Sheet) -> None:
    """Write a tab that holds one table."""
    names = list(sheet.by_name)
    paper = pages.Paper(
        last_column=len(names) - 1,
        repeat_columns=_REPEATED.get(sheet.key, 0),
        breaks=[names.index(name) for name in _PAGE_BREAKS.get(sheet.key, ())],
    )
    pages.set_columns(worksheet, sheet)
    pages.frame(book, worksheet, sheet.title, sheet.purpose, paper)
    bottom = write_table(book, worksheet, sheet, pages.TOP)
    if sheet is PRESSURES:
        draw_bridge(book, worksheet, pages.TOP, bottom)
    worksheet.freeze_panes(pages.TOP + 1, names.index(_NAME_COLUMNS[sheet.key]) + 1)
    worksheet.repeat_rows(2, pages.TOP)
    if paper.breaks:
        pages.scale_to_pages(worksheet, sheet, paper)
    else:
        worksheet.fit_to_pages(1, 0)
    worksheet.set_selection(pages.TOP + 1, 0, pages.TOP + 1, 0)
    if sheet is CHANGE_LOG:
        pages.protect(worksheet)


def _write_settings(book: Book, worksheet: Worksheet) -> None:
    """Write the Settings tab."""
    pages.set_widths(worksheet, (34, 34, 92))
    paper = pages.Paper(last_column=2)
    pages.frame(book, worksheet, SETTINGS.title, SETTINGS.purpose, paper)
    write_labels(book, worksheet, SETTINGS, (pages.TOP, 0), sections=_SETTINGS_SECTIONS)
    worksheet.freeze_panes(pages.TOP, 1)
    worksheet.fit_to_pages(1, 1)


def _write_checks(book: Book, worksheet: Worksheet) -> None:
    """Write the Checks tab: the flag, the control totals, and the findings, which grow."""
    pages.set_widths(worksheet, _CHECKS_WIDTHS)
    pages.fold(worksheet, CONTROL_TOTALS)
    paper = pages.Paper(last_column=len(_CHECKS_WIDTHS) - 1)
    pages.frame(book, worksheet, "Checks", OVERALL.purpose, paper)
    row = write_labels(book, worksheet, OVERALL, (pages.TOP, 1), sections={}, meanings=False)
    for sheet in (CONTROL_TOTALS, CHECKS):
        worksheet.set_row(row + 1, 24)
        worksheet.write_string(
            row + 1,
            0,
            sheet.title,
            book.styles.of(bold=True, font_size=12, font_color=NAVY, valign="vcenter"),
        )
        worksheet.write_string(
            row + 1, 2, sheet.purpose, book.styles.of(font_color=QUIET, valign="vcenter")
        )
        row = write_table(book, worksheet, sheet, row + 2)
    worksheet.fit_to_pages(1, 0)
    worksheet.freeze_panes(3, 0)
    pages.protect(worksheet)
