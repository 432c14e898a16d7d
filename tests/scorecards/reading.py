"""Reads written scorecards back as their readers see them, by other means than csplan's."""

from __future__ import annotations

import re
import subprocess
import warnings
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
from lxml import html as lxml_html

from tests.engines.programs import require

_SECTION = re.compile(r'((?:"[^"]*"|[^";])*)(?:;|$)')
_PIECE = re.compile(r'"([^"]*)"|(#,##0(?:\.0+)?)|([+%£])')


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """Every sheet's cells as Excel shows them, row by row."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl cannot keep sparklines; it only reads here
        book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[shown(cell.value, cell.number_format) for cell in row] for row in sheet]
        for sheet in book.worksheets
    }


def shown(value: object, number_format: str) -> str:
    """A cell's value through its number format, as Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, str) or not isinstance(value, int | float):
        return str(value)
    if number_format == "#,##0":
        return f"{value:,.0f}"
    positive, negative, zero = [found[1] for found in _SECTION.finditer(number_format)][:3]
    section = positive if value > 0 else negative if value < 0 else zero
    number = abs(Decimal(repr(value))) * (100 if "%" in section else 1)
    return "".join(
        literal or sign or _digits(number, digits)
        for literal, digits, sign in _PIECE.findall(section)
    )


def _digits(number: Decimal, digits: str) -> str:
    places = len(digits.partition(".")[2])
    return f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}"


def page(path: Path) -> lxml_html.HtmlElement:
    """A page's root."""
    return lxml_html.fromstring(path.read_text(encoding="utf-8"))


def pdf_text(path: Path, *, layout: bool = False) -> str:
    """A PDF's text, as pdftotext reads it."""
    options = ["-layout"] if layout else []
    done = subprocess.run(
        [str(require("pdftotext")), *options, "-enc", "UTF-8", str(path), "-"],
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


def all_text(path: Path) -> str:
    """All that a file holds, whatever its kind: unzipped parts, a PDF's text and properties."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            return "\n".join(
                name + parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
            )
    if path.suffix == ".pdf":
        about = subprocess.run(
            [str(require("pdfinfo")), str(path)], capture_output=True, check=True
        )
        return pdf_text(path) + about.stdout.decode("utf-8")
    return path.read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    """Text without spaces, line ends and invisible places to break."""
    return re.sub(r"[\s\u200b]+", "", text)
