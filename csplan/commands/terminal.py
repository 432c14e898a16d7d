"""The one place that writes to the terminal.

Whatever comes from a cell, a file's name or a server is shown as text: a character that a terminal
would obey, or that turns the direction of reading, is shown as a visible mark instead.
"""

from __future__ import annotations

import io
import os
import sys

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

__all__ = [
    "Styled",
    "ask_first",
    "say",
    "show_progress",
    "text_width",
    "visible",
    "wrapped",
]

_OBEYED = late_pattern(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_SPACES = late_pattern("([\\t\\n\\x0b\\x0c\\r ]+)")
_PLAIN, _ODD = "utf-8", "win32"
_COLOURS = {"red": 31, "green": 32, "yellow": 33, "cyan": 36}
_WIDEST, _NARROWEST = 110, 5
"""How many letters of text a line has at most, and at least to go on below what stands before."""
_COMMAND = "  csplan "
"""How a command stands that somebody may copy."""
_BOLD, _PLAIN_AGAIN = "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Styled:
    """A piece of text in a colour, or bold; plain where the output is not a terminal."""

    text: str
    colour: str | None = None
    bold: bool = False


def say(*pieces: str | Styled, err: bool = False) -> None:
    """Write a line, made of pieces; with `err` to standard error.

    On a terminal the last piece goes on below itself where it does not fit.
    """
    stream = sys.stderr if err else sys.stdout
    shown = stream is not None and stream.isatty()
    if shown:
        pieces = _within(pieces, text_width())
    if _is_ordinary(stream):
        stream.write("".join(_styled(one, shown=shown) for one in pieces) + "\n")
        stream.flush()
        return
    import click

    click.echo("".join(_styled(one, shown=True) for one in pieces), err=err)


def _within(pieces: Sequence[str | Styled], width: int) -> tuple[str | Styled, ...]:
    r"""Return a line's pieces, the last parted where the terminal ends; a command stays whole.

    >>> _within(["Refused    ", "Two words."], 18)
    ('Refused    ', 'Two\n           words.')
    """
    *before, last = pieces or ("",)
    if isinstance(last, Styled):
        return tuple(pieces)
    at = sum(len(one.text if isinstance(one, Styled) else one) for one in before)
    lines: list[str] = []
    for line in last.split("\n"):
        text = line.lstrip(" ")
        own = " " * (len(line) - len(text))
        room = width - at - len(own)
        if len(text) <= room or room < _NARROWEST or _COMMAND in f"  {line}":
            lines.append(line)
        else:
            parts = wrapped(text, room)
            lines.append(own + f"\n{' ' * at}{own}".join(parts))
        at = 0
    return (*before, "\n".join(lines))


def text_width() -> int:
    """Return how many letters a line of text has: the terminal's, but no more than read well.

    The terminal is asked as shutil does it, which imports much.
    """
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return min(int(said), _WIDEST)
    stream = sys.__stdout__
    try:
        columns = os.get_terminal_size(stream.fileno()).columns if stream else 0
    except (ValueError, OSError):
        return _WIDEST
    return min(columns or _WIDEST, _WIDEST)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of so many letters, parted where it has spaces; longer words are cut.

    As textwrap does it, which takes as long to import as a few modules of csplan.

    >>> wrapped("Two spaces.  Are kept within a line", 20)
    ['Two spaces.  Are', 'kept within a line']
    """
    left = [one for one in _SPACES.split(text.expandtabs()) if one]
    left.reverse()
    lines: list[str] = []
    while left:
        line, size = [], 0
        if lines and left[-1].isspace():
            left.pop()
        while left and size + len(left[-1]) <= width:
            size += len(left[-1])
            line.append(left.pop())
        if left and len(left[-1]) > width:
            line.append(left[-1][: width - size])
            left[-1] = left[-1][width - size :]
        if line and line[-1].isspace():
            line.pop()
        if line:
            lines.append("".join(" " * len(one) if one.isspace() else one for one in line))
    return lines


def _is_ordinary(stream: object) -> bool:
    """Say whether a stream takes every letter and colour as it is, so that click is not needed."""
    return type(stream) is io.TextIOWrapper and stream.encoding == _PLAIN and sys.platform != _ODD


def _styled(piece: str | Styled, *, shown: bool) -> str:
    """Return a piece with its colour as a terminal is told of it, or its text alone."""
    if not isinstance(piece, Styled):
        return visible(piece)
    if not shown:
        return visible(piece.text)
    colour = f"\x1b[{_COLOURS[piece.colour]}m" if piece.colour else ""
    return f"{colour}{_BOLD if piece.bold else ''}{visible(piece.text)}{_PLAIN_AGAIN}"


def ask_first(question: str) -> bool:
    """Ask before something is written; where nobody can answer, say how to agree beforehand."""
    if not sys.stdin.isatty():
        say("Nothing was written.  Add --yes to write it.")
        return False
    import click

    if click.confirm(question):
        return True
    say("Nothing was written.")
    return False


def show_progress(text: str, *, done: bool) -> None:
    """Show how far something is, over what was shown before, on a terminal only."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    import click

    click.echo(f"\r{visible(text)[:70]:70}", nl=False, err=True)
    if done:
        click.echo(f"\r{'':70}\r", nl=False, err=True)


def visible(text: str) -> str:
    r"""Show what a terminal would obey as a mark; line ends stay.

    >>> visible("KO1\x1b[2J\u202e"), visible("Siân\n£5")
    ('KO1␛[2J⟨U+202E⟩', 'Siân\n£5')
    """
    return _OBEYED.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"  # noqa: PLR2004  (a picture)
