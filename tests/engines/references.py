"""Finds what a formula refers to: tables and their columns, defined names, sheets.

Knows nothing of any workbook: whether a reference resolves is for the lint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.engines.areas import reads_as_address

_SHORT_WORD = re.compile(r"\$?[A-Za-z]{1,3}")
_LEXEME = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')*')!
    | (?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!))
    | (?P<number>\d+(?:\.\d*)?(?:E[+-]?\d+)?(?![\w.]))
    | (?P<word>[$A-Za-z_\\\u0080-\uffff][\w.$\\?]*)
    | (?P<open>\[)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Structured:
    """A reference into a table; `table` is empty where the formula leaves it out."""

    table: str
    columns: tuple[str, ...]
    specials: tuple[str, ...]
    short_form: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A reference to a defined name, or to a whole table."""

    name: str


@dataclass(frozen=True, slots=True)
class SheetName:
    """A reference to a sheet."""

    name: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An error written into the formula, or a bracket that does not close."""

    text: str


Reference = Structured | Name | SheetName | Broken


def references(formula: str) -> Iterator[Reference]:
    """Everything that a formula refers to but plain cells and functions.

    >>> [found.name for found in references("A1+tolerance+SUM('My sheet'!B:B)")]
    ['tolerance', 'My sheet']
    """
    position = 0
    while lexeme := _LEXEME.match(formula, position):
        before, after = formula[position - 1 : position], formula[lexeme.end() :][:1]
        position = lexeme.end()
        if lexeme["sheet"]:
            yield SheetName(lexeme["sheet"][1:-1].replace("''", "'"))
        elif lexeme["error"]:
            yield Broken(lexeme["error"])
        elif lexeme["open"] or (lexeme["word"] and after == "["):
            start = position - 1 if lexeme["open"] else position
            end = _closing(formula, start)
            if end is None:
                yield Broken(formula[start:])
                return
            yield _structured(lexeme["word"] or "", formula[start + 1 : end])
            position = end + 1
        elif lexeme["word"] and after == "!":
            yield SheetName(lexeme["word"])
        elif lexeme["word"] and after != "(" and not _is_plain(lexeme["word"], before + after):
            yield Name(lexeme["word"])


def _is_plain(word: str, beside: str) -> bool:
    """Whether a word is a truth value, a cell, or a side of a reference such as `$A:C`."""
    if word.upper() in {"TRUE", "FALSE"} or reads_as_address(word.replace("$", "")):
        return True
    return ":" in beside and _SHORT_WORD.fullmatch(word) is not None


def _closing(formula: str, start: int) -> int | None:
    """Where the bracket that opens at `start` closes; an apostrophe escapes what follows it."""
    depth, position = 0, start
    while position < len(formula):
        letter = formula[position]
        position += 2 if letter == "'" else 1
        if letter in "[]":
            depth += 1 if letter == "[" else -1
            if depth == 0:
                return position - 1
    return None


def _structured(table: str, inside: str) -> Structured:
    """The reference that stands between the outer brackets."""
    short_form = inside.startswith("@")
    inside = inside.removeprefix("@").strip()
    pieces: list[str] = []
    if inside.startswith("["):
        position = 0
        while (position := inside.find("[", position)) >= 0:
            end = _closing(inside, position) or len(inside)
            pieces.append(inside[position + 1 : end])
            position = end + 1
    elif inside:
        pieces.append(inside)
    return Structured(
        table=table,
        columns=tuple(re.sub("'(.)", r"\1", each) for each in pieces if each[:1] != "#"),
        specials=tuple(each for each in pieces if each[:1] == "#"),
        short_form=short_form,
    )
