"""This module says what a page is made of: blocks that every rendering draws and none understands.

A figure in a block stays a figure: its value, and the text and number format that show it.  A table
says which of its rows add up to which, and which column is the difference of which two, so that a
test can read every page back.  Knows nothing of councils, and nothing of formats.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from csplan.looks.figures import DASH, NOTHING, Figure
from csplan.terms.records import dataclass, replace

__all__ = [
    "Across",
    "Bar",
    "Bars",
    "Block",
    "Chart",
    "ChartKind",
    "Fact",
    "Field",
    "Item",
    "Items",
    "Name",
    "Note",
    "Page",
    "Part",
    "Role",
    "Room",
    "Said",
    "Section",
    "Sentences",
    "Status",
    "Sum",
    "Table",
    "TableCell",
    "TableColumn",
    "TableRow",
    "Tone",
    "Travel",
    "Trend",
    "facts_of",
    "is_empty",
    "table_of",
    "words_of",
]


Line = TypeVar("Line")
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Status:
    """A word that is drawn with its shape and colour."""

    word: str


@dataclass(frozen=True, slots=True)
class Travel:
    """A direction of travel, drawn with its arrow."""

    word: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a row is about: its ref, the group it stands in, its name, and a quiet word after it."""

    ref: str
    text: str
    group: str = ""
    note: str = ""

    @property
    def whole(self) -> str:
        """The name with its group, for labels repeat between groups."""
        name = f"{self.group}: {self.text}" if self.group else self.text
        return f"{name} ({self.note})" if self.note else name


@dataclass(frozen=True, slots=True)
class Trend:
    """Figures in the order of time, with the target that they are held against.

    `limits` are those of ordinary variation; one that `is_chart` is drawn large enough to be read
    figure by figure.
    """

    points: tuple[tuple[str, Figure], ...]
    target: Figure = NOTHING
    limits: tuple[Figure, Figure] | None = None
    is_chart: bool = False

    @property
    def words(self) -> str:
        """The same figures in words."""
        return f"{self.figures}; target {self.target}" if self.has_target else self.figures

    @property
    def figures(self) -> str:
        """The figures alone, in words."""
        return ", ".join(f"{period} {figure}" for period, figure in self.points)

    @property
    def latest(self) -> str:
        """The last of them in words, with how many there are where those are not all."""
        few = replace(self, points=self.points[-_LATEST:]).words
        number = len(self.points)
        return few if number <= _LATEST else f"Last {_LATEST} of {number}: {few}"

    @property
    def has_target(self) -> bool:
        """Whether there is a level to hold the figures against."""
        return self.target.value is not None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar between two values on its chart's axis; a label stands on it."""

    kind: str
    start: float
    end: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one row, and what is said where there is none."""

    bars: tuple[Bar, ...]
    none: str = ""


Part = Figure | Status | Travel | Name | Trend | Bars | str
"""What a cell can hold."""


class Room(StrEnum):
    """How much room a column wants, and so how it is aligned: figures to the right."""

    NAME = "name"
    TEXT = "text"
    LONG = "long"
    FIGURE = "figure"
    MONEY = "money"
    SHORT = "short"
    WORD = "word"
    STATUS = "status"
    DATE = "date"
    TRAVEL = "travel"
    TREND = "trend"
    BAR = "bar"

    @property
    def is_right(self) -> bool:
        """Whether figures stand in it, one below the other."""
        return self in (Room.FIGURE, Room.MONEY, Room.SHORT)


class ChartKind(StrEnum):
    """How the bars of a column make a chart."""

    SHARES = "shares"
    BESIDE = "beside"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Chart:
    """What a column of bars draws: the headings of its series, and the ends of its axis."""

    kind: ChartKind
    title: str
    series: tuple[tuple[str, str], ...]
    low: float = 0.0
    high: float = 1.0
    rows: tuple[int, ...] = ()
    """The rows that have bars; all where none is named."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading, its room, and the headings of what stands below each cell."""

    heading: str
    room: Room
    under: tuple[str, ...] = ()
    detail: bool = False
    """Whether it is left out where there is little room: on paper and on a telephone."""
    minor: bool = False
    """Whether it is left out on a narrow screen alone."""
    short: str = ""
    """The heading where there is little room."""
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell shows, and what stands below it in small letters."""

    part: Part
    under: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a row: a label before the text, or none where the text needs none."""

    label: str
    text: str
    heading: str = ""
    """The heading of its column in Excel; the label where it is blank."""


