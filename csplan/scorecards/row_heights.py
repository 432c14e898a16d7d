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
from functools import lru_cache
from itertools import pairwise
from typing import Any

from csplan.looks.style import STATUSES
from csplan.scorecards.fonts import BOLD, CAPITALS, REGULAR, SEMIBOLD, width_of
from csplan.scorecards.pieces import LINE, OnPaper
from csplan.terms.records import NamedTuple, dataclass, field

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
_KEPT = 20_000
"""How many words are remembered with their parts, and how many texts with their words."""
_ENDS = re.compile(r"(?<=[\W_])(?=.)|(?<=.)(?=[\W_])")
"""Wherever a line might end within a word."""

Start = tuple[int, int]
"""What begins a line: a word by its number, and a part of it."""


class Lettering(NamedTuple):
    """How a text is set: its size and weight, and the size of small letters."""

    size: float
    small: float
    weight: int = REGULAR


@dataclass(slots=True)
class _Word:
    """What stands between two spaces: how wide and large they are before it, and its parts."""

    before: float = 0.0
    space: float = 0.0
    width: float = 0.0
    size: float = 0.0
    parts: list[tuple[float, float]] = field(default_factory=list)
    text: str = ""
    is_tied: bool = False
    """Whether a line may not begin with it, for the sake of a mark at its start or before it."""

    def add(self, widths: Sequence[float], size: float) -> None:
        """Put parts of such widths, in letters of a size, at its end."""
        self.parts += [(width, size) for width in widths]
        self.width += sum(widths)
        self.size = max(self.size, size)


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
        case str() if _is_a_line(pieces, room, lettering):
            height = CAPITALS * lettering.size
        case [("trend" | "bars", {"height": float() as height})]:
            pass
        case [("small", str() as text)]:  # all of it small, and what is between its lines too
            return height_of(text, room, lettering._replace(size=lettering.small))
        case str():
            return _height_of_lines((pieces,), room, lettering)
        case _:
            return _height_of_lines(tuple(pieces), room, lettering)
    return (height, height)


def _is_a_line(text: str, room: float, lettering: Lettering) -> bool:
    """Say whether a text is certain to find room on one line; an empty one takes a line too."""
    try:
        width = width_of(text, lettering.weight) * lettering.size
    except KeyError:
        return False
    return not text.isspace() and width * _WIDER + _FARTHER * lettering.size <= room


@lru_cache(maxsize=_KEPT)
def _height_of_lines(pieces: tuple[OnPaper, ...], room: float, lettering: Lettering) -> Height:
    """Return how high the lines of a text are in so much room."""
    lines: list[list[_Run]] = [[]]
    try:
        _add(pieces, lettering, lines)
        heights = [_height(line, room, lettering.size) for line in lines]
    except KeyError:
        return UNKNOWN
    between = (len(lines) - 1) * _LEADING * lettering.size
    least, most = (sum(one) + between for one in zip(*heights, strict=True))
    return (least, most)


def _height(runs: Sequence[_Run], room: float, size: float) -> Height:
    """Return how high the lines are into which a line that the text itself begins is broken.

    Raises: KeyError where something has no width that is known.
    """
    if not runs:
        return UNKNOWN
    largest = max([run.size for run in runs])
    fits = sum([run.width for run in runs]) * _WIDER + _FARTHER * largest <= room
    if fits and not runs[0].is_blank and not runs[-1].is_blank:
        return (largest * CAPITALS, largest * CAPITALS)
    return _height_of_words(_broken_up(tuple(runs)), room, size)


def _height_of_words(text: _BrokenUp, room: float, size: float) -> Height:
    """Return how high the lines are into which words are broken."""
    words, whole, torn = text
    if not words or any(unit.is_several and _is_wide(unit, room) for unit in whole):
        return UNKNOWN
    close = list(_broken(torn, room, _NARROWER, -_CLOSER))
    wide = list(_broken(whole, room, _WIDER, _FARTHER))
    sizes = [word.size for word in words]
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


class _Run(NamedTuple):
    """A text of one size and weight, or what is drawn in its place; and how wide it is."""

    text: str
    width: float
    size: float
    weight: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing is seen of it."""
        return bool(self.text) and not self.text.strip()


class _Unit(NamedTuple):
    """What a line holds whole: which word, and which part of it, comes first; and its room."""

    start: Start
    before: float
    width: float
    size: float
    is_several: bool


_BrokenUp = tuple[list[_Word], list[_Unit], list[_Unit]]
"""A text's words, and what its lines hold whole: at least, and at most."""


