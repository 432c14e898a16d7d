"""This module tests which tabs a plan asks to hide, and what is said of a name that is none."""

from __future__ import annotations

import pytest

from csplan.plan.check import check
from csplan.plan.tabs import tabs_to_hide
from csplan.terms.catalogue import Code
from csplan.terms.values import CellError, Value
from tests.plan.written import found, plan_with


@pytest.mark.parametrize(
    ("typed", "hidden"),
    [
        (None, None),
        (" , ", None),
        (CellError("#N/A"), None),
        (7.0, None),
        ("None", set()),
        ("activity, Grants,", {"Activity", "Grants"}),
        ("Home, Checks", set()),
    ],
)
def test_the_tabs_that_settings_name_are_hidden_but_for_those_that_stay(
    typed: Value, hidden: set[str] | None
) -> None:
    assert hidden == tabs_to_hide(plan_with({"hidden_tabs": typed}))


@pytest.mark.parametrize(
    ("typed", "said", "fix"),
    [
        ("Grnats", "csplan has no tab called Grnats", "Did you mean Grants?"),
        ("Lunch", "csplan has no tab called Lunch", "Type names as they stand on the tabs"),
        ("Settings", "Settings is never hidden", "Leave it out."),
    ],
)
def test_a_name_that_hides_nothing_is_said(typed: str, said: str, fix: str) -> None:
    (one,) = found(check(plan_with({"hidden_tabs": typed})), Code.TAB_NOT_HIDDEN)
    assert one.message.startswith(said)
    assert one.fix.startswith(fix)


def test_none_and_a_tab_that_there_is_are_no_findings() -> None:
    for typed in ("None", "Grants"):
        assert [] == found(check(plan_with({"hidden_tabs": typed})), Code.TAB_NOT_HIDDEN)
