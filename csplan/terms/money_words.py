"""The words of money that stand in cells.  An enum's values are the very words; knows no rule."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "BridgeStep",
    "BudgetKind",
    "BudgetLevel",
    "CipfaGroup",
    "ControlResult",
    "ControlScope",
    "Covered",
    "Favourability",
    "FinanceView",
    "FundingSource",
    "LinkBasis",
    "Recurrence",
    "RingFence",
]


class BudgetKind(StrEnum):
    """Expenditure is positive, income negative."""

    EXPENDITURE = "Expenditure"
    INCOME = "Income"


class CipfaGroup(StrEnum):
    """CIPFA's subjective groups, as far as Appendix 1 uses them."""

    EMPLOYEES = "1 Employees"
    PREMISES = "2 Premises-related"
    TRANSPORT = "3 Transport-related"
    SUPPLIES = "4 Supplies & services"
    THIRD_PARTY = "5 Third party payments"
    TRANSFERS = "6 Transfer payments"
    SUPPORT = "7 Support services"
    DEPRECIATION = "8 Depreciation and impairment"
    INCOME = "9 Income"
    CAPITAL_FINANCING = "10 Capital financing"
    UNALLOCATED = "Unallocated"


class Favourability(StrEnum):
    """The judgement beside a money variance: more spent or less received is adverse."""

    ADVERSE = "Adverse"
    FAVOURABLE = "Favourable"
    ON_BUDGET = "On budget"


class Recurrence(StrEnum):
    """Whether a variance will come again next year."""

    RECURRING = "Recurring"
    ONE_OFF = "One-off"


class FundingSource(StrEnum):
    """Where new money for a budget line comes from."""

    GRANT = "Grant"
    RESERVES = "Reserves"
    CONTINGENCY = "Contingency"
    CARRY_FORWARD = "Carry-forward"
    OTHER = "Other"


class BridgeStep(StrEnum):
    """A step from last year's budget to this year's."""

    OPENING = "Opening budget"
    SAVING = "Saving"
    PRESSURE = "Pressure"
    CLOSING = "Closing budget"


class RingFence(StrEnum):
    """What becomes of a ring-fenced grant at the end of the year."""

    CARRIED_FORWARD = "Unspent: carried forward"
    DEFICIT = "Overspent: a deficit"
    SPENT = "Spent in full"


class FinanceView(StrEnum):
    """By what a line of the finance summary adds up budget lines."""

    DEPARTMENT = "Department"
    UNALLOCATED = "Unallocated"
    SERVICE = "Service"
    KIND = "Gross and income"
    HEADING = "Heading"
    GROUP = "CIPFA group"


class BudgetLevel(StrEnum):
    """Whose threshold on Settings judges a total."""

    SERVICE = "Service"
    DEPARTMENT = "Department"
    COUNCIL = "Council"


class ControlScope(StrEnum):
    """What a control total adds up: a published one, or the workbook against itself."""

    HEADING = "Heading"
    SERVICE_GROSS = "Service gross"
    SERVICE_NET = "Service net"
    TOTAL_GROSS = "Total gross"
    TOTAL_NET = "Total net"
    VIREMENTS = "Virements"
    FUNDED_CHANGES = "Funded changes"
    REVISED = "Revised budget"
    SAVINGS_PARTS = "Savings parts"
    SAVINGS = "Savings approved"
    BRIDGE = "Bridge"
    BRIDGE_BUDGET = "Bridge to budget"
    REVISED_BY = "Revised budget by"
    ACTUAL_BY = "Actual by"
    FORECAST_BY = "Forecast by"


class ControlResult(StrEnum):
    """How a control total came out."""

    AGREES = "Agrees"
    ROUNDING = "Rounding"
    FAILED = "Failed"
    NOTHING = "Nothing to compare"
    CHECK_DATA = "Check data"


class LinkBasis(StrEnum):
    """How far a link between money and an outcome is agreed."""

    PROPOSED = "Proposed"
    AGREED = "Agreed"


class Covered(StrEnum):
    """Whether a budget line, or a total's forecast, is counted, and over how many lines."""

    COUNTED = "Counted"
    AWAITED = "Awaited"
    COMPARED = "Compared"
    FIRST = "First forecast"
    COMPLETE = "Complete"
