"""What a finance officer should look at: virements, savings, forecasts, actuals, funding.

Knows nothing of single cells; those are checked in `check_rows`.
"""

from __future__ import annotations

from csplan.rules.profiling import MONTHS
from csplan.rules.revenue import follows_activity
from csplan.sheets import BUDGET, CAPITAL, PROFILES, SAVINGS, VIREMENTS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import in_pounds
from csplan.terms.values import CellError, Value, figure, is_number, says
from csplan.terms.wordless import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_money"]

_WITHOUT_BUDGET = (
    "{} is spent on a line without a budget, and nothing says where it will end, "
    "so its service cannot be rated."
)
_MONTHS, _LATE = 12, 1.05
_PARTS = ("delivered", "on_track", "at_risk", "unachievable")


def check_money(results: Results) -> Iterator[Finding]:
    """Check every money sheet between its columns, and Budget against the year gone."""
    yield from _virements(results.plan)
    yield from _savings(results)
    yield from _schemes(results)
    yield from _profiles(results.plan)
    month = results.settings.get("budget_month")
    begun = is_number(month) and month > 0
    for index, row in enumerate(results.table(BUDGET)):
        if says(_text(row.get("row_check")), "OK"):
            yield from _signs(results.plan, index, row)
            yield from _year(results, index, row, begun=begun)


def _text(value: Value) -> Value:
    """Return what a calculated word says."""
    return None if isinstance(value, CellError) else value


def _given(row: Row, name: str) -> bool:
    """Say whether a cell holds anything."""
    return row.get(name) not in (None, "")


def _virements(plan: Plan) -> Iterator[Finding]:
    """Find virements of which one half is missing, or both are the same line."""
    for index, row in enumerate(plan.table(VIREMENTS)):
        out, to, amount = row.get("from_line"), row.get("to_line"), row.get("amount")
        if not is_number(amount):
            continue
        said = in_pounds(amount)
        if amount == 0:
            yield plan.finding(
                Code.NUMBER_OUT_OF_RANGE,
                "The amount is £0, so nothing moves.",
                "Type what is moved, or clear the row.",
                sheet=VIREMENTS,
                index=index,
                column="amount",
                found=amount,
            )
            continue
        if _given(row, "from_line") != _given(row, "to_line"):
            message = (
                f"Moves {said} out of {out}, but no line receives it."
                if _given(row, "from_line")
                else f"Moves {said} into {to}, but no line gives it."
            )
            column = "to_line" if _given(row, "from_line") else "from_line"
        elif not _given(row, "from_line"):
            message, column = f"Moves {said}, but names no line.", "from_line"
        elif str(out).lower() == str(to).lower():
            message, column = f"Moves {said} from {out} to itself.", "to_line"
        else:
            continue
        yield plan.finding(
            Code.VIREMENT_ONE_SIDED,
            f"{message} It moves nothing until both halves stand.",
            "Add the other half.",
            sheet=VIREMENTS,
            index=index,
            column=column,
            found=amount,
        )


def _profiles(plan: Plan) -> Iterator[Finding]:
    """Find profiles of which no month has a part of the year, so that no line can follow them."""
    for index, row in enumerate(plan.table(PROFILES)):
        months = [row.get(month) for month in MONTHS]
        if _given(row, "ref") and all(one in (None, "", 0.0) for one in months):
            yield plan.finding(
                Code.NUMBER_OUT_OF_RANGE,
                "No month has a part of the year, so every line of this profile is Check data.",
                "Type each month's part, in any unit; or clear the row, and Profile on its lines.",
                sheet=PROFILES,
                index=index,
                column=MONTHS[0],
                found=months[0],
            )


def _savings(results: Results) -> Iterator[Finding]:
    """Find savings whose parts do not add to what was approved."""
    for index, row in enumerate(results.table(SAVINGS)):
        off = row.get("parts_difference")
        if is_number(off) and off != 0:
            given = [row.get(one) for one in _PARTS]
            parts = sum(float(part) for part in given if is_number(part))
            yield results.plan.finding(
                Code.SAVINGS_PARTS,
                f"Delivered, on track, at risk and unachievable come to {in_pounds(parts)}, "
                f"{in_pounds(abs(off))} {'more' if off > 0 else 'less'} than was approved"
                f"{' and over-delivered' if row.get('over_delivery') else ''}.",
                "Correct the parts, so that they add to Approved.",
                sheet=SAVINGS,
                index=index,
                column="delivered",
                found=parts,
            )


def _schemes(results: Results) -> Iterator[Finding]:
    """Find schemes whose sources of funding are not what was approved."""
    for index, row in enumerate(results.table(CAPITAL)):
        off = row.get("unfunded")
        if is_number(off) and off != 0:
            yield results.plan.finding(
                Code.CAPITAL_FUNDING,
                f"{in_pounds(abs(off))} of what was approved has no source."
                if off > 0
                else f"The sources come to {in_pounds(-off)} more than was approved.",
                "Complete the sources, or correct Approved.",
                sheet=CAPITAL,
                index=index,
                column="approved",
                found=off,
            )


