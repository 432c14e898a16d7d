"""This module says how high a row is on paper, where that is certain before it is drawn.

What draws the page finds a row's height by drawing all of its cells, and then draws them again.  A
text takes as much as its letters, or a little less or more, for pairs of letters stand closer or
farther apart; where both break it into the same lines, its height is certain.  Unit: points.
Knows nothing of what the texts say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from csplan.looks.style import STATUSES
from csplan.scorecards.fonts import BOLD, CAPITALS, REGULAR, SEMIBOLD, letters_of_weight
from csplan.scorecards.pieces import LINE, OnPaper
from csplan.terms.records import dataclass, field, replace

__all__ = ["UNKNOWN", "Height", "Lettering", "certain", "height_of"]

Height = tuple[float, float]
"""The least and the most that something can be high."""
UNKNOWN: Height = (0.0, math.inf)

_LEADING = 0.5
"""What is free between two lines, by the size of the text."""
_NARROWER, _WIDER = 0.97, 1.015
_CLOSER, _FARTHER = 0.1, 0.05
"""How much the width of a line may differ: by a share of it, and by a share of its size."""
_GAP, _AROUND, _SHAPE = 7.0, 8.0, 1.2
"""What a gap takes; what is around a status, and what its shape takes at most, by its size."""
_BESIDE = 0.95
_CLOSING = frozenset(")]}»”’!?;:.,/…%‰°'\"—")
"""Before these a line does not end, even at a space, or does so only sometimes."""
_OPENING = frozenset("([{«“‘„‚¿¡'\"—")
"""After these, likewise."""
_ENDS = re.compile(r"(?<=[\W_])(?=.)|(?<=.)(?=[\W_])")
"""Wherever a line might end within a word."""

Start = tuple[int, int]
"""What begins a line: a word by its number, and a part of it."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a text is set: its size and weight, and the size of small letters."""

    size: float
    small: float
    weight: int = REGULAR


@dataclass(slots=True)
class _Word:
    """What stands between two spaces: how wide and large they are before it, and its parts."""

    before: float = 0.0
    space: float = 0.0
    parts: list[tuple[float, float]] = field(default_factory=list)
    text: str = ""
    is_tied: bool = False
    """Whether a line may not begin with it, for the sake of a mark at its start or before it."""


def certain(heights: Sequence[Height]) -> float | None:
    """Return the height of the highest, where that is certain.

    >>> certain([(5.0, 5.0), (0.0, 4.0)]), certain([(5.0, 5.0), (0.0, 6.0)])
    (5.0, None)
    """
    least, most = (max(one) for one in zip(*heights, strict=True))
    return least if least == most else None


def height_of(pieces: str | Sequence[OnPaper], room: float, lettering: Lettering) -> Height:
    """Return how high a text is in so much room; a text is a string, or pieces as on paper."""
    match pieces:
        case []:
            height = 0.0
        case "":  # a line all the same
            height = CAPITALS * lettering.size
        case [("trend" | "bars", {"height": float() as height})]:
            pass
        case [("small", str() as text)]:  # all of it small, and what is between its lines too
            return height_of(text, room, replace(lettering, size=lettering.small))
        case _:
            return _height_of_lines(pieces, room, lettering)
    return (height, height)


def _height_of_lines(pieces: str | Sequence[OnPaper], room: float, lettering: Lettering) -> Height:
    """Return how high the lines of a text are in so much room."""
    try:
        lines = _lines([pieces] if isinstance(pieces, str) else pieces, lettering)
    except KeyError:
        return UNKNOWN
    if not all(lines):
        return UNKNOWN
    heights = [_height(line, room, lettering.size) for line in lines]
    between = (len(lines) - 1) * _LEADING * lettering.size
    least, most = (sum(one) + between for one in zip(*heights, strict=True))
    return (least, most)


def _height(words: Sequence[_Word], room: float, size: float) -> Height:
    """Return how high the lines are into which words are broken."""
    whole = list(_whole(words))
    if any(_is_wide(unit, room) for unit in whole if unit.is_several):
        return UNKNOWN
    close = list(_broken(_torn(words), room, _NARROWER, -_CLOSER))
    wide = list(_broken(whole, room, _WIDER, _FARTHER))
    sizes = [max(own for _, own in word.parts) for word in words]
    if len(close) != len(wide):
        least, most = min(sizes), max(*sizes, size)
        return (_in_all([least] * len(close), size), _in_all([most] * len(wide), size))
    spaces = [word.space for word in words]
    end = (len(words), 0)
    held_least, held_most = [], []
    for (word, part), (other, _), (last, into), (before, _) in zip(
        close, wide, [*close[1:], end], [*wide[1:], end], strict=True
    ):  # a line holds at least what it holds in both cases, and at most what it holds in either
        first = word + bool(part)
        held = [*sizes[first:before], *spaces[first + 1 : before]]
        held_least.append(max(held, default=min(sizes)))
        held_most.append(max(sizes[other : last + bool(into)] + spaces[other : last + 1]))
    return (_in_all(held_least, size), _in_all(held_most, size))


