"""This module holds that a plan is made of frames, or of CSV files, and holds what they say."""

from __future__ import annotations

import math
import os
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import csplan
from csplan.plan.check import has_faults
from csplan.plan.plan import meant
from csplan.sheets import SHEETS
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.errors import WorkbookError
from csplan.terms.finding import Severity
from csplan.workbook.update import read_and_check
from tests.laws.random_plans import plan_of

SERVICES = {"Ref": ["HS"], "Service": ["Housing"], "E-mail": ["hs@anytown.gov.uk"]}
OUTCOMES = {"Ref": ["KO1"], "Kind": ["Key outcome"], "Outcome": ["Warm homes"]}
INDICATORS: dict[str, list[object]] = {
    "Ref": ["KO1-01"],
    "Outcome": ["KO1"],
    "Indicator": ["Homes made warm (illustrative)"],
    "Service": ["HS"],
    "Unit": ["number"],
    "Decimals": [0],
    "Polarity": ["Higher is better"],
    "Measure": ["Cumulative"],
    "Frequency": ["Quarterly"],
    "First due": ["Q1"],
    "Baseline": [120],
    "Target 2026/27": [150],
}
AT = "Row 1 of Indicators, column “Baseline”"


def wrong_five_times() -> dict[str, list[object]]:
    """Five indicators, each of a polarity of its own that nobody knows."""
    return {name: [values[0]] * 5 for name, values in INDICATORS.items()} | {
        "Ref": [f"KO1-0{number}" for number in range(5)],
        "Polarity": [f"Up {number}" for number in range(5)],
    }


@pytest.mark.slow
def test_a_plan_is_made_of_frames(tmp_path: Path) -> None:
    path = csplan.create(
        tmp_path / "new.xlsx",
        year="2026/27",
        settings={"Authority": "Anytown", "department": "Homes"},
        services=SERVICES,
        outcomes=pd.DataFrame(OUTCOMES),
        indicators=pd.DataFrame(INDICATORS),
    )

    plan, findings = read_and_check(path)
    assert not has_faults(plan)
    assert [] == [one.message for one in findings if one.severity is Severity.ERROR]
    assert ("2026/27", "Anytown") == (plan.financial_year, plan.settings["authority"])
    assert 150.0 == plan.rows["indicators"][0]["target"]
    results = csplan.calculate(plan)
    assert "KO1" == results["Outcome summary"]["Ref"][0]
    again = csplan.create(
        tmp_path / "again.xlsx",
        year="2026/27",
        services=plan["Services"].dropna(subset="Ref"),
        outcomes=plan["Outcomes"].dropna(subset="Ref"),
        indicators=plan["Indicators"].dropna(subset="Ref"),
    )
    assert plan.rows["indicators"][0] == csplan.read(again).rows["indicators"][0]


@pytest.mark.slow
def test_a_plan_with_errors_is_made_where_that_is_asked(tmp_path: Path) -> None:
    path = csplan.create(
        tmp_path / "new.xlsx", year=2026, services={"Ref": [5.0]}, with_errors=True
    )

    errors = [one.place for one in csplan.check(csplan.read(path)) if one.severity == "Error"]
    assert "Services!A6" in errors


@pytest.mark.slow  # a workbook is made and read for each plan
@pytest.mark.parametrize("seed", range(40 if os.environ.get("CSPLAN_TEST_ALL") else 1))
def test_frames_of_any_plan_make_a_workbook_with_the_same_frames(seed: int, tmp_path: Path) -> None:
    plan = meant(plan_of(seed))  # a blank that means something is written as what it means
    frames: dict[str, Any] = {
        sheet.key: plan.to_frame(sheet.key)
        for sheet in SHEETS
        if sheet.owner is Owner.PEOPLE and sheet.shape is Shape.TABLE and plan.table(sheet)
    }
    assert len(frames) > 10

    again = csplan.read(
        csplan.create(tmp_path / "again.xlsx", year=plan.financial_year, with_errors=True, **frames)
    )

    for key, frame in frames.items():
        held = again.to_frame(key).head(len(frame))
        assert_frame_equal(_as_read(frame), _as_read(held), obj=key)


def _as_read(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with its texts in small letters: a word of a list is read as the list spells it."""
    held = frame.copy()
    for name in held.columns:
        if held[name].dtype == "string":
            held[name] = held[name].str.lower()
    return held


@pytest.mark.slow
def test_a_plan_is_made_of_a_folder_of_csv_files(tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    for name, data in (
        ("services", SERVICES),
        ("outcomes", OUTCOMES),
        ("indicators", INDICATORS),
        ("settings", {"Setting": ["Authority"], "Value": ["Anytown"]}),
    ):
        pd.DataFrame(data).to_csv(folder / f"{name}.csv", index=False)

    plan = csplan.read(csplan.create(tmp_path / "new.xlsx", year="2026/27", folder=folder))

    assert (120.0, "Anytown") == (
        plan.rows["indicators"][0]["baseline"],
        plan.settings["authority"],
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"year": "26"}, "“26” is not a year"),
        ({"year": "2026/27", "indicator": INDICATORS}, "no sheet “indicator”"),
        ({"year": "2026/27", "checks": SERVICES}, "not a table that people fill in"),
        ({"year": "2026/27", "services": {"Reff": ["a"]}}, "nearest is “Ref”"),
        ({"year": "2026/27", "services": {"Ref": ["a", "A"]}}, "Rows 1 and 2 of Services"),
        ({"year": "2026/27", "services": {"Ref": ["a", None]}}, "Row 2 of Services has no Ref"),
        ({"year": "2026/27", "settings": {"Autority": "x"}}, "no setting .* is “Authority”"),
        ({"year": "2026/27", "settings": {"Budget month": math.nan}}, "“Budget month”: NaN"),
        ({"year": 2026, "settings": {"Budget month": "June"}}, "“Budget month”: .* not a number"),
        ({"year": 2026, "services": {"Ref": [5]}}, "Row 1 of Services, column “Ref”"),
        *(
            (
                {"year": "2026/27", "services": SERVICES, "outcomes": OUTCOMES, "indicators": data},
                says,
            )
            for data, says in (
                (INDICATORS | {"Baseline": ["lots"]}, f"{AT}: .* is text, not a number"),
                (INDICATORS | {"Baseline": [True]}, f"{AT}: TRUE is not a number"),
                (INDICATORS | {"Baseline": [date(2026, 4, 1)]}, "“Baseline”: a date"),
                (INDICATORS | {"Baseline": [math.inf]}, "Row 1 of the data.*“Baseline”: infinity"),
                (INDICATORS | {"Baseline": [math.nan]}, "indicators: Row 1 .*“Baseline”: NaN"),
                (INDICATORS | {"Service": ["XX"]}, "Row 1 .*“Service”: .* not on Services"),
                (wrong_five_times(), "Row 3 of Indicators.*2 more like that"),
            )
        ),
        ({"year": "2026/27", "folder": "nowhere"}, "no CSV files in nowhere"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, asked: dict[str, object], says: str) -> None:
    with pytest.raises(WorkbookError, match=says):
        csplan.create(tmp_path / "new.xlsx", **asked)  # type: ignore[arg-type]  # wrong on purpose
    assert not (tmp_path / "new.xlsx").exists()
