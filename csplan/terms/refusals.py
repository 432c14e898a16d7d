"""Every reason for which csplan refuses a file or command: its code, stable for ever, its meaning.

A refusal is a WorkbookError; its message says what the file is and what to do.
"""

from __future__ import annotations

__all__ = ["REFUSALS"]

REFUSALS: dict[str, str] = {
    "array-formula": "A calculated cell is part of an array formula or data table.",
    "attachment-refused": "A file cannot go with a draft.",
    "cannot-read": "The file, or its folder, may not be read.",
    "cannot-write": "The file, or its folder, may not be written.",
    "changed-meanwhile": "Somebody changed the workbook while csplan worked; theirs is kept.",
    "damaged": "The file is cut short, contradicts itself or lacks a part.",
    "damaged-sheet": "A sheet holds cells or values that no sheet can hold.",
    "disk-doubtful": "The new version was written, but the disk reported a fault just after.",
    "disk-full": "There is no room to write; the workbook is as it was.",
    "doubled-part": "The file holds a part twice, so that programs may read it differently.",
    "draft-refused": "A draft would go to the wrong reader, or hold what it must not.",
    "drafts-blocked": "Some drafts could not be made, so none was.",
    "drafts-in-the-way": "Other files stand where the drafts should go.",
    "drafts-out-of-date": "The drafts are not of this version of the plan.",
    "dtd": "A part holds definitions that no workbook has, and that can harm programs.",
    "external-sheet": "A sheet lies outside the file.",
    "formula-in-the-way": "A formula stands in a cell into which a figure should go.",
    "header-refused": "A name, subject or address holds what no header can.",
    "locked-by-another": "Another csplan is just writing this workbook.",
    "macros-in-xlsx": "The file holds macros under a name that promises none.",
    "no-plan": "There is no plan of that year to begin with.",
    "no-report-date": "Settings gives no report date.",
    "no-service": "There is no such service.",
    "no-such-row": "No row has that ref.",
    "no-workbook-name": "The name is no workbook's.",
    "no-year": "The text is no financial year.",
    "not-a-workbook": "The file is of another kind, whatever its name says.",
    "not-downloaded": "The file is empty or a pointer: it was not downloaded.",
    "not-own-file": "Something that csplan did not make stands where its own notes belong.",
    "not-found": "There is no such file.",
    "nothing-to-restore": "No earlier version is kept.",
    "old-excel-format": "The file is of an older Excel.",
    "open-in-excel": "Somebody has the workbook open.",
    "output-exists": "The file to be written is there already.",
    "owner-file": "The file is the note that Excel keeps while a workbook is open.",
    "password-protected": "The file can be opened only with a password.",
    "rights-would-change": "Others would lose, or gain, the right to open the workbook.",
    "rows-in-the-way": "Something is typed under Checks or Change log, which have to grow.",
    "scorecard-format-unknown": "There is no such kind of scorecard.",
    "scorecard-name-doubled": "Two scorecards would have the same file name.",
    "scorecard-unknown": "There is nothing of that name to report on.",
    "scorecards-not-written": "The scorecards could not be written, so none was.",
    "shared-formula-outside": "A formula is shared between a calculated cell and another.",
    "signed": "The workbook is digitally signed, and a change would break the seal.",
    "text-too-long": "A text is longer than a cell can hold.",
    "too-deep": "A part is nested more deeply than any workbook.",
    "too-large": "The file, or a sheet, is larger than any plan.",
    "unknown-compression": "A part is compressed in a way that Excel does not use.",
    "unknown-encoding": "A part is in an encoding that Excel does not use.",
    "unsafe-name": "A part's name could lead outside the file.",
    "zip-bomb": "A part unpacks to far more than a workbook needs.",
}
"""All codes, in the order of the alphabet."""
