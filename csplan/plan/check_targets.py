"""What a performance officer should look at: targets, slips of a hundred, actuals too early.

All are warnings and notes; none stops a row from being judged.
"""

from __future__ import annotations

from itertools import pairwise
from sys import float_info

from csplan.plan.likelihood import SLIP_CODES
from csplan.rules.figures import QUARTERS
from csplan.rules.slips import slip
from csplan.sheets import INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_number, says, word_in
from csplan.terms.vocabulary import Polarity, Quarter, State, Unit
from csplan.terms.wordless import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_actuals", "check_targets", "is_worse"]

_HALF, _FAR, _POINTS = 0.5, 20, 0.05
_QUARTERS = ("q1_target", "q2_target", "q3_target", "q4_target")
_TARGETS = ("target", "target_2", "target_3", "target_4")


def check_targets(plan: Plan) -> Iterator[Finding]:
    """Look at each indicator's chain of targets against its baseline and itself."""
    for index, row in enumerate(plan.table(INDICATORS)):
        if row.get("ref") in (None, "") or says(row.get("polarity"), "Context only"):
            continue
        yield from _chain(plan, index, row)
        yield from _levels(plan, index, row)
        yield from _quarters(plan, index, row)
        yield from _tolerance(plan, index, row)
        yield from _start(plan, index, row)


def _number(value: Value) -> float | None:
    return float(value) if is_number(value) else None


def is_worse(row: Row, first: float, second: float) -> bool:
    """Say whether the second figure is worse than the first, by polarity."""
    if says(row.get("polarity"), Polarity.HIGHER):
        return second < first
    return says(row.get("polarity"), Polarity.LOWER) and second > first


def _chain(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Compare the targets with the baseline and with each other."""
    baseline, target = _number(row.get("baseline")), _number(row.get("target"))
    if baseline is not None and target is not None and is_worse(row, baseline, target):
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
    last = _number(row.get("baseline"))
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
        yield from _slip(plan, index, name, figure, last)
        last = figure if last is None else last


def _slip(
    plan: Plan, index: int, name: str, figure: float, other: float | None
) -> Iterator[Finding]:
    """Find a target ten, a hundred or a thousand times what it follows, or such a part of it."""
    found = slip(figure, other or 0)
    row = plan.table(INDICATORS)[index]
    what = "the baseline" if is_number(row.get("baseline")) else "the first target"
    if found is None:
        least, most = sorted((abs(figure), abs(other or 0)))
        apart = _POINTS if says(row.get("unit"), "%") else 0.0
        if least >= float_info.min and most > _FAR * least and most - least > apart:
            yield plan.finding(
                Code.FIGURE_UNLIKELY,
                f"The target is far from {what}.",
                "Check it.",
                sheet=INDICATORS,
                index=index,
                column=name,
                found=figure,
            )
        return
    yield plan.finding(
        SLIP_CODES[found.times],
        f"The target is about {found.said} {what}.",
        f"Check it; {found.likely(figure):.6g} would be in line.",
        sheet=INDICATORS,
        index=index,
        column=name,
        found=figure,
    )


def _quarters(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a quarter's target ten times the year's or more; of a level, also a tenth or less."""
    target, baseline = _number(row.get("target")), _number(row.get("baseline"))
    grows = any(says(row.get("measure"), one) for one in ("Cumulative", "Programme"))
    for name in _QUARTERS:
        figure = _number(row.get(name))
        found = slip(figure, target) if figure is not None and target is not None else None
        if figure is None or found is None or (grows and found.is_part):
            continue
        if baseline is None or slip(figure, baseline) is not None:
            yield plan.finding(
                SLIP_CODES[found.times],
                f"The target is about {found.said} the year's.",
                f"Check it; {found.likely(figure):.6g} would be in line.",
                sheet=INDICATORS,
                index=index,
                column=name,
                found=figure,
            )


def _tolerance(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find tolerances with which nothing can be Amber, or next to nothing can be Red."""
    target = _number(row.get("target"))
    own = _number(row.get("tolerance_share"))
    share = _number(plan.settings.get("default_tolerance")) if own is None else own
    if share is not None and row.get("tolerance_in_unit") in (None, ""):
        yield from _share(plan, index, row, target, share)
    wide = row.get("tolerance_in_unit")
    scale = 100 if says(row.get("unit"), "%") else 1
    least = 1 if says(row.get("unit"), Unit.NUMBER) else 0  # no count has a smaller one
    if target and is_number(wide) and wide > least and wide >= abs(target) * scale:
        yield plan.finding(
            Code.TOLERANCE_TOO_LARGE,
            f"A tolerance of {wide:,.10g} is all of the target, {abs(target) * scale:,.10g}.",
            "Check it, and its unit; points where the unit is %.",
            sheet=INDICATORS,
            index=index,
            column="tolerance_in_unit",
            found=wide,
        )


def _share(
    plan: Plan, index: int, row: Row, target: float | None, share: float
) -> Iterator[Finding]:
    """Find a tolerance that is a share of the target: of a count less than one, or half of it."""
    counts = says(row.get("unit"), "number")
    if target is not None and counts and abs(target) * share < 1:
        yield plan.finding(
            Code.TOLERANCE_TOO_SMALL,
            f"{share:.0%} of {target:g} is less than one, so Amber cannot be reached.",
            "Type a Tolerance in unit, such as 1.",
            sheet=INDICATORS,
            index=index,
            column="tolerance_in_unit",
        )
    few = counts and target is not None and abs(target) * share <= 1
    if share >= _HALF and not few:
        yield plan.finding(
            Code.TOLERANCE_TOO_LARGE,
            f"A tolerance of {share:.0%} of the target makes Amber of what is half of it.",
            "Check it: 5% is usual.",
            sheet=INDICATORS,
            index=index,
            column="tolerance_share",
            found=share,
        )


def _start(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a programme without a figure to start from."""
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
        if row.get("rag") == State.NOT_DUE:
            yield from _not_due(plan, index, row)
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
    for number, name in enumerate(QUARTERS, start=1):
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
    """Find a Red of which nothing says why it is, or what is being done."""
    for name, code, what, fix in (
        (
            *("commentary", Code.RED_WITHOUT_COMMENTARY, "why"),
            "Type a commentary: why, and what is being done.",
        ),
        (
            *("corrective_action", Code.RED_WITHOUT_ACTION, "what is being done"),
            "Type a corrective action: what, by whom and by when.",
        ),
    ):
        words = row.get(name)
        if says_nothing(words):
            said = f"“{words}” does not say" if words else "nothing says"
            yield plan.finding(
                code,
                f"{row.get('ref')} is Red, and {said} {what}.",
                fix,
                sheet=INDICATORS,
                index=index,
                column=name,
                found=words,
            )


def _not_due(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a figure that is not judged because the row's first figure is due later."""
    due = word_in(Quarter, row.get("first_due"))
    first = list(Quarter).index(due) if due else 0
    for name in QUARTERS[:first]:
        if is_number(row.get(name)):
            yield plan.finding(
                Code.ACTUAL_TOO_EARLY,
                f"A figure stands in {name[:2].upper()}, but none is due before {due}, so it is "
                f"not judged.",
                "Correct First due, or move the figure.",
                sheet=INDICATORS,
                index=index,
                column=name,
                found=row.get(name),
            )
