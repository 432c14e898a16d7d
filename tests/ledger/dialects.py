"""True ledgers, drawn at random and written as ledgers are: in many dialects, with many slips.

Each extract comes with the pence that are true of every budget line.  Some are written so plainly
that they must be read; some ask for an answer, which comes with them; some are spoilt.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from csplan.ledger.answers import Answers

YEAR, MONTH = 2016, 6
CENTRES = ("SL001", "SL002", "EH100", "0042", "CC1")
ACCOUNTS = ("1000", "2000", "30-50", "00123")
MAPPING = (
    "Cost centre,Account,Ref\nSL001,*,B-1\nSL*,1000,B-2\nEH100,2000,B-3\n*,00123,B-4\n*,*,B-5\n"
)
MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


@dataclass(frozen=True)
class Line:
    """One true transaction: month 1 is April of the financial year that begins in `year`."""

    centre: str
    account: str
    month: int
    year: int
    pence: int
    text: str
    day: int

    @property
    def on(self) -> date:
        """The day of it."""
        calendar = (self.month + 2) % 12 + 1
        return date(self.year + (calendar < 4), calendar, self.day)


@dataclass
class Extract:
    """A ledger as it is to be written."""

    headings: list[str]
    rows: list[list[str]]
    true: dict[str, int]
    answers: Answers = field(default_factory=Answers)
    delimiter: str = ","
    encoding: str = "utf-8"
    ending: str = "\n"
    titles: list[str] = field(default_factory=list)
    quoted: str = "where needed"
    plain: bool = True
    said: list[str] = field(default_factory=list)


def ref_of(line: Line) -> str:
    """The budget line of a transaction, by the mapping above, worked out by hand."""
    if line.centre == "SL001":
        return "B-1"
    if line.centre.startswith("SL") and line.account == "1000":
        return "B-2"
    if (line.centre, line.account) == ("EH100", "2000"):
        return "B-3"
    return "B-4" if line.account == "00123" else "B-5"


def truth(lines: list[Line], month: int = MONTH) -> dict[str, int]:
    """The true pence of every budget line up to and with a month."""
    sums: dict[str, int] = {}
    for line in lines:
        if line.year == YEAR and line.month <= month:
            sums[ref_of(line)] = sums.get(ref_of(line), 0) + line.pence
    return {ref: pence for ref, pence in sums.items() if pence}


def ledger(rnd: random.Random) -> list[Line]:
    """Some transactions of the year, and sometimes of others."""
    lines = []
    for number in range(rnd.randint(3, 14)):
        text = rnd.choice(
            ("Rent", "Taxi, school", 'Pipe 5"', "Café Ltd", "Fees; legal", "Pay | May")
        )
        pence = rnd.choice(
            (rnd.randint(-200_000, 900_000), rnd.randint(1, 99), 123_456_789, 100_000)
        )
        month = rnd.randint(1, 12)
        lines.append(
            Line(
                rnd.choice(CENTRES),
                rnd.choice(ACCOUNTS),
                month,
                YEAR,
                pence or 1,
                f"{text} {number}",
                rnd.randint(1, 28),
            )
        )
    return lines


def money(pence: int, style: str) -> str:
    """An amount in one of the styles of ledgers."""
    pounds, rest = divmod(abs(pence), 100)
    whole = f"{pounds:,}" if "," in style else str(pounds)
    text = f"{'£' if '£' in style else ''}{whole}.{rest:02d}"
    if pence >= 0:
        return text + (" DR" if "CR" in style else "")
    if "(" in style:
        return f"({text})"
    if "CR" in style:
        return f"{text} CR"
    return f"{text}-" if "behind" in style else f"-{text}"


STYLES = ("", ",", "£", "£,", "(", "(£,", "CR", "CR,", "behind", "behind,")

PERIODS: dict[str, tuple[str, Callable[[Line], str], Answers]] = {
    "number": ("Period", lambda one: str(one.month), Answers()),
    "acct": ("Acct Period", lambda one: f"{one.month:02d}", Answers()),
    "p06": ("Accounting period", lambda one: f"P{one.month:02d}", Answers()),
    "words": ("PERIOD", lambda one: f"Period {one.month}", Answers()),
    "year-p": ("Fin_Period", lambda one: f"{one.year}P{one.month:02d}", Answers()),
    "name": ("Month", lambda one: f"{MONTHS[one.month - 1]}-{one.on.year % 100:02d}", Answers()),
    "long-name": ("Month", lambda one: f"{one.on:%B} {one.on.year}", Answers()),
    "iso-month": ("Period", lambda one: f"{one.on:%Y-%m}", Answers()),
    "iso": ("Posting date", lambda one: one.on.isoformat(), Answers()),
    "stamp": ("Transaction Date", lambda one: f"{one.on} 00:00:00", Answers()),
    "run": ("GL date", lambda one: f"{one.on:%Y%m%d}", Answers()),
    "dmy": ("Date", lambda one: f"{one.on:%d/%m/%Y}", Answers(dates="day-first")),
    "mdy": ("Date", lambda one: f"{one.on:%m/%d/%Y}", Answers(dates="month-first")),
    "dmy-short": ("Date", lambda one: f"{one.on:%d/%m/%y}", Answers(dates="day-first")),
    "ymd-short": ("Date", lambda one: f"{one.on:%y/%m/%d}", Answers(dates="iso")),
    "d-mon": ("Date", lambda one: f"{one.on:%d-%b-%Y}", Answers()),
    "month-number": ("Month", lambda one: str(one.on.month), Answers(months="calendar")),
    "month-of-year": ("Month no", lambda one: str(one.month), Answers(months="financial")),
    "coded": ("Period", lambda one: f"{one.year}{one.month:02d}", Answers(months="financial")),
    "coded-calendar": ("Period", lambda one: f"{one.on:%Y%m}", Answers(months="calendar")),
}
YEARLESS = {"number", "acct", "p06", "words", "month-number", "month-of-year"}
ASKING = {
    "dmy",
    "mdy",
    "dmy-short",
    "ymd-short",
    "month-number",
    "month-of-year",
    "coded",
    "coded-calendar",
}


def drawn(rnd: random.Random) -> Extract:
    """An extract that says what is true, in some dialect; its answers are right where any is."""
    lines = ledger(rnd)
    kind = rnd.choice(tuple(PERIODS))
    heading, said, answers = PERIODS[kind]
    style = rnd.choice(STYLES)
    extract = Extract(["Cost Centre", "Account", heading, "Narrative"], [], {})
    extract.said.append(f"{kind} {style}")
    if kind not in YEARLESS or rnd.random() < 0.3:
        lines += [replace(one, year=YEAR - 1) for one in ledger(rnd)[: rnd.choice((0, 0, 2))]]
        rnd.shuffle(lines)
    if kind in ASKING and rnd.random() < 0.5:
        answers, extract.plain = Answers(), False
    extract.answers = answers
    extract.true = truth(lines)
    extract.rows = [[one.centre, one.account, said(one), one.text] for one in lines]
    _with_years(rnd, extract, lines, kind)
    _with_money(rnd, extract, lines, style)
    if rnd.random() < 0.3:
        _with_totals(rnd, extract, lines, style)
    if rnd.random() < 0.3:
        order = list(range(len(extract.headings)))
        rnd.shuffle(order)
        extract.headings = [extract.headings[n] for n in order]
        extract.rows = [[row[n] for n in order] for row in extract.rows]
    extract.delimiter = rnd.choice(",;\t|")
    extract.encoding = rnd.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    extract.ending = rnd.choice(("\n", "\r\n", "\r\n"))
    extract.quoted = rnd.choice(("where needed", "all"))
    extract.titles = rnd.choice(
        ([], ["Ledger of £ 2016/17"], ['"A title\nof two lines"', ""], ["Page\x0cone", "x"])
    )
    return extract


def _with_years(rnd: random.Random, extract: Extract, lines: list[Line], kind: str) -> None:
    """Say the year in a column of its own where the period does not, or leave it unsaid."""
    others = any(one.year != YEAR for one in lines)
    if kind not in YEARLESS or not (others or rnd.random() < 0.3):
        return
    form = rnd.choice(("pair", "start", "end", "calendar"))
    forms: dict[str, Callable[[Line], str]] = {
        "pair": lambda one: f"{one.year}/{(one.year + 1) % 100:02d}",
        "start": lambda one: str(one.year),
        "end": lambda one: str(one.year + 1),
        "calendar": lambda one: str(one.on.year),
    }
    extract.headings.append(rnd.choice(("Year", "Financial Year", "Fin Yr")))
    for row, one in zip(extract.rows, lines, strict=True):
        row.append(forms[form](one))
    if form != "pair":
        if rnd.random() < 0.6:
            extract.answers = replace(extract.answers, years=form)
        else:
            extract.plain = False
    extract.said.append(f"year {form}")


def _with_money(rnd: random.Random, extract: Extract, lines: list[Line], style: str) -> None:
    """Say the amounts in one column, in two, or with their side beside them."""
    form = rnd.choice(("one", "one", "two", "side", "two-negative"))
    extract.said.append(form)
    if form == "one":
        extract.headings.append(rnd.choice(("Amount", "Net_Amount", "Value (£)", "ACTUAL")))
        for row, one in zip(extract.rows, lines, strict=True):
            row.append(money(one.pence, style))
    elif form == "side":
        extract.headings += [rnd.choice(("D/C", "Type")), "Amount"]
        for row, one in zip(extract.rows, lines, strict=True):
            row.extend(
                ["C" if one.pence < 0 else "D", money(abs(one.pence), style.replace("CR", ""))]
            )
    else:
        extract.headings += ["Debit", "Credit"]
        sign = -1 if form == "two-negative" else 1
        plain = style.replace("CR", "")
        for row, one in zip(extract.rows, lines, strict=True):
            pence = one.pence
            row.extend(
                [money(pence, plain), ""] if pence > 0 else ["", money(-pence * sign, plain)]
            )
        if sign < 0 and any(one.pence < 0 for one in lines):
            if rnd.random() < 0.5:
                extract.answers = replace(extract.answers, credits="negative")
            else:
                extract.plain = False


def _with_totals(rnd: random.Random, extract: Extract, lines: list[Line], style: str) -> None:
    """Add totals, in the column of a code or of the text, that agree with the rows."""
    if "Debit" in extract.headings or "D/C" in extract.headings or "Type" in extract.headings:
        return
    at = rnd.choice((0, 3))
    width = len(extract.headings)

    def total(words: str, pence: int, centre: str = "") -> list[str]:
        row = [""] * width
        row[0], row[at] = (centre if at else ""), words
        row[-1] = money(pence, style)
        return row

    done: list[list[str]] = []
    if rnd.random() < 0.5:
        for centre in CENTRES:
            own = [n for n, one in enumerate(lines) if one.centre == centre]
            done += [extract.rows[n] for n in own]
            if own:
                pence = sum(lines[n].pence for n in own)
                done.append(total(f"Total {centre}", pence, rnd.choice(("", centre))))
        extract.rows = done
    words = rnd.choice(("Grand total", "TOTAL", "Report Total:"))
    extract.rows.append(total(words, sum(one.pence for one in lines)))
    extract.said.append("totals")


def _field(text: str, extract: Extract) -> str:
    """A field as it stands in the file."""
    special = any(one in text for one in (extract.delimiter, '"', "\n"))
    if special or extract.quoted == "all":
        return '"' + text.replace('"', '""') + '"'
    return text


def text_of(extract: Extract) -> str:
    """The whole text of an extract."""
    rows = [extract.headings, *extract.rows]
    lines = [extract.delimiter.join(_field(one, extract) for one in row) for row in rows]
    return extract.ending.join([*extract.titles, *lines, ""])


def written(extract: Extract, folder: Path) -> Path:
    """Write an extract."""
    path = folder / "extract.csv"
    path.write_bytes(text_of(extract).encode(extract.encoding, errors="replace"))
    return path


def _unquoted(rnd: random.Random, text: str, extract: Extract) -> str:
    del rnd, extract
    return text.replace('"', "")


def _short(rnd: random.Random, text: str, extract: Extract) -> str:
    lines = text.split(extract.ending)
    at = rnd.randrange(len(lines))
    lines[at] = lines[at].rpartition(extract.delimiter)[0]
    return extract.ending.join(lines)


def _lost(rnd: random.Random, text: str, extract: Extract) -> str:
    """A letter of some amount is lost or doubled, as by a bad copy: a refusal or nothing wrong."""
    del rnd
    return text.replace(extract.delimiter + "SL001", extract.delimiter + "#N/A", 1)


def _strays(rnd: random.Random, text: str, extract: Extract) -> str:
    del extract
    at = rnd.randrange(len(text))
    return text[:at] + '"' + text[at:]


def _carriage(rnd: random.Random, text: str, extract: Extract) -> str:
    lines = text.split(extract.ending)
    at = rnd.randrange(len(lines))
    half = len(lines[at]) // 2
    lines[at] = (
        lines[at][:half] + rnd.choice(("\r", "\n", "\x0c", "\x0b", "\u2028")) + lines[at][half:]
    )
    return extract.ending.join(lines)


def _letter(rnd: random.Random, text: str, extract: Extract) -> str:
    del extract
    places = [n for n, one in enumerate(text) if one.isdigit() and text[n - 1 : n] == "."]
    if not places:
        return text
    at = rnd.choice(places)
    return text[:at] + rnd.choice("Ox ,") + text[at:]


SPOILT = (_unquoted, _short, _strays, _carriage, _letter, _lost)
"""What happens to files on their way.  None changes what a figure says to a reader, but some make
it unsayable: then a refusal is right, and no other figure ever is."""
