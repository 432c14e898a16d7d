"""This module sets out the members' version: what we promised, where we are, what we do next.

In plain English: no ref, no colour's name, no word of the trade.  The figures are the scorecard's
own; what an abbreviation means stands at the end.  Knows no format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from csplan.looks import figures
from csplan.looks.plain_text import be, with_noun
from csplan.scorecards.blocks import (
    Across,
    Block,
    Field,
    Name,
    Note,
    Page,
    Role,
    Room,
    Section,
    Sentences,
    Sum,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    table_of,
)
from csplan.scorecards.brief_blocks import shares_chart, shares_of
from csplan.scorecards.content import ActionLine, ExceptionLine, IndicatorLine, Scorecard, Standing
from csplan.scorecards.members_money import money_section, money_sentences
from csplan.scorecards.members_words import (
    of_one,
    period_in_words,
    plain_name,
    promise_of,
    standing_of,
    way_of,
    with_unit,
)
from csplan.scorecards.plain_english import abbreviations_of
from csplan.terms.abbreviations import explained_in, meanings_for
from csplan.terms.records import replace
from csplan.terms.vocabulary import State

__all__ = ["NEXT", "members_page", "members_sentences", "unexplained", "worries_of"]

NEXT = "What we do next"
"""The heading over the next steps that the plan's managers typed."""

_WORST = 3
_NOT_JUDGED = {
    State.NOT_DUE: "come later in the year",
    State.NOT_APPLICABLE: "are no longer measured",
    State.CONTEXT_ONLY: "are shown for background",
    State.AWAITING_DATA: "are late",
    State.CHECK_DATA: "are being checked",
    State.SUPPRESSED: "are kept back to protect people",
    State.TARGET_TO_BE_SET: "have no target yet",
    State.NO_TARGET: "have no target",
}

_STEPS = {
    "Done": ("Blue",),
    "On track": ("Green",),
    "At risk": ("Amber",),
    "Late or off track": ("Red",),
    "Not started": ("Not started",),
}


def members_page(card: Scorecard, page: Page) -> Page:
    """Return the page for members, from the whole plan's scorecard and its page's own words."""
    foot = card.foot
    period = period_in_words(foot.financial_year, foot.period, foot.calendar)
    first = (
        _in_short(card),
        *(_outcome(card, one) for one in _outcomes(card)),
        money_section(card),
    )
    made = replace(
        page,
        heading=card.subject.title,
        about=f"How we are doing: {period}.  As at {card.foot.report_date}.",
        foot=f"{card.subject.title}: how we are doing, {period}",
        standing="  ·  ".join(
            filter(None, (card.foot.authority, period, card.foot.report_date, card.foot.marking))
        ),
        sections=tuple(section for section in first if section),
        services=(),
    )
    words = _words(card, made)
    return replace(made, sections=(*made.sections, words)) if words else made


def unexplained(card: Scorecard, page: Page) -> tuple[str, ...]:
    """Return the abbreviations on the members' page that nothing explains."""
    known = _meanings(card)
    return tuple(one for one in abbreviations_of(page) if one not in known)


def _outcomes(card: Scorecard) -> list[Standing]:
    return [one for one in card.outcomes if one.kind in ("", "Key outcome")]


def _in_short(card: Scorecard) -> Section:
    """Return the first section: how many promises are kept, and how the money stands."""
    counts = card.counts
    blocks: list[Block] = [Sentences(_first(card))]
    if worries := worries_of(card):
        told = [f"{name} ({stands})" for name, stands, _ in worries]
        blocks.append(Note(";\n".join(told) + ".", label="What worries us most:"))
    if counts.rated:
        blocks.append(_standings(card))
        words = (
            "On target means that we did as well as we promised, or better.  Close means that we "
            "missed by a little.  How much is a little was agreed before the year began."
        )
        blocks.append(Note(words, tone=Tone.SMALL))
    if others := _not_judged(counts.unrated):
        blocks.append(Note(others, label="Not judged:"))
    return Section(key="in-short", title="In short", sheet="In short", blocks=tuple(blocks))


def members_sentences(card: Scorecard) -> tuple[str, ...]:
    """Return what members are told first: how many promises are kept, and how the money stands."""
    money = money_sentences(card) if card.budget else ()
    return (*_first(card), *money)


def worries_of(card: Scorecard) -> list[tuple[str, str, str]]:
    """Return what is furthest behind: its name, where we are with what we promised, what is next.

    Blank: the next step is empty where nobody has typed one.
    """
    lines = {line.ref: line for line in card.indicators}
    worst = [
        one
        for one in card.brief.worst
        if one.kind == "Indicator" and (one.status == "Red" or one.direction == "Worsening")
    ][:_WORST]
    return [(one.short, standing_of(lines[one.ref]), one.corrective_action) for one in worst]