@lru_cache(maxsize=_KEPT)
def _broken_up(runs: tuple[_Run, ...]) -> _BrokenUp:
    """Return what a line can be broken into; the same texts stand on several pages."""
    words = _words(runs)
    return words, _whole(words), list(_torn(words))


def _torn(words: Sequence[_Word]) -> Iterator[_Unit]:
    """Yield words as lines hold them where these may end wherever a mark stands."""
    for number, word in enumerate(words):
        before = word.before
        for part, (width, size) in enumerate(word.parts):
            yield _Unit((number, part), before, width, size, is_several=False)
            before = 0.0


def _whole(words: Sequence[_Word]) -> list[_Unit]:
    """Return words as lines hold them where these end only at spaces, and not at all of those."""
    units: list[_Unit] = []
    for number, word in enumerate(words):
        width, size = word.width, word.size
        if number and word.is_tied:
            start, before, own, largest, _ = units[-1]
            width, size = own + word.before + width, max(size, largest)
            units[-1] = _Unit(start, before, width, size, is_several=True)
        else:
            units.append(_Unit((number, 0), word.before, width, size, len(word.parts) > 1))
    return units


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


def _add(pieces: Sequence[OnPaper], lettering: Lettering, lines: list[list[_Run]]) -> None:
    """Put pieces at the end of the lines.

    Raises: KeyError where something has no width that is known.
    """
    size, weight = lettering.size, lettering.weight
    drawn = False
    for piece in pieces:
        if isinstance(piece, str):
            if piece:
                lines[-1].append(_Run(piece, width_of(piece, weight) * size, size, weight))
        elif piece == LINE:
            if drawn:  # what ends the line is text of its own
                lines[-1].append(_Run("", 0.0, size, weight))
            lines.append([])
        else:
            _add_drawn(piece[0], piece[1], lettering, lines)
        drawn = not isinstance(piece, str) and _is_drawn(piece)


def _add_drawn(kind: str, of: Any, lettering: Lettering, lines: list[list[_Run]]) -> None:  # noqa: ANN401
    """Put what is drawn of a kind at the end of the lines.

    Raises: KeyError where it has no width that is known.
    """
    size = lettering.size
    if kind == "gap":
        lines[-1].append(_Run("", _GAP, 0.0, lettering.weight))
    elif kind == "status" and of in STATUSES:
        width = width_of(of, SEMIBOLD) * size + _SHAPE * size + _AROUND
        lines[-1].append(_Run("", width, size, SEMIBOLD))
    else:
        within = lettering if kind == "status" else _within(kind, lettering)
        _add([of] if isinstance(of, str) else of, within, lines)


def _is_drawn(piece: OnPaper) -> bool:
    """Say whether a piece ends with a status that is drawn."""
    match piece:
        case ("small", tuple() as within):
            return bool(within) and _is_drawn(within[-1])
        case ("status", word):
            return word in STATUSES
    return False


def _within(kind: str, lettering: Lettering) -> Lettering:
    """Return how the text within a piece is set.

    Raises: KeyError where that is not known.
    """
    match kind:
        case "beside":
            return Lettering(lettering.size * _BESIDE, lettering.small, lettering.weight)
        case "small":
            return Lettering(lettering.small, lettering.small, lettering.weight)
        case "strong" if lettering.weight == REGULAR:
            return Lettering(lettering.size, lettering.small, BOLD)
    raise KeyError(kind)


def _words(runs: Sequence[_Run]) -> list[_Word]:
    """Return the words of a line, spaces that follow each other before one word."""
    words: list[_Word] = []
    word = _Word()
    for text, drawn, size, weight in runs:
        if not text:
            word.add([drawn], size)
            continue
        space = width_of(" ", weight) * size
        for n, own in enumerate(text.split(" ")):
            if n:
                if word.parts:
                    words.append(word)
                    word = _Word()
                word.before, word.space = word.before + space, max(word.space, size)
            if own:
                word.add([width * size for width in _parts(own, weight)], size)
                word.text += own
    if word.parts:
        words.append(word)
    for before, after in pairwise(words):
        after.is_tied = before.text[-1:] in _OPENING or after.text[:1] in _CLOSING
    return words


@lru_cache(maxsize=_KEPT)
def _parts(word: str, weight: int) -> tuple[float, ...]:
    """Return how wide the parts of a word are between which a line might end, by its size."""
    parts = _ENDS.split(word) if _ENDS.search(word) else [word]
    return tuple(width_of(part, weight) for part in parts if part)
