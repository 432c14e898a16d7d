"""What is wrong with one row alone: each cell against what its column can hold.

Knows nothing of other rows; the links between rows are checked in `check_links`.
"""

from __future__ import annotations

import re

from csplan.plan.plan import is_blank_row
from csplan.plan.standing import LISTED_BY_CSPLAN
from csplan.rules import conditions as on
from csplan.sheets import ACTIONS, FUNDED_CHANGES, INDICATORS, SAVINGS, VIREMENTS
from csplan.sheets.column import Kind, Shown
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching, one_slip
from csplan.terms.number import half_up
from csplan.terms.period import day_in_words
from csplan.terms.refs import ref_fault
from csplan.terms.values import CellError, Value, is_number, says, word_in
from csplan.terms.vocabulary import ABSENCES, NoUnit, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from enum import StrEnum

    from csplan.plan.plan import Plan, Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_cell", "check_queries", "check_rows"]

_HUNDRED = 100
_ANY_TEXT = (Kind.TEXT, Kind.LINK)


def check_rows(plan: Plan, sheet: Sheet) -> Iterator[Finding]:
    """Check every typed cell of a sheet, row by row; blank rows have nothing to say."""
    columns = [
        (column.name, column, column.required and column.name != "ref", column.kind in _ANY_TEXT)
        for column in sheet.inputs
    ]
    for index, row in enumerate(plan.table(sheet)):
        if is_blank_row(row, sheet):
            continue
        for name, column, required, any_text in columns:
            value = row.get(name)
            if value is None or value == "":
                passes = not required
            else:
                passes = any_text and type(value) is str
            if not passes:
                yield from check_cell(plan, sheet, index, column, row)
        yield from _taken_as(plan, sheet, index, row)
        if sheet.ref_pattern:
            yield from _check_ref(plan, sheet, index, row)


def _taken_as(plan: Plan, sheet: Sheet, index: int, row: Row) -> Iterator[Finding]:
    """Say what a row is taken for where cells are blank that mean something."""
    blank = [one for one in sheet.meaning_blanks if row.get(one.name) in (None, "")]
    if blank:
        taken = [(one.heading, one.meant(None, row)) for one in blank]
        words = [
            f"{heading} as {what:g}" if is_number(what) else f"{heading} as {what}"
            for heading, what in taken
        ]
        yield plan.finding(
            Code.TAKEN_AS,
            f"Blank cells are taken for what they usually are: {', '.join(words)}.",
            "Nothing, where that is right; else type what it is.",
            sheet=sheet,
            index=index,
            column=blank[0].name,
        )


def _check_ref(plan: Plan, sheet: Sheet, index: int, row: Row) -> Iterator[Finding]:
    """Check that a row has a ref: any text that formulas and people read alike."""
    ref = row.get("ref")
    example = sheet.by_name["ref"].meaning
    if ref in (None, ""):
        yield plan.finding(
            Code.REF_MISSING,
            "This row has no ref, so nothing can point to it.",
            f"Type its ref ({example}), or clear the row.",
            sheet=sheet,
            index=index,
            column="ref",
        )
    elif not isinstance(ref, str) or isinstance(ref, CellError) or ref_fault(ref):
        pointed_at = isinstance(ref, CellError) or sheet not in (VIREMENTS, FUNDED_CHANGES)
        why = ref_fault(ref) if isinstance(ref, str) and not isinstance(ref, CellError) else ""
        trimmed = matching(str(ref)).upper()
        fits = re.fullmatch(sheet.ref_pattern, trimmed) is not None
        yield plan.finding(
            Code.REF_UNUSABLE if pointed_at or not isinstance(ref, str) else Code.REF_UNUSUAL,
            f'"{_shown(ref)}" cannot be a ref: {why or "it is not text any more"}.',
            f"Type {trimmed}." if fits else f"Refs are text: {example}.",
            sheet=sheet,
            index=index,
            column="ref",
            found=ref,
        )


def check_queries(plan: Plan) -> Iterator[Finding]:
    """Pass on the questions that the published plan leaves."""
    for sheet in (INDICATORS, ACTIONS, SAVINGS):
        for index, row in enumerate(plan.table(sheet)):
            query = row.get("query")
            if isinstance(query, str) and query.strip():
                yield plan.finding(
                    Code.PLAN_QUERY,
                    " ".join(query.split()),
                    "Settle it, then clear the Query cell.",
                    sheet=sheet,
                    index=index,
                    column="query",
                )


