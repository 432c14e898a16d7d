"""Each rule of the lint, on a sound workbook and on one with that rule broken."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.engines.lint import lint, notes
from tests.engines.references import Broken, Name, SheetName, Structured, references
from tests.engines.workbooks import (
    INDICATORS,
    RED,
    SUMMARY,
    TABLE,
    VARIANCE,
    WORKBOOK,
    edited,
    sound,
    with_part,
)

_MERGED = '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells><conditionalFormatting'
_FILTER = '</sheetData><autoFilter ref="A1:E4"/>'
_PROTECTED = '</sheetData><sheetProtection sheet="1"/>'
_DOUBLED = '</definedName><definedName name="Indicators">Summary!$A$1</definedName>'
_BACKWARDS = '<c r="C2"><v>0.5</v></c><c r="B2"><v>0.4</v></c>'
_LONG_LIST = "&quot;" + "x" * 256 + "&quot;"

# part, what stands there, what is put in its place, what the lint must then say
BROKEN = {
    "a reference to no table": (SUMMARY, "Indicators[RAG]", "Indicater[RAG]", "no table Indicater"),
    "a reference to no column": (SUMMARY, "[RAG]", "[Rag rating]", "no column 'Rag rating'"),
    "a reference without its table": (SUMMARY, "Indicators[RAG]", "[RAG]", "leaves out the table"),
    "a reference as Excel shows it": (
        INDICATORS,
        "[[#This Row],[Actual]]",
        "[@Actual]",
        "@ is how",
    ),
    "this row from elsewhere": (SUMMARY, "[RAG]", "[[#This Row],[RAG]]", "not a row of table"),
    "an unknown part of a table": (SUMMARY, "[RAG]", "[[#Rows],[RAG]]", "there is no #Rows"),
    "a bracket left open": (SUMMARY, "[RAG]", "[RAG", "the formula holds [RAG"),
    "a name that nobody defined": (INDICATORS, "=-tolerance", "=-tolerence", "no name tolerence"),
    "a sheet that is not there": (SUMMARY, "Summary!A:A", "Sumary!A:A", "no sheet Sumary"),
    "a reference lost": (SUMMARY, "Summary!A:A", "#REF!", "the formula holds #REF!"),
    "a defined name that leads nowhere": (WORKBOOK, ">Summary!$A$1<", ">Gone!$A$1<", "sheet Gone"),
    "a format that refers into a table": (
        INDICATORS,
        "$D2&lt;-tolerance",
        "Indicators[RAG]=1",
        "format  cannot refer into a table",
    ),
    "a validation that refers into a table": (
        INDICATORS,
        "<formula1>tolerance",
        "<formula1>Indicators[Target]",
        "validation  cannot refer into a table",
    ),
    "a drop-down too long": (
        INDICATORS,
        "<formula1>tolerance",
        f"<formula1>{_LONG_LIST}",
        "longer than 255",
    ),
    "a heading unlike its column": (TABLE, 'name="Target"', 'name="Goal"', "but B1 shows 'Target'"),
    "two columns of one name": (TABLE, 'name="Target"', 'name="Ref"', "the column 'Ref' 2 times"),
    "a table named like a cell": (TABLE, '"Indicators"', '"FY2016"', "FY2016 reads as a cell"),
    "a table named like a row": (TABLE, '"Indicators"', '"R1C1"', "R1C1 reads as a cell"),
    "a name with a space": (TABLE, '"Indicators"', '"In dicators"', "'In dicators' is not legal"),
    "a name given twice": (WORKBOOK, "</definedName>", _DOUBLED, "Indicators is given 2 times"),
    "a defined name like a cell": (WORKBOOK, '"tolerance"', '"Q1"', "Q1 reads as a cell's"),
    "a table with two names": (TABLE, ' name="Indicators"', ' name="Other"', "another name beside"),
    "a column filled otherwise": (
        TABLE,
        "-Indicators[[#This Row],[Target]]<",
        "+Indicators[[#This Row],[Target]]<",
        "but D2 holds",
    ),
    "a calculated cell overwritten": (
        INDICATORS,
        f"<f>{VARIANCE}</f><v>-0.5</v>",
        "<v>-0.5</v>",
        "but D3 holds None",
    ),
    "a column that new rows leave empty": (
        TABLE,
        f"<calculatedColumnFormula>{VARIANCE}</calculatedColumnFormula>",
        "",
        "every row of 'Variance', but new rows stay empty",
    ),
    "a table wider than its columns": (TABLE, 'ref="A1:E4"', 'ref="A1:F4"', "6 columns wide"),
    "a table without rows": (TABLE, 'ref="A1:E4"', 'ref="A1:E1"', "has no row"),
    "a filter outside its table": (TABLE, 'Filter ref="A1:E4"', 'Filter ref="A1:E9"', "its filter"),
    "merged cells in a table": (INDICATORS, "<conditionalFormatting", _MERGED, "merged cells lie"),
    "a second filter on a table": (INDICATORS, "</sheetData>", _FILTER, "the filter meets table"),
    "an error as cached value": (
        SUMMARY,
        f'<c r="B1"><f>{RED}</f><v>1<',
        f'<c r="B1" t="e"><f>{RED}</f><v>#N/A<',
        "cached value is the error #N/A",
    ),
    "no cached value": (SUMMARY, f"<f>{RED}</f><v>1</v>", f"<f>{RED}</f>", "no cached value"),
    "a text stored as a number": (
        INDICATORS,
        '<c r="E3" t="str">',
        '<c r="E3">',
        "'Red' is stored",
    ),
    "a formula with its equals sign": (SUMMARY, "<f>COUNTIFS", "<f>=COUNTIFS", "its equals sign"),
    "cells out of order": (
        INDICATORS,
        '<c r="B2"><v>0.5</v></c><c r="C2"><v>0.4</v></c>',
        _BACKWARDS,
        "B2  is written after C2",
    ),
    "a formula that comes to an error": (SUMMARY, RED, "1/0", "recalculates to #DIV/0!"),
    "a function that is none": (SUMMARY, "COUNTIFS(", "COUNTIFFS(", "recalculates to #NAME?"),
}


def test_a_sound_workbook_passes(tmp_path: Path) -> None:
    assert [] == lint(sound(tmp_path / "sound.xlsx"))


@pytest.mark.slow
@pytest.mark.parametrize("what", BROKEN)
def test_the_lint_finds(what: str, tmp_path: Path) -> None:
    part, old, new, expected = BROKEN[what]
    path = edited(sound(tmp_path / "broken.xlsx"), part, old, new)
    assert expected in "\n".join(lint(path))


def test_a_table_on_a_protected_sheet_is_noted(tmp_path: Path) -> None:
    path = sound(tmp_path / "protected.xlsx")
    assert [] == notes(path)
    edited(path, INDICATORS, "</sheetData>", _PROTECTED)
    assert ["Indicators  is protected, so table Indicators cannot grow"] == notes(path)
    assert [] == lint(path)


def test_tables_that_overlap_are_found(tmp_path: Path) -> None:
    path = tmp_path / "overlap.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Both")
    for name, top in (("First", 0), ("Second", 10)):
        sheet.add_table(top, 0, top + 2, 0, {"name": name, "columns": [{"header": name}]})
    book.close()
    assert [] == lint(path)
    edited(path, "xl/tables/table1.xml", 'ref="A1:A3"', 'ref="A1:A12"')
    assert "Both  tables First and Second overlap" in lint(path)


def test_tables_with_one_number_are_found(tmp_path: Path) -> None:
    path = tmp_path / "numbers.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Both")
    for name, top in (("First", 0), ("Second", 10)):
        sheet.add_table(top, 0, top + 2, 0, {"name": name, "columns": [{"header": name}]})
    book.close()
    edited(path, "xl/tables/table2.xml", ' id="2" name="Second"', ' id="1" name="Second"')
    assert ["2 tables have the number 1"] == lint(path)


def test_a_stale_calculation_chain_is_found(tmp_path: Path) -> None:
    path = sound(tmp_path / "chain.xlsx")
    chain = '<calcChain><c r="B1" i="2"/><c r="A1"/></calcChain>'
    with_part(path, "xl/calcChain.xml", chain)
    assert ["Summary!A1  is in the calculation chain but holds no formula"] == lint(path)


def test_a_chart_of_a_missing_sheet_is_found(tmp_path: Path) -> None:
    path = tmp_path / "chart.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Figures")
    sheet.write_column("A1", [1, 2, 3])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Figures!$A$1:$A$3"})
    sheet.insert_chart("C1", chart)
    book.close()
    assert [] == lint(path)
    edited(path, "xl/charts/chart1.xml", "Figures!$A$1:$A$3", "Gone!$A$1:$A$3")
    assert ["Figures chart  there is no sheet Gone: Gone!$A$1:$A$3"] == lint(path)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$B$2*1E5-SUM(C:D,$E:$F,3:4)", []),
        ('"a [text] of ""names"""&TRUE', []),
        ("'It''s here'!A1+Plain!B2", [SheetName("It's here"), SheetName("Plain")]),
        ("SUM(T_x[Actual £])", [Structured("T_x", ("Actual £",), ())]),
        (
            "Tbl[[#This Row],[Odd '[name'] '#1]]",
            [Structured("Tbl", ("Odd [name] #1",), ("#This Row",))],
        ),
        ("SUM(Tbl[[Q1]:[Q4]])", [Structured("Tbl", ("Q1", "Q4"), ())]),
        (
            "ROWS(Tbl[#Data])+ROWS(Tbl[])",
            [Structured("Tbl", (), ("#Data",)), Structured("Tbl", (), ())],
        ),
        ("ROWS(Tbl)-amber.limit", [Name("Tbl"), Name("amber.limit")]),
        ("Tbl[@Actual]", [Structured("Tbl", ("Actual",), (), short_form=True)]),
        ("#REF!+1", [Broken("#REF!")]),
    ],
)
def test_what_a_formula_refers_to(formula: str, expected: list[object]) -> None:
    assert expected == list(references(formula))