def _first(card: Scorecard) -> tuple[str, ...]:
    """Return the first sentences: how many promises are kept."""
    counts = card.counts
    measured = f"We measure {with_noun(counts.total, 'thing')} to see if we keep our promises."
    texts = [f"{measured}  We can judge {counts.rated} of them so far."]
    if counts.rated:
        texts.append(
            f"{_none_or(counts.green)} {be(counts.green)} on target, {counts.amber} "
            f"{be(counts.amber)} close, and {counts.red} {be(counts.red)} not on target."
        )
        texts += _since(card)
    return tuple(texts)


def _none_or(number: int) -> str:
    return str(number) if number else "None"


def _since(card: Scorecard) -> Iterator[str]:
    """Say how many are judged better and worse than one period ago."""
    rank = {"Green": 0, "Amber": 1, "Red": 2}
    steps = [
        rank[line.status] - rank[line.status_before]
        for line in card.indicators
        if line.status in rank and line.status_before in rank
    ]
    better, worse = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
    calendar = card.foot.calendar
    number = calendar.number(card.brief.since) or 0
    month = calendar.month(number * calendar.months_each) if number else "the year began"
    when = f"Since {month}"
    if card.brief.since:
        yield f"{when}, {better} moved up a group and {worse} moved down."


def _not_judged(unrated: Iterable[tuple[str, int]]) -> str:
    """Say why the rest cannot be judged, a short sentence for each reason."""
    said_of = [
        (number, _NOT_JUDGED[State(word)]) for word, number in unrated if word in _NOT_JUDGED
    ]
    return "  ".join(
        f"{number} {of_one(words) if number == 1 else words}." for number, words in said_of
    )


def _counted(heading: str, word: str) -> Field[Standing]:
    def of(one: Standing) -> TableCell:
        number = one.counts.total - one.counts.rated if not word else int(getattr(one.counts, word))
        return TableCell(figures.count(float(number)))

    return Field(TableColumn(heading, Room.SHORT), of)


_COUNTS = (("On target", "green"), ("Close", "amber"), ("Not on target", "red"), ("Not judged", ""))
_CHART = shares_chart(
    "How many promises are kept",
    (("Not on target", "Red"), ("Close", "Amber"), ("On target", "Green")),
)

_STANDINGS: tuple[Field[Standing], ...] = (
    Field(TableColumn("What we want", Room.NAME), lambda one: TableCell(Name("", one.name))),
    Field(
        TableColumn("How many promises are kept", Room.BAR, chart=_CHART, minor=True),
        lambda one: TableCell(shares_of(one.counts)),
    ),
    *(_counted(heading, word) for heading, word in _COUNTS),
    Field(
        TableColumn("In all", Room.SHORT),
        lambda one: TableCell(figures.count(float(one.counts.total))),
    ),
)


def _standings(card: Scorecard) -> Table:
    """Return how many promises are kept, of all and by outcome."""
    whole = Standing(ref="", name="All", counts=card.counts, status="")
    rows = [whole, *_outcomes(card)]
    headings = (*(heading for heading, _ in _COUNTS), "In all")
    whole_is_parts = sum(one.counts.total for one in rows[1:]) == card.counts.total
    table = Table(
        key="promises",
        caption="",
        about="How many promises are kept, by what we want",
        columns=(),
        rows=(),
        sums=(Sum(0, tuple(range(1, len(rows))), headings),) if whole_is_parts else (),
        across=(Across("In all", plus=tuple(heading for heading, _ in _COUNTS)),),
    )
    return table_of(
        table,
        _STANDINGS,
        rows,
        row=lambda one: TableRow((), role=Role.TOTAL if one is whole else Role.LINE),
    )


def _outcome(card: Scorecard, outcome: Standing) -> Section | None:
    """Return an outcome's section: what is behind, what goes well, and what we do next."""
    lines = {line.ref: line for line in card.indicators if line.outcome == outcome.name}
    actions = [
        line
        for line in card.actions
        if line.outcome == outcome.name and line.status != State.SUPERSEDED
    ]
    behind = [
        one
        for one in card.exceptions
        if one.kind == "Indicator" and one.status == "Red" and one.ref in lines
    ]
    blocks: list[Block] = [
        *([_behind(outcome, behind, lines)] if behind else []),
        *_named("Close to what we promised:", "Amber", lines.values()),
        *_named("On target:", "Green", lines.values()),
        *([_promised(outcome, actions)] if actions else []),
        *_late(actions),
    ]
    if not blocks:
        return None
    return Section(
        key=f"outcome-{outcome.ref}".lower(),
        title=outcome.name or outcome.ref,
        blocks=tuple(blocks),
    )


