"""How a field of a sheet's row says its heading, meaning, unit and limits: a column said once.

From these declarations come reading, checks, links, drop-downs, number formats, cell notes,
formulas and documentation.  Knows nothing of files.
"""

from __future__ import annotations

from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING, Generic, TypeVar
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, Value, says
from csplan.terms.vocabulary import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from csplan.rules.rule import Rule
    from csplan.terms.period import FinancialYear

__all__ = [
    "Column",
    "Kind",
    "Shown",
    "Value",
    "calculated",
    "day",
    "link",
    "number",
    "row_check_by",
    "text",
    "word",
]

T = TypeVar("T", default="Any")


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    WORD = "word"
    LINK = "link"
    DAY = "date"
    CALCULATED = "calculated"


class Shown(StrEnum):
    """How a column's values are displayed."""

    TEXT = "text"
    IN_UNIT = "in the row's unit"
    POINTS = "in the row's unit, a % in points"
    POUNDS = "pounds"
    PERCENT = "percent"
    COUNT = "count"
    DAY = "date"
    MOMENT = "date and time"
    RAG = "RAG"


@dataclass(frozen=True, kw_only=True)
class Column(Generic[T]):
    """One column of a sheet, or one labelled value of Settings; `T` is what its cells hold.

    How it looks is said here too: `signed` figures are changes, shown with + or -; `places` are a
    percentage's decimals, and an `exact` figure in the row's unit has all that it needs; `marked`
    words are shown with a shape and a colour, and a label that `looks_like` a status has that
    status's own; a `linked` cell leads to the place that it names, and what a
    label means leads to the tab that it `leads_to`, there to the heading of the field `leads_at`.
    A `strong` text is calculated, but read like one that was typed.  `section` is the heading above
    a labelled value, or above the first column of a group.  A column that `begins_page` starts a
    new page to the right on paper.

    A text that `offers` a sheet's refs has them as its drop-down, and may be any other text too.

    A column with words of which `never` some may stand there takes any other text too: its words
    are offered, not required.

    A blank cell `means` a value, or by `means_where` another one where a column to its left says a
    word: formulas and rules take it for that, and nobody has to type it.

    A column of one `period` is folded away while another is reported.

    A calculated column that looks at a sheet calculated later than its own comes `after` it; none
    of its own sheet looks at it.

    `since` is the layout that brought the column: a workbook of an older one does not have it yet,
    which is not a fault, and `csplan upgrade` adds it.
    """

    heading: str
    meaning: str
    kind: Kind
    shown: Shown = Shown.TEXT
    required: bool = False
    entry: bool = False
    folded: bool = False
    width: float = 12
    words: type[StrEnum] | None = None
    never: type[StrEnum] | None = None
    absences: bool = False
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    to: str = ""
    offers: str = ""
    rule: Rule[..., Any] | None = None
    year: int | None = None
    default: Value = None
    means: Value = None
    means_where: tuple[str, str, Value] | None = None
    signed: bool = False
    places: int = 1
    exact: bool = False
    marked: Sequence[str] | type[StrEnum] = ()
    looks_like: str = ""
    section: str = ""
    linked: bool = False
    leads_to: str = ""
    leads_at: str = ""
    strong: bool = False
    begins_page: bool = False
    period: str = ""
    after: str = ""
    since: int = 1
    name: str = ""

    def __set_name__(self, row: type, name: str) -> None:
        """Take the name of the field; Python calls this where the row's class is declared."""
        self.__dict__["name"] = name

    @property
    def is_calculated(self) -> bool:
        """Whether csplan fills the column in."""
        return self.rule is not None

    def meant(self, value: Value, row: Mapping[str, Value]) -> Value:
        """Return what a cell of the row stands for: its value, or what a blank one means."""
        if value not in (None, ""):
            return value
        if self.means_where is None:
            return self.means
        other, word, instead = self.means_where
        left = row.get(other)
        if isinstance(left, CellError):
            return left
        return instead if says(left, word) else self.means

    def heading_in(self, year: FinancialYear) -> str:
        """Return the heading as it stands in a workbook of that financial year."""
        return self.heading if self.year is None else f"{self.heading} {year.plus(self.year)}"


def text(heading: str, meaning: str, **says: Any) -> Column[Value]:  # noqa: ANN401
    """Declare a column of words as they are typed."""
    return Column(heading=heading, meaning=meaning, kind=Kind.TEXT, **says)


def number(
    heading: str,
    meaning: str,
    *,
    shown: Shown = Shown.COUNT,
    **says: Any,  # noqa: ANN401
) -> Column[Value]:
    """Declare a column of numbers; with `absences` it may hold N/A, To be set, c, z or x."""
    return Column(heading=heading, meaning=meaning, kind=Kind.NUMBER, shown=shown, **says)


def word(words: type[StrEnum], heading: str, meaning: str, **says: Any) -> Column[Value]:  # noqa: ANN401
    """Declare a column that holds one of the vocabulary's words; they are its drop-down."""
    return Column(heading=heading, meaning=meaning, kind=Kind.WORD, words=words, **says)


def link(to: str, heading: str, meaning: str, **says: Any) -> Column[Value]:  # noqa: ANN401
    """Declare a column that holds the ref of a row of another sheet."""
    return Column(heading=heading, meaning=meaning, kind=Kind.LINK, to=to, **says)


def day(heading: str, meaning: str, **says: Any) -> Column[Value]:  # noqa: ANN401
    """Declare a column of dates, held as Excel's serial numbers."""
    return Column(heading=heading, meaning=meaning, kind=Kind.DAY, shown=Shown.DAY, **says)


def calculated(
    heading: str,
    rule: Rule[..., T],
    meaning: str = "",
    *,
    shown: Shown = Shown.TEXT,
    **says: Any,  # noqa: ANN401
) -> Column[T]:
    """Declare a column that a rule fills in; its meaning is the rule's first sentence."""
    return Column(
        heading=heading,
        meaning=meaning or _as_note(rule.meaning),
        kind=Kind.CALCULATED,
        shown=shown,
        rule=rule,
        **says,
    )


_DEEDS = {
    "Return": "",
    "Say": "",
    "Count": "The number of",
    "Add": "The sum of",
    "Colour": "The colour of",
    "Judge": "The judgement of",
    "Name": "The name of",
    "Ask": "Asks",
}
"""What a rule does, said as what its cell holds."""


def _as_note(meaning: str) -> str:
    """Return what a rule does as a reader of its cell is told.

    >>> _as_note("Return what the plan promises."), _as_note("Count the rows in error.")
    ('What the plan promises.', 'The number of the rows in error.')
    """
    deed, _, rest = meaning.partition(" ")
    if deed not in _DEEDS:
        return meaning
    said = f"{_DEEDS[deed]} {rest}".strip()
    return said[:1].upper() + said[1:]


def row_check_by(rule: Rule[..., str], *, folded: bool = True, width: float = 11) -> Column[str]:
    """Declare the column that says Check data where a row cannot be used as it is."""
    marked = (State.CHECK_DATA,)
    return calculated("Row check", rule, folded=folded, width=width, marked=marked)