def _in_all(sizes: Sequence[float], size: float) -> float:
    """Return how high lines of letters of these sizes are, one below the other."""
    return sum(sizes) * CAPITALS + (len(sizes) - 1) * _LEADING * size


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a line holds whole: which word, and which part of it, comes first; and its room."""

    start: Start
    before: float
    width: float
    size: float
    is_several: bool


def _torn(words: Sequence[_Word]) -> Iterator[_Unit]:
    """Yield words as lines hold them where these may end wherever a mark stands."""
    for number, word in enumerate(words):
        for part, (width, size) in enumerate(word.parts):
            yield _Unit((number, part), 0.0 if part else word.before, width, size, False)  # noqa: FBT003


def _whole(words: Sequence[_Word]) -> Iterator[_Unit]:
    """Yield words as lines hold them where these end only at spaces, and not at all of those."""
    starts = [n for n, word in enumerate(words) if not n or not word.is_tied]
    for start, end in pairwise([*starts, len(words)]):
        several = words[start:end]
        parts = [part for word in several for part in word.parts]
        between = sum(word.before for word in several[1:])
        width, size = sum(width for width, _ in parts) + between, max(size for _, size in parts)
        yield _Unit((start, 0), several[0].before, width, size, len(parts) > 1)


def _is_wide(unit: _Unit, room: float) -> bool:
    """Say whether a unit may not find room on one line."""
    return unit.width * _WIDER + _FARTHER * unit.size > room


def _broken(units: Iterable[_Unit], room: float, share: float, own: float) -> Iterator[Start]:
    """Yield what begins each line, as much as fits on each."""
    reached = largest = 0.0
    yield (0, 0)
    for unit in units:
        most = max(unit.size, largest)
        if largest and (reached + unit.before + unit.width) * share + own * most > room:
            yield unit.start
            reached, largest = unit.width, unit.size
        else:
            reached, largest = reached + unit.before + unit.width, most


def _lines(pieces: Sequence[OnPaper], lettering: Lettering) -> list[list[_Word]]:
    """Return the words of each line that a text itself begins.

    Raises: KeyError where something has no width that is known.
    """
    lines: list[list[_Word]] = [[_Word()]]
    for before, one in zip([None, *pieces], pieces, strict=False):
        if one == LINE and before and _is_drawn(before):  # what ends the line is text of its own
            lines[-1][-1].parts.append((0.0, lettering.size))
        _add(lines, one, lettering)
    return [_together(line) for line in lines]


def _is_drawn(piece: OnPaper) -> bool:
    """Say whether a piece ends with a status that is drawn."""
    match piece:
        case ("small", list() as within):
            return bool(within) and _is_drawn(within[-1])
        case ("status", word):
            return word in STATUSES
    return False


def _together(line: Sequence[_Word]) -> list[_Word]:
    """Return a line's words, spaces that follow each other before one word."""
    words: list[_Word] = []
    before = space = 0.0
    for word in line:
        before, space = before + word.before, max(space, word.space)
        if word.parts:
            after_opening = bool(words) and words[-1].text[-1:] in _OPENING
            is_tied = after_opening or word.text[:1] in _CLOSING
            words.append(_Word(before, space, word.parts, word.text, is_tied))
            before = space = 0.0
    return words


def _add(lines: list[list[_Word]], piece: OnPaper, lettering: Lettering) -> None:
    """Put the words of a piece at the end of the lines."""
    kind: str
    of: Any
    kind, of = ("text", piece) if isinstance(piece, str) else piece
    match kind:
        case "text":
            _add_text(lines[-1], of, lettering)
        case "line":
            lines.append([_Word()])
        case "gap":
            lines[-1][-1].parts.append((_GAP, 0.0))
        case "status" if of in STATUSES:
            bold = replace(lettering, weight=SEMIBOLD)
            width = _width(of, bold) + _SHAPE * lettering.size + _AROUND
            lines[-1][-1].parts.append((width, lettering.size))
        case "status":
            _add_text(lines[-1], of, lettering)
        case _:
            within = _within(kind, lettering)
            for one in [of] if isinstance(of, str) else of:
                _add(lines, one, within)


def _within(kind: str, lettering: Lettering) -> Lettering:
    """Return how the text within a piece is set.

    Raises: KeyError where that is not known.
    """
    match kind:
        case "beside":
            return replace(lettering, size=lettering.size * _BESIDE)
        case "small":
            return replace(lettering, size=lettering.small)
        case "strong" if lettering.weight == REGULAR:
            return replace(lettering, weight=BOLD)
    raise KeyError(kind)


def _add_text(line: list[_Word], text: str, lettering: Lettering) -> None:
    """Put a text's words at the end of a line."""
    space = letters_of_weight(lettering.weight)[" "] * lettering.size
    for n, word in enumerate(text.split(" ")):
        if n:
            line.append(_Word(space, lettering.size))
        parts = _ENDS.split(word) if _ENDS.search(word) else [word]
        line[-1].parts += [(_width(part, lettering), lettering.size) for part in parts if part]
        line[-1].text += word


def _width(text: str, lettering: Lettering) -> float:
    letters = letters_of_weight(lettering.weight)
    return lettering.size * sum([letters[one] for one in text])
