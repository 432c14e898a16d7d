"""This module sets out indicators as blocks.  Knows nothing of formats."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from csplan.looks.plain_text import with_noun
from csplan.scorecards.blocks import (
    Across,
    Block,
    Field,
    Name,
    Note,
    Room,
    Said,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    Travel,
    Trend,
    table_of,
)
from csplan.scorecards.content import IndicatorLine
from csplan.scorecards.headline import join_words
from csplan.terms.records import replace

__all__ = [
    "commentary_of",
    "indicator_section",
    "name_of",
    "tags_of",
    "trend_section",
    "unjudged_table",
]

_UNITS_THAT_FIGURES_SHOW = ("%", "number", "£")


def name_of(line: IndicatorLine) -> Name:
    """Return what an indicator is called, with its unit where its figures do not show it."""
    is_said = line.unit in _UNITS_THAT_FIGURES_SHOW or line.unit.lower() in line.label.lower()
    unit = "" if is_said else line.unit
    return Name(line.ref, line.label, group=line.group, note=unit)


def trend_of(line: IndicatorLine) -> Trend:
    """Return an indicator's figures so far."""
    return Trend(line.trend, line.target, line.limits)


def _on_the_year(line: IndicatorLine) -> str:
    """Say how an indicator compares with the same period a year ago."""
    if line.year_before.value is None or not line.direction_on_year:
        return ""
    return f"{line.direction_on_year} on {line.year_before} a year ago"


def commentary_of(commentary: str, corrective_action: str) -> tuple[Said, ...]:
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
    Field(TableColumn("Indicator", Room.NAME), lambda line: TableCell(name_of(line))),
    Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
    Field(
        TableColumn("Actual", Room.FIGURE, under=("Period",)),
        lambda line: TableCell(line.actual, (line.period,)),
    ),
    Field(
        TableColumn("Target to date", Room.FIGURE, under=("Red beyond",), short="Target"),
        lambda line: TableCell(line.target, (line.red_beyond,)),
    ),
    Field(
        TableColumn("Variance", Room.FIGURE, under=("Better or worse",)),
        lambda line: TableCell(line.variance, (line.judgement,)),
    ),
    Field(
        TableColumn(
            "Direction of travel", Room.TRAVEL, under=("How it moved", "On the year", "Is it real")
        ),
        lambda line: TableCell(
            Travel(line.direction), (line.movement, _on_the_year(line), line.is_real)
        ),
    ),
    Field(TableColumn("So far", Room.TREND), lambda line: TableCell(trend_of(line)), optional=True),
    Field(
        TableColumn("Forecast", Room.FIGURE, under=("Forecast colour",)),
        lambda line: TableCell(line.forecast, (_forecast_colour(line),)),
    ),
    Field(
        TableColumn("Year’s target", Room.FIGURE, minor=True),
        lambda line: TableCell(line.year_target),
    ),
)


_TRENDS: tuple[Field[IndicatorLine], ...] = (
    Field(TableColumn("Indicator", Room.NAME), lambda line: TableCell(name_of(line))),
    Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
    Field(
        TableColumn("Over the years", Room.TREND),
        lambda line: TableCell(replace(trend_of(line), is_chart=True)),
    ),
    Field(
        TableColumn("Is it real?", Room.TEXT),
        lambda line: TableCell(line.is_real or "Too few points to say"),
    ),
    Field(
        TableColumn("Where it is going", Room.TEXT),
        lambda line: TableCell(line.path),
        optional=True,
    ),
)


def trend_section(lines: Sequence[IndicatorLine]) -> Section | None:
    """Return a chart over the years of what is Red or worsening; None where nothing is kept."""
    found = [
        line
        for line in lines
        if (line.status == "Red" or line.direction == "Worsening") and _goes_back(line)
    ]
    if not found:
        return None
    table = Table(
        key="trends",
        sheet="Trends",
        caption="The broken line is the target; the band is what has been ordinary.",
        about="Charts over the years of what is Red or worsening",
        columns=(),
        rows=(),
    )
    drawn = table_of(table, _TRENDS, found, row=lambda line: TableRow((), tags=tags_of(line)))
    return Section(key="trends", title="Over the years", blocks=(drawn,))


def _goes_back(line: IndicatorLine) -> bool:
    """Say whether a series holds figures of earlier years: their names begin with the year."""
    return bool(line.trend) and line.trend[0][0][0].isdigit()


_UNJUDGED = ("Not due", "Not applicable", "Context only", "No target")


def is_judged(line: IndicatorLine) -> bool:
    """Say whether an indicator has a colour, or should have."""
    return line.status not in _UNJUDGED


def indicator_section(
    lines: Sequence[IndicatorLine], told: Collection[str], *, speaks: bool
) -> Section | None:
    """Return the indicators that are judged, and in one line how many are not.

    What is said of those told elsewhere is not said again; nothing is where it does not speak.
    """
    judged = [line for line in lines if is_judged(line)]
    if not lines:
        return None
    table = Table(
        key="indicators",
        sheet="Indicators",
        caption="The small line shows the figures so far, the broken line the target.",
        columns=(),
        rows=(),
        across=(Across("Variance", plus=("Actual",), minus=("Target to date",)),),
    )

    def row(line: IndicatorLine) -> TableRow:
        silent = line.ref in told or not speaks
        words = () if silent else commentary_of(line.commentary, line.corrective_action)
        return TableRow((), said=words, tags=tags_of(line))

    blocks: list[Block] = [table_of(table, _FIELDS, judged, row=row)] if judged else []
    rest = _in_a_line(lines)
    if rest:
        blocks.append(Note(rest, tone=Tone.PLAIN))
    return Section(key="indicators", title="Indicators", blocks=tuple(blocks))


def _in_a_line(lines: Sequence[IndicatorLine]) -> str:
    """Say how many indicators are not judged, and why."""
    counts = [(sum(line.status == word for line in lines), word.lower()) for word in _UNJUDGED]
    found = [(number, word) for number, word in counts if number]
    total = sum(number for number, _ in found)
    if not found:
        return ""
    said = [word if len(found) == 1 else f"{number} {word}" for number, word in found]
    verb, them = ("is", "it") if total == 1 else ("are", "them")
    return (
        f"{with_noun(total, 'indicator')} {verb} not judged: {join_words(said)}. "
        f"The appendix lists {them}."
    )


def _state(line: IndicatorLine) -> Name:
    """Return an indicator's name with the reason why it is not judged."""
    name = name_of(line)
    return replace(name, note=", ".join(filter(None, (name.note, line.status.lower()))))


_LISTED: tuple[Field[IndicatorLine], ...] = (
    Field(
        TableColumn("Indicator, and why it is not judged", Room.NAME),
        lambda line: TableCell(_state(line)),
    ),
    Field(TableColumn("Latest", Room.FIGURE, detail=True), lambda line: TableCell(line.actual)),
    Field(
        TableColumn("Year’s target", Room.FIGURE, detail=True),
        lambda line: TableCell(line.year_target),
    ),
)


def unjudged_table(lines: Sequence[IndicatorLine]) -> Table | None:
    """Return the list of indicators that are not judged, for the appendix."""
    found = [line for line in lines if not is_judged(line)]
    if not found:
        return None
    table = Table(
        key="unjudged",
        title="Indicators not judged this period",
        sheet="Not judged",
        caption="",
        about="Indicators without a colour, with the reason",
        columns=(),
        rows=(),
        small=True,
    )
    return table_of(table, _LISTED, found, row=lambda line: TableRow((), tags=tags_of(line)))
