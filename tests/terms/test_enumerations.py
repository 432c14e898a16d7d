"""The quick enumerations behave as the standard library's do."""

from __future__ import annotations

import copy
import enum
import pickle
from collections.abc import Callable
from typing import Any, Self

import pytest

from csplan.terms import enumerations


class Quick(enumerations.StrEnum):
    """Words with a meaning."""

    note: str

    def __new__(cls, word: str, note: str = "") -> Self:
        """Keep the note beside the word."""
        one = str.__new__(cls, word)
        one._value_ = word
        one.note = note
        return one

    ONE = "one", "the first"
    TWO = "two", "the second"
    UNO = "one", "the first again"

    @property
    def loud(self) -> str:
        """The word in capitals."""
        return self.upper()


class Plain(enumerations.StrEnum):
    """Words."""

    ONE = "one"
    TWO = "two"
    UNO = "one"


class Standard(enum.StrEnum):
    """Words."""

    ONE = "one"
    TWO = "two"
    UNO = "one"


ASKED: dict[str, Callable[[Any], object]] = {
    "in order": lambda e: [str(one) for one in e],
    "backwards": lambda e: [str(one) for one in reversed(e)],
    "how many": len,
    "by name": lambda e: e["TWO"] is e.TWO,
    "by value": lambda e: e("two") is e.TWO,
    "an alias": lambda e: (e.UNO is e.ONE, e.UNO.name, e["UNO"] is e.ONE),
    "all names": lambda e: list(e.__members__),
    "name and value": lambda e: (e.TWO.name, e.TWO.value, type(e.TWO.value)),
    "as text": lambda e: (
        str(e.TWO),
        f"{e.TWO:>5}",
        e.TWO + "!",
        e.TWO == "two",
        {e.TWO: 1}["two"],
    ),
    "shown": lambda e: repr(e.TWO).replace(e.__name__, "…"),
    "a member is in it": lambda e: e.ONE in e,
    "its kind": lambda e: (isinstance(e.ONE, enum.StrEnum), issubclass(e, str), type(e.ONE) is e),
    "copied": lambda e: copy.deepcopy(e.ONE) is e.ONE,
    "pickled": lambda e: pickle.loads(pickle.dumps(e.ONE)) is e.ONE,  # noqa: S301  (our own)
    "an unknown value": lambda e: e("three"),
    "an unknown name": lambda e: e["THREE"],
    "no such member": lambda e: e.THREE,
    "changed": lambda e: setattr(e, "ONE", "x"),
    "deleted": lambda e: delattr(e, "ONE"),
    "extended": lambda e: type(e)("More", (e,), {}),
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_holds_of_the_standard_ones_holds_of_these(asked: str) -> None:
    def told(words: Any) -> object:  # noqa: ANN401  (either kind)
        try:
            return ASKED[asked](words)
        except (AttributeError, KeyError, TypeError, ValueError) as reason:
            return "refused" if asked == "extended" else type(reason)

    assert told(Standard) == told(Plain)
    assert told(Standard) == told(Quick)


def test_a_member_keeps_what_its_line_says_beside_the_word() -> None:
    assert [("one", "the first", "ONE"), ("two", "the second", "TWO")] == [
        (str(one), one.note, one.loud) for one in Quick
    ]
