"""The Activity sheet: what demand-led budget lines buy: how many, for how long, at what price."""

from __future__ import annotations

from csplan.rules import activity
from csplan.rules.rule import Rule
from csplan.sheets.column import Column, Shown, Value, calculated, link, number, row_check_by, text
from csplan.sheets.sheet import Group, Sheet
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ["ACTIVITY", "Activity"]


def _entry(
    heading: str, meaning: str, *, pounds: bool = False, required: bool = True
) -> Column[Value]:
    shown = Shown.POUNDS if pounds else Shown.COUNT
    return number(heading, meaning, shown=shown, entry=True, required=required, minimum=0, width=11)


def _cost(
    heading: str,
    rule: Rule[..., Any],
    *,
    signed: bool = False,
    folded: bool = False,
    since: int = 1,
) -> Column[Value]:
    made: Column[Value] = calculated(
        heading,
        rule,
        shown=Shown.POUNDS,
        signed=signed,
        folded=folded,
        since=since,
        width=14,
    )
    return made


def _weeks(
    heading: str,
    rule: Rule[..., Any],
    *,
    folded: bool = False,
    begins_page: bool = False,
    since: int = 1,
) -> Column[Value]:
    made: Column[Value] = calculated(
        heading,
        rule,
        shown=Shown.COUNT,
        folded=folded,
        begins_page=begins_page,
        since=since,
        width=11,
    )
    return made


class Activity:
    """One kind of thing that a budget line buys.  Unit: pounds.  Sign: more cost is positive."""

    ref: Column[Value] = text("Ref", "Unique, e.g. AP-01", required=True, width=8)
    line: Column[Value] = link(
        "Budget", "Line", "The budget line that pays", required=True, width=10
    )
    what: Column[Value] = text(
        "What is bought", "One kind, e.g. residential care", required=True, width=34
    )
    planned_number: Column[Value] = _entry(
        "Planned number", "How many on average the budget pays for"
    )
    planned_weeks: Column[Value] = _entry("Planned weeks", "For how many weeks of the year")
    planned_price: Column[Value] = _entry(
        "Planned price a week", "What one costs a week", pounds=True
    )
    expected_number: Column[Value] = _entry(
        "Expected number", "How many on average the year will have had", required=False
    )
    expected_weeks: Column[Value] = _entry(
        "Expected weeks", "For how many weeks of the year, as it will have been", required=False
    )
    expected_price: Column[Value] = _entry(
        "Expected price a week",
        "What one will have cost a week on average",
        pounds=True,
        required=False,
    )
    indicator: Column[Value] = link(
        "Indicators",
        "Indicator",
        "The indicator that counts them",
        entry=True,
        width=10,
        begins_page=True,
        since=3,
    )
    one_called: Column[Value] = text(
        "One is called",
        "As inside a sentence, of one alone: visit",
        entry=True,
        width=16,
        since=3,
    )
    row_check: Column[str] = row_check_by(activity.activity_row_check)
    planned_units: Column[Value] = _weeks(
        "Weeks planned",
        activity.units_of(
            "Multiply number by weeks, as planned.", "planned_number", "planned_weeks"
        ),
    )
    planned_cost: Column[Value] = _cost(
        "Planned cost",
        activity.cost_of(
            "Multiply the weeks planned by their price.", "planned_units", "planned_price"
        ),
    )
    expected_units: Column[Value] = _weeks(
        "Weeks expected",
        activity.units_of(
            "Multiply number by weeks, as expected.", "expected_number", "expected_weeks"
        ),
    )
    expected_cost: Column[Value] = _cost(
        "Expected cost",
        activity.cost_of(
            "Multiply the weeks expected by their price.", "expected_units", "expected_price"
        ),
    )
    cost_variance: Column[Value] = _cost("Variance", activity.cost_variance, signed=True)
    price_variance: Column[Value] = _cost("Of it price", activity.price_variance, signed=True)
    units_compared: Column[Value] = _weeks("Weeks compared", activity.units_compared, folded=True)
    line_units: Column[Value] = _weeks(
        "Weeks planned on the line",
        activity.units_of_line("Add the weeks that the line planned.", "units_compared"),
        folded=True,
    )
    line_expected: Column[Value] = _weeks(
        "Weeks expected on the line",
        activity.units_of_line("Add the weeks that the line expects.", "expected_units"),
        folded=True,
    )
    volume_variance: Column[Value] = _cost("Of it volume", activity.volume_variance, signed=True)
    mix_variance: Column[Value] = _cost("Of it mix", activity.mix_variance, signed=True)
    cost_each: Column[Value] = _cost("One costs in the year", activity.cost_each)
    cost_known: Column[Value] = _cost("Cost known", activity.cost_known, folded=True, since=3)
    number_known: Column[Value] = _weeks(
        "Number known", activity.number_known, folded=True, since=3
    )
    each_of_indicator: Column[Value] = _cost(
        "Each of the indicator", activity.each_of_indicator, since=3
    )
    not_explained: Column[float | str] = calculated(
        "Line not explained",
        activity.not_explained,
        shown=Shown.POUNDS,
        signed=True,
        width=14,
        after="Budget",
    )
    commentary: Column[Value] = text(
        "Commentary", "Why, and what is being done", entry=True, width=40
    )
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=40
    )


ACTIVITY = Sheet(
    name="Activity",
    row=Activity,
    title="Activity and price",
    purpose="What drives demand-led budgets. Expected less planned cost is volume, plus mix, plus "
    "price, to the penny.",
    tab="Activity",
    group=Group.MONEY,
    ref_pattern=r"AP-\d{2,4}",
    named_by="what",
    few_rows=8,
    since=2,
    order=(
        "ref",
        "line",
        "what",
        "planned_number",
        "planned_weeks",
        "planned_price",
        "expected_number",
        "expected_weeks",
        "expected_price",
        "planned_cost",
        "expected_cost",
        "cost_variance",
        "price_variance",
        "volume_variance",
        "mix_variance",
        "commentary",
        "indicator",
        "one_called",
    ),
)
