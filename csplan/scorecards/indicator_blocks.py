"""This module sets out indicators as blocks.  Knows nothing of formats."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from csplan.scorecards.blocks import (
    Across,
    Cell,
    Column,
    Field,
    Name,
    Room,
    Row,
    Said,
    Section,
    Status,
    Table,
    Travel,
    Trend,
    table_of,
)
from csplan.scorecards.content import IndicatorLine

__all__ = ["indicator_section", "name_of", "said_of", "tags_of", "trend_of"]

_UNITS_THAT_FIGURES_SHOW = ("%", "number", "£")


def name_of(line: IndicatorLine) -> Name:
    """Return what an indicator is called, with its unit where its figures do not show it."""
    unit = "" if line.unit in _UNITS_THAT_FIGURES_SHOW else line.unit
    return Name(line.ref, line.label, group=line.group, note=unit)


def trend_of(line: IndicatorLine) -> Trend:
    """Return an indicator's figures so far."""
    return Trend(line.trend, line.target)


def said_of(commentary: str, corrective_action: str) -> tuple[Said, ...]:
    """Return what its manager says of a row."""
    pairs = (("Commentary", commentary), ("Corrective action", corrective_action))
    return tuple(Said(label, text) for label, text in pairs if text)


def tags_of(line: IndicatorLine) -> tuple[str, ...]:
    """Return the words that an indicator can be found by."""
    return tuple(word for word in (line.status, line.direction, line.service) if word)


def _forecast_colour(line: IndicatorLine) -> Status | str:
    has_forecast = line.forecast.value is not None and line.forecast_status
    return Status(line.forecast_status) if has_forecast else ""


_FIELDS: tuple[Field[IndicatorLine], ...] = (
    Field(Column("Indicator", Room.NAME), lambda line: Cell(name_of(line))),
    Field(Column("Status", Room.STATUS), lambda line: Cell(Status(line.status))),
    Field(
        Column("Actual", Room.FIGURE, under=("Period",)),
        lambda line: Cell(line.actual, (line.period,)),
    ),
    Field(
        Column("Target to date", Room.FIGURE, under=("Red beyond",)),
        lambda line: Cell(line.target, (line.red_beyond,)),
    ),
    Field(
        Column("Variance", Room.FIGURE, under=("Better or worse",)),
        lambda line: Cell(line.variance, (line.judgement,)),
    ),
    Field(
        Column("Direction of travel", Room.TRAVEL, under=("How it moved",)),
        lambda line: Cell(Travel(line.direction), (line.movement,)),
    ),
    Field(Column("So far", Room.TREND), lambda line: Cell(trend_of(line)), optional=True),
    Field(
        Column("Forecast", Room.FIGURE, under=("Forecast colour",)),
        lambda line: Cell(line.forecast, (_forecast_colour(line),)),
    ),
    Field(Column("Year’s target", Room.FIGURE), lambda line: Cell(line.year_target)),
)


def indicator_section(lines: Sequence[IndicatorLine], told: Collection[str]) -> Section:
    """Return the indicators; what is said of those told elsewhere is not said again."""
    table = Table(
        key="indicators",
        sheet="Indicators",
        caption="The small line shows the figures so far, the broken line the target.",
        columns=(),
        rows=(),
        across=(Across("Variance", plus=("Actual",), minus=("Target to date",)),),
    )

    def row(line: IndicatorLine) -> Row:
        said = () if line.ref in told else said_of(line.commentary, line.corrective_action)
        return Row((), said=said, tags=tags_of(line))

    whole = table_of(table, _FIELDS, lines, row=row)
    return Section(key="indicators", title="Indicators", blocks=(whole,))
