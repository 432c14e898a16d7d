"""This module says the headline of a scorecard in words, with its figures.

Knows nothing of pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from csplan.looks.plain_text import be, have, with_noun
from csplan.scorecards.content import ActionLine, Budget, Counts, IndicatorLine
from csplan.terms.vocabulary import COLOURS, State

__all__ = [
    "actions_sentence",
    "counts_of",
    "direction_sentence",
    "join_words",
    "lead",
    "moves_in_words",
    "unrated_sentence",
]

_UNRATED: dict[str, str] = {
    State.AWAITING_DATA: "awaiting data",
    State.CHECK_DATA: "with data to check",
    State.SUPPRESSED: "kept back to protect people",
    State.NOT_DUE: "not due yet",
    State.TARGET_TO_BE_SET: "with a target to be set",
    State.NO_TARGET: "without a target",
    State.CONTEXT_ONLY: "for context only",
    State.NOT_APPLICABLE: "not applicable",
}
_RANK = {"Green": 0, "Amber": 1, "Red": 2}


def counts_of(statuses: Sequence[str]) -> Counts:
    """Count colours, and the words that stand where there is none."""
    found = Counter(statuses)
    words = [*_UNRATED, *sorted(found.keys() - set(_UNRATED) - set(COLOURS))]
    return Counts(
        red=found["Red"],
        amber=found["Amber"],
        green=found["Green"],
        total=len(statuses),
        unrated=tuple((str(word), found[word]) for word in words if found[word]),
    )


def lead(counts: Counts, lines: Sequence[IndicatorLine], since: str) -> str:
    """Say how many are Green, of how many rated, and how many moved.

    `since` is the period before; nothing is said of movement at Baseline.
    """
    if not counts.total:
        return "No indicator is listed here."
    if not counts.rated:
        return f"None of {with_noun(counts.total, 'indicator')} is rated."
    verb = "is" if counts.green <= 1 else "are"
    greens = "None" if not counts.green else str(counts.green)
    sentence = (
        f"{greens} of {with_noun(counts.rated, 'rated indicator')} {verb} Green, "
        f"{counts.amber} Amber and {counts.red} Red"
    )
    return f"{sentence}{moves_in_words(lines, since)}."


def moves_in_words(lines: Sequence[IndicatorLine], since: str) -> str:
    """Say how many changed colour since the period before, and which way."""
    if not since:
        return ""
    steps = [
        _RANK[line.status] - _RANK[line.status_before]
        for line in lines
        if line.status in _RANK and line.status_before in _RANK
    ]
    better, worse = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
    if not better + worse:
        return f"; none changed colour since {since}"
    if better and worse:
        ways = f"{better} for the better and {worse} for the worse"
    else:
        ways = ("all " if better + worse > 1 else "") + (
            "for the better" if better else "for the worse"
        )
    return f"; {better + worse} moved since {since}, {ways}"


def unrated_sentence(counts: Counts) -> str:
    """Say how many have no colour, and why."""
    if not counts.unrated:
        return ""
    number = counts.total - counts.rated
    reasons = [(n, _UNRATED.get(word, word.lower())) for word, n in counts.unrated]
    said_of = [f"{n} {reason}" for n, reason in reasons]
    if len(reasons) == 1 and number > 1:
        said_of = [f"all {reasons[0][1]}"]
    of_all = with_noun(counts.total, "indicator")
    if number == counts.total and number > 1:
        return f"None of {of_all} has a colour: {join_words(said_of)}."
    return f"{number} of {of_all} {have(number)} no colour: {join_words(said_of)}."


def direction_sentence(lines: Sequence[IndicatorLine]) -> str:
    """Say how many improve or worsen on their previous figures."""
    found = Counter(line.direction for line in lines)
    compared = found["Improving"] + found["Steady"] + found["Worsening"]
    if not compared:
        return ""
    return (
        f"Against {'its' if compared == 1 else 'their'} previous figure, {found['Improving']} of "
        f"{compared} {'is' if compared == 1 else 'are'} improving, {found['Steady']} steady and "
        f"{found['Worsening']} worsening."
    )


def actions_sentence(actions: Sequence[ActionLine]) -> str:
    """Say how many actions are complete, overdue or off track, and have no date."""
    if not actions:
        return ""
    found = Counter(action.status for action in actions)
    overdue = sum(bool(action.timing) for action in actions)
    undated = sum(action.due == "No date" for action in actions)
    if found["Not started"] == len(actions):
        told = f"None of {with_noun(len(actions), 'action')} has started"
        if undated == len(actions):
            return f"{told}, and none has a due date."
    else:
        words = _STANDS | {"Red": f"Red ({overdue} overdue)" if overdue else "Red"}
        parts = [
            f"{number} {be(number)} {word}"
            for status, word in words.items()
            if (number := found[status])
        ]
        told = f"Of {with_noun(len(actions), 'action')}, {join_words(parts)}"
    return f"{told}; {undated} {have(undated)} no due date." if undated else f"{told}."


_STANDS: dict[str, str] = {
    "Blue": "complete",
    "Green": "on track",
    "Amber": "at risk",
    "Red": "Red",
    "Not started": "not started",
    "Superseded": "superseded",
    State.CHECK_DATA: "to be checked",
}


def budget_sentence(budget: Budget | None) -> str:
    """Say where the budget is forecast to end."""
    return budget.sentence if budget else ""


def join_words(words: Sequence[str]) -> str:
    """Return words as a list is said.

    >>> join_words(["a", "b", "c"]), join_words(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
