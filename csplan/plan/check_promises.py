"""Promises of the plan that nothing measures, that nobody acts on, or that are made twice."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from csplan.sheets import ACTIONS, EXPECTED_OUTCOMES, MEASURED_BY
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.values import CellError
from csplan.terms.vocabulary import FigureCheck, Measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_promises"]


def check_promises(results: Results) -> Iterator[Finding]:
    """Find expected outcomes of which nobody can say whether they were kept, or by whom."""
    yield from _unmeasured(results)
    yield from _linked_twice(results)
    yield from _promised_twice(results.plan)


def _unmeasured(results: Results) -> Iterator[Finding]:
    """Find what is promised, but has no indicator or no action."""
    for index, row in enumerate(results.table(EXPECTED_OUTCOMES)):
        if row.get("row_check") != FigureCheck.OK:
            continue
        if row.get("measured") == Measured.NOTHING:
            yield results.plan.finding(
                Code.PROMISE_UNMEASURED,
                "Promised, but nothing measures it: nobody can show that it was kept.",
                "Link an indicator with it on Measured by, or add one to Indicators; where none "
                "can be had, list it on Accepted and say how it will be judged.",
                sheet=EXPECTED_OUTCOMES,
                index=index,
                column="measured",
                found=row.get("expected_outcome"),
            )
        if not row.get("actions"):
            yield results.plan.finding(
                Code.PROMISE_WITHOUT_ACTION,
                "Promised, but no action serves it.",
                "Give it the Commitment of the actions that serve it, or add an action.",
                sheet=EXPECTED_OUTCOMES,
                index=index,
                column="commitment",
                found=row.get("expected_outcome"),
            )


def _linked_twice(results: Results) -> Iterator[Finding]:
    """Find pairs of expected outcome and indicator that stand twice, and count twice."""
    seen: dict[tuple[str, str], str] = {}
    for index, row in enumerate(results.table(MEASURED_BY)):
        if row.get("row_check") != FigureCheck.OK:
            continue
        pair = matching(str(row["promise"])), matching(str(row["indicator"]))
        if pair in seen:
            yield results.plan.finding(
                Code.LINK_DOUBLED,
                f"{row['indicator']} is linked with {row['promise']} already ({seen[pair]}), so it "
                f"counts twice.",
                "Clear one of the two rows.",
                sheet=MEASURED_BY,
                index=index,
                column="indicator",
                found=row["indicator"],
            )
        seen.setdefault(pair, str(row["ref"]))


_SMALL_WORDS = frozenset(
    (
        *("a", "all", "an", "and", "as", "by", "for", "in", "its", "of", "on", "our", "so"),
        *("that", "the", "their", "to", "with"),
    )
)
_LEAST_WORDS = 3
_STEM = 6
_Line = tuple[int, "Row", str, list[str]]
"""An action: its place, its row, and the words of its text that carry meaning, joined and apart."""


def _promised_twice(plan: Plan) -> Iterator[Finding]:
    """Find actions whose whole text another action repeats, however its verbs are bent."""
    rows = [
        (index, row, _content(str(row.get("action") or "")))
        for index, row in enumerate(plan.table(ACTIONS))
        if row.get("ref") and not isinstance(row.get("action"), CellError)
    ]
    rows = [one for one in rows if one[2]]
    lines = [(at, other, f" {' '.join(theirs)} ", theirs) for at, other, theirs in rows]
    holding: dict[str, list[_Line]] = defaultdict(list)
    for one in lines:
        for word in set(one[3]):
            holding[word].append(one)
    said: dict[str, list[tuple[int, str]]] = {}
    for index, row, whole, words in lines:
        if len(words) < _LEAST_WORDS:
            continue
        object_of = f" {' '.join(words[1:])} "
        rarest = min((holding[word] for word in words[1:]), key=len)
        for at, other, line, theirs in rarest:
            if object_of not in line or at == index or (line == whole and at < index):
                continue
            if whole in line or (words[0] in theirs and len(words) > _LEAST_WORDS):
                said.setdefault(str(row["ref"]), []).append((index, str(other["ref"])))
    for ref, others in said.items():
        index = others[0][0]
        yield plan.finding(
            Code.PROMISED_TWICE,
            f"{ref} is promised again on {' and '.join(other for _, other in others)}.",
            "Decide which row is reported on, and mark the other Superseded.",
            sheet=ACTIONS,
            index=index,
            column="action",
            found=plan.table(ACTIONS)[index].get("action"),
        )


def _content(text: str) -> list[str]:
    """Return the words of a text that carry meaning, each without its ending.

    >>> _content("Embedding, and extending, personal budgets")
    ['embed', 'extend', 'person', 'budget']
    """
    words = re.findall(r"[a-z0-9]+", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}s", ""))
    return [_stem(word) for word in words if word not in _SMALL_WORDS]


@lru_cache(maxsize=4_096)
def _stem(word: str) -> str:
    """Return a word without its ending, near enough to compare: improving and improve are one."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) > len(ending) + _LEAST_WORDS:
            word = word.removesuffix(ending)
            break
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls"  # noqa: PLR2004
    return (word[:-1] if doubled else word)[:_STEM]