def _behind(
    outcome: Standing, behind: Sequence[ExceptionLine], lines: dict[str, IndicatorLine]
) -> Table:
    """Return what is not on target, what matters most first."""
    table = Table(
        key=f"behind-{outcome.ref}".lower(),
        title="Where we are not on target",
        caption="What matters most comes first.",
        sheet=f"{outcome.ref} not on target",
        columns=(),
        rows=(),
    )

    def line(one: ExceptionLine) -> IndicatorLine:
        return lines[one.ref]

    def reached(one: ExceptionLine) -> TableCell:
        own = line(one)
        also = lines.get(one.also_ref)
        rate = f"{with_unit(also)} (promised {promise_of(also)})" if also else ""
        return TableCell(with_unit(own), (way_of(own), rate))

    fields: tuple[Field[ExceptionLine], ...] = (
        Field(
            TableColumn("What we measure", Room.NAME),
            lambda one: TableCell(Name("", plain_name(line(one)))),
        ),
        Field(
            TableColumn("What we promised", Room.DATE), lambda one: TableCell(promise_of(line(one)))
        ),
        Field(
            TableColumn("Where we are", Room.TEXT, under=("Which way it goes", "As a rate")),
            reached,
        ),
    )
    if any(one.corrective_action or one.speaks for one in behind):
        fields = (*fields, Field(TableColumn(NEXT, Room.LONG), _next_step))
    return table_of(table, fields, behind)


def _next_step(one: ExceptionLine) -> TableCell:
    """Say what is done next, or that nobody has said."""
    return TableCell(one.corrective_action or "No next step has been given yet." * one.speaks)


def _named(label: str, status: str, lines: Iterable[IndicatorLine]) -> Iterator[Note]:
    """Name what has a colour, each with its figure and promise."""
    told = [
        f"{plain_name(line).rstrip('.')} ({standing_of(line)})"
        for line in lines
        if line.status == status
    ]
    if told:
        yield Note(";\n".join(told) + ".", label=label)


def _promised(outcome: Standing, actions: Sequence[ActionLine]) -> Table:
    """Return what we said we will do, with how many steps of each are done, on track or late."""
    promises: dict[str, list[ActionLine]] = {}
    for action in actions:
        promises.setdefault(action.we_will or "Other steps", []).append(action)
    rows = [("All", list(actions)), *promises.items()]
    headings = (*_STEPS, "Steps in all")

    def counted(heading: str) -> Field[tuple[str, list[ActionLine]]]:
        def of(one: tuple[str, list[ActionLine]]) -> TableCell:
            found = Counter(line.status for line in one[1])
            number = sum(found[word] for word in _STEPS[heading])
            return TableCell(figures.count(float(number)))

        return Field(TableColumn(heading, Room.SHORT), of)

    table = Table(
        key=f"promised-{outcome.ref}".lower(),
        title="What we promised to do",
        caption="Each promise has steps.  The columns say how many steps stand where.",
        sheet=f"{outcome.ref} promises",
        columns=(),
        rows=(),
        sums=(Sum(0, tuple(range(1, len(rows))), headings),),
    )
    fields = (
        Field(
            TableColumn("We will", Room.NAME),
            lambda one: TableCell(Name("", one[0].strip().rstrip(".:"))),
        ),
        *(counted(heading) for heading in _STEPS),
        Field(
            TableColumn("Steps in all", Room.SHORT),
            lambda one: TableCell(figures.count(float(len(one[1])))),
        ),
    )
    return table_of(
        table,
        fields,
        rows,
        row=lambda one: TableRow((), role=Role.TOTAL if one is rows[0] else Role.LINE),
    )


def _late(actions: Sequence[ActionLine]) -> Iterator[Note]:
    """Name the steps that are late or off track."""
    told = [
        f"{line.action.strip().rstrip('.')} ({f'due {line.due}' if line.timing else 'off track'})"
        for line in actions
        if line.status == "Red"
    ]
    if told:
        yield Note(";\n".join(told) + ".", label="Late or off track:")


def _meanings(card: Scorecard) -> dict[str, str]:
    """Return what abbreviations mean: as typed on Settings, as the plan says, as the field does."""
    texts = [text for line in card.indicators for text in (line.label, line.group, line.commentary)]
    texts += [text for action in card.actions for text in (action.action, action.we_will)]
    return {**meanings_for(texts), **explained_in(texts), **dict(card.abbreviations)}


def _words(card: Scorecard, page: Page) -> Section | None:
    """Return what the abbreviations on the page mean."""
    known = _meanings(card)
    found = sorted((one for one in abbreviations_of(page) if one in known), key=str.casefold)
    if not found:
        return None
    table = Table(
        key="words",
        caption="",
        about="What the short forms on this page mean",
        sheet="Words",
        columns=(),
        rows=(),
        small=True,
    )
    fields: tuple[Field[str], ...] = (
        Field(TableColumn("Short form", Room.WORD), TableCell),
        Field(TableColumn("What it means", Room.TEXT), lambda one: TableCell(known[one])),
    )
    return Section(key="words", title="Words we use", blocks=(table_of(table, fields, found),))
