"""What each sheet holds: one dataclass a sheet, one field a column.  Knows nothing of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets.accepted import ACCEPTED
from csplan.sheets.actions import ACTIONS
from csplan.sheets.budget import BUDGET
from csplan.sheets.checks import CHANGE_LOG, CHECKS, OVERALL
from csplan.sheets.control_totals import CONTROL_TOTALS
from csplan.sheets.indicators import INDICATORS
from csplan.sheets.outcomes import OUTCOMES
from csplan.sheets.services import SERVICES
from csplan.sheets.settings import SETTINGS
from csplan.sheets.summary import HEADLINES, OUTCOME_SUMMARY, SERVICE_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.sheets.sheet import Sheet

__all__ = [
    "ACCEPTED",
    "ACTIONS",
    "BUDGET",
    "BY_KEY",
    "CALCULATION_ORDER",
    "CHANGE_LOG",
    "CHECKS",
    "CONTROL_TOTALS",
    "HEADLINES",
    "INDICATORS",
    "OUTCOMES",
    "OUTCOME_SUMMARY",
    "OVERALL",
    "SERVICES",
    "SERVICE_SUMMARY",
    "SETTINGS",
    "SHEETS",
    "TABS",
]

SHEETS: tuple[Sheet, ...] = (
    HEADLINES,
    OUTCOME_SUMMARY,
    SERVICE_SUMMARY,
    SETTINGS,
    SERVICES,
    OUTCOMES,
    ACTIONS,
    INDICATORS,
    BUDGET,
    ACCEPTED,
    OVERALL,
    CONTROL_TOTALS,
    CHECKS,
    CHANGE_LOG,
)
"""Every sheet, in tab order."""

TABS = ("About", *dict.fromkeys(sheet.tab for sheet in SHEETS))
"""The tabs, from left to right."""

CALCULATION_ORDER: tuple[Sheet, ...] = (
    SETTINGS,
    INDICATORS,
    ACTIONS,
    BUDGET,
    CONTROL_TOTALS,
    SERVICES,
    OUTCOMES,
    OUTCOME_SUMMARY,
    SERVICE_SUMMARY,
    HEADLINES,
    OVERALL,
)
"""The sheets with calculated columns; each looks only at columns calculated before its own."""

BY_KEY: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}
"""The sheets by the names that rules use."""
