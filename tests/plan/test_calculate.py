"""This module tests that rules run left to right, and what Results give."""

from __future__ import annotations

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.plan import sheet_named
from csplan.rules.rule import rule
from csplan.sheets import BY_KEY, CALCULATION_ORDER, HEADLINES, INDICATORS, SETTINGS, SHEETS
from csplan.sheets.sheet import TYPED, Shape
from tests.plan.written import indicators, plan_with


def test_a_calculated_column_looks_only_to_its_left_and_at_sheets_calculated_before() -> None:
    wrong = []
    done = {SETTINGS.key}
    for sheet in CALCULATION_ORDER:
        seen: set[str] = set()
        for column in sheet:
            for parameter in column.rule.parameters if column.rule else ():
                name = parameter.removeprefix(TYPED)
                key, _, field = name.partition("__")
                if name in sheet.by_name:
                    later = name not in seen and sheet.by_name[name].is_calculated
                elif name in SETTINGS.by_name:
                    later = False
                elif BY_KEY[key] is sheet:
                    later = sheet.by_name[field].is_calculated and field not in seen
                else:
                    after = BY_KEY[column.after.lower()] if column.after else None
                    known = done | ({after.key} if after else set())
                    later = BY_KEY[key].by_name[field].is_calculated and key not in known
                if later:
                    wrong.append(f"{sheet.name}.{column.name} looks at {name}")
            seen.add(column.name)
        done.add(sheet.key)

    assert [] == wrong


def test_a_plan_and_its_results_show_themselves_in_one_line() -> None:
    plan = plan_with(indicators=indicators({"Ref": "KO1-01"}, {"Ref": "KO1-02"}))

    # two services, two outcomes, two indicators
    assert "<Plan 2016/17 of no file: 6 rows>" == repr(plan)
    assert "<Results of <Plan 2016/17 of no file: 6 rows>>" == repr(calculate(plan))


def test_every_sheet_with_calculated_columns_is_calculated() -> None:
    missing = [s.name for s in SHEETS if s.calculated and s not in CALCULATION_ORDER]

    assert [] == missing


def test_headings_are_unique_and_safe_in_a_structured_reference() -> None:
    wrong = []
    for sheet in SHEETS:
        if sheet.shape is Shape.TABLE:
            headings = [f"{c.heading}{c.year if c.year is not None else ''}" for c in sheet]
            wrong += [f"{sheet.name}: {h}" for h in headings if set(h) & set("[]#'@\n")]
            wrong += [f"{sheet.name}: {h} twice" for h in headings if headings.count(h) > 1]

    assert [] == wrong


def test_a_formula_and_a_function_that_disagree_are_refused_at_import() -> None:
    with pytest.raises(TypeError, match="disagree about target"):

        @rule(excel="{actual}-{target}", source="here")
        def wrong(actual: float) -> float:
            """Disagree."""
            return actual


def test_an_error_value_without_a_word_for_it_is_the_result_as_in_excel() -> None:
    from csplan.rules import delivery
    from csplan.terms.values import CellError

    found = delivery.brag.evaluated([CellError("#N/A"), None, None, 42657.0])
    assert (CellError, "#N/A") == (type(found), found)


def test_results_are_found_by_ref_and_as_a_data_frame() -> None:
    row = {"Baseline": "66.4%", "Target 2016/17": "74%"}
    results = calculate(plan_with(indicators=indicators(row, {"Ref": ""})))

    found = results.row(INDICATORS, "KO1-01")
    frame = results.to_frame("Indicators")

    assert found is not None
    assert ("Red", -7.6) == (found["rag"], found["variance"])
    assert results.row(INDICATORS, "KO1-99") is None
    assert ["KO1-01"] == [one["ref"] for one in results.present(INDICATORS)]
    assert ("Red", 0.74) == (frame["RAG"][0], frame["Target 2016/17"][0])
    assert 1.0 == results.labels(HEADLINES)["all_red"]
    assert BY_KEY["change_log"] is sheet_named("Change log")


def test_a_plan_without_a_sheet_has_no_row_of_it() -> None:
    results = calculate(plan_with())

    assert ([], {}) == (list(results.table(INDICATORS)), results.labels(INDICATORS))
