"""What a row asks of its manager, in a word, and how many rows do: live while somebody types."""

from __future__ import annotations

from csplan.rules.counting import count_rows, count_where
from csplan.rules.rule import Rule, rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import CellError, Value, is_blank, is_number, same
from csplan.terms.vocabulary import ActionStatus, Likeness, Rag, RowCheck, State, ToDo, YesNo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = [
    "action_to_do",
    "counted_of_service",
    "day_reported",
    "indicator_to_do",
    "month_reported",
    "nth_service",
    "owner_awaited",
    "rows_to_check",
    "rows_to_look_at",
    "tabs_hidden",
]


@rule(
    excel="IF({rag}={State.AWAITING_DATA},{ToDo.FIGURE},IF({rag}={State.CHECK_DATA},{ToDo.CHECK},"
    'IF({likeness}<>"",{ToDo.CONFIRM},IF({forecast_likeness}<>"",{ToDo.FORECAST},'
    'IF({rag}={Rag.RED},IF({quarters_gone}=0,"",IF({commentary_on_red}={YesNo.YES},'
    'IF({commentary}="",{ToDo.WORDS},""),"")),"")))))',
    source=Source.PERFORMANCE,
    on_error=ToDo.CHECK,
)
def indicator_to_do(
    rag: Value,
    likeness: Value,
    forecast_likeness: Value,
    commentary: Value,
    quarters_gone: float,
    commentary_on_red: Value,
) -> str:
    """Say what the row asks of you: a figure, to be put right, a second look, a word on a Red."""
    if same(rag, State.AWAITING_DATA):
        return ToDo.FIGURE
    if same(rag, State.CHECK_DATA):
        return ToDo.CHECK
    if not is_blank(likeness):
        return ToDo.CONFIRM
    if not is_blank(forecast_likeness):
        return ToDo.FORECAST
    if not same(rag, Rag.RED) or quarters_gone == 0 or not same(commentary_on_red, YesNo.YES):
        return ""
    return ToDo.WORDS if is_blank(commentary) else ""


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{YesNo.NO},"
    "IF(OR({status}={ActionStatus.COMPLETE},{status}={ActionStatus.SUPERSEDED}),{YesNo.NO},"
    'IF({owner}="",{YesNo.YES},{YesNo.NO})))',
    source=Source.ACTIONS,
    on_error=YesNo.NO,
)
def owner_awaited(row_check: Value, status: Value, owner: Value) -> str:
    """Say whether an action that is still open has nobody named who sees to it."""
    if not same(row_check, RowCheck.OK):
        return YesNo.NO
    if same(status, ActionStatus.COMPLETE) or same(status, ActionStatus.SUPERSEDED):
        return YesNo.NO
    return YesNo.YES if is_blank(owner) else YesNo.NO


@rule(
    excel='IF({row_check}="","",IF({row_check}<>{RowCheck.OK},{ToDo.CHECK},'
    'IF(OR({status}={ActionStatus.COMPLETE},{status}={ActionStatus.SUPERSEDED}),"",'
    "IF(NOT(ISNUMBER({days_overdue})),{ToDo.DUE_DATE},"
    "IF({days_overdue}>0,{ToDo.OVERDUE},"
    'IF({owner_awaited}={YesNo.YES},{ToDo.OWNER},""))))))',
    source=Source.ACTIONS,
    on_error=ToDo.CHECK,
)
def action_to_do(row_check: Value, status: Value, days_overdue: Value, owner_awaited: Value) -> str:
    """Say what the action asks of you first: to be put right, a date, to be done, an owner."""
    if is_blank(row_check):
        return ""
    if not same(row_check, RowCheck.OK):
        return ToDo.CHECK
    if same(status, ActionStatus.COMPLETE) or same(status, ActionStatus.SUPERSEDED):
        return ""
    if not is_number(days_overdue):
        return ToDo.DUE_DATE
    if days_overdue > 0:
        return ToDo.OVERDUE
    return ToDo.OWNER if same(owner_awaited, YesNo.YES) else ""


