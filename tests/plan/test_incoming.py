"""This module tests data from elsewhere: which column is which, and what its texts stand for."""

from __future__ import annotations

import pytest

from csplan.plan.incoming import columns_for, from_text
from csplan.sheets import ACTIONS
from csplan.terms.errors import WorkbookError
from csplan.terms.values import Value


def test_a_column_named_by_its_heading_and_by_its_field_is_refused() -> None:
    with pytest.raises(WorkbookError) as refused:
        columns_for(ACTIONS, ("Ref", "% complete", "percent_complete"), None)
    assert "The data has two columns for “% complete”.  Nothing was written." == str(refused.value)


@pytest.mark.parametrize("field", ["action", "due", "percent_complete"])
def test_a_text_of_spaces_is_an_empty_cell(field: str) -> None:
    assert from_text("  ", ACTIONS.by_name[field]) is None


def test_a_day_is_counted_as_the_workbook_counts_days() -> None:
    """1 January 2000 is day 36,526; where days are counted from 1904 it is 1,462 less."""
    due = ACTIONS.by_name["due"]
    assert 36_526.0 == from_text(" 2000-01-01 ", due)
    assert 35_064.0 == from_text("2000-01-01", due, date1904=True)


def test_a_text_that_is_no_day_stays_as_it_was_written() -> None:
    assert " by summer" == from_text(" by summer", ACTIONS.by_name["due"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("% complet", "Actions has no column “% complet”; the nearest is “% complete”."),
        ("Lunch", "Actions has no column “Lunch”."),
    ],
)
def test_a_column_that_a_sheet_does_not_have_is_refused(name: str, said: str) -> None:
    with pytest.raises(WorkbookError) as refused:
        columns_for(ACTIONS, ("Ref", name), None)
    assert f"{said}  Nothing was written." == str(refused.value)


def test_a_column_of_states_goes_with_its_figures() -> None:
    assert ["% complete"] == [*columns_for(ACTIONS, ("% complete", "% complete state"), None)]


@pytest.mark.parametrize(
    ("typed", "field", "means"),
    [
        ("25%", "percent_complete", 0.25),
        (" a quarter ", "percent_complete", "a quarter"),
        ("Red", "brag", "Red"),
        (" 3 ", "days_overdue", 3.0),
    ],
)
def test_a_text_stands_for_a_number_where_its_column_holds_numbers(
    typed: str, field: str, means: Value
) -> None:
    assert means == from_text(typed, ACTIONS.by_name[field])
