"""This module holds that a plan's frames are typed, and lose nothing of what the plan says."""

from __future__ import annotations

import pandas as pd
import pytest

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, sheet_named
from csplan.sheets import BY_KEY
from tests.plan.written import indicators, plan_with


def _plan() -> Plan:
    rows = indicators(
        {"Ref": "KO1-01", "Baseline": "66.4%", "Target 2016/17": "74%", "Q1 actual": "50%"},
        {"Ref": "KO1-02", "Baseline": "N/A", "Target 2016/17": "80%", "Q1 actual": "79%"},
        {"Ref": "KO1-03", "Baseline": "", "Target 2016/17": "To be set"},
    )
    return plan_with(indicators=rows)


def test_figures_are_floats_and_words_stand_in_a_column_of_their_own() -> None:
    frame = _plan()["Indicators"]

    assert "Float64" == str(frame["Baseline"].dtype)
    gain = frame["Target 2016/17"] - frame["Baseline"]
    assert 0.076 == pytest.approx(gain[0])
    assert [True, True] == gain.isna().tolist()[1:]
    assert ["N/A", "To be set"] == [
        frame["Baseline state"][1],
        frame["Target 2016/17 state"][2],
    ]
    assert frame["Baseline state"].isna().tolist() == [True, False, True]


def test_a_rating_is_ordered_from_red_to_blue() -> None:
    frame = calculate(_plan())["Indicators"]

    rag = frame["RAG"]
    assert rag.cat.ordered
    assert list(rag.cat.categories[-4:]) == ["Red", "Amber", "Green", "Blue"]
    assert (rag == calculate(_plan()).to_frame("Indicators", fields=True)["rag"]).all()


def test_dates_are_dates() -> None:
    lines = ("| Ref | Due |", "|---|---|", "| A1 | 42461 |", "| A2 | soon |", "| A3 | |")
    table = chr(10).join(lines)
    frame = plan_with(actions=table).to_frame("Actions", fields=True)

    assert "datetime64[us]" == str(frame["due"].dtype)
    assert pd.Timestamp(2016, 4, 1) == frame["due"][0]
    assert frame["due"].isna().tolist() == [False, True, True]
    assert "soon" == frame["due state"][1]


def test_a_sheet_is_found_by_its_tab_its_table_or_its_title() -> None:
    for sheet in BY_KEY.values():
        for name in (sheet.key, sheet.name, sheet.title):
            assert sheet_named(name).tab == sheet.tab
    assert "Finance" in sheet_named("Finance summary").name
    with pytest.raises(KeyError):
        sheet_named("Nowhere")


def test_a_word_that_is_no_rating_is_kept_as_it_was_typed() -> None:
    table = indicators({"RAG": "Purple"}, {"RAG": "Red"}, {"RAG": ""})
    rag = plan_with(indicators=table)["Indicators"]["RAG"]

    assert "string" == str(rag.dtype)
    assert ["Purple", "Red"] == rag.tolist()[:2]
    assert [False, False, True] == rag.isna().tolist()