@rule(
    excel="COUNTIFS({indicators__to_do},{ToDo.CHECK})+COUNTIFS({actions__to_do},{ToDo.CHECK})"
    "+COUNTIFS({budget__row_check},{State.CHECK_DATA})",
    source=Source.CHECKS,
)
def rows_to_check(
    indicators__to_do: Sequence[Value],
    actions__to_do: Sequence[Value],
    budget__row_check: Sequence[Value],
) -> float:
    """Count the indicators, actions and budget lines that cannot be used as they are."""
    return (
        count_where((indicators__to_do, ToDo.CHECK))
        + count_where((actions__to_do, ToDo.CHECK))
        + count_where((budget__row_check, State.CHECK_DATA))
    )


_OF_LINES = (Likeness.FAR, Likeness.THOUSANDS, Likeness.ACTUAL)


@rule(
    excel="COUNTIFS({indicators__to_do},{ToDo.CONFIRM})"
    "+COUNTIFS({indicators__to_do},{ToDo.FORECAST})"
    + "".join(f"+COUNTIFS({{budget__likeness}},{{Likeness.{one.name}}})" for one in _OF_LINES),
    source=Source.CHECKS,
)
def rows_to_look_at(indicators__to_do: Sequence[Value], budget__likeness: Sequence[Value]) -> float:
    """Count the indicators and budget lines with a figure that is worth a second look."""
    lines = sum(count_where((budget__likeness, word)) for word in _OF_LINES)
    figures = sum(count_where((indicators__to_do, word)) for word in (ToDo.CONFIRM, ToDo.FORECAST))
    return figures + lines


@rule(excel='IF(ISNUMBER({budget_month}),{budget_month},"")', source=Source.YEAR)
def month_reported(budget_month: Value) -> Value:
    """Say the budget month again."""
    return budget_month if is_number(budget_month) else ""


@rule(excel='IF(ISNUMBER({report_date}),{report_date},"")', source=Source.YEAR)
def day_reported(report_date: Value) -> Value:
    """Say the report date again."""
    return report_date if is_number(report_date) else ""


@rule(
    excel='IF(ISTEXT({hidden_tabs}),IF({hidden_tabs}="","None",{hidden_tabs}),"None")',
    source=Source.YEAR,
)
def tabs_hidden(hidden_tabs: Value) -> str:
    """Say which tabs Settings asks to hide."""
    is_said = isinstance(hidden_tabs, str) and not isinstance(hidden_tabs, CellError)
    return str(hidden_tabs) if is_said and hidden_tabs else "None"


@rule(
    excel="IF(ISNUMBER({place}),IF({place}>=1,IF(ISTEXT(INDEX({services__ref},{place})),"
    'INDEX({services__ref},{place}),""),""),"")',
    source=Source.PERFORMANCE,
    on_error="",
)
def nth_service(place: Value, services__ref: Sequence[Value]) -> Value:
    """Name the service in this place on Services; nothing beyond the last."""
    if not is_number(place) or not 1 <= place < len(services__ref) + 1:
        return ""
    found = services__ref[int(place) - 1]
    return found if isinstance(found, str) and not isinstance(found, CellError) else ""


def counted_of_service(meaning: str, *pairs: tuple[str, str]) -> Rule[..., float | str]:
    """Make a rule that counts a service's rows, as `counted` does; blank without a service."""
    counting = count_rows(meaning, *pairs)

    def function(*arguments: Any) -> float | str:  # noqa: ANN401  (values and whole columns)
        ref = arguments[counting.parameters.index("ref")]
        return "" if is_blank(ref) else counting(*arguments)

    function.__doc__ = meaning
    function.__name__ = "counted_of_service"
    excel = f'IF({{ref}}="","",{counting.excel})'
    return Rule(function, excel, Source.PERFORMANCE, None, counting.parameters)