def _signs(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find figures whose sign is not that of the line's kind."""
    if says(row.get("cipfa_group"), "Unallocated"):
        return
    income = says(row.get("kind"), "Income")
    for name in ("original_budget", "actual_to_date", "forecast_outturn"):
        value = row.get(name)
        if is_number(value) and (value > 0 if income else value < 0):
            heading = BUDGET.by_name[name].heading
            yield plan.finding(
                Code.SIGN_AGAINST_KIND,
                f"{heading} of {'income is positive' if income else 'expenditure is negative'} "
                f"({in_pounds(value)}).",
                "Expenditure is typed positive, income negative: correct it, unless it is meant.",
                sheet=BUDGET,
                index=index,
                column=name,
                found=value,
            )


def _year(results: Results, index: int, row: Row, *, begun: bool) -> Iterator[Finding]:
    """Look at a line's actual and forecast once the year has begun."""
    plan, actual = results.plan, row.get("actual_to_date")
    revised = row.get("revised_budget")
    yield from _from_activity(plan, index, row)
    from_activity = follows_activity(row.get("forecast_from"))
    if begun and row.get("forecast_awaited") == "Yes" and not from_activity:
        yield plan.finding(
            Code.FORECAST_MISSING,
            _WITHOUT_BUDGET.format(in_pounds(actual))
            if revised == 0 and is_number(actual)
            else "The line has a budget and no forecast, so its service cannot be rated.",
            "Type a forecast outturn.",
            sheet=BUDGET,
            index=index,
            column="forecast_outturn",
        )
    spends = says(row.get("kind"), "Expenditure")
    if spends and is_number(actual) and is_number(revised) and _beyond(results, row):
        yield plan.finding(
            Code.ACTUAL_BEYOND_BUDGET,
            f"{in_pounds(actual)} is spent by now, of {in_pounds(revised)} for the whole year.",
            "Check the coding; if it is right, say so in the forecast and the explanation.",
            sheet=BUDGET,
            index=index,
            column="actual_to_date",
            found=actual,
        )
    forecast = row.get("forecast_used")
    if spends and is_number(actual) and is_number(forecast) and forecast < actual:
        yield plan.finding(
            Code.FORECAST_BELOW_SPEND,
            f"The forecast for the year is {in_pounds(forecast)}, and {in_pounds(actual)} is "
            "spent already.",
            "Correct the forecast; if a credit is still to come, say so in the explanation.",
            sheet=BUDGET,
            index=index,
            column="forecast_from" if from_activity else "forecast_outturn",
            found=forecast,
        )
    yield from _unexplained(plan, index, row)


def _from_activity(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a forecast that is to follow from Activity and cannot, or is typed as well."""
    if not follows_activity(row.get("forecast_from")):
        return
    typed = row.get("forecast_outturn")
    if not is_number(row.get("forecast_used")):
        yield plan.finding(
            Code.FORECAST_FROM_NOTHING,
            "The forecast is to follow from Activity, and no activity of the line says what is "
            "expected, so the line has no forecast.",
            "Type what is expected on Activity, or type the forecast and set Forecast from to "
            "Typed.",
            sheet=BUDGET,
            index=index,
            column="forecast_from",
        )
    elif is_number(typed):
        yield plan.finding(
            Code.FORECAST_TWICE,
            f"{in_pounds(typed)} is typed, and the forecast is to follow from Activity, which "
            f"counts: {in_pounds(figure(row['forecast_used']))}.",
            "Clear the typed forecast, or set Forecast from to Typed.",
            sheet=BUDGET,
            index=index,
            column="forecast_outturn",
            found=typed,
        )


def _unexplained(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a forecast past its service's threshold that nothing explains."""
    if _needs_explanation(row) and says_nothing(row.get("commentary")):
        over = figure(row["forecast_variance"])
        yield plan.finding(
            Code.FORECAST_UNEXPLAINED,
            f"The forecast is {in_pounds(abs(over))} "
            f"{'over' if over > 0 else 'under'} budget, past the threshold, "
            "and nothing says why.",
            "Type an explanation, and what is being done.",
            sheet=BUDGET,
            index=index,
            column="commentary",
        )


def _beyond(results: Results, row: Row) -> bool:
    """Say whether more is spent than the year's budget, and than the forecast says that it will be.

    Once the year is over, an overspend is not a surprise until it is 5% beyond both.
    """
    actual, revised = float(row["actual_to_date"] or 0), float(row["revised_budget"] or 0)
    forecast, month = row.get("forecast_used"), results.settings.get("budget_month")
    over = is_number(month) and month >= _MONTHS
    known = max(revised, float(forecast) if is_number(forecast) else 0.0, 0.0)
    return actual > known * (_LATE if over else 1)


def _needs_explanation(row: Row) -> bool:
    """Say whether a forecast is past its service's threshold, over or under."""
    over, red_from = row.get("forecast_variance"), row.get("red_from")
    if not is_number(over) or over == 0 or says(row.get("cipfa_group"), "Unallocated"):
        return False
    return is_number(red_from) and abs(over) >= red_from
