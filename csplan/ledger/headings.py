"""What each column of an extract is, by its heading; asked for where two could be meant.

Reads no file and judges no row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.terms.errors import CsplanError
from csplan.terms.names import column_letters, matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from csplan.ledger.answers import Answers

__all__ = ["Columns", "columns_in", "names_month", "plainly"]

_CODES = {
    "cost_centre": "cost centre code|cost center code|cc code|cost centre|cost center|costcentre"
    "|costcenter|cost code|cost centre no|cc|centre|center|centre code",
    "account": "account code|account no|account number|nominal code|nominal account"
    "|subjective code|gl code|gl account|detail code|account|subjective|nominal|natural account"
    "|acct|acct code|subjective analysis",
}


def _words(text: str) -> list[str]:
    """Return the headings of a list with bars between them."""
    return text.split("|")


_AMOUNTS = frozenset(
    _words(
        "amount|net amount|value|net value|actual|actuals|amount £|amount gbp|net|£|gross"
        "|gross amount|gross value|base amount|base value|home amount|home value|gl amount"
        "|transaction amount|posted amount|journal amount|line amount|total amount|actual amount"
        "|amount net|amount gross|net £|value £|value gbp|actual £|actual ytd|ytd actual"
        "|actual to date|year to date|ytd|balance|spend|actual spend|amount posted|local amount"
        "|amount in gbp|amount in local currency|period actual|month actual|net gbp"
    )
)
_DEBIT = frozenset(
    _words("debit|debits|dr|debit amount|debit £|amount dr|dr amount|debit value|debit gbp")
)
_CREDIT = frozenset(
    _words("credit|credits|cr|credit amount|credit £|amount cr|cr amount|credit value|credit gbp")
)
_SIDE = frozenset(
    _words(
        "dr/cr|d/c|dc|debit/credit|dr cr|d c|dr or cr|debit or credit|dc flag|side|sign"
        "|dr/cr flag|debit credit indicator|d/c indicator|cr/dr|c/d"
    )
)
_POSTED = _words(
    "posting date|posted date|date posted|gl date|accounting date|effective date"
    "|transaction date|trans date|journal date|date"
)
_MONEY = re.compile(
    r"\b(?:amounts?|actuals?|values?|budgets?|spend|totals?|balance|net|debits?|credits?|variance"
    r"|ytd|to date|forecast|profile|commitments?)\b"
)
_PERIOD = re.compile(r"\b(?:period|per|pd|prd|month|mth|mnth)\b")
_ASIDE = re.compile(r"\b(?:name|status|description|desc|type|open|end|start|year)\b")
_YEAR = re.compile(r"\b(?:year|yr|fy)\b")
_DATE = re.compile(r"\bdate\b")
_SIDES = frozenset({"d", "c", "dr", "cr", "debit", "credit", ""})
_WHEN = re.compile(
    r"\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}(?:[ t]\d\d:\d\d.*)?"
    r"|(?:apr|may|jun|jul|aug|sep|oct|nov|dec|jan|feb|mar)[a-z]{0,6}[-/ ']*(?:\d\d){0,2}"
    r"|20\d\d[-/ ]?(?:0\d|1[0-6])|p(?:d|er|eriod)?[ .-]?\d{1,2}|20\d\d[-/ ]?p\d\d?",
    re.IGNORECASE,
)
_MAYBE = re.compile(_WHEN.pattern + r"|0?\d|1[0-6]", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:\d{1,2}[-/ ])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ ']*"
    r"(?:\d\d){0,2}|\d{4}-\d\d-\d\d.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are used, by what they are used for, and how many there are in all."""

    headings: tuple[str, ...]
    at: dict[str, int]

    @property
    def width(self) -> int:
        """How many fields a row has."""
        return len(self.headings)

    @property
    def money(self) -> tuple[int, ...]:
        """Where the amounts are: one column, or debits and then credits."""
        names = ("amount",) if "amount" in self.at else ("debit", "credit")
        return tuple(self.at[name] for name in names)

    def name(self, field: str) -> str:
        """Return what a column is called, with its letter."""
        at = self.at[field]
        return f"{self.headings[at]} (column {column_letters(at + 1)})"


