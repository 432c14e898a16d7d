"""What the second half of Home says, in plain English for managers.  Knows no cells."""

from __future__ import annotations

from csplan.terms.vocabulary import State, Unit

__all__ = ["IN_SHORT", "KINDS", "MEANS", "STEPS", "TO_KNOW", "UNITS"]

IN_SHORT = {
    "What it is": "The service plan in one workbook: what is promised, by whom, and how it stands.",
    "What it does": "Colours, variances and totals are live formulas: they follow as you type.",
    "What csplan adds": "It checks every row, puts back overwritten formulas, keeps backups and a "
    "log, and makes scorecards. It never changes what you typed.",
}

STEPS = {
    "Step 1": "Set the reporting period, budget month and report date on Settings.",
    "Step 2": "Type each quarter’s actuals on Indicators, and a forecast where you have one.",
    "Step 3": "Say why in Commentary and what is being done in Corrective action, above all for "
    "a Red.",
    "Step 4": "Bring dates, progress and status up to date on Actions.",
    "Step 5": "Type actual to date and forecast outturn on Budget: spending positive, income "
    "negative.",
    "Step 6": "Save, close, run “csplan update”, and read Checks: it names each cell to put right.",
}

MEANS = {
    "Red": "Worse than the target by more than the tolerance; an action overdue or off track; "
    "a forecast overspend past the threshold",
    "Amber": "Worse than the target, within the tolerance; an action at risk; a smaller overspend",
    "Green": "On or better than the target; an action on track; on or under budget",
    "Blue": "Complete (actions only)",
    "Awaiting data": "A figure is due and missing",
    State.CHECK_DATA: "A cell in the row cannot be used as it is; Checks says which",
}

KINDS = {
    "Type here": "Yours to fill in every period",
    "The plan": "What the plan says; change it when the plan changes",
    "Worked out": "A formula. If it is overwritten, csplan puts it back and says so",
}

UNITS = {
    Unit.PERCENT: "Type 66.4% (or 66.4 in a cell that is already shown as a percentage)",
    Unit.POINTS: "A gap between two percentages: type -32.7, without a % sign",
    Unit.NUMBER: "A count: type 607",
    Unit.PER_10_000: "A rate: type 39.2",
    Unit.PER_100_000: "A rate: type 495",
    Unit.WEEKS: "Type 23",
    Unit.DAYS: "Type 12",
    Unit.POUNDS: "Type 1250",
}

TO_KNOW = {
    "Meanings": "Point at a heading, or at a label of Summary or Checks, to read what it means.",
    "Rules": "csplan’s documentation has every rule with examples (docs/rules), every column "
    "(docs/columns) and every check (docs/findings).",
    "Thresholds": "No threshold is hidden in a formula: tolerances and limits stand on Settings.",
    "Folded columns": "Definitions and helper columns are folded away. Press [+] above the "
    "columns, or 2 at the top left, to see them.",
    "Protection": "Home, Summary, Checks, Change log and both histories are protected, without a "
    "password, against slips of the hand. The other sheets are open: type under a table and it "
    "grows.",
    "Sources": "The Plan line columns say where the published plan prints a row. The rules follow "
    "guidance of CIPFA, the DfE and the Government Analysis Function.",
}
