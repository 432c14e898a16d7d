"""Makes the small workbooks on which the engines are tried: a sound one, and damage to it."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

VARIANCE = "Indicators[[#This Row],[Actual]]-Indicators[[#This Row],[Target]]"
RAG = 'IF(Indicators[[#This Row],[Variance]]>=-tolerance,"Green","Red")'
ROWS = (("KO1-01", 0.5, 0.4), ("KO1-02", 0.75, 0.25), ("KO1-03", 2.0, 1.95))
RED = 'COUNTIFS(Indicators[RAG],"Red")'

INDICATORS = "xl/worksheets/sheet1.xml"
SUMMARY = "xl/worksheets/sheet2.xml"
TABLE = "xl/tables/table1.xml"
WORKBOOK = "xl/workbook.xml"


def sound(path: Path) -> Path:
    """A workbook with nothing wrong: a table, a defined name, a count, a format, a drop-down."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Indicators")
    headings = [{"header": "Ref"}, {"header": "Target"}, {"header": "Actual"}]
    calculated = [
        {"header": "Variance", "formula": VARIANCE},
        {"header": "RAG", "formula": RAG},
    ]
    options = {"name": "Indicators", "columns": [*headings, *calculated]}
    sheet.add_table(0, 0, len(ROWS), 4, options)
    for row, (ref, target, actual) in enumerate(ROWS, start=1):
        variance = actual - target
        sheet.write_row(row, 0, [ref, target, actual])
        sheet.write_formula(row, 3, VARIANCE, None, variance)
        sheet.write_formula(row, 4, RAG, None, "Green" if variance >= -0.1 else "Red")
    bold = book.add_format({"bold": True})
    sheet.conditional_format(
        "D2:D4", {"type": "formula", "criteria": "=$D2<-tolerance", "format": bold}
    )
    sheet.data_validation("C2:C4", {"validate": "decimal", "criteria": ">=", "value": "=tolerance"})
    summary = book.add_worksheet("Summary")
    summary.write("A1", 0.1)
    book.define_name("tolerance", "=Summary!$A$1")
    summary.write_formula("B1", RED, None, 1)
    summary.write_formula("B2", "SUM(Summary!A:A)+SUM('Summary'!$A$1:A1)", None, 0.2)
    book.close()
    return path


def edited(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a text of one part replaced throughout; the text must be there."""
    before = path.with_suffix(".before")
    shutil.move(path, before)
    with ZipFile(before) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = content.decode("utf-8")
                if old not in text:
                    raise LookupError(f"{old!r} is not in {part}: {text}")
                content = text.replace(old, new).encode("utf-8")
            target.writestr(name, content)
    before.unlink()
    return path


def with_part(path: Path, part: str, content: str) -> Path:
    """The workbook with one more part."""
    with ZipFile(path, "a", ZIP_DEFLATED) as package:
        package.writestr(part, content)
    return path
