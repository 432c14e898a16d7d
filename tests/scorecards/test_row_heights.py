"""What is certain of a row's height is what the page itself finds, to the byte of the PDF."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from csplan.looks.figures import Figure
from csplan.scorecards import paper, pdf
from csplan.scorecards.blocks import (
    Name,
    Page,
    Part,
    Role,
    Room,
    Said,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Travel,
    Trend,
)
from csplan.scorecards.pages import page_of
from csplan.scorecards.row_heights import UNKNOWN, Lettering, height_of
from tests.extent import some_of
from tests.scorecards.cases import cards, demo

CREATED = dt.datetime(2016, 10, 14, tzinfo=dt.UTC)
BODY = Lettering(size=10.0, small=8.0)
WORDS = [
    "Timeliness",
    "of",
    "visits",
    "to",
    "children",
    "in",
    "care",
    "To",
    "Ty",
    "AVATAR",
    "WAVE",
    "KO2-01",
    "9-16",
    "and/or",
    "e.g.",
    "(not",
    "due)",
    "“quoted”",
    "self-harm",
    "10–24",
    "level",
    "2+",
    "£1,234.56",
    "−12.5%",
    "100%",
    "naïve",
    "office",
    "f)",
    "r,",
    "y.",
    "16/17",
    "re-referral…",
    "a;",
    "b:",
    "c?",
    "d!",
    "A&E",
    "Q1/Q2",
    "—",
    "–",
    "+",
    "1%",
    "x",
    "the",
]


def test_a_line_is_as_high_as_its_capitals_and_half_its_size_from_the_next() -> None:
    assert pytest.approx((6.6, 6.6)) == height_of("One line", 200, BODY)
    assert pytest.approx((18.2, 18.2)) == height_of("Two lines of this text", 60, BODY)


@pytest.mark.parametrize(
    "text", ["\u4e2d", "soft\u00adhyphen", "line\nline", "self-harm-and-self-neglect"]
)
def test_what_the_font_lacks_or_may_be_torn_has_no_certain_height(text: str) -> None:
    assert UNKNOWN == height_of(text, 40, BODY)


def test_a_text_that_just_fits_may_take_one_line_or_two() -> None:
    assert pytest.approx((6.6, 18.2)) == height_of("Children in care", 67, BODY)


def text(drawn: random.Random, most: int = 30) -> str:
    """Some words, few more often than many."""
    return " ".join(drawn.choices(WORDS, k=int(most ** drawn.random())))


def part(drawn: random.Random, room: Room) -> Part:
    """Something that a column of that room can hold."""
    match room:
        case Room.STATUS:
            return Status(drawn.choice(["Red", "Amber", "Green", "Blue", "Not due", ""]))
        case Room.NAME:
            group, note = (drawn.choice(["", text(drawn, 4)]) for _ in range(2))
            return Name(drawn.choice(["", "KO1-01"]), text(drawn), group, note)
        case Room.TRAVEL:
            return Travel(drawn.choice(["Improving", "Worsening", "No comparator"]))
        case Room.TREND:
            values = [drawn.random() for _ in range(drawn.choice([0, 1, 3, 9]))]
            return Trend(tuple(("Q1", Figure("1", value)) for value in values))
    if room.is_right:
        return drawn.choice(["–", "£1,234", "-12.5%", ""])
    return drawn.choice(["", text(drawn)])


def page(number: int) -> Page:
    """A page of tables with texts of every kind and length."""
    drawn = random.Random(number)
    kinds = sorted(set(Room) - {Room.BAR})
    tables = []
    for _ in range(4):
        rooms = [Room.NAME, *drawn.choices(kinds, k=drawn.randint(1, 12))]
        rows = tuple(
            TableRow(
                tuple(
                    TableCell(
                        part(drawn, room),
                        tuple(part(drawn, Room.STATUS) for _ in range(drawn.choice([0, 0, 1, 2]))),
                    )
                    for room in rooms
                ),
                role=drawn.choice([Role.LINE, Role.LINE, Role.TOTAL]),
                said=drawn.choice([(), (Said("Why", text(drawn)), Said("", text(drawn)))]),
            )
            for _ in range(10)
        )
        columns = tuple(TableColumn(text(drawn, 3), room) for room in rooms)
        tables.append(Table(key="", caption="", columns=columns, rows=rows))
    words = dict.fromkeys(
        [
            "title",
            "heading",
            "about",
            "authority",
            "department",
            "key",
            "when",
            "standing",
            "foot",
            "marking",
            "illustrative",
            "draft",
        ],
        "",
    )
    section = Section(key="", title="Tables", blocks=tuple(tables))
    return Page(**{**words, "title": "Tables", "heading": "Tables", "sections": (section,)})  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("number", ["demo", *some_of([1], range(1, 40))])
def test_a_page_is_the_same_to_the_byte_where_no_height_is_certain(
    monkeypatch: pytest.MonkeyPatch, number: int | str
) -> None:
    one = page(number) if isinstance(number, int) else page_of(cards(demo())["service SL"])
    quick = pdf.pdf_of(one, created=CREATED)
    monkeypatch.setattr(paper, "certain", lambda _: None)
    assert pdf.pdf_of(one, created=CREATED) == quick
