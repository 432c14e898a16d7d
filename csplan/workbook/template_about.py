"""The About tab: what the workbook is, how to use it, what its colours mean, where the rules are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import SHEETS
from csplan.terms.vocabulary import Unit
from csplan.workbook.template_pages import TOP, Paper, frame, protect, set_widths
from csplan.workbook.template_styles import (
    INK,
    MARKS,
    NAVY,
    QUIET,
    RULE,
    TYPED,
    WORKED,
)
from csplan.workbook.template_tables import Book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_about"]

_WHAT = (
    (
        "What it is",
        "The service plan in one workbook: what is promised, by whom, and how it stands.",
    ),
    (
        "What it does",
        "Colours, variances and totals are live formulas. They follow as you type, with or without "
        "csplan.",
    ),
    (
        "What csplan adds",
        "It checks every row, puts back formulas that were overwritten, keeps a backup and a log, "
        "and makes scorecards. It never changes what you typed.",
    ),
)

_STEPS = (
    "Set the reporting period, budget month and report date on Settings.",
    "Type each quarter's actuals on Indicators, and a forecast where you have one.",
    "Say why in Commentary and what is being done in Corrective action, above all for a Red.",
    "Bring dates, progress and status up to date on Actions.",
    "Type actual to date and forecast outturn on Budget: spending positive, income negative.",
    "Save, close, run “csplan update”, and read Checks: it names each cell to put right.",
)

_MEANS = {
    "Red": "Worse than the target by more than the tolerance; an action overdue or off track; "
    "a forecast overspend past the threshold on Settings",
    "Amber": "Worse than the target, within the tolerance; an action at risk; a smaller overspend",
    "Green": "On or better than the target; an action on track; on or under budget",
    "Blue": "Complete (actions only)",
    "Awaiting data": "A figure is due and missing",
    "Check data": "A cell in the row cannot be used as it is; Checks says which",
}

_UNITS = {
    Unit.PERCENT: "Type 66.4% (or 66.4 in a cell already shown as a percentage)",
    Unit.POINTS: "A gap between two percentages. Type −32.7, without a % sign",
    Unit.NUMBER: "Type 607",
    Unit.PER_10_000: "A rate. Type 39.2",
    Unit.PER_100_000: "A rate. Type 495",
    Unit.WEEKS: "Type 23",
    Unit.DAYS: "Type 12",
    Unit.POUNDS: "Type 1250; no thousands comma is needed",
}

_RULES = (
    (
        "Where the rules are",
        "Every rule is documented with examples in csplan’s documentation: docs/rules for the "
        "calculations, docs/columns for each column, docs/findings for each check. "
        "Point at a heading to read what its column means.",
    ),
    (
        "Thresholds",
        "No threshold is hidden in a formula: tolerances and limits stand on Settings.",
    ),
    (
        "Folded columns",
        "Definitions and helper columns are folded away. Press [+] above the columns, or 2 at the "
        "top left, to see them.",
    ),
    (
        "Protection",
        "About, Summary, Checks and Change log are protected, without a password, against typing "
        "by mistake. The other sheets are open: add rows under a table and it fills itself.",
    ),
    (
        "Sources",
        "Rows of the plan come from the published service plan; the Plan line columns say where. "
        "Rules follow published guidance of CIPFA, the DfE and the Government Analysis Function.",
    ),
)


def write_about(book: Book, worksheet: Worksheet) -> None:
    """Write the About tab."""
    settings = book.results.settings
    names = [str(settings.get(name) or "") for name in ("authority", "department")]
    title = f"{names[1] or 'Service'} plan {book.year}" if names[1] else f"Service plan {book.year}"
    set_widths(worksheet, (26, 112))
    paper = Paper(last_column=1)
    frame(book, worksheet, title, names[0] or "Kept with csplan", paper)
    worksheet.fit_to_pages(1, 0)
    row = TOP
    row = _pairs(book, worksheet, row, "In short", _WHAT)
    steps = [(f"Step {number}", step) for number, step in enumerate(_STEPS, start=1)]
    row = _pairs(book, worksheet, row, "Each reporting period, in six steps", steps)
    row = _key(book, worksheet, row)
    row = _tabs(book, worksheet, row)
    first = row + 1
    row = _pairs(book, worksheet, row, "Units", [(str(unit), how) for unit, how in _UNITS.items()])
    book.workbook.define_name("unit_words", f"=About!$A${first + 1}:$A${first + len(_UNITS)}")
    _pairs(book, worksheet, row, "Good to know", _RULES)
    protect(worksheet)


def _heading(book: Book, worksheet: Worksheet, row: int, text: str) -> None:
    """Write a section's heading."""
    worksheet.set_row(row, 26)
    style = book.styles.of(
        bold=True, font_size=12, font_color=NAVY, valign="bottom", bottom=2, bottom_color=NAVY
    )
    worksheet.write_string(row, 0, text, style)
    worksheet.write_blank(row, 1, None, style)


def _term(book: Book) -> Format:
    """Return the format of what is explained."""
    return book.styles.of(bold=True, valign="top", bottom=1, bottom_color=RULE)


def _words(book: Book) -> Format:
    """Return the format of an explanation."""
    return book.styles.of(valign="top", text_wrap=True, bottom=1, bottom_color=RULE, font_color=INK)


def _pairs(
    book: Book, worksheet: Worksheet, row: int, heading: str, pairs: Sequence[tuple[str, str]]
) -> int:
    """Write a section of terms and explanations, and return the row after a gap."""
    _heading(book, worksheet, row, heading)
    for term, words in pairs:
        row += 1
        worksheet.write_string(row, 0, term, _term(book))
        worksheet.write_string(row, 1, words, _words(book))
    return row + 1


def _key(book: Book, worksheet: Worksheet, row: int) -> int:
    """Write the key of colours and shapes, and of the kinds of cell."""
    _heading(book, worksheet, row, "What the colours mean")
    for word, (shape, ink, fill) in MARKS.items():
        row += 1
        style = book.styles.of(
            bold=True,
            font_color=ink,
            bg_color=fill,
            num_format=f'"{shape}"@',
            valign="top",
            bottom=1,
            bottom_color="#FFFFFF",
        )
        worksheet.write_string(row, 0, word, style)
        worksheet.write_string(row, 1, _MEANS[word], _words(book))
    kinds = (
        ("Type here", {"bg_color": TYPED}, "Yours to fill in every period"),
        ("The plan", {}, "What the plan says; change it when the plan changes"),
        (
            "Worked out",
            {"bg_color": WORKED, "font_color": QUIET},
            "A formula. If it is overwritten, csplan puts it back and says so",
        ),
    )
    for word, says, meaning in kinds:
        row += 1
        style = book.styles.of(valign="top", bottom=1, bottom_color=RULE, **says)
        worksheet.write_string(row, 0, word, style)
        worksheet.write_string(row, 1, meaning, _words(book))
    return row + 1


def _tabs(book: Book, worksheet: Worksheet, row: int) -> int:
    """List the tabs, each with a link and its purpose."""
    _heading(book, worksheet, row, "The sheets")
    purposes: dict[str, str] = {}
    for sheet in SHEETS:
        purposes.setdefault(sheet.tab, sheet.purpose)
    link = book.styles.of(
        font_color=NAVY, underline=1, bold=True, valign="top", bottom=1, bottom_color=RULE
    )
    for tab, purpose in purposes.items():
        row += 1
        worksheet.write_url(row, 0, f"internal:'{tab}'!A1", link, tab)
        worksheet.write_string(row, 1, purpose, _words(book))
    return row + 1
