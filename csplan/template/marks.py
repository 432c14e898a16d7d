"""Gives statuses their shapes and colours, by conditional formats: the cell keeps the bare word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.sheets.column import Column, Shown
from csplan.template.styles import MARKS, QUIET, Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["mark_column", "mark_words"]

_GREEN, _RED, _AMBER = MARKS["Green"], MARKS["Red"], MARKS["Amber"]
_PLAIN = ("", QUIET, "#EDEFF2")

_WORDS: dict[str, dict[str, tuple[str, str, str]]] = {
    "direction": {
        "Improving": ("↑ ", "#006100", ""),
        "Worsening": ("↓ ", "#9C0006", ""),
        "Steady": ("→ ", QUIET, ""),
    },
    "result": {"Agrees": _GREEN, "Rounding": _PLAIN, "Failed": _RED},
    "severity": {
        "Fault": _RED,
        "Error": _RED,
        "Warning": _AMBER,
        "Note": _PLAIN,
        "Accepted": _PLAIN,
    },
    "overall_check": {"All checks passed": _GREEN, "Errors to put right": _RED},
    "row_check": {"Check data": MARKS["Check data"]},
}
_WORDS["check_flag"] = _WORDS["overall_check"]


def mark_column(
    styles: Styles, worksheet: Worksheet, column: Column, area: tuple[int, int, int, int]
) -> None:
    """Mark the words of a column that judge something."""
    if column.shown is Shown.RAG:
        mark_words(styles, worksheet, MARKS, area)
        _mark_other_words(styles, worksheet, area)
    elif column.name in _WORDS:
        mark_words(styles, worksheet, _WORDS[column.name], area)


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
    """Show the words that are no colour, such as Not due, quietly."""
    worksheet.conditional_format(
        *area,
        {
            "type": "no_blanks",
            "format": styles.difference(font_color=QUIET, bg_color="#EDEFF2"),
        },
    )
