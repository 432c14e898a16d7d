"""Every finding that csplan can make: its code, stable for ever, its severity, its meaning."""

from __future__ import annotations

from dataclasses import dataclass

from csplan.terms.finding import Severity

__all__ = ["CATALOGUE", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means, and why it matters."""

    severity: Severity
    meaning: str


def _entries(severity: Severity, meanings: dict[str, str]) -> dict[str, Entry]:
    return {code: Entry(severity, meaning) for code, meaning in meanings.items()}


CATALOGUE: dict[str, Entry] = {
    **_entries(
        Severity.FAULT,
        {
            "sheet-missing": "A sheet that csplan needs is not in the workbook.",
            "column-missing": "A sheet lacks a column, so its figures cannot be found.",
            "column-doubled": "Two columns have the same heading; csplan cannot choose.",
            "setting-missing": "A value of Settings cannot be found, so nothing can be judged.",
            "setting-unusable": "A value of Settings cannot be used, so nothing can be judged.",
            "year-changed": "The financial year on Settings is not the one in the headings.",
            "ref-doubled": "Two rows have the same ref, so results could land on the wrong one.",
            "rows-outside-table": "Rows stand under a table but outside it; formulas miss them.",
            "merged-cells": "Merged cells hide all values but the first.",
        },
    ),
    **_entries(
        Severity.ERROR,
        {
            "virement-one-sided": "A virement lacks a line that gives or receives; nothing moves.",
            "savings-parts": "The parts of a saving do not add to what was approved.",
            "text-for-number": "Text stands where a number belongs; formulas cannot count it.",
            "text-for-date": "Text stands where a date belongs; formulas cannot compare it.",
            "not-a-date": "A number stands for no sensible date.",
            "error-cell": "A cell shows an Excel error, so nothing that uses it can be judged.",
            "true-or-false": "TRUE or FALSE stands where a figure or text belongs.",
            "formula-without-value": "A formula has no calculated value in the file.",
            "number-out-of-range": "A figure lies outside what the column can hold.",
            "number-too-long": "A number is too large or too long to be a figure of the plan.",
            "percent-beyond-limit": "A percentage is beyond the limit on Settings.",
            "unknown-word": "A word is not one of those that the column can hold.",
            "unknown-ref": "A row points to a ref that does not exist.",
            "value-missing": "A cell that must be filled in is blank.",
            "ref-missing": "A row has contents but no ref, so nothing can point to it.",
            "ref-unusable": "A ref is not text of the right pattern; Excel may have changed it.",
            "control-total-failed": "A published total differs by more than rounding explains.",
        },
    ),
    **_entries(
        Severity.WARNING,
        {
            "forecast-missing": "A line with a budget has no forecast, so totals are not rated.",
            "forecast-unexplained": "A forecast past the threshold needs an explanation.",
            "actual-beyond-budget": "More is spent by now than the budget of the whole year.",
            "sign-against-kind": "Income that is positive, or expenditure that is negative.",
            "capital-funding": "A scheme's sources of funding are not what was approved.",
            "actual-too-early": "An actual stands in a quarter that is not yet reached.",
            "red-without-commentary": "A Red needs an explanation for its readers.",
            "hundredfold": "A figure is about a hundred times another, or a hundredth of it.",
            "target-worse-than-baseline": "The target is worse than where the plan started.",
            "target-not-steady": "The targets go forth and back from year to year.",
            "target-above-100": "A percentage target is above 100%.",
            "target-below-zero": "A target is below zero.",
            "dates-out-of-order": "An action is due before it starts.",
            "complete-disagrees": "Status and % complete of an action disagree.",
            "confidential-actual": "A suppressed figure cannot be judged.",
            "email-malformed": "An e-mail address cannot be right, so no draft can be made.",
            "email-outside-domains": "An e-mail address is outside the allowed domains.",
            "email-doubled": "Two services share an e-mail address.",
            "formula-in-input": "A formula stands where people type; its last value is used.",
            "sheet-copied": "A second sheet looks like one of csplan's; only one is read.",
            "calculation-manual": "Excel is set to calculate only on request; figures may be old.",
            "open-in-excel": "The workbook is open in Excel; what is not saved is not seen.",
            "synchronised-folder": "The workbook may be open on another computer, unseen.",
            "new-rows-do-not-fill": "A table no longer fills in formulas for new rows.",
        },
    ),
    **_entries(
        Severity.NOTE,
        {
            "plan-query": "The published plan leaves a question on this row.",
            "target-flat": "The target stays the same in every year.",
            "tolerance-too-small": "A share of this target is less than one whole.",
            "programme-without-baseline": "A programme without a baseline has no profile.",
            "email-missing": "A service has no e-mail address yet.",
            "rounding": "A published total differs from its parts by rounding.",
            "hidden-rows": "Hidden or filtered rows are counted like all others.",
            "action-without-date": "Actions without a due date can never be overdue.",
            "external-links": "The workbook has links to elsewhere; csplan never follows them.",
            "summary-missing": "A sheet of results is not in the workbook, and is left out.",
            "formula-restored": "A formula that was typed over is put back by the update.",
        },
    ),
}
"""All codes, gravest first."""