class Role(StrEnum):
    """What a row is in its table."""

    LINE = "line"
    PART = "part"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; `tags` are the words that readers can filter by."""

    cells: tuple[TableCell, ...]
    role: Role = Role.LINE
    said: tuple[Said, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """A row that is the total of others, in some columns."""

    total: int
    parts: tuple[int, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """A column that is the sum of some columns less others, in every row where all have figures."""

    heading: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings.  `leaves_out` says what its totals do not hold."""

    key: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    title: str = ""
    about: str = ""
    """What a screen reader says of it where it has no caption to be seen."""
    sheet: str = ""
    sums: tuple[Sum, ...] = ()
    across: tuple[Across, ...] = ()
    leaves_out: str = ""
    small: bool = False
    """Whether it is an appendix: small letters, in two columns on paper."""
    minor: bool = False
    """Whether it is left out on a narrow screen alone."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an entry: its heading where it stands in a column, and the words before it."""

    heading: str
    part: Part
    before: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to read: its name, the facts on a line, and what is said of it."""

    name: Name
    status: Status
    facts: tuple[tuple[Fact, ...], ...]
    said: tuple[Said, ...] = ()
    trend: Trend | None = None
    whose: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Entries one below the other, each kept whole on its page."""

    key: str
    caption: str
    entries: tuple[Item, ...]
    title: str = ""
    sheet: str = ""
    numbered: bool = False
    compact: bool = False
    """Whether name and facts share a line, and so what is said."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is to be read first: the first sentence larger where it leads the page."""

    texts: tuple[str, ...]
    leads: bool = True


class Tone(StrEnum):
    """How a note is drawn."""

    PLAIN = "plain"
    QUIET = "quiet"
    SMALL = "small"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph, with a word in bold before it."""

    text: str
    label: str = ""
    tone: Tone = Tone.PLAIN


Block = Sentences | Note | Table | Items
"""Whatever a section can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Blocks under one heading; in Excel a sheet, on screen a part that folds."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    sheet: str = ""
    starts_page: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables among its blocks."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole page, however many sheets of paper it takes, with what every sheet says of it."""

    title: str
    heading: str
    about: str
    authority: str
    department: str
    key: str
    """Whose page it is, for the properties of the file."""
    when: str
    standing: str
    """Whose figures, of when, as at when and how marked: below every title in Excel."""
    foot: str
    """What stands at the foot of every sheet: period, check and source."""
    marking: str
    illustrative: str
    draft: str
    sections: tuple[Section, ...]
    services: tuple[str, ...] = ()
    """Among the words that rows can be found by, those that are names of services."""
    whose: str = "service"
    """What such a name is the name of."""
    content_sha256: str = ""
    """The mark that its files carry: the hash of all else; nothing where they carry none."""

    def own_sha256(self) -> str:
        """Return the SHA-256 of all that the page holds, but for the mark itself."""
        said = repr(replace(self, content_sha256="")).encode("utf-8", "surrogatepass")
        return hashlib.sha256(said).hexdigest()


@dataclass(frozen=True, slots=True)
class Field(Generic[Line]):
    """A column with what it shows of a line; an optional one only where some line fills it."""

    column: TableColumn
    of: Callable[[Line], TableCell]
    optional: bool = False


def words_of(part: Part) -> str:
    """Return a part's words, as a reader hears them."""
    match part:
        case Figure():
            return part.text
        case Status() | Travel():
            return part.word
        case Name():
            return " ".join(filter(None, (part.ref, part.whole)))
        case Trend():
            return part.words
        case Bars():
            return part.none if not part.bars else ""
        case str():
            return part


def facts_of(entry: Item) -> str:
    """Return an entry's facts in one line."""
    groups = ([one for one in group if not is_empty(one.part)] for group in entry.facts)
    return "; ".join(filter(None, map(_facts, groups)))


def _facts(group: Sequence[Fact]) -> str:
    """Return the facts of one group: words of their own join one to another, else a comma does."""
    text = ""
    for fact in group:
        between = "" if not text else " " if fact.before else ", "
        text += f"{between}{fact.before}{words_of(fact.part)}"
    return text


def is_empty(part: Part) -> bool:
    """Say whether a part shows nothing: no word, or a dash."""
    if isinstance(part, Bars):
        return not part.bars
    if isinstance(part, Trend):
        return not part.points
    return words_of(part) in ("", DASH)


def _plain_row(_line: object) -> TableRow:
    return TableRow(())


def table_of(
    table: Table,
    fields: Sequence[Field[Line]],
    lines: Sequence[Line],
    *,
    row: Callable[[Line], TableRow] = _plain_row,
) -> Table:
    """Return a table with its columns and rows filled in; `row` says all of a row but its cells.

    What no line fills of an optional column, or of what stands below a column, is left out.
    """
    cells = [[field.of(line) for field in fields] for line in lines]
    kept: list[tuple[TableColumn, int, list[int]]] = []
    for at, field in enumerate(fields):
        headings = field.column.under
        under = [
            n for n in range(len(headings)) if any(not is_empty(own[at].under[n]) for own in cells)
        ]
        if field.optional and not under and all(is_empty(own[at].part) for own in cells):
            continue
        column = replace(field.column, under=tuple(headings[n] for n in under))
        kept.append((column, at, under))
    rows = [
        replace(
            row(line),
            cells=tuple(
                TableCell(own[at].part, tuple(own[at].under[n] for n in under))
                for _, at, under in kept
            ),
        )
        for line, own in zip(lines, cells, strict=True)
    ]
    return replace(table, columns=tuple(column for column, _, _ in kept), rows=tuple(rows))