def check_cell(plan: Plan, sheet: Sheet, index: int, column: Column, row: Row) -> Iterator[Finding]:
    """Check one cell against its column."""
    value = row.get(column.name)
    own = "Update the workbook: csplan lists these itself." if sheet in LISTED_BY_CSPLAN else ""
    if value is None or value == "":
        if column.required and column.name != "ref":
            yield plan.finding(
                Code.VALUE_MISSING,
                f"{column.heading} is blank.",
                own or f"Fill it in: {column.meaning}.",
                sheet=sheet,
                index=index,
                column=column.name,
            )
        return
    wrong = _wrong(value, column, row, plan)
    if wrong is not None:
        code, message, fix = wrong
        yield plan.finding(
            code, message, own or fix, sheet=sheet, index=index, column=column.name, found=value
        )


_MEASURE_INSTEAD = (
    "Measure how many, how long or what share: schools rated good or better, in %; days until it "
    "is done."
)
_Wrong = tuple[Code, str, str]


def _wrong(value: Value, column: Column, row: Row, plan: Plan) -> _Wrong | None:
    """Return what is wrong with a cell that is not blank: code, message and what to do."""
    if isinstance(value, CellError):
        too_large = ", or a number too large for any figure" if value == "#NUM!" else ""
        return (
            Code.ERROR_CELL,
            f"The cell shows {value}{too_large}, so nothing that uses it can be judged.",
            f"Type the {column.kind} itself, or clear the cell.",
        )
    if isinstance(value, bool):
        said = "TRUE" if value else "FALSE"
        return (Code.TRUE_OR_FALSE, f"{said} is not a {column.kind}.", f"Type {_wanted(column)}.")
    if column.kind is Kind.NUMBER:
        return _wrong_number(value, column, row, plan)
    if column.kind is Kind.DAY:
        return _wrong_day(value)
    if column.kind is Kind.WORD and column.words is not None:
        known = word_in(column.words, value)
        return _wrong_word(value, tuple(column.words), column) if known is None else None
    return None


def _wrong_number(value: Value, column: Column, row: Row, plan: Plan) -> _Wrong | None:
    """Return what is wrong with a figure."""
    if not is_number(value):
        return _wrong_text(str(value), column, row)
    figure = float(value)
    if abs(figure) >= on.MOST:
        return (
            Code.NUMBER_TOO_LONG,
            f"{figure:,.0f} is too large to be a figure of the plan.",
            "Check what was typed or pasted; a card or phone number is not a figure.",
        )
    limit = plan.settings.get("percentage_limit")
    beyond = is_number(limit) and abs(figure) > float(limit) and column.shown is Shown.IN_UNIT
    if beyond and says(row.get("unit"), Unit.PERCENT):
        return (
            Code.PERCENT_BEYOND_LIMIT,
            f"{half_up(figure * 100, 1):,}% is beyond the limit of {limit:.0%}.",
            f"If {_plain(figure)}% was meant, type {_plain(figure)}% (or {_plain(figure / 100)}).",
        )
    low, high = column.minimum, column.maximum
    outside = (low is not None and figure < low) or (high is not None and figure > high)
    if outside or (column.whole and not figure.is_integer()):
        return (
            Code.NUMBER_OUT_OF_RANGE,
            f"{figure:.15g} cannot stand in {column.heading}.",
            _within(figure, column),
        )
    return None


def _within(figure: float, column: Column) -> str:
    """Say what a number that is out of range could have meant."""
    if column.shown is Shown.PERCENT and column.maximum == 1 and 1 < figure <= _HUNDRED:
        return (
            f"If {_plain(figure)}% was meant, type {_plain(figure)}% (or {_plain(figure / 100)})."
        )
    low = 0 if column.minimum is None else column.minimum
    noun = "whole number" if column.whole else "number"
    if column.maximum is None:
        return f"Type a {noun}, {low:g} or more."
    return f"Type a {noun} from {low:g} to {column.maximum:g}."


