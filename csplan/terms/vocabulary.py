"""The words that stand in cells, those of money among them.  Knows no rule about them."""

from __future__ import annotations

from csplan.terms.enumerations import StrEnum

__all__ = [
    "ABSENCES",
    "COLOURS",
    "AbsenceWord",
    "ActionStatus",
    "Benchmarked",
    "BetterOrWorse",
    "BridgeStep",
    "BudgetKind",
    "BudgetLevel",
    "CipfaGroup",
    "ControlResult",
    "ControlScope",
    "Covered",
    "Covers",
    "DataStatus",
    "DirectionOfTravel",
    "Favourability",
    "FigureCheck",
    "FinanceView",
    "ForecastBasis",
    "ForecastMethod",
    "Frequency",
    "FundingSource",
    "LinkBasis",
    "Measure",
    "Measured",
    "MediumTermKind",
    "Month",
    "NoUnit",
    "OutcomeKind",
    "OverallCheck",
    "OwnFigure",
    "Period",
    "Polarity",
    "PromiseKept",
    "PromisedAgainst",
    "ProtectiveMarking",
    "Quarter",
    "Rag",
    "Recurrence",
    "RingFence",
    "RowCheck",
    "State",
    "ToDo",
    "Unit",
    "YearParts",
    "YesNo",
]


class Rag(StrEnum):
    """A colour, said as a word.  Blue is only for actions and savings that are complete."""

    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"
    BLUE = "Blue"


class RowCheck(StrEnum):
    """Says that a row can be used; where it cannot, `State.CHECK_DATA` stands in its place."""

    OK = "OK"


class FigureCheck(StrEnum):
    """Why the figures of an indicator cannot be true; `OK` where they can."""

    BELOW_ZERO = "Below zero"
    ABOVE_100 = "Above 100%"
    NOT_WHOLE = "Not whole"
    FALLS = "Falls"
    DATE = "A date"
    OK = "OK"


class Likeness(StrEnum):
    """What makes a figure worth a second look, while it is typed."""

    FAR = "Far off"
    AS_BEFORE = "As before"
    THOUSANDS = "In thousands?"
    ACTUAL = "Actual, a slip?"


class State(StrEnum):
    """The words that stand where no colour can be given, and `Rated` where one can."""

    CONTEXT_ONLY = "Context only"
    NOT_APPLICABLE = "Not applicable"
    TARGET_TO_BE_SET = "Target to be set"
    NO_TARGET = "No target"
    CHECK_DATA = "Check data"
    NOT_DUE = "Not due"
    AWAITING_DATA = "Awaiting data"
    NO_FORECAST = "No forecast"
    NOT_STARTED = "Not started"
    SUPERSEDED = "Superseded"
    NOT_RATED = "Not rated"
    SUPPRESSED = "Suppressed"
    NO_DATE = "No date"
    RATED = "Rated"


class ToDo(StrEnum):
    """What a row asks of the person who keeps it."""

    FIGURE = "Type figure"
    WORDS = "Say why"
    CHECK = "Put right"
    CONFIRM = "Look again"
    FORECAST = "Forecast right?"
    OVERDUE = "Overdue"
    DUE_DATE = "Set a date"
    OWNER = "Name an owner"


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "Higher is better"
    LOWER = "Lower is better"
    ON_TARGET = "On target is best"
    CONTEXT_ONLY = "Context only"


class Unit(StrEnum):
    """The units that have a meaning; a % is stored as a fraction (66.4% is 0.664).

    Any other word is a plain number's: patients, hours, per 1,000.
    """

    PERCENT = "%"
    POINTS = "percentage points"
    NUMBER = "number"
    PER_10_000 = "per 10,000"
    PER_100_000 = "per 100,000"
    WEEKS = "weeks"
    DAYS = "days"
    POUNDS = "£"


class NoUnit(StrEnum):
    """What no figure is measured in: other words for %, and what is not a number at all."""

    PERCENT = "percent"
    PER_CENT = "per cent"
    PERCENTAGE = "percentage"
    RATING = "rating"
    RATINGS = "ratings"
    GRADE = "grade"
    GRADES = "grades"
    JUDGEMENT = "judgement"
    RAG = "RAG"
    DATE = "date"
    DATES = "dates"
    YES_NO = "yes/no"
    TEXT = "text"


class Measure(StrEnum):
    """How a figure runs through the year."""

    SNAPSHOT = "Snapshot"
    CUMULATIVE = "Cumulative"
    PROGRAMME = "Programme"
    ROLLING = "Rolling 12 months"
    ANNUAL = "Annual"


class Measured(StrEnum):
    """Whether any indicator measures an expected outcome."""

    MEASURED = "Measured"
    IN_PART = "In part"
    NOTHING = "Nothing measures it"


class Covers(StrEnum):
    """Whether an indicator measures what is promised, or only something near it."""

    AS_PROMISED = "As promised"
    IN_PART = "In part"


class Benchmarked(StrEnum):
    """How a figure compares with others'; similar is within the share that Settings names."""

    BETTER = "Better"
    SIMILAR = "Similar"
    WORSE = "Worse"
    NONE = "No benchmark"


class OwnFigure(StrEnum):
    """Which figure of our own is compared with a benchmark."""

    PUBLISHED = "As published"
    ACTUAL = "This year's actual"
    BASELINE = "Baseline"


class PromisedAgainst(StrEnum):
    """Whose figure an expected outcome promises to better."""

    ENGLAND = "Better than England"


