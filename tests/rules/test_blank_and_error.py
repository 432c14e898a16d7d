"""What rules say of blank rows, of error values in arithmetic, and when they are asked wrongly."""

from __future__ import annotations

import pytest

from csplan.rules.coverage import covering
from csplan.rules.finance import total_of
from csplan.rules.judging import overspend_colour
from csplan.rules.performance import variance
from csplan.rules.revenue import line_rag
from csplan.rules.rule import rule
from csplan.terms.values import CellError


def test_a_total_covers_nothing_that_can_be_said_where_its_row_is_blank() -> None:
    rule = covering("Say it.", ("lines_compared",), ("lines_to_check",))

    assert "" == rule.evaluated(["", ""])
    assert "so far, 3 of 4 lines" == rule.evaluated([3.0, 1.0])


def test_a_row_of_finance_without_a_view_has_no_total() -> None:
    rule = total_of("Add it.", "original_budget")
    lines = [("SL", "EH"), ("Pay", "Fees"), ("A1", "A2"), ("Schools", "Care"), (100.0, 20.5)]

    assert "" == rule.evaluated([None, None, *lines])
    assert 20.5 == rule.evaluated(["Service", "EH", *lines])


def test_a_variance_that_is_no_number_is_no_forecast() -> None:
    assert "No forecast" == overspend_colour("", 1_000.0, share=0.05, amount=100.0)
    assert "Amber" == overspend_colour(49.99, 1_000.0, share=0.05, amount=100.0)
    assert "Red" == overspend_colour(50.0, 1_000.0, share=0.05, amount=100.0)


def test_an_error_value_in_arithmetic_is_the_result_as_in_excel() -> None:
    assert "#N/A" == line_rag.evaluated(["OK", "Children looked after", 5.0, CellError("#N/A")])


def test_a_fault_of_the_program_is_not_taken_for_an_error_value() -> None:
    with pytest.raises(TypeError):
        line_rag.evaluated(["OK"])


def test_what_is_too_large_to_be_a_number_is_an_error_value_as_in_excel() -> None:
    assert CellError("#NUM!") == variance.evaluated(["Rated", "number", 1e308, -1e308])
    doubled = rule(excel="2*{figure}", source="here")(lambda figure: 2 * figure)
    assert CellError("#NUM!") == doubled.evaluated([1e308])


def test_an_error_value_that_arithmetic_trips_over_is_the_result_as_in_excel() -> None:
    added = rule(excel="{first}+{second}", source="here")(lambda first, second: first + second)
    assert CellError("#REF!") == added.evaluated([CellError("#REF!"), 1.0])
    assert 3.0 == added.evaluated([2.0, 1.0])


def test_an_error_value_that_a_rule_passes_on_is_its_word_for_errors() -> None:
    passed = rule(excel="{figure}", source="here", on_error="Check data")(lambda figure: figure)
    assert "Check data" == passed.evaluated([CellError("#REF!")])
