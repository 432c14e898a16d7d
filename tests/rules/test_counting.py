"""This module holds counting and adding to what COUNTIFS and SUMIFS do, in an engine too."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from csplan.rules.counting import Whole, add_amounts, add_where, count_rows, count_where
from csplan.rules.summary import look_up, total_of
from csplan.terms.values import CellError, CellErrorMet
from tests.engines.ironcalc_engine import recalculated

REFS = ("KO1", "ko1", "KO2", None, CellError("#N/A"), 1.0)
RAGS = ("Red", "Amber", "red", "Red", "Red", "Red")
AMOUNTS = (1.5, 2.0, 4.0, 8.0, 16.0, "n/a")


def test_a_column_is_counted_whatever_the_case() -> None:
    assert 2.0 == count_where((REFS, "KO1"))
    assert 1.0 == count_where((Whole(REFS), "KO1"), (Whole(RAGS), "Red"))


@pytest.mark.parametrize("wanted", [None, 1.0, CellError("#N/A")])
def test_what_is_no_text_equals_no_row(wanted: object) -> None:
    assert 0.0 == count_where((REFS, wanted))  # type: ignore[arg-type]
    assert 0.0 == count_where((REFS, "KO1"), (RAGS, wanted))  # type: ignore[arg-type]
    assert 0.0 == add_where(AMOUNTS, (REFS, wanted))  # type: ignore[arg-type]


def test_only_numbers_are_added() -> None:
    assert 3.5 == add_where(AMOUNTS, (REFS, "ko1"))
    assert 31.5 == add_where(AMOUNTS)


def test_an_error_in_a_row_that_is_added_is_passed_on() -> None:
    with pytest.raises(CellErrorMet):
        add_where((1.0, CellError("#N/A")), (("KO1", "KO1"), "KO1"))

    assert 1.0 == add_where((1.0, CellError("#N/A")), (("KO1", "KO2"), "KO1"))


def test_a_row_that_is_not_there_is_looked_up_as_nothing() -> None:
    rule = look_up("Take it.", "services__service", "services__ref")

    assert "Schools" == rule.evaluated(["SL", ("EH", "SL"), ("Early Help", "Schools")])
    assert "" == rule.evaluated(["SL", ("EH", "SL"), ("Early Help", None)])
    assert "" == rule.evaluated(["XX", ("EH", "SL"), ("Early Help", "Schools")])
    assert "" == rule.evaluated([None, ("EH", "SL"), ("Early Help", "Schools")])


def test_the_formulas_of_made_rules_give_the_same(tmp_path: Path) -> None:
    count = count_rows("Count.", ("a__ref", "ref"), ("a__rag", '"Red"'))
    add = add_amounts("Add.", "a__amount", ("a__ref", "ref"))
    total = total_of("Add all.", "a__amount")
    path = tmp_path / "counting.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    for row, (ref, rag, amount) in enumerate(zip(REFS, RAGS, AMOUNTS, strict=True)):
        for column, one in enumerate((ref, rag, amount)):
            if isinstance(one, CellError):
                sheet.write_formula(row, column, "=NA()")
            elif one is not None:
                sheet.write(row, column, one)
    sheet.write(0, 4, "KO1")
    names = {"ref": "E1", "a__ref": "A1:A6", "a__rag": "B1:B6", "a__amount": "C1:C6"}
    for row, rule in enumerate((count, add, total)):
        sheet.write_formula(row, 5, "=" + rule.formula(names))
    book.close()

    found = recalculated(path)["S"]

    assert count.evaluated([REFS, "KO1", RAGS]) == found["F1"] == 1.0
    assert add.evaluated([AMOUNTS, REFS, "KO1"]) == found["F2"] == 3.5
    assert total.evaluated([AMOUNTS]) == found["F3"] == 31.5
    assert "Count." == count.meaning


def test_columns_of_two_lengths_are_not_counted_together() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        count_where((REFS, "KO1"), (RAGS[:5], "Red"))
    with pytest.raises(ValueError, match="different lengths"):
        add_where(AMOUNTS[:5], (REFS, "KO1"))
    assert 0.0 == add_where(AMOUNTS, (REFS, None))
