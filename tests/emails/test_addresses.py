"""This module holds whose addresses of last time a plan's are held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.emails.addresses import check_addresses, remember
from csplan.emails.draft import Recipient
from csplan.terms.errors import WorkbookError


def schools(address: str) -> list[Recipient]:
    """Return the head of a service that several plans have."""
    return [Recipient(ref="SL", service="Schools", head="", address=address)]


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two authorities' plans in one folder, each with its addresses remembered."""
    kent, leeds = tmp_path / "kent.xlsx", tmp_path / "leeds.xlsx"
    for path in (kent, leeds):
        path.touch()
        remember(path, path.stem, schools(f"head@{path.stem}.example"))
    return kent, leeds


def test_plans_that_share_a_folder_and_refs_are_each_held_against_their_own(
    two: tuple[Path, Path],
) -> None:
    for path in two:
        check_addresses(path, path.stem, schools(f"head@{path.stem}.example"), agreed=False)

    with pytest.raises(WorkbookError, match=r"SL: head@kent\.example before"):
        check_addresses(two[0], "kent", schools("head@leeds.example"), agreed=False)


def test_a_plan_under_another_name_is_held_against_the_same_authoritys_latest(
    two: tuple[Path, Path],
) -> None:
    copy = two[0].with_name("Kent Q2.xlsx")
    copy.touch()

    check_addresses(copy, "Kent", schools("HEAD@kent.example"), agreed=False)
    with pytest.raises(WorkbookError, match=r"SL: head@kent\.example before, now new@"):
        check_addresses(copy, "Kent", schools("new@kent.example"), agreed=False)

    check_addresses(copy, "Hull", schools("head@hull.example"), agreed=False)


def test_a_later_list_of_one_service_hides_no_other_service(two: tuple[Path, Path]) -> None:
    again = two[0].with_name("Kent Q2.xlsx")
    again.touch()
    other = Recipient(ref="EH", service="Early help", head="", address="eh@kent.example")
    remember(again, "Kent", [other])
    (two[0].parent / ".csplan" / "addresses.json").write_text('{"EH": "eh@kent.example"}', "utf-8")
    third = two[0].with_name("Kent Q3.xlsx")
    third.touch()

    with pytest.raises(WorkbookError, match=r"SL: head@kent\.example before, now new@"):
        check_addresses(third, "Kent", schools("new@kent.example"), agreed=False)


def test_a_workbook_that_is_reached_by_a_link_has_its_own_list(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "Desktop").mkdir()
    link = tmp_path / "Desktop" / "my plan.xlsx"
    link.symlink_to(two[0])

    with pytest.raises(WorkbookError, match=r"SL: head@kent\.example before, now new@"):
        check_addresses(link, "kent", schools("new@kent.example"), agreed=False)
    remember(link, "kent", schools("new@kent.example"))
    assert [two[0].parent] == [one.parent for one in tmp_path.rglob(".csplan")]
    check_addresses(two[0], "kent", schools("new@kent.example"), agreed=False)


def test_a_folders_list_without_a_plans_name_holds_for_every_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.touch()
    (tmp_path / ".csplan").mkdir()
    (tmp_path / ".csplan" / "addresses.json").write_text('{"SL": "a@x.org"}', encoding="utf-8")

    with pytest.raises(WorkbookError, match=r"SL: a@x\.org before"):
        check_addresses(plan, "Kent", schools("b@x.org"), agreed=False)
    remember(plan, "Kent", schools("b@x.org"))
    check_addresses(plan, "Kent", schools("b@x.org"), agreed=False)


@pytest.mark.parametrize("held", ["", "[]", '"x"', '{"plan": "Kent"}', '{"SL": null, "plan": 1}'])
def test_a_list_that_cannot_be_read_stops_the_drafts(held: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.touch()
    remember(plan, "Kent", schools("a@x.org"))
    (listed,) = (tmp_path / ".csplan").glob("addresses*.json")
    listed.write_text(held, encoding="utf-8")

    with pytest.raises(WorkbookError, match="who had which address, cannot be read") as met:
        check_addresses(plan, "Kent", schools("a@x.org"), agreed=False)
    assert "cannot-read" == met.value.code
