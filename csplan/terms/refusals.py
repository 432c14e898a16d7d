"""Every reason for which csplan refuses a file or command: its code, stable for ever, its meaning.

A refusal is a CsplanError; its message says what the file is and what to do.
"""

from __future__ import annotations

from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Refusal"]


class Refusal(StrEnum):
    """Why csplan does not go on.  A new one is a line here, and a test that meets it."""

    meaning: str

    def __new__(cls, code: str, meaning: str) -> Self:
        """Keep the meaning beside the code."""
        one = str.__new__(cls, code)
        one._value_ = code
        one.meaning = meaning
        return one

    # fmt: off
    ALREADY_CLOSED = "already-closed", "The period is closed already."
    ARRAY_FORMULA = "array-formula", "A calculated cell is part of an array formula or data table."
    ATTACHMENT_REFUSED = "attachment-refused", "A file cannot go with a draft."
    BATCH_EMPTY = "batch-empty", "A folder or list for a batch names no plan."
    BATCH_FOLDER = "batch-folder", "The scorecards of a batch would go among its plans."
    CANNOT_COMBINE = "cannot-combine", "Plans cannot be joined, or one divided, before somebody decides about some rows."
    CANNOT_READ = "cannot-read", "The file, or its folder, may not be read."
    CANNOT_WRITE = "cannot-write", "The file, or its folder, may not be written."
    CELL_REFUSED = "cell-refused", "A cell cannot be changed by itself: it is a heading, merged, or part of a pivot or array."
    CHANGED_MEANWHILE = "changed-meanwhile", "Somebody changed the workbook while csplan worked; theirs is kept."
    DAMAGED = "damaged", "The file is cut short, contradicts itself or lacks a part."
    DAMAGED_SHEET = "damaged-sheet", "A sheet holds cells or values that no sheet can hold."
    DATA_REFUSED = "data-refused", "Data holds what no cell can, or does not match the rows and columns where it should go."
    DISK_DOUBTFUL = "disk-doubtful", "The new version was written, but the disk reported a fault just after."
    DISK_FULL = "disk-full", "There is no room to write; the workbook is as it was."
    DOCUMENT_NOT_READ = "document-not-read", "A document cannot be read for its figures."
    DOUBLED_PART = "doubled-part", "The file holds a part twice, so that programs may read it differently."
    DRAFT_REFUSED = "draft-refused", "A draft would go to the wrong reader, or hold what it must not."
    DRAFTS_BLOCKED = "drafts-blocked", "Some drafts could not be made, so none was."
    ADDRESSES_CHANGED = "addresses-changed", "An address is not the one that the service had before."
    DRAFTS_CHANGED = "drafts-changed", "The drafts are not as they were when they were made and looked through."
    DRAFTS_IN_THE_WAY = "drafts-in-the-way", "Other files stand where the drafts should go."
    DRAFTS_OUT_OF_DATE = "drafts-out-of-date", "The drafts are not of this version of the plan."
    DTD = "dtd", "A part holds definitions that no workbook has, and that can harm programs."
    EXPORT_REFUSED = "export-refused", "A plan cannot be exported in the format that was asked for."
    EXTERNAL_SHEET = "external-sheet", "A sheet lies outside the file."
    FORMULA_IN_THE_WAY = "formula-in-the-way", "A formula stands in a cell into which a figure should go."
    HEADER_REFUSED = "header-refused", "A name, subject or address holds what no header can."
    HISTORY_HEADINGS = "history-headings", "A file of earlier years lacks a heading that is needed."
    LEDGER_AMOUNT = "ledger-amount", "An amount of a ledger extract cannot be read for certain."
    LEDGER_CALENDAR = "ledger-calendar", "The plan's year does not begin in April, as the ledger's periods are read."
    LEDGER_DOES_NOT_TIE = "ledger-does-not-tie", "The sums of a ledger extract do not tie, so rows are missing or doubled."
    LEDGER_HEADINGS = "ledger-headings", "A ledger extract has no heading row with the columns that are needed."
    LEDGER_PERIOD = "ledger-period", "A period of a ledger extract cannot be read for certain."
    LEDGER_QUESTION = "ledger-question", "Something in a ledger extract can be read two ways; an option says which is meant."
    LEDGER_ROW = "ledger-row", "A row of a ledger extract is not as its headings say."
    LEDGER_UNREADABLE = "ledger-unreadable", "A ledger extract is not a regular table of text."
    LIBRARY_TOO_OLD = "library-too-old", "A library that is installed is too old, and would be wrong in silence."
    LOCKED_BY_ANOTHER = "locked-by-another", "Another csplan is just writing this workbook."
    MACROS_IN_XLSX = "macros-in-xlsx", "The file holds macros under a name that promises none."
    MAPPING_COLUMN_MISSING = "mapping-column-missing", "The mapping of ledger codes lacks a column."
    MAPPING_DOUBLED = "mapping-doubled", "The mapping of ledger codes says one pair of codes twice."
    MAPPING_MISSING = "mapping-missing", "There is no mapping of ledger codes."
    MAPPING_TO_NO_LINE = "mapping-to-no-line", "The mapping of ledger codes leads to a budget line that does not exist."
    MAPPING_WITHOUT_REF = "mapping-without-ref", "A row of the mapping of ledger codes names no budget line."
    NO_MEMORY = "no-memory", "The workbook lacks the sheet on which closed periods are kept."
    MONTH_GOES_BACK = "month-goes-back", "A ledger import would go back to an earlier month than Settings says."
    NO_MONTH_GONE = "no-month-gone", "Settings says that no month of the year has gone."
    NO_PLAN = "no-plan", "There is no plan of that year to begin with."
    NO_REASON = "no-reason", "A closed period is opened only with a reason."
    NO_REPORT_DATE = "no-report-date", "Settings gives no report date."
    NO_SERVICE = "no-service", "There is no such service."
    NO_SUCH_ROW = "no-such-row", "No row has that ref."
    NO_WORKBOOK_NAME = "no-workbook-name", "The name is not a workbook's."
    NO_YEAR = "no-year", "The text is not a financial year."
    NOT_A_WORKBOOK = "not-a-workbook", "The file is of another kind, whatever its name says."
    NOT_CLOSED = "not-closed", "The period is not closed, so it cannot be opened."
    NOT_DOWNLOADED = "not-downloaded", "The file is empty or a pointer: it was not downloaded."
    NOT_FOUND = "not-found", "There is no such file."
    NOT_OWN_FILE = "not-own-file", "Something that csplan did not make stands where its own notes belong."
    NOT_READY_TO_CLOSE = "not-ready-to-close", "Errors, unconfirmed figures or unexplained Reds remain."
    NOT_THIS_PERIOD = "not-this-period", "The period is not the one that Settings reports."
    NOTHING_TO_RESTORE = "nothing-to-restore", "No earlier version is kept."
    NO_ROOM_TO_GROW = "no-room-to-grow", "Something stands under a table, or fills it, so that rows cannot be added."
    NO_SUCH_PLACE = "no-such-place", "The workbook has no table, name, range or cell of that name."
    OLD_EXCEL_FORMAT = "old-excel-format", "The file is of an older Excel."
    OPEN_IN_EXCEL = "open-in-excel", "Somebody has the workbook open."
    OUTPUT_EXISTS = "output-exists", "The file to be written is there already."
    OWNER_FILE = "owner-file", "The file is the note that Excel keeps while a workbook is open."
    PASSWORD_PROTECTED = "password-protected", "The file can be opened only with a password."
    PLAN_HAS_FAULTS = "plan-has-faults", "The workbook's structure cannot be trusted."
    PROFILE_REFUSED = "profile-refused", "A profile for publication says what csplan does not know."
    PUBLICATION_REFUSED = "publication-refused", "The plan cannot be published as it is."
    RELAY_REFUSED = "relay-refused", "The mail server cannot be used safely, or refuses the login."
    CANNOT_ENCRYPT = "cannot-encrypt", "Attachments cannot be locked: a library or the keyring is missing."
    RELAY_UNUSABLE = "relay-unusable", "The mail server is not stated, or not in a way that can be used."
    RIGHTS_WOULD_CHANGE = "rights-would-change", "Others would lose, or gain, the right to open the workbook."
    ROWS_IN_THE_WAY = "rows-in-the-way", "Something is typed under a list of csplan's own, which has to grow."
    SCORECARD_FORMAT_UNKNOWN = "scorecard-format-unknown", "There is no such kind of scorecard."
    SCORECARD_NAME_DOUBLED = "scorecard-name-doubled", "Two scorecards would have the same file name."
    SCORECARD_UNKNOWN = "scorecard-unknown", "There is nothing of that name to report on."
    SCORECARDS_NOT_WRITTEN = "scorecards-not-written", "The scorecards could not be written, so none was."
    SENDING_BLOCKED = "sending-blocked", "Something stands in the way of sending; nothing was sent."
    SHARED_FORMULA_OUTSIDE = "shared-formula-outside", "A formula is shared between a calculated cell and another."
    SIGNED = "signed", "The workbook is digitally signed, and a change would break the seal."
    NOTE_NOT_USABLE = "note-not-usable", "The file is not plain text, so it cannot be a cover note."
    TEMPLATE_NOT_USABLE = "template-not-usable", "The file is not a Word document, so it cannot be a template."
    TEXT_TOO_LONG = "text-too-long", "A text is longer than a cell can hold."
    TOO_DEEP = "too-deep", "A part is nested more deeply than any workbook."
    TOO_LARGE = "too-large", "The file, or a sheet, is larger than any plan."
    UNKNOWN_COMPRESSION = "unknown-compression", "A part is compressed in a way that Excel does not use."
    UNKNOWN_ENCODING = "unknown-encoding", "A part is in an encoding that Excel does not use."
    UPGRADE_BLOCKED = "upgrade-blocked", "Something stands where csplan upgrade has to add a column or sheet."
    UPGRADE_NEEDED = "upgrade-needed", "The workbook was made for an earlier csplan."
    UNSAFE_NAME = "unsafe-name", "A part's name could lead outside the file."
    ZIP_BOMB = "zip-bomb", "A part unpacks to far more than a workbook needs."
    # fmt: on