def plainly(heading: str) -> str:
    """Return a heading as headings are compared: no case, underscores, brackets or stops.

    >>> plainly("Amount (£)"), plainly("ACCT_PERIOD"), plainly("Acct. Period:")
    ('amount £', 'acct period', 'acct period')
    """
    plain = re.sub(r"[_().:*\[\]]+", " ", matching(heading))
    return re.sub(r"\s+", " ", plain).strip()


def columns_in(
    headings: Sequence[str], sample: Sequence[Sequence[str]], answers: Answers
) -> Columns | None:
    """Find the columns in a heading row; None where it is not a heading row.

    `sample` is some of the rows under it.

    Raises: CsplanError where several columns could be meant.
    """
    row = _Headings(tuple(one.strip() for one in headings), [plainly(one) for one in headings])
    codes = {field: _code_columns(row, field, answers) for field in _CODES}
    money = _money_columns(row, answers)
    if not all(codes.values()) or not money:
        return None
    at = {field: row.one(found, field) for field, found in codes.items()}
    if len(money) > 1 and not answers.amount and set(money) != {"debit", "credit"}:
        raise CsplanError(
            Refusal.LEDGER_QUESTION,
            f"Several columns may hold the amounts: {row.listed(sorted(money.values()))}.  Say "
            "which, with --amount and its heading or letter.  Nothing was written.",
        )
    at |= money
    at |= _period_columns(row, sample, answers, set(at.values()))
    if "amount" in at:
        at |= _side_column(row, sample, set(at.values()))
    return Columns(row.said, at)


@dataclass(frozen=True, slots=True)
class _Headings:
    """A heading row, as it stands and as it is compared."""

    said: tuple[str, ...]
    plain: Sequence[str]

    def named(self, column: str, option: str) -> int | None:
        """Return the column that an answer names, by heading or else by letter.

        Raises: CsplanError where two have that heading.
        """
        found = self.of({plainly(column)})
        if len(found) > 1:
            raise CsplanError(
                Refusal.LEDGER_QUESTION,
                f"{len(found)} columns are headed {column}.  Say which by its letter: {option} "
                f"{column_letters(found[0] + 1)}.  Nothing was written.",
            )
        wanted = column.strip().upper()
        letters = [n for n in range(len(self.said)) if column_letters(n + 1) == wanted]
        return next(iter(found or letters), None)

    def of(self, words: Container[str]) -> list[int]:
        """Return the columns whose headings are among some words."""
        return [n for n, heading in enumerate(self.plain) if heading in words]

    def listed(self, columns: Sequence[int]) -> str:
        """Name some columns."""
        return ", ".join(f"{self.said[n]} (column {column_letters(n + 1)})" for n in columns)

    def one(self, found: Sequence[int], field: str) -> int:
        """Return the only column.

        Raises: CsplanError where there are more.
        """
        if len(found) > 1:
            raise CsplanError(
                Refusal.LEDGER_QUESTION,
                f"Several columns may hold the {field.replace('_', ' ')}: {self.listed(found)}.  "
                f"Say which, with --{field.replace('_', '-')} and its heading or letter.  "
                "Nothing was written.",
            )
        return found[0]


def _code_columns(row: _Headings, field: str, answers: Answers) -> list[int]:
    """Return the columns that may hold a code: those with the best of its names."""
    given = answers.cost_centre if field == "cost_centre" else answers.account
    if given:
        at = row.named(given, f"--{field.replace('_', '-')}")
        return [] if at is None else [at]
    return next((found for word in _words(_CODES[field]) if (found := row.of({word}))), [])


def _money_columns(row: _Headings, answers: Answers) -> dict[str, int]:
    """Return the columns that may hold amounts; more than one, or one of debits and of credits."""
    if answers.amount:
        parts = [answers.amount]
        if plainly(answers.amount) not in row.plain:
            parts = answers.amount.split(",")[:2]
        named = [row.named(one, "--amount") for one in parts]
        fields = ("amount",) if len(named) == 1 else ("debit", "credit")
        return (
            {}
            if None in named
            else {f: n for f, n in zip(fields, named, strict=True) if n is not None}
        )
    single, debits, credits_ = row.of(_AMOUNTS), row.of(_DEBIT), row.of(_CREDIT)
    if len(debits) == len(credits_) == 1 and not single:
        return {"debit": debits[0], "credit": credits_[0]}
    if len(single) == 1 and not debits and not credits_:
        return {"amount": single[0]}
    if not single and not (debits and credits_):
        return {}
    return {f"amount {n}": n for n in single + debits + credits_}


