"""Control totals that fail, and published totals that differ by rounding."""

from __future__ import annotations

from csplan.sheets import CONTROL_TOTALS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import in_pounds
from csplan.terms.values import figure, says
from csplan.terms.vocabulary import ControlScope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_controls"]

_PUBLISHED = (
    *(ControlScope.HEADING, ControlScope.SERVICE_GROSS, ControlScope.SERVICE_NET),
    *(ControlScope.TOTAL_GROSS, ControlScope.TOTAL_NET, ControlScope.CAPITAL),
)
"""What is held against a published total; all else is the workbook against itself."""


def check_controls(results: Results) -> Iterator[Finding]:
    """Report control totals that fail, and those that differ by rounding in one line."""
    rounded = []
    for index, row in enumerate(results.table(CONTROL_TOTALS)):
        if row.get("result") == "Failed":
            message, fix = _failed(row)
            yield results.plan.finding(
                Code.CONTROL_TOTAL_FAILED,
                message,
                fix,
                sheet=CONTROL_TOTALS,
                index=index,
                column="result",
                found=row["control_difference"],
            )
        elif row.get("result") == "Rounding":
            rounded.append(f"{row['ref']} {in_pounds(figure(row['control_difference']))}")
    if rounded:
        many = len(rounded)
        said = "1 total differs" if many == 1 else f"{many} totals differ"
        yield results.plan.finding(
            Code.ROUNDING,
            f"{said} by rounding: {', '.join(rounded)}.",
            "Nothing: printed figures are never altered.",
            sheet=CONTROL_TOTALS,
        )


def _failed(row: Row) -> tuple[str, str]:
    """Say what a control total had to come to and does not, and where to look."""
    adds = in_pounds(figure(row["workbook_total"]))
    if not any(says(row.get("scope"), one) for one in _PUBLISHED):
        return f"{row['control']}: it must come to £0, and comes to {adds}.", _own_fix(row)
    what = "scheme" if says(row.get("scope"), ControlScope.CAPITAL) else "budget line"
    total = in_pounds(figure(row["published_total"]))
    return (
        f"{row['control']}: published {total}, the workbook adds up to {adds}.",
        f"Find the {what} that was changed or lost.",
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
        "Medium-term pressures": "Correct this year's pressures on Medium term, or on Pressures.",
        "Medium-term savings": "Correct this year's savings on Medium term, or on Pressures.",
    }.get(
        str(row.get("scope")),
        f"Look for a budget line whose {str(row.get('heading') or 'row').lower()} the finance "
        "summary lacks, or whose row is Check data.",
    )
