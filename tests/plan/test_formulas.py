"""Formulas in a file that lacks columns or labelled values: the others are written all the same."""

from __future__ import annotations

from dataclasses import replace

from csplan.sheets import BUDGET, INDICATORS, OUTCOMES, SHEETS
from csplan.sheets.formulas import FileNames, formulas_of
from csplan.sheets.sheet import Sheet
from csplan.template.tables import names_in
from csplan.terms.period import FinancialYear

NAMES = names_in(FinancialYear(2016), SHEETS)


def unwritten(sheet: Sheet, names: FileNames) -> set[str]:
    return set(formulas_of(sheet, NAMES)) - set(formulas_of(sheet, names))


def without(key: str, column: str) -> FileNames:
    headings = {at: heading for at, heading in NAMES.headings.items() if at != (key, column)}
    return replace(NAMES, headings=headings)


def test_a_formula_is_not_written_where_its_row_lacks_a_column() -> None:
    assert {"movement"} == unwritten(BUDGET, without("budget", "closed_forecast"))


def test_a_formula_is_not_written_where_settings_lacks_its_value() -> None:
    absent = replace(NAMES, absent=frozenset({"service_red_share"}))

    assert {"red_from"} == unwritten(BUDGET, absent)


def test_a_formula_is_not_written_where_another_sheet_lacks_its_column() -> None:
    assert {"budget_serving"} == unwritten(OUTCOMES, without("budget", "revised_budget"))


def test_a_formula_takes_a_blank_for_what_it_means_and_names_what_was_typed_itself() -> None:
    formulas = formulas_of(INDICATORS, NAMES)

    unit = "Indicators[[#This Row],[Unit]]"
    taken = f'IF({unit}="","number",{unit})'
    assert f'IF({unit}="","; "&"number","")' in formulas["taken_as"]
    assert taken in formulas["variance"]
    assert any(f'IF({unit}="%",1,0)' in one for one in formulas.values())