def _side_column(
    row: _Headings, sample: Sequence[Sequence[str]], used: Container[int]
) -> dict[str, int]:
    """Return the column that says of each amount whether it is a debit or a credit, if any does.

    Raises: CsplanError where several do.
    """
    found = [n for n in row.of(_SIDE) if n not in used] or [
        n for n in range(len(row.said)) if n not in used and _holds_sides(sample, n)
    ]
    if len(found) > 1:
        raise CsplanError(
            Refusal.LEDGER_QUESTION,
            f"Several columns say debit or credit: {row.listed(found)}.  Leave one of them in the "
            "extract.  Nothing was written.",
        )
    return {"side": found[0]} if found else {}


def _holds_sides(sample: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether a column holds nothing but D and C, or DR and CR."""
    values = {row[column].strip().lower() for row in sample if column < len(row)}
    return bool(values & {"c", "cr", "credit"}) and values <= _SIDES


def _period_columns(
    row: _Headings, sample: Sequence[Sequence[str]], answers: Answers, used: Container[int]
) -> dict[str, int]:
    """Return the columns that say when: period, year, and the date that bears them out.

    Raises: CsplanError where several could be meant, or one that is unnamed.
    """
    if answers.period and matching(answers.period) == "none":
        return {}
    if answers.period:
        named = row.named(answers.period, "--period")
        if named is None:
            raise CsplanError(
                Refusal.LEDGER_QUESTION,
                f"The extract has no column {answers.period}.  Its columns are "
                f"{row.listed(range(len(row.said)))}.  Nothing was written.",
            )
        return {"period": named} | _year_column(row, {named})
    free = [n for n in range(len(row.said)) if n not in used and not _MONEY.search(row.plain[n])]
    periods = [n for n in free if _PERIOD.search(row.plain[n])]
    dates = [n for n in free if _DATE.search(row.plain[n]) and n not in periods]
    posted = next(([n] for word in _POSTED for n in dates if row.plain[n] == word), dates)
    found = _best(periods, row, sample) if periods else posted
    if not found and (unnamed := [n for n in free if _holds_times(sample, n, _MAYBE)]):
        raise CsplanError(
            Refusal.LEDGER_QUESTION,
            f"{row.listed(unnamed)} may say when, but has no such heading.  Say --period and "
            "its heading, or --period none if every row counts.  Nothing was written.",
        )
    at = {"period": row.one(found, "period")} if found else {}
    if periods and posted and row.plain[posted[0]] in _POSTED:
        at["date"] = posted[0]
    return at | _year_column(row, at.values())


def _best(periods: Sequence[int], row: _Headings, sample: Sequence[Sequence[str]]) -> Sequence[int]:
    """Return the columns of periods that say most plainly which month they mean."""
    named = [n for n in periods if _holds_times(sample, n, _NAMED)]
    plain = [n for n in periods if not _ASIDE.search(row.plain[n])]
    return named[:1] or plain or periods


def _year_column(row: _Headings, used: Container[int]) -> dict[str, int]:
    """Return the column of the year, if there is one.

    Raises: CsplanError where there are several.
    """
    found = [
        n
        for n, heading in enumerate(row.plain)
        if n not in used and _YEAR.search(heading) and not _MONEY.search(heading)
    ]
    if len(found) > 1:
        raise CsplanError(
            Refusal.LEDGER_QUESTION,
            f"Several columns may hold the year: {row.listed(found)}.  Leave one of them in the "
            "extract.  Nothing was written.",
        )
    return {"year": found[0]} if found else {}


def _holds_times(
    sample: Sequence[Sequence[str]], column: int, pattern: re.Pattern[str] | None = None
) -> bool:
    """Say whether a column holds nothing but dates and months, and some."""
    values = [row[column].strip() for row in sample if column < len(row) and row[column].strip()]
    return bool(values) and all((pattern or _WHEN).fullmatch(value) for value in values)


def names_month(text: str) -> bool:
    """Say whether a text, such as a sheet's name, is that of a month.

    >>> names_month("Sep 2016"), names_month("September"), names_month("Data")
    (True, True, False)
    """
    return _NAMED.fullmatch(text.strip()) is not None
