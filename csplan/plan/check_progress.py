"""What a performance officer should look at beside indicators: open questions, actions, totals.

Knows nothing of single cells; those are checked in `check_rows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import ACTIONS, CONTROL_TOTALS, INDICATORS, SAVINGS
from csplan.terms.catalogue import Code
from csplan.terms.values import is_number, says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_actions", "check_controls", "check_queries"]


def check_queries(plan: Plan) -> Iterator[Finding]:
    """Pass on the questions that the published plan leaves."""
    for sheet in (INDICATORS, ACTIONS, SAVINGS):
        for index, row in enumerate(plan.table(sheet)):
            query = row.get("query")
            if isinstance(query, str) and query.strip():
                yield plan.finding(
                    Code.PLAN_QUERY,
                    " ".join(query.split()),
                    "Settle it, then clear the Query cell.",
                    sheet=sheet,
                    index=index,
                    column="query",
                )


def check_actions(plan: Plan) -> Iterator[Finding]:
    """Find actions whose dates or progress disagree; count those without a date in one line."""
    undated = 0
    for index, row in enumerate(plan.table(ACTIONS)):
        if row.get("ref") in (None, ""):
            continue
        start, due, done = row.get("start"), row.get("due"), row.get("percent_complete")
        undated += due in (None, "")
        if is_number(start) and is_number(due) and float(start) > float(due):
            yield plan.finding(
                Code.DATES_OUT_OF_ORDER,
                "The action is due before it starts.",
                "Correct Start or Due.",
                sheet=ACTIONS,
                index=index,
                column="due",
                found=due,
            )
        complete = says(row.get("status"), "Complete")
        if is_number(done) and complete != (done == 1):
            yield plan.finding(
                Code.COMPLETE_DISAGREES,
                f"% complete is {float(done):.0%}, but the status is "
                f"{row.get('status') or 'blank'}.",
                "Correct one of them.",
                sheet=ACTIONS,
                index=index,
                column="status",
                found=done,
            )
    if undated:
        yield plan.finding(
            Code.ACTION_WITHOUT_DATE,
            "1 action has no due date, so it can never be overdue."
            if undated == 1
            else f"{undated} actions have no due date, so they can never be overdue.",
            "Type due dates as they are agreed.",
            sheet=ACTIONS,
        )


def check_controls(results: Results) -> Iterator[Finding]:
    """Report control totals that fail, and those that differ by rounding in one line."""
    rounded = []
    for index, row in enumerate(results.table(CONTROL_TOTALS)):
        if row.get("result") == "Failed":
            own = is_number(row.get("own_total"))
            yield results.plan.finding(
                Code.CONTROL_TOTAL_FAILED,
                f"{row['control']}: it must come to £0, and comes to £{row['workbook_total']:,.0f}."
                if own
                else f"{row['control']}: published £{row['published_total']:,.0f}, "
                f"the workbook adds up to £{row['workbook_total']:,.0f}.",
                _own_fix(row) if own else "Find the budget line that was changed or lost.",
                sheet=CONTROL_TOTALS,
                index=index,
                column="result",
                found=row["control_difference"],
            )
        elif row.get("result") == "Rounding":
            rounded.append(f"{row['ref']} £{row['control_difference']:+,.0f}")
    if rounded:
        yield results.plan.finding(
            Code.ROUNDING,
            f"{len(rounded)} published totals differ by rounding: {', '.join(rounded)}.",
            "Nothing: printed figures are never altered.",
            sheet=CONTROL_TOTALS,
        )


def _own_fix(row: Row) -> str:
    """Say where to look when the workbook disagrees with itself."""
    return {
        "Virements": "Look for a virement whose lines are not on Budget, or are Check data.",
        "Funded changes": "Look for a funded change whose line is not on Budget, or is Check data.",
        "Savings parts": "Correct the parts of the savings, so that they add to Approved.",
        "Savings approved": "List on Savings what Pressures takes out, or correct the bridge.",
        "Bridge": "Correct last year's budget or the changes on Pressures.",
        "Bridge to budget": "Correct this year's budget on Pressures, or the budget lines.",
    }.get(
        str(row.get("scope")),
        f"Look for a budget line whose {str(row.get('heading') or 'row').lower()} the finance "
        "summary lacks, or whose row is Check data.",
    )
