"""This module tests what a sheet says of itself: how its columns stand, fold and begin."""

from __future__ import annotations

from csplan.sheets import INDICATORS, SERVICES, SETTINGS


def test_columns_stand_in_the_order_of_the_tab_and_not_of_their_calculation() -> None:
    placed = [column.name for column in INDICATORS.placed]

    assert placed.index("commentary") == INDICATORS.place_of("commentary")
    assert INDICATORS.place_of("ref") == 0
    assert placed != [column.name for column in INDICATORS]


def test_what_says_what_a_row_is_stays_in_view_where_something_does() -> None:
    # Ref, then the indicator with its heading; Settings names no such column.
    assert (2, 0) == (INDICATORS.in_view, SETTINGS.in_view)


def test_an_empty_table_begins_with_as_many_rows_as_its_owner_or_the_sheet_says() -> None:
    assert (20, 4) == (INDICATORS.blank_rows, SERVICES.blank_rows)


def test_a_folded_column_says_under_which_heading_it_is() -> None:
    assert ("Definition", "") == (
        INDICATORS.folded_under("decimals"),
        INDICATORS.folded_under("ref"),
    )
    assert "" == INDICATORS.folded_under("no_such_column")
