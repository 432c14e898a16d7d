"""The CSV files of a shipped workbook are read strictly: a slip in them stops the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.sheets import SERVICES, SETTINGS
from csplan.template import making
from csplan.template import shipped as shipped_module
from csplan.template.build import prepared_by
from csplan.template.shipped import shipped
from csplan.template.source import overlaid, with_settings


def test_days_become_serial_numbers_and_figures_numbers(tmp_path: Path) -> None:
    path = tmp_path / "settings.csv"
    path.write_text("Setting,Value\nReport date,2016-04-01\nBudget month,0\n", encoding="utf-8")
    assert {"report_date": 42461.0, "budget_month": 0.0} == with_settings({}, path)


def test_words_in_a_number_column_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "settings.csv"
    path.write_text("Setting,Value\nBudget month,N/A\n", encoding="utf-8")
    assert {"budget_month": "N/A"} == with_settings({}, path)


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.csv"
    path.write_text("Setting,Value\nColour,blue\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no such heading: Colour"):
        with_settings({}, path)


def test_an_overlay_fills_the_columns_that_it_has_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("Ref,E-mail\nSL,head@example.gov.uk\n", encoding="utf-8")
    rows = overlaid(SERVICES, [{"ref": "SL", "service": "Schools"}, {"ref": "EH"}], path, "2016/17")
    expected = {"ref": "SL", "service": "Schools", "email": "head@example.gov.uk"}
    assert [expected, {"ref": "EH"}] == rows


def test_an_overlay_for_a_row_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("Ref,E-mail\nXX,head@example.gov.uk\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no such ref: XX"):
        overlaid(SERVICES, [{"ref": "SL"}], path, "2016/17")


def test_an_overlay_needs_a_financial_year(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("Ref\nSL\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not a financial year"):
        overlaid(SERVICES, [{"ref": "SL"}], path, "16/17")


def test_what_did_not_ship_is_said_to_be_missing() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.xlsx is missing"):
        shipped("nothing.xlsx")


def test_templates_are_found_in_an_installed_package_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "csplan" / "templates").mkdir(parents=True)
    (tmp_path / "csplan" / "templates" / "workbook.xlsx").touch()
    monkeypatch.setattr(shipped_module, "_PACKAGE", tmp_path / "csplan")
    assert tmp_path / "csplan" / "templates" / "workbook.xlsx" == shipped("workbook.xlsx")


def test_settings_of_the_plan_are_all_usable() -> None:
    defaults = {column.name: column.default for column in SETTINGS.inputs}
    settings = with_settings(defaults, shipped("service_plan_2016_17") / "settings.csv")
    blank = [c.heading for c in SETTINGS.inputs if c.required and settings[c.name] is None]
    assert [] == blank


def test_a_blank_workbook_of_the_shipped_year_is_the_one_that_ships(tmp_path: Path) -> None:
    making.new(tmp_path / "new.xlsx", blank=True, year="2016/17")
    assert shipped("workbook.xlsx").read_bytes() == (tmp_path / "new.xlsx").read_bytes()


@pytest.mark.parametrize("formula", ["=IFNA(A1,0)", "={1,2}", "=SUM(_xlfn.CONCAT(A1))"])
def test_a_formula_with_more_than_every_excel_has_is_made_ready_by_the_library(
    formula: str,
) -> None:
    assert "theirs" == prepared_by(lambda *_: "theirs")(formula)


def test_a_formula_that_every_excel_has_stands_as_it_is() -> None:
    assert "IF(A1>0,1,0)" == prepared_by(lambda *_: "theirs")("=IF(A1>0,1,0)")
