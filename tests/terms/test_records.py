"""The quick dataclasses behave as the standard library's do."""

from __future__ import annotations

import dataclasses
from dataclasses import field, fields, replace

import pytest

from csplan.terms.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands."""

    tab: str
    row: int = 0
    marks: tuple[str, ...] = field(default_factory=tuple)


@dataclass
class Note:
    """Something that may change."""

    text: str


@dataclass(frozen=True, repr=False)
class Named:
    """Something that says itself what it is."""

    name: str

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """The same as Place, by the standard library."""

    tab: str
    row: int = 0
    marks: tuple[str, ...] = field(default_factory=tuple)


def test_it_is_made_compared_shown_and_replaced_as_the_standard_librarys() -> None:
    place, slow = Place(tab="Budget", row=3), Slow(tab="Budget", row=3)
    assert repr(slow).replace("Slow", "Place") == repr(place)
    assert dataclasses.astuple(slow) == dataclasses.astuple(place)
    assert [one.name for one in fields(slow)] == [one.name for one in fields(place)]
    assert Place(tab="Budget", row=4) == replace(place, row=4) != place
    assert {Place(tab="Budget", row=3): "found"}[place] == "found"
    assert place.__eq__(slow) is NotImplemented
    assert not hasattr(place, "__dict__")
    with pytest.raises(TypeError):
        Place("Budget")  # type: ignore[call-arg]


def test_what_may_change_has_no_hash() -> None:
    note = Note("old")
    note.text = "new"
    assert Note("new") == note
    with pytest.raises(TypeError):
        hash(note)


def test_one_that_says_itself_what_it_is_keeps_its_words() -> None:
    assert repr(Named("Budget")) == "<Budget>"
    assert {Named("Budget")} == {Named("Budget")}
