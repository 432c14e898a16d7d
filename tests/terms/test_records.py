"""The quick dataclasses behave as the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import fields

import pytest

from csplan.terms.records import NamedTuple, dataclass, field, replace


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


@dataclass(slots=True)
class Sum:
    """Something that follows from its parts."""

    one: int
    other: int
    total: int = 0

    def __post_init__(self) -> None:
        self.total = self.one + self.other


@dataclass
class Listed:
    """Something that grows."""

    lines: list[str] = field(default_factory=list)


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
    marks: tuple[str, ...] = dataclasses.field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Sparse:
    """Something of which little is said."""

    tab: str
    width: int = 12
    folded: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something of which nothing need be said."""

    words: str = "none"


@pytest.mark.parametrize("frozen", [Place(tab="Budget"), Named("one"), Sparse(tab="Budget")])
def test_what_is_frozen_refuses_to_be_changed(frozen: Place | Named | Sparse) -> None:
    for name in [one.name for one in fields(frozen)]:
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot change field '{name}'"):
            setattr(frozen, name, "another")
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(frozen, name)
    assert frozen == copy.copy(frozen) == copy.deepcopy(frozen)


def test_it_is_made_compared_shown_and_replaced_as_the_standard_librarys() -> None:
    place, slow = Place(tab="Budget", row=3), Slow(tab="Budget", row=3)
    assert repr(slow).replace("Slow", "Place") == repr(place)
    assert dataclasses.astuple(slow) == dataclasses.astuple(place)
    assert [one.name for one in fields(slow)] == [one.name for one in fields(place)]
    assert Place(tab="Budget", row=4) == replace(place, row=4) != place
    assert Place(tab="Budget", row=4) == dataclasses.replace(place, row=4)
    assert place == pickle.loads(pickle.dumps(place))  # noqa: S301  (our own)
    assert {Place(tab="Budget", row=3): "found"}[place] == "found"
    assert place.__eq__(slow) is NotImplemented
    assert not hasattr(place, "__dict__")
    with pytest.raises(TypeError):
        Place("Budget")  # type: ignore[call-arg]


def test_one_of_which_little_is_said_is_like_one_of_which_all_is_said() -> None:
    little, all_of_it = Sparse(tab="Budget"), Sparse(tab="Budget", width=12, folded=False)
    assert {"tab": "Budget"} == vars(little)
    assert all_of_it == little
    assert hash(all_of_it) == hash(little)
    assert repr(all_of_it) == repr(little)
    assert dataclasses.asdict(all_of_it) == dataclasses.asdict(little)
    assert Sparse(tab="Budget", width=9) == replace(little, width=9) != little
    assert little == pickle.loads(pickle.dumps(little))  # noqa: S301  (our own)
    assert ["tab", "width", "folded"] == [*inspect.signature(Sparse).parameters]
    assert "none" == Told().words != Told(words="some").words
    with pytest.raises(TypeError, match="no field is called height, wide"):
        Sparse(tab="Budget", wide=9, height=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="tab"):
        Sparse()  # type: ignore[call-arg]


def test_what_may_change_has_no_hash() -> None:
    note = Note("old")
    note.text = "new"
    assert Note("new") == note
    with pytest.raises(TypeError):
        hash(note)


def test_one_that_says_itself_what_it_is_keeps_its_words() -> None:
    assert repr(Named("Budget")) == "<Budget>"
    assert {Named("Budget")} == {Named("Budget")}


def test_a_notebook_is_told_how_one_is_made_as_by_the_standard_librarys() -> None:
    told, slow = inspect.signature(Place), inspect.signature(Slow)
    assert slow.parameters["tab"] == told.parameters["tab"]
    assert slow.parameters["row"] == told.parameters["row"]
    assert [*slow.parameters] == [*told.parameters]
    assert not hasattr(Place(tab="Budget"), "__signature__")


def test_what_follows_from_a_field_is_seen_to_when_one_is_made() -> None:
    assert Sum(2, 3).total == 5


def test_a_list_is_made_anew_for_each() -> None:
    one, other = Place(tab="a"), Place(tab="a", marks=("late",))
    assert ((), ("late",)) == (one.marks, other.marks)
    assert Listed().lines is not Listed().lines


class Spot(NamedTuple):
    """Somewhere."""

    tab: str
    row: int = 1

    @property
    def name(self) -> str:
        """How it is called."""
        return f"{self.tab}!{self.row}"


def test_a_named_tuple_is_one_as_the_standard_library_makes_it() -> None:
    one = Spot("Plan")

    assert ("Plan", 1) == one
    assert Spot(row=1, tab="Plan") == one
    assert "Plan!1" == one.name
    assert "Spot(tab='Plan', row=2)" == repr(one._replace(row=2))
    assert {"tab": "Plan", "row": 1} == one._asdict()
    assert one == pickle.loads(pickle.dumps(one))  # noqa: S301  (our own)
    assert (__name__, "Somewhere.", ("tab", "row")) == (
        Spot.__module__,
        Spot.__doc__,
        Spot._fields,
    )
    with pytest.raises(AttributeError):
        one.row = 3  # type: ignore[misc]
