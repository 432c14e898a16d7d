"""The People sheet: who the owners of indicators and actions are, and how they are reached.

An input.  An Owner may be a name that does not stand here; a reminder reaches only those that do.
"""

from __future__ import annotations

from csplan.sheets.column import Column, Value, text
from csplan.sheets.sheet import Sheet

__all__ = ["PEOPLE", "Person"]


class Person:
    """One person who owns indicators or actions.  One row of the People sheet."""

    ref: Column[Value] = text(
        "Name",
        "As Owner has it on Indicators and Actions, e.g. Asha Patel",
        required=True,
        width=28,
    )
    email: Column[Value] = text(
        "E-mail", "Where reminders and returns are sent; one address", entry=True, width=34
    )
    role: Column[Value] = text("Role", "The post or team, where it helps to know", width=34)


PEOPLE = Sheet(
    name="People",
    row=Person,
    title="People",
    purpose="Who owns indicators and actions. Their names are offered under Owner; reminders and "
    "returns go to their addresses.",
    tab="People",
    ref_pattern=r".+",
    named_by="ref",
    few_rows=6,
    refs="people_refs",
    since=2,
)
