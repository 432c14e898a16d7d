"""Builds the plan's workbook from the sheets' declarations: blank, or loaded with a plan.

Everything that it writes is a pure function of the results that it is given.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from csplan.files.libraries import require
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.plan.tabs import tabs_to_hide
from csplan.sheets import (
    CHECKS,
    HEADLINES,
    HOME,
    LAYOUT,
    MEDIUM_TERM,
    MEDIUM_TERM_YEARS,
    OVERALL,
    PRESSURES,
    SETTINGS,
    SHEETS,
    TABS,
)
from csplan.sheets.sheet import Group, Owner, Shape
from csplan.template import pages
from csplan.template.bridge import draw_bridge
from csplan.template.finish import finish
from csplan.template.home import write_home
from csplan.template.labels import write_labels
from csplan.template.source import standing_rows
from csplan.template.styles import FONT, NAVY, QUIET, RULE, Styles
from csplan.template.summary import write_summary
from csplan.template.tables import NewWorkbook, names_in, write_table
from csplan.terms.calendar import APRIL_QUARTERS, Calendar
from csplan.terms.period import FinancialYear, day_of, serial_of
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.worksheet import Worksheet

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet

__all__ = ["blank_workbook", "build", "default_settings", "prepared_by"]

_TAB_COLOURS = {
    Group.START: "#0B6E6E",
    Group.PLAN: NAVY,
    Group.MONEY: "#6B4C9A",
    Group.CSPLAN: "#8A97A5",
}
_LABEL_WIDTHS = (34, 34, 92)
_RULED_ROWS = 5000
_FUNCTION = re.compile(r"[A-Z][A-Z0-9.]*(?=\()")
_IN_EVERY_EXCEL = (
    "ABS AND CHOOSE COUNTIFS IF IFERROR INDEX INT ISNUMBER ISTEXT LEN MATCH MAX MID MIN NOT OR "
    "RIGHT ROUND SQRT SUM SUMIFS TRIM"
)
"""Functions that stand in a file by their own name, as those that came after Excel 2007 do not."""


def blank_workbook(year: FinancialYear) -> bytes:
    """Return a workbook of that year without a plan in it: settings only, and empty tables."""
    standing = standing_rows([], [], list(CipfaGroup), str(year))
    return build(calculate(Plan(default_settings(year), standing)))


def default_settings(year: FinancialYear, calendar: Calendar = APRIL_QUARTERS) -> Row:
    """Return the settings that a new workbook of a year begins with."""
    settings: Row = {column.name: column.default for column in SETTINGS.inputs}
    return settings | {
        "financial_year": str(year),
        "reporting_period": "Baseline",
        "budget_month": 0.0,
        "report_date": serial_of(calendar.first_day(year)),
        "protective_marking": "OFFICIAL-SENSITIVE",
        "data_status": "Live",
    }


def build(results: Results) -> bytes:
    """Return the workbook of a plan and its results, as bytes that depend on nothing else."""
    from xlsxwriter.workbook import Workbook

    require("XlsxWriter", "3.3.0", "it would write the plan without its tables")
    results = _with_a_row_each(results)
    year = FinancialYear.parse(results.plan.financial_year)
    if year is None:
        raise ValueError("the plan's settings give no financial year, such as 2016/17")
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
    book = NewWorkbook(
        workbook=workbook,
        styles=Styles(workbook),
        results=results,
        year=year,
        names=names_in(year, SHEETS),
    )
    _describe(book)
    hidden = tabs_to_hide(results.plan) or ()
    for tab in TABS:
        sheet = workbook.add_worksheet(tab)
        sheet._prepare_formula = prepared_by(sheet._prepare_formula)  # noqa: SLF001
        _write_tab(book, sheet, tab)
        if tab in hidden:
            sheet.hide()
    for sheet in SHEETS:
        if sheet.refs:
            workbook.define_name(sheet.refs, f"={book.names.whole(sheet.key, 'ref')}")
    workbook.define_name("csplan_layout", f"={LAYOUT}")
    workbook.close()
    return finish(stream.getvalue(), _growing_rows())


def prepared_by(prepare: Callable[..., str]) -> Callable[..., str]:
    """Return what makes a formula ready for the file, with XlsxWriter's own way for the rest.

    XlsxWriter looks through every formula for each of a hundred newer functions.
    """
    known = frozenset(_IN_EVERY_EXCEL.split())

    def prepared(formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        plain = formula[:1] != "{" and formula[-1:] != "}"
        if plain and known.issuperset(_FUNCTION.findall(formula)):
            return formula.removeprefix("=")
        return prepare(formula, expand_future_functions)

    return prepared


def _growing_rows() -> dict[int, int]:
    """Return from which row on each tab's rows grow with what is typed, by the tab's number."""
    return {
        number: pages.TOP + 2
        for number, tab in enumerate(TABS, start=1)
        if [sheet.shape for sheet in _standing_on(tab)] == [Shape.TABLE]
    }


def _standing_on(tab: str) -> list[Sheet]:
    """Return the sheets that stand on a tab."""
    return [sheet for sheet in SHEETS if sheet.tab == tab]


def _with_a_row_each(results: Results) -> Results:
    """Give every empty table its blank rows, calculated like the others."""
    empty: dict[str, list[Row]] = {
        sheet.key: [{} for _ in range(sheet.blank_rows)]
        for sheet in SHEETS
        if sheet.shape is Shape.TABLE and not results.table(sheet)
    }
    if not empty:
        return results
    return calculate(replace(results.plan, rows={**results.plan.rows, **empty}))


def _describe(book: NewWorkbook) -> None:
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


def _write_tab(book: NewWorkbook, worksheet: Worksheet, tab: str) -> None:
    """Write one tab: a page of its own, or the one sheet that stands on it."""
    sheets = _standing_on(tab)
    worksheet.set_tab_color(_TAB_COLOURS[sheets[0].group])
    if tab == HOME.tab:
        write_home(book, worksheet)
    elif tab == HEADLINES.tab:
        write_summary(book, worksheet)
    elif tab == CHECKS.tab:
        _write_checks(book, worksheet)
    elif tab == MEDIUM_TERM.tab:
        _write_medium_term(book, worksheet)
    elif sheets[0].shape is Shape.LABELS:
        _write_labelled(book, worksheet, sheets[0])
    else:
        _write_data(book, worksheet, sheets[0])


def _write_data(book: NewWorkbook, worksheet: Worksheet, sheet: Sheet) -> None:
    """Write a tab that holds one table."""
    breaks = [number for number, column in enumerate(sheet.placed) if column.begins_page]
    paper = pages.Paper(
        last_column=len(sheet.columns) - 1,
        repeat_columns=sheet.in_view if breaks else 0,
        breaks=breaks,
    )
    pages.set_columns(worksheet, sheet, book.period)
    pages.frame(book, worksheet, sheet.title, sheet.purpose, paper)
    bottom = write_table(book, worksheet, sheet, pages.TOP)
    pages.head_groups(book, worksheet, sheet)
    if sheet is PRESSURES:
        draw_bridge(book, worksheet, pages.TOP, bottom)
    worksheet.freeze_panes(pages.TOP + 1, sheet.in_view)
    worksheet.repeat_rows(2, pages.TOP)
    if paper.breaks:
        pages.scale_to_pages(worksheet, sheet, paper)
    else:
        pages.scale_to_width(worksheet, sheet, book.period)
    worksheet.set_selection(pages.TOP + 1, 0, pages.TOP + 1, 0)
    if sheet.owner is Owner.CSPLAN:
        _rule_lines(book, worksheet, sheet)
        pages.protect(worksheet)


def _rule_lines(book: NewWorkbook, worksheet: Worksheet, sheet: Sheet) -> None:
    """Rule a line under every row that has come, also under cells that csplan left out as blank.

    Down to where some program would be slow to look at every cell of the sheet.
    """
    top = pages.TOP + 1
    looks = book.styles.difference(bottom=1, bottom_color=RULE, bg_color="#FFFFFF")
    says = {"type": "formula", "criteria": f'=$A{top + 1}<>""', "format": looks}
    worksheet.conditional_format(top, 0, top + _RULED_ROWS, len(sheet.columns) - 1, says)


def _write_labelled(book: NewWorkbook, worksheet: Worksheet, sheet: Sheet) -> None:
    """Write a tab that holds labelled values, such as Settings."""
    pages.set_widths(worksheet, _LABEL_WIDTHS)
    paper = pages.Paper(last_column=len(_LABEL_WIDTHS) - 1)
    pages.frame(book, worksheet, sheet.title, sheet.purpose, paper)
    write_labels(book, worksheet, sheet, (pages.TOP, 0), widths=_LABEL_WIDTHS[1:])
    worksheet.freeze_panes(pages.TOP, 1)
    worksheet.fit_to_pages(1, 0)


def _write_checks(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write the Checks tab: the flag, then the findings, which grow."""
    pages.set_columns(worksheet, CHECKS, book.period)
    paper = pages.Paper(last_column=len(CHECKS.columns) - 1)
    pages.frame(book, worksheet, CHECKS.tab, OVERALL.purpose, paper)
    row = write_labels(book, worksheet, OVERALL, (pages.TOP, 1), meanings=False)
    _write_below(book, worksheet, CHECKS, row + 1)
    worksheet.fit_to_pages(1, 0)
    worksheet.freeze_panes(3, 0)
    pages.protect(worksheet)


