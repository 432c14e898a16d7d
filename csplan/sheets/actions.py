"""The Actions sheet: what the plan says will be done, by whom, by when, and how it stands."""

from __future__ import annotations

from csplan.rules import delivery, row_check, to_do
from csplan.sheets.column import (
    Column,
    Shown,
    Value,
    calculated,
    day,
    link,
    number,
    row_check_by,
    text,
    word,
)
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import ActionStatus, ToDo, YesNo

__all__ = ["ACTIONS", "Action"]


class Action:
    """One action of the plan.  One row of the Actions sheet."""

    ref: Column[Value] = text("Ref", "Unique, e.g. A-001", required=True, width=8)
    outcome: Column[Value] = link(
        "Outcomes",
        "Outcome",
        "The outcome, priority or strategy it serves",
        required=True,
        folded=True,
        width=10,
    )
    commitment: Column[Value] = text(
        "Commitment",
        "Which We will it is part of, e.g. W-01; Expected outcomes says what that is to bring",
        folded=True,
        width=13,
        since=2,
    )
    we_will: Column[Value] = text("We will", "What the plan says we will do", width=48)
    action: Column[Value] = text(
        "Action", "The action, as the plan prints it", required=True, width=100
    )
    expected_outcome: Column[Value] = text(
        "Expected outcome",
        "What is expected of it, where its Commitment is not on Expected outcomes",
        folded=True,
        width=34,
    )
    lead_service: Column[Value] = link(
        "Services", "Lead service", "The service that answers for it", required=True, width=10
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan says it", folded=True, width=9)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=30
    )
    query: Column[Value] = text(
        "Query",
        "A question about the published plan that is not settled; clear it once it is",
        folded=True,
        width=30,
    )
    start: Column[Value] = day("Start", "When work starts", entry=True, folded=True, width=13)
    due: Column[Value] = day(
        "Due",
        "When it should be complete. For many at once: filter, select the cells, type the date, "
        "Ctrl+Enter",
        entry=True,
        width=13,
    )
    percent_complete: Column[Value] = number(
        "% complete",
        "How much is done",
        shown=Shown.PERCENT,
        entry=True,
        minimum=0,
        maximum=1,
        width=10.5,
        places=0,
    )
    status: Column[Value] = word(
        ActionStatus, "Status", "What the lead says; blank is not started", entry=True, width=13
    )
    row_check: Column[str] = row_check_by(row_check.action_row_check)
    brag: Column[str] = calculated("BRAG", delivery.brag, shown=Shown.RAG, width=15)
    days_overdue: Column[float | str] = calculated(
        "Days overdue", delivery.days_overdue, shown=Shown.COUNT, folded=True, width=10
    )
    owner: Column[Value] = text(
        "Owner",
        "The person who sees to it; offered from People, and any name will do. For many at once: "
        "filter, select the cells, type the name, Ctrl+Enter",
        entry=True,
        offers="People",
        width=16,
        since=2,
    )
    owner_awaited: Column[str] = calculated(
        "Owner awaited", to_do.owner_awaited, folded=True, width=10, since=2
    )
    to_do: Column[str] = calculated("To do", to_do.action_to_do, width=16, marked=ToDo, since=2)
    commentary: Column[Value] = text("Commentary", "What has happened", entry=True, width=36)
    publish_words: Column[Value] = word(
        YesNo,
        "Publish words",
        "Yes: the commentary goes into a copy for publication",
        folded=True,
        width=10,
        since=2,
    )


ACTIONS = Sheet(
    name="Actions",
    row=Action,
    title="Actions",
    purpose="Every action of the plan. Type dates, progress, status and commentary.",
    tab="Actions",
    ref_pattern=r"A-\d{3,5}",
    named_by="action",
    order=(
        *("ref", "action", "lead_service", "owner", "due", "percent_complete"),
        *(
            "status",
            "brag",
            "to_do",
            "days_overdue",
            "owner_awaited",
            "commentary",
            "we_will",
            "start",
        ),
    ),
)
