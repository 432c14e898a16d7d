"""This module says texts as pieces, for a page on paper: what is quiet, bold, small or not torn.

A text is a string, or a list of pieces: strings, and pairs of a kind and what is drawn of it.
Knows no page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csplan.scorecards.blocks import Name, Said
from csplan.scorecards.drawable import drawable

__all__ = [
    "LINE",
    "OnPaper",
    "all_said",
    "alone",
    "labelled",
    "lines",
    "named",
    "said",
    "whole_refs",
]

OnPaper = str | tuple[str, object]
"""A piece: text, or a kind with what is drawn of it."""
LINE: OnPaper = ("line", "")
_GAP: OnPaper = ("gap", "")
_REF = re.compile(r"([^\W\d_]+\d*-\d+)")
"""A ref, which stays on one line: KO2-01."""


def alone(pieces: Sequence[OnPaper]) -> str | Sequence[OnPaper]:
    """Return pieces as text where they are no more than that."""
    texts = [one for one in pieces if isinstance(one, str)]
    return "".join(texts) if texts and len(texts) == len(pieces) else tuple(pieces)


def labelled(kind: str, label: str) -> list[OnPaper]:
    """Return a label, if there is one, before what it stands before."""
    return [(kind, drawable(label)), " "] if label else []


def lines(text: str) -> list[OnPaper]:
    """Return a text with its line breaks."""
    first, *others = drawable(text).split("\n")
    return [first, *(piece for line in others for piece in (LINE, line))]


def whole_refs(text: str) -> list[OnPaper]:
    """Return a text whose refs are not torn at the end of a line."""
    pieces: list[OnPaper] = []
    for piece in lines(text):
        if isinstance(piece, str):
            parts = _REF.split(piece)
            pieces += [("whole", one) if n % 2 else one for n, one in enumerate(parts) if one]
        else:
            pieces.append(piece)
    return pieces


def said(one: Said) -> list[OnPaper]:
    """Return what is said, after its label."""
    label: list[OnPaper] = [("small", (("strong", drawable(one.label)),)), " "] if one.label else []
    return label + lines(one.text)


def all_said(sayings: Sequence[Said]) -> list[OnPaper]:
    """Return all that is said, one after the other."""
    return [piece for one in sayings for piece in (_GAP, *said(one))][1:]


def named(name: Name) -> list[OnPaper]:
    """Return a name, with its ref and its group before it, and a quiet word after it."""
    pieces: list[OnPaper] = [("beside", drawable(name.ref)), " "] if name.ref else []
    pieces += [("beside", drawable(name.group)), ": "] if name.group else []
    pieces += [drawable(name.text)]
    pieces += [" ", ("beside", f"({drawable(name.note)})")] if name.note else []
    return pieces