def _write_medium_term(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write the Medium term tab: five years, then their steps, which grow."""
    pages.set_columns(worksheet, MEDIUM_TERM, book.period)
    paper = pages.Paper(last_column=len(MEDIUM_TERM.columns) - 1)
    years = MEDIUM_TERM_YEARS
    pages.frame(book, worksheet, years.title, years.purpose, paper)
    bottom = write_table(book, worksheet, years, pages.TOP)
    _write_below(book, worksheet, MEDIUM_TERM, bottom + 2, purpose_at=2)
    worksheet.fit_to_pages(1, 0)
    worksheet.freeze_panes(pages.TOP, 2)


def _write_below(
    book: NewWorkbook, worksheet: Worksheet, sheet: Sheet, row: int, *, purpose_at: int = 1
) -> None:
    """Write a tab's second table under a heading of its own."""
    worksheet.set_row(row, 24)
    title = book.styles.of(bold=True, font_size=12, font_color=NAVY, valign="vcenter")
    quiet = book.styles.of(font_color=QUIET, valign="vcenter")
    worksheet.write_string(row, 0, sheet.title, title)
    worksheet.write_string(row, purpose_at, sheet.purpose, quiet)
    write_table(book, worksheet, sheet, row + 1)
    worksheet.repeat_rows(row + 1)
