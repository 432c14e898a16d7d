"""What a performance officer should look at: targets, slips of a hundred, actuals too early.

All are warnings and notes; none stops a row from being judged.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from csplan.sheets import INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.values import Value, is_number, says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_actuals", "check_targets"]

_TARGETS = ("target", "target_2", "target_3", "target_4")
_QUARTERS = ("q1_actual", "q2_actual", "q3_actual", "q4_actual")
_NEAR_HUNDRED = (80.0, 120.0)


def check_targets(plan: Plan) -> Iterator[Finding]:
    """Look at each indicator's chain of targets against its baseline and itself."""
    for index, row in enumerate(plan.table(INDICATORS)):
        if row.get("ref") in (None, "") or says(row.get("polarity"), "Context only"):
            continue
        yield from _chain(plan, index, row)
        yield from _levels(plan, index, row)
        yield from _tolerance(plan, index, row)


def _number(value: Value) -> float | None:
    return float(value) if is_number(value) else None


def _worse(row: Row, first: float, second: float) -> bool:
    """Say whether the second figure is worse than the first, by polarity."""
    if says(row.get("polarity"), "Higher is better"):
        return second < first
    return says(row.get("polarity"), "Lower is better") and second > first


def _chain(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Compare the targets with the baseline and with each other."""
    baseline, target = _number(row.get("baseline")), _number(row.get("target"))
    if baseline is not None and target is not None and _worse(row, baseline, target):
        yield plan.finding(
            Code.TARGET_WORSE_THAN_BASELINE,
            "The year's target is worse than the baseline, so standing still is Green.",
            "Confirm that it is meant; if so, accept it on Accepted.",
            sheet=INDICATORS,
            index=index,
            column="target",
            found=target,
        )
    targets = [figure for name in _TARGETS if (figure := _number(row.get(name))) is not None]
    steps = [later - earlier for earlier, later in pairwise(targets)]
    if any(step > 0 for step in steps) and any(step < 0 for step in steps):
        yield plan.finding(
            Code.TARGET_NOT_STEADY,
            "The targets rise and fall from year to year.",
            "Confirm the targets of all years.",
            sheet=INDICATORS,
            index=index,
            column="target",
            found=target,
        )
    if len(targets) > 1 and target is not None and not any(steps) and target != baseline:
        yield plan.finding(
            Code.TARGET_FLAT,
            "The target is the same in every year.",
            "Nothing, if it is meant.",
            sheet=INDICATORS,
            index=index,
            column="target",
            found=target,
        )


def _levels(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find targets that no figure of the unit can reach, and slips of a hundred."""
    percent = says(row.get("unit"), "%")
    signed = percent or says(row.get("unit"), "percentage points") or says(row.get("unit"), "£")
    baseline = _number(row.get("baseline"))
    for name in _TARGETS:
        figure = _number(row.get(name))
        if figure is None:
            continue
        if percent and figure > 1:
            yield plan.finding(
                Code.TARGET_ABOVE_100,
                "The target is above 100%.",
                "Check the figure.",
                sheet=INDICATORS,
                index=index,
                column=name,
                found=figure,
            )
        if not signed and figure < 0:
            yield plan.finding(
                Code.TARGET_BELOW_ZERO,
                "The target is below zero.",
                "Check the figure.",
                sheet=INDICATORS,
                index=index,
                column=name,
                found=figure,
            )
        yield from _hundredfold(plan, index, name, figure, baseline)


def _hundredfold(
    plan: Plan, index: int, name: str, figure: float, baseline: float | None
) -> Iterator[Finding]:
    """Find a target about a hundred times the baseline, or a hundredth of it."""
    if not baseline or not figure:
        return
    ratio = figure / baseline
    if not ratio:  # too small to be told from nothing
        return
    times = ratio if abs(ratio) > 1 else 1 / ratio
    if _NEAR_HUNDRED[0] <= times <= _NEAR_HUNDRED[1]:
        likely = figure / 100 if abs(ratio) > 1 else figure * 100
        yield plan.finding(
            Code.HUNDREDFOLD,
            f"The target is about a hundred{'th of' if abs(ratio) < 1 else ' times'} the baseline.",
            f"Check it; {likely:.6g} would be in line.",
            sheet=INDICATORS,
            index=index,
            column=name,
            found=figure,
        )


def _tolerance(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find counts whose tolerance is less than one, and programmes without a start."""
    target = _number(row.get("target"))
    own = _number(row.get("tolerance_share"))
    share = _number(plan.settings.get("default_tolerance")) if own is None else own
    whole = says(row.get("unit"), "number")
    relative = row.get("tolerance_in_unit") in (None, "")
    least = None if target is None or share is None else abs(target) * share
    if least is not None and whole and relative and least < 1:
        yield plan.finding(
            Code.TOLERANCE_TOO_SMALL,
            f"{share:.0%} of {target:g} is less than one, so Amber cannot be reached.",
            "Type a Tolerance in unit, such as 1.",
            sheet=INDICATORS,
            index=index,
            column="tolerance_in_unit",
        )
    if says(row.get("measure"), "Programme") and not is_number(row.get("baseline")):
        yield plan.finding(
            Code.PROGRAMME_WITHOUT_BASELINE,
            "Without a baseline the year's target stands for every quarter.",
            "Type the baseline, or targets for the quarters.",
            sheet=INDICATORS,
            index=index,
            column="baseline",
        )


def check_actuals(results: Results) -> Iterator[Finding]:
    """Look at actuals against the reporting period, and at Reds without commentary."""
    plan = results.plan
    gone = float(results.settings.get("quarters_gone") or 0)
    explain = says(plan.settings.get("commentary_on_red"), "Yes") and gone > 0
    for index, row in enumerate(results.table(INDICATORS)):
        yield from _too_early(plan, index, row, gone)
        if says(row.get("actual"), "c"):
            yield plan.finding(
                Code.CONFIDENTIAL_ACTUAL,
                "A suppressed figure (c) cannot be judged.",
                "Type the figure itself in this internal copy.",
                sheet=INDICATORS,
                index=index,
                column="actual",
                found="c",
            )
        if explain and row.get("rag") == "Red":
            yield from _silent(plan, index, row)


def _too_early(plan: Plan, index: int, row: Row, gone: float) -> Iterator[Finding]:
    """Find figures of quarters that are not reported yet."""
    for number, name in enumerate(_QUARTERS, start=1):
        value = row.get(name)
        if value not in (None, "") and number > gone:
            yield plan.finding(
                Code.ACTUAL_TOO_EARLY,
                f"Q{number} is not yet reported: the reporting period is "
                f"{plan.settings.get('reporting_period')}.",
                "Change the reporting period on Settings, or move the figure.",
                sheet=INDICATORS,
                index=index,
                column=name,
                found=value,
            )


def _silent(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find what a Red does not say: why it is Red, and what is being done."""
    if row.get("commentary") in (None, ""):
        yield plan.finding(
            Code.RED_WITHOUT_COMMENTARY,
            f"{row.get('ref')} is Red, and nothing says why.",
            "Type a commentary: why, and what is being done.",
            sheet=INDICATORS,
            index=index,
            column="commentary",
        )
    if row.get("corrective_action") in (None, ""):
        yield plan.finding(
            Code.RED_WITHOUT_ACTION,
            f"{row.get('ref')} is Red, and nothing says what is being done.",
            "Type a corrective action: what, by whom and by when.",
            sheet=INDICATORS,
            index=index,
            column="corrective_action",
        )
