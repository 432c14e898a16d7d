"""Which tabs a plan asks to hide: those that its council does not use, named on Settings.

Knows the tabs of csplan alone; how a file hides one is the workbook's business.
"""

from __future__ import annotations

from csplan.sheets import CHECKS, HOME, SETTINGS, TABS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching, one_slip
from csplan.terms.values import CellError, says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.terms.finding import Finding

__all__ = ["ALWAYS_SHOWN", "check_tabs", "tabs_to_hide"]

ALWAYS_SHOWN = (HOME.tab, SETTINGS.tab, CHECKS.tab)
"""The tabs that are never hidden: without them nobody finds what is to be done, or undoes it."""

_NONE = "None"


def _named(plan: Plan) -> list[str]:
    """Return the tabs that Settings names, as typed."""
    said = plan.settings.get("hidden_tabs")
    is_text = isinstance(said, str) and not isinstance(said, CellError)
    return [one.strip() for one in str(said).split(",") if one.strip()] if is_text else []


def tabs_to_hide(plan: Plan) -> frozenset[str] | None:
    """Return the tabs to hide, by the names that csplan gives them.

    Blank: None, for nobody asks, and every tab stays as it is.  "None" on Settings hides none.
    """
    named = _named(plan)
    if not named:
        return None
    forms = {matching(one) for one in named}
    return frozenset(one for one in TABS if matching(one) in forms) - {*ALWAYS_SHOWN}


def check_tabs(plan: Plan) -> Iterator[Finding]:
    """Find names on Settings that are not tabs, and tabs that have to stay in sight."""
    named = _named(plan)
    tabs = {matching(one): one for one in TABS}
    for one in named:
        tab = tabs.get(matching(one))
        if tab is None and not says(one, _NONE):
            close = one_slip(one, TABS)
            yield _finding(
                plan,
                f"csplan has no tab called {one}, so nothing is hidden by that name.",
                f"Did you mean {close}?"
                if close
                else "Type names as they stand on the tabs, with commas between them.",
                one,
            )
        elif tab in ALWAYS_SHOWN:
            yield _finding(
                plan, f"{tab} is never hidden: it says what is to be done.", "Leave it out.", one
            )


def _finding(plan: Plan, message: str, fix: str, found: str) -> Finding:
    return plan.finding(
        Code.TAB_NOT_HIDDEN, message, fix, sheet=SETTINGS, column="hidden_tabs", found=found
    )
