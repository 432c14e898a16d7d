"""Control totals that fail, and published totals that differ by rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import CONTROL_TOTALS
from csplan.terms.catalogue import Code
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_controls"]


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