def _wrong_text(text: str, column: Column, row: Row) -> _Wrong | None:
    """Return what is wrong with text in a number column: all of it, but the permitted words."""
    if column.absences and any(says(text, word) for word in ABSENCES):
        return None
    if not text.strip():
        return (Code.TEXT_FOR_NUMBER, "The cell holds only spaces.", "Clear the cell.")
    from csplan.terms.typed import meant_day, meant_number

    day = meant_day(text)
    if day is not None:
        return (
            Code.DATE_FOR_NUMBER,
            f"This is {day_in_words(day)}, a date, not a number.",
            "Type the figure itself, and set the cell's format to Number.",
        )
    words = f", or one of {', '.join(ABSENCES)}" if column.absences else ""
    close = next((w for w in ABSENCES if matching(w) == matching(text)), None)
    meant = meant_number(text)
    if column.absences and close is not None:
        fix = f"Type {close} without spaces around it."
    elif meant is not None:
        fix = f"Type {_in_unit(meant, column, row)} as a number."
    else:
        fix = f"Type a number{words}, or clear the cell."
    return (
        Code.TEXT_FOR_NUMBER,
        f'"{_shown(text)}" is text, not a number; formulas cannot use it.',
        fix,
    )


def _in_unit(meant: float, column: Column, row: Row) -> str:
    """Write the figure that a text seems to mean as the cell would show it."""
    percent = column.shown is Shown.PERCENT or (
        column.shown is Shown.IN_UNIT and says(row.get("unit"), Unit.PERCENT)
    )
    return f"{_plain(meant * 100)}% (or {_plain(meant)})" if percent else _plain(meant)


def _wrong_day(value: Value) -> _Wrong | None:
    """Return what is wrong with a date."""
    if is_number(value):
        if on.is_sensible_day(value):
            return None
        return (
            Code.NOT_A_DATE,
            f"{float(value):.15g} is not a date of the plan.",
            "Type the date as 31/07/2017.",
        )
    from csplan.terms.typed import meant_day

    meant = meant_day(str(value))
    fix = f"Type {meant:%d/%m/%Y} as a date." if meant else "Type it as a date, e.g. 31/07/2017."
    return (
        Code.TEXT_FOR_DATE,
        f'"{_shown(value)}" is text, not a date; formulas cannot compare it.',
        fix,
    )


def _wrong_word(value: Value, words: Sequence[str], column: Column) -> _Wrong | None:
    """Return what is wrong with what is not a word of the vocabulary."""
    if column.never is not None:
        return _wrong_unit(value, column.never)
    close = one_slip(str(value), words)
    listed = f"Choose one of: {', '.join(words)}."
    fix = f"Did you mean {close}?  {listed}" if close else listed
    return (
        Code.UNKNOWN_WORD,
        f'"{_shown(value)}" is not a word that {column.heading} can hold.',
        fix,
    )


def _wrong_unit(value: Value, never: type[StrEnum]) -> _Wrong | None:
    """Return what is wrong with a unit: any word may be one but those that never are."""
    if isinstance(value, str) and not any(says(value, word) for word in never):
        return None
    shares = (NoUnit.PERCENT, NoUnit.PER_CENT, NoUnit.PERCENTAGE)
    if any(says(value, word) for word in shares):
        return (Code.UNKNOWN_WORD, f'"{_shown(value)}" is written % as a unit.', "Type %.")
    return (
        Code.UNKNOWN_WORD,
        f'"{_shown(value)}" is not what a number is measured in, and only numbers can be judged.',
        _MEASURE_INSTEAD,
    )


def _wanted(column: Column) -> str:
    """Return what a column wants, as a noun."""
    return {Kind.NUMBER: "a number", Kind.DAY: "a date"}.get(column.kind, "text")


def _plain(value: float) -> str:
    """Return a number as a person types it.

    >>> _plain(66.4), _plain(0.664), _plain(1234.0)
    ('66.4', '0.664', '1,234')
    """
    text = f"{float(f'{value:.12g}'):,.12f}".rstrip("0").rstrip(".")
    return text or "0"


def _shown(value: Value) -> str:
    """Return a value short enough for one line."""
    text = " ".join(str(value).split()) if isinstance(value, str) else f"{value:.15g}"
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004  (a line's room)