class PromiseKept(StrEnum):
    """Whether a promise against others' figures is kept."""

    KEPT = "Kept"
    SO_FAR = "Kept so far"
    SIMILAR = "Similar"
    NOT_KEPT = "Not kept"
    UNKNOWN = "No benchmark"


class Frequency(StrEnum):
    """How often a figure is due; an annual figure stands for the rest of the year."""

    MONTHLY = "Monthly"
    QUARTERLY = "Quarterly"
    ANNUAL = "Annual"


class Month(StrEnum):
    """In which month a plan's year begins."""

    JANUARY = "January"
    FEBRUARY = "February"
    MARCH = "March"
    APRIL = "April"
    MAY = "May"
    JUNE = "June"
    JULY = "July"
    AUGUST = "August"
    SEPTEMBER = "September"
    OCTOBER = "October"
    NOVEMBER = "November"
    DECEMBER = "December"


class YearParts(StrEnum):
    """Into what the year is cut: four quarters, three terms (thirds) or two half-years."""

    QUARTERS = "Quarters"
    TERMS = "Terms"
    HALF_YEARS = "Half-years"


class Urgency(StrEnum):
    """What puts an indicator before others among what matters most."""

    HIGH = "High"


class Duty(StrEnum):
    """What an indicator watches over, where that puts it before the rest."""

    SAFEGUARDING = "Safeguarding"
    STATUTORY = "Statutory timeliness"


class Quarter(StrEnum):
    """A quarter of the year, or its term or half-year of that number."""

    Q1 = "Q1"
    Q2 = "Q2"
    Q3 = "Q3"
    Q4 = "Q4"


class Period(StrEnum):
    """The reporting period: the baseline before the year, or one of its quarters."""

    BASELINE = "Baseline"
    Q1 = "Q1"
    Q2 = "Q2"
    Q3 = "Q3"
    Q4 = "Q4"


class ForecastMethod(StrEnum):
    """How a year-end forecast is made where the manager types none."""

    LATEST = "Latest"
    RUN_RATE = "Run rate"


class ForecastBasis(StrEnum):
    """Whose year-end forecast it is: the manager's, or a stated method's."""

    MANAGER = "Manager"
    LATEST = "Latest"
    RUN_RATE = "Run rate"


class BetterOrWorse(StrEnum):
    """The judgement beside an indicator's variance."""

    BETTER = "Better"
    ON_TARGET = "On target"
    WORSE = "Worse"
    OFF_TARGET = "Off target"


class DirectionOfTravel(StrEnum):
    """Against an earlier period, by polarity."""

    IMPROVING = "Improving"
    STEADY = "Steady"
    WORSENING = "Worsening"
    NO_COMPARATOR = "No comparator"


class AbsenceWord(StrEnum):
    """The words that a number column may hold instead of a number."""

    NOT_APPLICABLE = "N/A"
    TO_BE_SET = "To be set"
    CONFIDENTIAL = "c"
    NOT_APPLICABLE_DFE = "z"
    NOT_AVAILABLE = "x"


class OutcomeKind(StrEnum):
    """What a row of the Outcomes sheet is."""

    KEY_OUTCOME = "Key outcome"
    PRIORITY = "Priority"
    STRATEGY = "Strategy"


class OverallCheck(StrEnum):
    """The one flag of all checks."""

    PASSED = "All checks passed"
    NOT_YET = "Not yet checked"
    ERRORS = "Errors to put right"


class ActionStatus(StrEnum):
    """What the lead says of an action; blank means not started."""

    NOT_STARTED = "Not started"
    ON_TRACK = "On track"
    AT_RISK = "At risk"
    OFF_TRACK = "Off track"
    COMPLETE = "Complete"
    SUPERSEDED = "Superseded"


class DataStatus(StrEnum):
    """Whether figures are real; illustrative ones are labelled so on every page."""

    LIVE = "Live"
    ILLUSTRATIVE = "Illustrative"


class ProtectiveMarking(StrEnum):
    """The Government Security Classifications that a service plan may carry."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class YesNo(StrEnum):
    """A switch."""

    YES = "Yes"
    NO = "No"


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


class ForecastFrom(StrEnum):
    """Where a budget line's forecast comes from; blank is Typed."""

    TYPED = "Typed"
    ACTIVITY = "Activity"


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


class MediumTermKind(StrEnum):
    """What a step of the medium term does to the budget."""

    PRESSURE = "Pressure"
    SAVING = "Saving"
    FUNDING = "Funding"
    PRINTED = "Printed"


class RingFence(StrEnum):
    """What becomes of a ring-fenced grant at the end of the year, and what it has gathered."""

    CARRIED_FORWARD = "Unspent: carried forward"
    DEFICIT = "Overspent: a deficit"
    SPENT = "Spent in full"
    RESERVE = "Carried forward"
    CUMULATIVE = "Cumulative deficit"
    NIL = "Nothing carried"


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
    CAPITAL = "Capital approved"
    TERM_PRESSURES = "Medium-term pressures"
    TERM_SAVINGS = "Medium-term savings"


class ControlResult(StrEnum):
    """How a control total came out."""

    AGREES = "Agrees"
    ROUNDING = "Rounding"
    FAILED = "Failed"
    NOTHING = "Nothing to compare"
    CHECK_DATA = State.CHECK_DATA.value


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


COLOURS = (Rag.RED, Rag.AMBER, Rag.GREEN)
"""The colours of a rated indicator, worst first."""

ABSENCES = tuple(AbsenceWord)
"""The words that a number column may hold instead of a number."""
