"""What each sheet holds: one class a sheet, one field a column.  Knows nothing of files."""

from __future__ import annotations

from csplan.sheets.accepted import ACCEPTED
from csplan.sheets.actions import ACTIONS
from csplan.sheets.activity import ACTIVITY
from csplan.sheets.approvals import APPROVALS
from csplan.sheets.benchmarks import BENCHMARKS
from csplan.sheets.budget import BUDGET
from csplan.sheets.capital import CAPITAL
from csplan.sheets.changes import CHANGES
from csplan.sheets.checks import CHANGE_LOG, CHECKS, OVERALL
from csplan.sheets.control_totals import CONTROL_TOTALS
from csplan.sheets.expected_outcomes import EXPECTED_OUTCOMES
from csplan.sheets.finance import FINANCE
from csplan.sheets.funded_changes import FUNDED_CHANGES
from csplan.sheets.grants import GRANTS
from csplan.sheets.history import BUDGET_HISTORY, HISTORY, MEMORY
from csplan.sheets.home import HOME, HOME_SERVICES
from csplan.sheets.indicators import INDICATORS
from csplan.sheets.measured_by import MEASURED_BY
from csplan.sheets.medium_term import MEDIUM_TERM, MEDIUM_TERM_YEARS
from csplan.sheets.outcomes import OUTCOMES
from csplan.sheets.people import PEOPLE
from csplan.sheets.pressures import PRESSURES
from csplan.sheets.profiles import PROFILES
from csplan.sheets.savings import SAVINGS
from csplan.sheets.services import SERVICES
from csplan.sheets.settings import SETTINGS
from csplan.sheets.summary import HEADLINES, OUTCOME_SUMMARY, SERVICE_SUMMARY
from csplan.sheets.virements import VIREMENTS
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.sheets.sheet import Sheet

__all__ = [
    "ACCEPTED",
    "ACTIONS",
    "ACTIVITY",
    "APPROVALS",
    "BENCHMARKS",
    "BUDGET",
    "BUDGET_HISTORY",
    "BY_KEY",
    "CALCULATION_ORDER",
    "CAPITAL",
    "CHANGES",
    "CHANGE_LOG",
    "CHECKS",
    "CONTROL_TOTALS",
    "EXPECTED_OUTCOMES",
    "FINANCE",
    "FUNDED_CHANGES",
    "GRANTS",
    "GROWING",
    "HEADLINES",
    "HISTORY",
    "HOME",
    "HOME_SERVICES",
    "INDICATORS",
    "LAYOUT",
    "MEASURED_BY",
    "MEDIUM_TERM",
    "MEDIUM_TERM_YEARS",
    "MEMORY",
    "OUTCOMES",
    "OUTCOME_SUMMARY",
    "OVERALL",
    "PEOPLE",
    "PRESSURES",
    "PROFILES",
    "SAVINGS",
    "SERVICES",
    "SERVICE_SUMMARY",
    "SETTINGS",
    "SHEETS",
    "TABS",
    "VIREMENTS",
]

LAYOUT = 4
"""The layout of the workbooks that this release writes; columns and sheets say since which."""

SHEETS: tuple[Sheet, ...] = (
    HOME,
    HOME_SERVICES,
    HEADLINES,
    OUTCOME_SUMMARY,
    SERVICE_SUMMARY,
    SETTINGS,
    INDICATORS,
    MEASURED_BY,
    BENCHMARKS,
    ACTIONS,
    OUTCOMES,
    EXPECTED_OUTCOMES,
    SERVICES,
    PEOPLE,
    BUDGET,
    VIREMENTS,
    FUNDED_CHANGES,
    SAVINGS,
    ACTIVITY,
    PRESSURES,
    MEDIUM_TERM_YEARS,
    MEDIUM_TERM,
    CAPITAL,
    GRANTS,
    PROFILES,
    FINANCE,
    OVERALL,
    CHECKS,
    CONTROL_TOTALS,
    ACCEPTED,
    APPROVALS,
    CHANGE_LOG,
    CHANGES,
    HISTORY,
    BUDGET_HISTORY,
)
"""Every sheet, in tab order: where to start, what is typed, the money, csplan's own."""

GROWING = (*MEMORY, CHANGES)
"""The sheets that only grow, and are read in one pass."""

TABS = tuple(dict.fromkeys(sheet.tab for sheet in SHEETS))
"""The tabs, from left to right."""

CALCULATION_ORDER: tuple[Sheet, ...] = (
    SETTINGS,
    INDICATORS,
    ACTIONS,
    BENCHMARKS,
    MEASURED_BY,
    EXPECTED_OUTCOMES,
    PROFILES,
    VIREMENTS,
    FUNDED_CHANGES,
    ACTIVITY,
    BUDGET,
    SAVINGS,
    PRESSURES,
    MEDIUM_TERM,
    MEDIUM_TERM_YEARS,
    CAPITAL,
    GRANTS,
    FINANCE,
    CONTROL_TOTALS,
    SERVICES,
    OUTCOMES,
    OUTCOME_SUMMARY,
    SERVICE_SUMMARY,
    HEADLINES,
    OVERALL,
    HOME_SERVICES,
    HOME,
)
"""The sheets with calculated columns; each looks only at columns calculated before its own."""

BY_KEY: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}
"""The sheets by the names that rules use."""
