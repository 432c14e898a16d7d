"""Every finding that csplan can make: its code, stable for ever, its severity, its meaning."""

from __future__ import annotations

from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Code", "Severity"]


class Severity(StrEnum):
    """How much a finding stops.

    A fault stops everything; an error stops one row; a warning or a note stops nothing.
    A warning to be confirmed holds up what leaves the building, until somebody confirms it.
    """

    FAULT = "Fault"
    ERROR = "Error"
    WARNING = "Warning"
    NOTE = "Note"


FAULT, ERROR, WARNING, NOTE = Severity
TO_CONFIRM = "to be confirmed"


class Code(StrEnum):
    """What a finding is about.  A new one is a line here, and a case in tests/faults."""

    severity: Severity
    meaning: str
    is_to_confirm: bool

    def __new__(cls, code: str, severity: Severity, meaning: str, asks: str = "") -> Self:
        """Keep severity and meaning beside the code, and whether somebody must confirm it."""
        one = str.__new__(cls, code)
        one._value_ = code
        one.severity = severity
        one.meaning = meaning
        one.is_to_confirm = asks == TO_CONFIRM
        return one

    # fmt: off
    UPGRADE_NEEDED = "upgrade-needed", FAULT, "The workbook was made for an earlier csplan; csplan upgrade brings it up to date."
    SHEET_MISSING = "sheet-missing", FAULT, "A sheet that csplan needs is not in the workbook."
    COLUMN_MISSING = "column-missing", FAULT, "A sheet lacks a column, so its figures cannot be found."
    COLUMN_TAKEN = "column-taken", FAULT, "A column of yours has the heading of a new one of csplan's."
    COLUMN_DOUBLED = "column-doubled", FAULT, "Two columns have the same heading; csplan cannot choose."
    SETTING_MISSING = "setting-missing", FAULT, "A value of Settings cannot be found, so nothing can be judged."
    SETTING_UNUSABLE = "setting-unusable", FAULT, "A value of Settings cannot be used, so nothing can be judged."
    YEAR_CHANGED = "year-changed", FAULT, "The financial year on Settings is not the one in the headings."
    REF_DOUBLED = "ref-doubled", FAULT, "Two rows have the same ref, so results could land on the wrong one."
    ROWS_OUTSIDE_TABLE = "rows-outside-table", FAULT, "Rows stand under a table but outside it; formulas miss them."
    MERGED_CELLS = "merged-cells", FAULT, "Merged cells hide all values but the first."

    VIREMENT_ONE_SIDED = "virement-one-sided", ERROR, "A virement lacks a line that gives or receives; nothing moves."
    SAVINGS_PARTS = "savings-parts", ERROR, "The parts of a saving do not add to what was approved."
    TEXT_FOR_NUMBER = "text-for-number", ERROR, "Text stands where a number belongs; formulas cannot count it."
    TEXT_FOR_DATE = "text-for-date", ERROR, "Text stands where a date belongs; formulas cannot compare it."
    NOT_A_DATE = "not-a-date", ERROR, "A number is not a sensible date."
    ERROR_CELL = "error-cell", ERROR, "A cell shows an Excel error, so nothing that uses it can be judged."
    TRUE_OR_FALSE = "true-or-false", ERROR, "TRUE or FALSE stands where a figure or text belongs."
    FORMULA_WITHOUT_VALUE = "formula-without-value", ERROR, "A formula has no calculated value in the file."
    NUMBER_OUT_OF_RANGE = "number-out-of-range", ERROR, "A figure lies outside what the column can hold."
    NUMBER_TOO_LONG = "number-too-long", ERROR, "A number is too large or too long to be a figure of the plan."
    PERCENT_BEYOND_LIMIT = "percent-beyond-limit", ERROR, "A percentage is beyond the limit on Settings."
    DATE_FOR_NUMBER = "date-for-number", ERROR, "A date stands where a number belongs."
    METHOD_UNFIT = "method-unfit", ERROR, "A forecast method would take a part of the year for the whole."
    FIGURE_BELOW_ZERO = "figure-below-zero", ERROR, "A count, rate or share is below zero."
    SHARE_ABOVE_100 = "share-above-100", ERROR, "A share is more than the whole."
    FIGURE_NOT_WHOLE = "figure-not-whole", ERROR, "A count of whole things has a fraction."
    FIGURE_FALLS = "figure-falls", ERROR, "A figure that only grows is below its earlier one."
    UNKNOWN_WORD = "unknown-word", ERROR, "A word is not one of those that the column can hold."
    UNKNOWN_REF = "unknown-ref", ERROR, "A row points to a ref that does not exist."
    VALUE_MISSING = "value-missing", ERROR, "A cell that must be filled in is blank."
    REF_MISSING = "ref-missing", ERROR, "A row has contents but no ref, so nothing can point to it."
    REF_UNUSABLE = "ref-unusable", ERROR, "A ref is not text of the right pattern; Excel may have changed it."
    CONTROL_TOTAL_FAILED = "control-total-failed", ERROR, "A published total differs by more than rounding explains."

    FORECAST_MISSING = "forecast-missing", WARNING, "A line with a budget or spending has no forecast; totals wait."
    FORECAST_FROM_NOTHING = "forecast-from-nothing", WARNING, "A forecast is to follow from Activity, which says nothing of the line."
    FORECAST_TWICE = "forecast-twice", WARNING, "A forecast is typed where it is to follow from Activity, which counts."
    FORECAST_BELOW_SPEND = "forecast-below-spend", WARNING, "A forecast for the year is below what is spent already."
    HISTORY_ALTERED = "history-altered", WARNING, "Rows of a closed period are not what was kept when it was closed."
    GOALPOST_MOVED = "goalpost-moved", WARNING, "A promise differs from the adopted plan, and nobody is named who allowed it."
    MARKED_NOT_APPLICABLE = "marked-not-applicable", WARNING, "A row that had figures lost its colour, and no reason is given."
    ROW_ENDED = "row-ended", WARNING, "A row of the adopted plan is gone, and nothing says why."
    CLOSED_FIGURE_EDITED = "closed-figure-edited", WARNING, "A figure of a closed period was changed afterwards."
    STALE_COMMENTARY = "stale-commentary", WARNING, "The figure is new, but the words are those of an earlier period."
    FORECAST_UNEXPLAINED = "forecast-unexplained", WARNING, "A forecast past the threshold needs an explanation."
    ACTUAL_BEYOND_BUDGET = "actual-beyond-budget", WARNING, "More is spent by now than the budget of the whole year.", TO_CONFIRM
    SIGN_AGAINST_KIND = "sign-against-kind", WARNING, "Income that is positive, or expenditure that is negative.", TO_CONFIRM
    CAPITAL_FUNDING = "capital-funding", WARNING, "A scheme's sources of funding are not what was approved."
    REF_UNUSUAL = "ref-unusual", WARNING, "A ref is not of the usual pattern; nothing points to it."
    ACTUAL_TOO_EARLY = "actual-too-early", WARNING, "An actual stands in a quarter that is not yet reached."
    RED_WITHOUT_COMMENTARY = "red-without-commentary", WARNING, "A Red needs an explanation for its readers."
    RED_WITHOUT_ACTION = "red-without-action", WARNING, "A Red needs a corrective action: what is being done, by whom and by when."
    TENFOLD = "tenfold", WARNING, "A figure is about ten times another, or a tenth of it.", TO_CONFIRM
    THOUSANDFOLD = "thousandfold", WARNING, "A figure is about a thousand times another, or a thousandth of it.", TO_CONFIRM
    FIGURE_UNLIKELY = "figure-unlikely", WARNING, "A figure is far from the last one, the baseline and the target alike.", TO_CONFIRM
    OUTSIDE_OWN_LIMITS = "outside-own-limits", WARNING, "A figure is outside the limits of its row's own history.", TO_CONFIRM
    FIGURE_UNCHANGED = "figure-unchanged", WARNING, "A figure is exactly what the last three were.", TO_CONFIRM
    ABSENT_OVER_FIGURE = "absent-over-figure", WARNING, "N/A stands where there was a figure before.", TO_CONFIRM
    COUNT_AGAINST_RATE = "count-against-rate", WARNING, "A count and its rate no longer fit one population.", TO_CONFIRM
    FORECAST_FAR = "forecast-far", WARNING, "A forecast is more than 25% and £50,000 from its budget.", TO_CONFIRM
    AMOUNT_UNLIKELY = "amount-unlikely", WARNING, "An amount, volume or price is far from what stands beside it.", TO_CONFIRM
    FILLED_DOWN = "filled-down", WARNING, "Several rows together hold the very same figure, and were different before.", TO_CONFIRM
    FIGURES_EXCHANGED = "figures-exchanged", WARNING, "Two figures look as if each stood in the other's row.", TO_CONFIRM
    SERVICE_AGAINST_LINE = "service-against-line", WARNING, "A saving is of one service, and its budget line of another.", TO_CONFIRM
    BRIDGE_OUT_OF_ORDER = "bridge-out-of-order", WARNING, "Two steps of the bridge stand in one place, or one outside its two ends.", TO_CONFIRM
    AUTHORITY_UNSAID = "authority-unsaid", WARNING, "Words that should say who allowed something, or why, say nothing.", TO_CONFIRM
    SHARE_OF_NO_WHOLE = "share-of-no-whole", WARNING, "A share cannot be made of whole numbers of its denominator.", TO_CONFIRM
    TOLERANCE_TOO_LARGE = "tolerance-too-large", WARNING, "A tolerance is so large that nothing can be Red.", TO_CONFIRM
    SETTING_UNLIKELY = "setting-unlikely", WARNING, "A value of Settings is far from any usual one.", TO_CONFIRM
    BENCHMARK_UNLIKELY = "benchmark-unlikely", WARNING, "A benchmark is far from the indicator's own figures, or its place or year cannot be right.", TO_CONFIRM
    DATE_UNLIKELY = "date-unlikely", WARNING, "A date is far from the years of the plan.", TO_CONFIRM
    SETTINGS_CONTRADICT = "settings-contradict", WARNING, "Two values of Settings contradict each other.", TO_CONFIRM
    HUNDREDFOLD = "hundredfold", WARNING, "A figure is about a hundred times another, or a hundredth of it.", TO_CONFIRM
    TARGET_WORSE_THAN_BASELINE = "target-worse-than-baseline", WARNING, "The target is worse than where the plan started."
    TARGET_NOT_STEADY = "target-not-steady", WARNING, "The targets go up and down from year to year."
    TARGET_ABOVE_100 = "target-above-100", WARNING, "A percentage target is above 100%.", TO_CONFIRM
    TARGET_BELOW_ZERO = "target-below-zero", WARNING, "A target is below zero.", TO_CONFIRM
    DATES_OUT_OF_ORDER = "dates-out-of-order", WARNING, "An action is due before it starts.", TO_CONFIRM
    COMPLETE_DISAGREES = "complete-disagrees", WARNING, "Status and % complete of an action disagree.", TO_CONFIRM
    PARTS_AGAINST_WHOLE = "parts-against-whole", WARNING, "The parts of a count are not the whole that another row gives."
    REST_AGAINST_TOTAL = "rest-against-total", WARNING, "A count of those left does not follow from the total and the share found."
    POPULATIONS_DIFFER = "populations-differ", WARNING, "Counts and rates of baseline and targets are not of one population."
    PEERS_DISCONTINUED = "peers-discontinued", WARNING, "A measure that is N/A for other groups has live targets here."
    NAME_DOUBLED = "name-doubled", WARNING, "Two services, outcomes or schemes are called the same."
    LINK_DOUBLED = "link-doubled", WARNING, "An indicator is linked with one expected outcome twice."
    CONFIDENTIAL_ACTUAL = "confidential-actual", WARNING, "A suppressed figure cannot be judged."
    EMAIL_MALFORMED = "email-malformed", WARNING, "An e-mail address cannot be right, so no draft can be made."
    EMAIL_OUTSIDE_DOMAINS = "email-outside-domains", WARNING, "An e-mail address is outside the allowed domains."
    EMAIL_DOUBLED = "email-doubled", WARNING, "Two services, or two people, share an e-mail address."
    OWNER_UNKNOWN = "owner-unknown", WARNING, "An owner is not on People, so no reminder reaches them."
    TAB_NOT_HIDDEN = "tab-not-hidden", WARNING, "A tab that Settings asks to hide is not there, or has to stay in sight."
    FORMULA_IN_INPUT = "formula-in-input", WARNING, "A formula stands where people type; its last value is used."
    SHEET_COPIED = "sheet-copied", WARNING, "A second sheet looks like one of csplan's; only one is read."
    CALCULATION_MANUAL = "calculation-manual", WARNING, "Excel is set to calculate only on request; figures may be old."
    OPEN_IN_EXCEL = "open-in-excel", WARNING, "The workbook is open in Excel; what is not saved is not seen."
    SYNCHRONISED_FOLDER = "synchronised-folder", WARNING, "The workbook may be open on another computer, unseen."
    HARD_LINKED = "hard-linked", WARNING, "The workbook's file has another name, which keeps the old version."
    NEW_ROWS_DO_NOT_FILL = "new-rows-do-not-fill", WARNING, "A table no longer fills in formulas for new rows."

    WORDS_AGAINST_FIGURE = "words-against-figure", NOTE, "A commentary says what its figure, colour or direction contradicts."
    NUMBER_NOT_ON_ROW = "number-not-on-row", NOTE, "A commentary states a number that is nowhere on its row."
    PERIOD_NOT_THIS = "period-not-this", NOTE, "A commentary speaks for a quarter or month that is not the one reported."
    PROMISED_TWICE = "promised-twice", NOTE, "The text of an action is promised again on another row."
    PROMISE_UNMEASURED = "promise-unmeasured", NOTE, "An expected outcome is promised, but nothing measures it."
    PROMISE_WITHOUT_ACTION = "promise-without-action", NOTE, "An expected outcome is promised, but no action serves it."
    GOALPOST_APPROVED = "goalpost-approved", NOTE, "A promise differs from the adopted plan, with approval."
    ALLOWS_NOTHING = "allows-nothing", NOTE, "A line of Accepted or Approvals is about nothing that could be allowed."
    WORD_RESPELT = "word-respelt", NOTE, "A word is typed in another case than the vocabulary's."
    PLAN_QUERY = "plan-query", NOTE, "The published plan leaves a question on this row."
    TARGET_FLAT = "target-flat", NOTE, "The target stays the same in every year."
    TOLERANCE_TOO_SMALL = "tolerance-too-small", NOTE, "A share of this target is less than one whole."
    PROGRAMME_WITHOUT_BASELINE = "programme-without-baseline", NOTE, "A programme without a baseline has no profile."
    EMAIL_MISSING = "email-missing", NOTE, "A service or person has no e-mail address yet."
    ROUNDING = "rounding", NOTE, "A published total differs from its parts by rounding."
    HIDDEN_ROWS = "hidden-rows", NOTE, "Hidden or filtered rows are counted like all others."
    ACTION_WITHOUT_DATE = "action-without-date", NOTE, "Actions without a due date can never be overdue."
    TAKEN_AS = "taken-as", NOTE, "Blank cells of a new row are taken for what they usually are."
    ACTION_WITHOUT_OWNER = "action-without-owner", NOTE, "Actions that nobody is named for get no reminder of their own."
    EXTERNAL_LINKS = "external-links", NOTE, "The workbook has links to elsewhere; csplan never follows them."
    SUMMARY_MISSING = "summary-missing", NOTE, "A sheet of results is not in the workbook, and is left out."
    FORMULA_RESTORED = "formula-restored", NOTE, "A formula that was typed over is put back by the update."
    # fmt: on
