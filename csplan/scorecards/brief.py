"""This module says page 1 of a scorecard: three sentences, the worst, and how far to rely on it.

The sentences are built from the figures by rules: where the indicators stand and what matters
most; where the money ends; what is asked of the reader.  Knows nothing of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csplan.looks import figures
from csplan.looks.foot import Foot
from csplan.looks.plain_text import be, with_noun
from csplan.scorecards.content import (
    ActionLine,
    Awaited,
    Brief,
    Budget,
    Counts,
    ExceptionLine,
    IndicatorLine,
    Subject,
    SubjectKind,
    ToCheck,
)
from csplan.scorecards.exceptions import group_name, in_short
from csplan.scorecards.headline import (
    actions_sentence,
    join_words,
    moves_in_words,
    unrated_sentence,
)
from csplan.terms.period import day_in_words

__all__ = ["brief_of", "draft_notice", "missing_in_words"]

_WORST, _NAMED, _REFS, _MOST_NAMED = 5, 3, 4, 100
_IN_SENTENCE = 90
_ASKED = {
    "Commentary on a Red": ("commentary on a Red", "commentaries on Reds"),
    "Corrective action on a Red": ("corrective action on a Red", "corrective actions on Reds"),
    "Target to be set": ("target to be set", "targets to be set"),
    "Forecast outturn": ("forecast outturn", "forecast outturns"),
    "Due date of an action": ("due date of an action", "due dates of actions"),
    "Row to correct (Check data)": ("row to correct", "rows to correct"),
    "Figure to correct (Check data)": ("figure to correct", "figures to correct"),
}


def brief_of(
    *,
    counts: Counts,
    lines: Sequence[IndicatorLine],
    kinds: Sequence[Sequence[ExceptionLine]],
    nearly: Sequence[ExceptionLine],
    actions: Sequence[ActionLine],
    budget: Budget | None,
    serving: str,
    awaited: Sequence[Awaited],
    since: str,
    foot: Foot,
    subject: Subject,
) -> Brief:
    """Return page 1.

    `kinds` are the exceptions of indicators, of budget lines and of actions; `nearly` is what comes
    after them; `serving` says how the budget that serves an outcome stands.
    """
    worst = worst_of(kinds, nearly)
    sentences = (
        _where(counts, lines, kinds[0], actions, since),
        _money(budget, kinds[1], alone=subject.kind is SubjectKind.SERVICE) or serving,
        _asked(awaited, actions, foot),
    )
    colourless = unrated_sentence(counts) if counts.rated else ""
    return Brief(
        sentences=tuple(sentence for sentence in sentences if sentence),
        worst=worst,
        also_red=_also_red(lines, worst),
        since=since,
        data=f"{foot.illustrative or foot.data_status}. {colourless}".strip(),
        more=actions_sentence(actions),
    )


def worst_of(
    kinds: Sequence[Sequence[ExceptionLine]], nearly: Sequence[ExceptionLine] = ()
) -> tuple[ExceptionLine, ...]:
    """Return the five that matter most: indicators, the worst budget line that is Red, actions.

    One place is kept for the budget line furthest beyond its threshold; what indicators leave
    free goes to other budget lines, to actions overdue, to what worsens, and to what is `nearly`
    Red.
    """
    indicators = [line for line in kinds[0] if line.status == "Red"]
    budget = [line for line in kinds[1] if line.status == "Red"]
    places = _WORST - len(budget[:1])
    chosen = [*indicators[:places], *budget[:1]]
    rest = [*budget[1:], *kinds[2], *(line for line in kinds[0] if line.status != "Red")]
    told = {line.ref for line in (*chosen, *rest)}
    return tuple([*chosen, *rest, *(line for line in nearly if line.ref not in told)][:_WORST])


def _where(
    counts: Counts,
    lines: Sequence[IndicatorLine],
    worst: Sequence[ExceptionLine],
    actions: Sequence[ActionLine],
    since: str,
) -> str:
    """Say where the indicators stand, and name what matters most."""
    if not counts.rated:
        return " ".join(filter(None, (unrated_sentence(counts), actions_sentence(actions))))
    named = [
        f"{line.short} ({line.actual} against {line.target})"
        for line in worst[:_NAMED]
        if line.status == "Red" and len(line.short) <= _IN_SENTENCE
    ]
    stands = f"{_colours(counts)}{moves_in_words(lines, since)}"
    return f"{stands}. Most pressing: {join_words(named)}." if named else f"{stands}."


def _colours(counts: Counts) -> str:
    """Say how many of the rated indicators have each colour.

    >>> _colours(Counts(red=2, amber=1, green=0, total=3))
    '2 of 3 rated indicators are Red, 1 Amber and 0 Green'
    """
    if counts.rated == 1:
        word = "Red" if counts.red else "Amber" if counts.amber else "Green"
        return f"The one indicator that is rated is {word}"
    if not counts.red:
        stand = f"{counts.amber} {be(counts.amber)} Amber and {counts.green} {be(counts.green)}"
        return f"None of {counts.rated} rated indicators is Red: {stand} Green"
    return (
        f"{counts.red} of {counts.rated} rated indicators {be(counts.red)} Red, "
        f"{counts.amber} Amber and {counts.green} Green"
    )


def _money(budget: Budget | None, over: Sequence[ExceptionLine], *, alone: bool) -> str:
    """Say where the budget ends the year, in millions, and which line overspends most.

    A line's service is named but where the budget is its own `alone`.
    """
    if budget is None:
        return ""
    total = budget.total
    variance, revised = total.variance.value, total.revised.value
    if variance is None or revised is None or not variance:
        return budget.sentence
    share = total.percent_variance.text.lstrip("+\u2212")
    size = f"{figures.in_sentence(abs(variance))} ({share})"
    if revised < 0:
        better = "short of" if variance > 0 else "better than"
        income = figures.in_sentence(-revised)
        sentence = (
            f"The budget is forecast to end the year {size} {better} its net income of {income}"
        )
    else:
        side = "over" if variance > 0 else "under"
        of = figures.in_sentence(revised)
        sentence = f"The budget is forecast to end the year {size} {side} its {of}"
    largest = max(over, key=lambda line: line.variance.value or 0.0, default=None)
    counts = _counted_as_delivered(budget)
    if largest is None or largest.variance.value is None or variance < 0:
        return f"{sentence}.{counts}"
    what = "overspend" if "less to end" in largest.gap else "shortfall"
    name = largest.name if alone else largest.short
    amount = figures.in_sentence(largest.variance.value)
    return f"{sentence}; the largest {what} is {name} (+{amount}).{counts}"


def _counted_as_delivered(budget: Budget) -> str:
    """Say what the forecast counts as delivered though nobody has it, and the end without it."""
    without = next((line.variance.value for line in budget.below), None)
    over = budget.total.variance.value
    if without is None or over is None or without == over:
        return ""
    amount = figures.in_sentence(abs(without - over))
    what = "unallocated savings as delivered" if without > over else "unallocated budgets as spent"
    sides = (
        ("short of it", "better than it")
        if (budget.total.revised.value or 0.0) < 0
        else ("over", "under")
    )
    end = f"{figures.in_sentence(abs(without))} {sides[without <= 0]}"
    return f" That counts {amount} of {what}; without them it would end {end}."


def _asked(awaited: Sequence[Awaited], actions: Sequence[ActionLine], foot: Foot) -> str:
    """Say what is asked of the reader, and by when where Settings gives a day that is to come."""
    late = [action.ref for action in actions if action.timing]
    wanted = [*_overdue(late), *missing_in_words(awaited)]
    by, today = foot.answers_by, foot.day
    when = f"by {day_in_words(by)}" if by and (not today or by >= today) else "now"
    return f"Asked for {when}: {join_words(wanted)}." if wanted else "Nothing is asked for now."


def _overdue(late: Sequence[str]) -> Iterator[str]:
    if late:
        refs = f" ({', '.join(late)})" if len(late) <= _REFS else ""
        yield f"{with_noun(len(late), 'overdue action')} to be finished or given a new date{refs}"


def missing_in_words(awaited: Sequence[Awaited]) -> Iterator[str]:
    """Yield each kind of thing that is missing, with its count and its refs where they are few."""
    for what in dict.fromkeys(one.what for one in awaited):
        own = [one for one in awaited if one.what == what]
        count = sum(one.count for one in own)
        one, many = _ASKED.get(what, (what, f"{what}s"))
        refs = f" ({', '.join(each.refs for each in own)})" if count <= _REFS else ""
        yield f"{with_noun(count, one, many)}{refs}"


def _also_red(lines: Sequence[IndicatorLine], worst: Sequence[ExceptionLine]) -> str:
    """Name every Red that is not among the worst; of very many, the first."""
    told = {line.ref for line in worst}
    told |= {line.also_ref for line in worst}
    red = [line for line in lines if line.status == "Red" and line.ref not in told]
    names: dict[str, list[str]] = {}
    for line in red[:_MOST_NAMED]:
        names.setdefault(group_name(line), []).append(line.ref)
    said = [f"{', '.join(refs)} {name}" for name, refs in names.items()]
    left = len(red) - _MOST_NAMED
    return "; ".join(
        [*said, *([f"and {left:,} more in the lists that follow"] if left > 0 else [])]
    )


def draft_notice(foot: Foot, own: Sequence[ToCheck], unsure: Sequence[ToCheck]) -> str:
    """Return what every page says while errors or unconfirmed figures stand; else nothing."""
    if not foot.errors + foot.to_confirm:
        return ""
    parts = [
        *_standing(foot.errors, "error", own),
        *_standing(foot.to_confirm, "figure to be confirmed", unsure),
    ]
    return "DRAFT: " + "; ".join(parts) + "."


def _standing(number: int, noun: str, own: Sequence[ToCheck]) -> Iterator[str]:
    """Say how many stand, naming those of the page's own rows."""
    if not number:
        return
    plural = noun.replace("figure ", "figures ") if " " in noun else ""
    named = list(
        dict.fromkeys(in_short(f"{one.ref} {one.name}".strip(), most=_IN_SENTENCE) for one in own)
    )
    if not named:
        yield f"{with_noun(number, noun, plural)} elsewhere in the plan"
        return
    more = number - len(own)
    rest = f" and {more} elsewhere in the plan" if more else ""
    shown = named[:_REFS]
    left = f" and {len(named) - len(shown)} more" if len(named) > len(shown) else ""
    yield f"{with_noun(len(own), noun, plural)} ({'; '.join(shown)}{left}){rest}"
