"""Gives statuses their shapes and colours, by conditional formats: the cell keeps the bare word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.sheets.column import Column, Shown
from csplan.template.styles import MARKS, QUIET, Styles
from csplan.terms.finding import Severity
from csplan.terms.vocabulary import (
    ControlResult,
    DirectionOfTravel,
    FigureCheck,
    Likeness,
    OverallCheck,
    State,
    ToDo,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["mark_column", "mark_words"]

_GREEN, _RED, _AMBER = MARKS["Green"], MARKS["Red"], MARKS["Amber"]
_PLAIN = ("", QUIET, "#EDEFF2")

_WORDS: dict[str, tuple[str, str, str]] = {
    DirectionOfTravel.IMPROVING: ("↑ ", "#006100", ""),
    DirectionOfTravel.WORSENING: ("↓ ", "#9C0006", ""),
    DirectionOfTravel.STEADY: ("→ ", QUIET, ""),
    ControlResult.AGREES: _GREEN,
    ControlResult.ROUNDING: _PLAIN,
    ControlResult.FAILED: _RED,
    ControlResult.NOTHING: _PLAIN,
    ControlResult.CHECK_DATA: _RED,
    OverallCheck.PASSED: _GREEN,
    OverallCheck.NOT_YET: _PLAIN,
    OverallCheck.ERRORS: _RED,
    Severity.FAULT: _RED,
    Severity.ERROR: _RED,
    Severity.WARNING: _AMBER,
    Severity.NOTE: _PLAIN,
    **{str(word): MARKS[State.CHECK_DATA] for word in FigureCheck},
    **{str(word): _AMBER for word in Likeness},
    ToDo.CONFIRM: _AMBER,
    ToDo.FORECAST: _AMBER,
    ToDo.FIGURE: MARKS["Awaiting data"],
    ToDo.WORDS: _AMBER,
    ToDo.CHECK: MARKS[State.CHECK_DATA],
    ToDo.OVERDUE: _RED,
    ToDo.DUE_DATE: MARKS["Awaiting data"],
    ToDo.OWNER: MARKS["Awaiting data"],
    "To confirm": _AMBER,
    "Accepted": _PLAIN,
    "Confirmed": _PLAIN,
    **MARKS,
}
"""How each word is marked, in the columns that say which of their words are."""


def mark_column(
    styles: Styles, worksheet: Worksheet, column: Column, area: tuple[int, int, int, int]
) -> None:
    """Mark the words of a column that judge something."""
    if column.shown is Shown.RAG:
        mark_words(styles, worksheet, MARKS, area)
        _mark_other_words(styles, worksheet, area)
    elif column.marked:
        marks = {str(word): _WORDS[word] for word in column.marked if word in _WORDS}
        mark_words(styles, worksheet, marks, area)
        if column.marked is OverallCheck:
            _mark_ending(styles, worksheet, "to be confirmed", _AMBER, area)


def mark_words(
    styles: Styles,
    worksheet: Worksheet,
    marks: dict[str, tuple[str, str, str]],
    area: tuple[int, int, int, int],
) -> None:
    """Show each word with its shape, ink and fill wherever it stands in an area."""
    for word, (shape, ink, fill) in marks.items():
        worksheet.conditional_format(
            *area,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": _mark(styles, shape, ink, fill),
                "stop_if_true": True,
            },
        )


def _mark_ending(
    styles: Styles,
    worksheet: Worksheet,
    words: str,
    mark: tuple[str, str, str],
    area: tuple[int, int, int, int],
) -> None:
    """Show a text that ends in some words with its shape, ink and fill."""
    says = {"type": "text", "criteria": "ends with", "value": words}
    worksheet.conditional_format(*area, {**says, "format": _mark(styles, *mark)})


def _mark(styles: Styles, shape: str, ink: str, fill: str) -> Format:
    """Return the format of one mark."""
    says: dict[str, Any] = {"font_color": ink, "bold": bool(fill)}
    if fill:
        says["bg_color"] = fill
    if shape:
        says["num_format"] = f'"{shape}"@'
    return styles.difference(**says)


def _mark_other_words(
    styles: Styles, worksheet: Worksheet, area: tuple[int, int, int, int]
) -> None:
    """Show the words that are not colours, such as Not due, quietly."""
    worksheet.conditional_format(
        *area,
        {
            "type": "no_blanks",
            "format": styles.difference(font_color=QUIET, bg_color="#EDEFF2"),
        },
    )
