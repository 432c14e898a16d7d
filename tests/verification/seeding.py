"""Errors put into the project's own reports, one place each, before they are drawn.

A page of blocks is taken, a figure or word in it replaced, and the page drawn in a format as it
always is: so that it is known exactly what is wrong, and where.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csplan.looks.figures import Figure
from csplan.scorecards.blocks import Name, Note, Page, Sentences, Table, TableRow, Travel
from csplan.scorecards.html import html_of
from csplan.scorecards.pdf import pdf_of
from csplan.scorecards.word import docx_of
from csplan.scorecards.xlsx import write_xlsx
from csplan.verification.document import Document, Grid
from csplan.verification.not_figures import not_figures_in
from csplan.verification.plan_figures import PlanFigure
from csplan.verification.reading import read

__all__ = ["FORMATS", "KINDS", "Seed", "Seeded", "as_text", "drawn", "seeded", "told"]

KINDS = (
    "wrong digit",
    "swapped rows",
    "last period's",
    "wrong rounding",
    "wrong unit",
    "wrong direction word",
    "wrong sign",
    "two places disagree",
)
FORMATS = ("html", "docx", "html", "pdf", "docx", "xlsx", "html", "docx", "eml", "txt")
_CREATED = dt.datetime(2016, 10, 14, tzinfo=dt.UTC)
_NUMBER = re.compile(r"(?<![\w.,/-])[+−]?£?\d+(?:,\d{3})*(?:\.\d+)?(?:m|%| points)?(?![\w/-])")
_MONTH = re.compile(r"\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_PAIRS = (
    ("rose from", "fell from"),
    ("Improving", "Worsening"),
    ("Better", "Worse"),
    ("Adverse", "Favourable"),
    (" over its £", " under its £"),
    ("overspend is", "underspend is"),
)
_TURNED = {**dict(_PAIRS), **{other: one for one, other in _PAIRS}}
_MADE_UP = (
    ("Agency social workers cost {} in the half year.", "£502.6k", "£414.0k"),
    ("The refurbishment of the contact centre came to {}.", "£86,400", "£84,600"),
    ("Fostering enquiries received in the half year: {}.", "1,318", "1,381"),
    ("{} of the staff survey's answers were returned.", "63.4%", "36.4%"),
)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Seed:
    """One error: its kind, what stood there, and what stands there now (any of these)."""

    kind: str
    old: str
    new: tuple[str, ...]
    where: Path_


@dataclass(frozen=True, slots=True)
class Seeded:
    """A document with errors: how it was drawn, and which errors are in it."""

    document: Document
    form: str
    seeds: tuple[Seed, ...]


def drawn(page: Page, form: str) -> tuple[bytes, str]:
    """A page in a format, and the name of its file."""
    if form == "pdf":
        return pdf_of(page, created=_CREATED), "report.pdf"
    if form == "docx":
        return docx_of(page, created=_CREATED), "report.docx"
    if form == "xlsx":
        with TemporaryDirectory() as folder:
            path = Path(folder) / "report.xlsx"
            write_xlsx(page, path, created=_CREATED)
            return path.read_bytes(), path.name
    html = html_of(page).encode()
    if form == "eml":
        message = EmailMessage(policy=SMTP)
        message["Topic"] = page.title
        message.set_content("The scorecard is below.")
        message.add_alternative(html.decode(), subtype="html")
        return message.as_bytes(), "report.eml"
    if form == "txt":
        return as_text(read(html, "report.html")).encode(), "report.txt"
    return html, "report.html"


def as_text(document: Document) -> str:
    """A document as somebody pastes it into a plain text: tables in columns."""
    parts = []
    for block in document.blocks:
        if isinstance(block, Grid):
            wide = [
                max((len(row[at]) for row in block.rows if at < len(row)), default=0) + 3
                for at in range(max(map(len, block.rows)))
            ]
            lines = [
                "".join(cell.ljust(wide[at]) for at, cell in enumerate(row)).rstrip()
                for row in block.rows
            ]
            parts.append("\n".join(line for line in lines if line))
        else:
            parts.append(block.text)
    return "\n\n".join(parts)


def told(seed: Seed, text: str) -> bool:
    """Whether an alarm about this text is about the error."""
    said = " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())
    new = [" ".join(one.split()) for one in seed.new]
    if seed.kind == "swapped rows":
        new.append(seed.old)
    return any(
        said == one or said.startswith(f"{one} ") or one.lower().startswith(f"{said.lower()} ")
        for one in new
    )


def words_of(document: Document) -> str:
    """All that a document says, in one text."""
    parts = []
    for block in document.blocks:
        if isinstance(block, Grid):
            parts += [" | ".join(row) for row in block.rows]
        else:
            parts.append(block.text)
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to put an error into a page: which parts are replaced, and what that makes."""

    edits: tuple[tuple[Path_, object], ...]
    seed: Seed


def seeded(
    page: Page, form: str, kinds: Sequence[str], facts: Sequence[PlanFigure], chance: random.Random
) -> Seeded:
    """A page drawn with one error of each kind, each in a place that the format shows."""
    plain = _plainly_read(page, form)
    options = {kind: list(_options(kind, page, facts, chance)) for kind in kinds}
    for some in options.values():
        chance.shuffle(some)
    for draw in range(_MOST_DRAWS):
        taken = _taken(options)
        document = read(*drawn(_edited(page, taken), form))
        hidden = [one for one in taken if not _is_shown(one.seed, document, plain)]
        if not hidden:
            break
        for one in hidden:  # at the last draws, no more of a kind that the format does not show
            some = options[one.seed.kind]
            options[one.seed.kind] = [] if draw > _MOST_DRAWS - 3 else [o for o in some if o != one]
    return Seeded(document, form, tuple(one.seed for one in taken if one not in hidden))


_MOST_DRAWS = 12


@functools.cache
def _plainly_read(page: Page, form: str) -> Document:
    return read(*drawn(page, form))


def _taken(options: dict[str, list[_Option]]) -> list[_Option]:
    """The first option of each kind that meets none of another kind."""
    taken: list[_Option] = []
    for some in options.values():
        for one in some:
            if not any(_meet(one.seed, other.seed) for other in taken):
                taken.append(one)
                break
    return taken


def _edited(page: Page, taken: Sequence[_Option]) -> Page:
    edits = [edit for option in taken for edit in option.edits]
    for path, value in sorted(edits, key=lambda edit: len(edit[0])):  # a whole section first
        page = _put(page, path, value)
    return page


def _is_shown(seed: Seed, document: Document, plain: Document) -> bool:
    """Whether an error stands in a document, and not in the same document without errors."""
    said, before = _counted(document), _counted(plain)
    if seed.kind != "swapped rows":
        return all(said[new] > before[new] for new in seed.new)
    rows = Counter(words_of(document).splitlines()) - Counter(words_of(plain).splitlines())
    return all(any(one in row for row in rows) for one in (seed.old, *seed.new))


def _meet(one: Seed, other: Seed) -> bool:
    """Whether two errors stand in one row or sentence, or look alike."""
    return one.where[:6] == other.where[:6] or bool(set(one.new) & set(other.new))


def _counted(document: Document) -> Counter[str]:
    text = words_of(document).replace("\u202f", " ").replace("\xa0", " ")
    found = Counter(_NUMBER.findall(text))
    for word in _TURNED.values():
        found[word.strip()] = text.count(word.strip())
    return found


def _options(
    kind: str, page: Page, facts: Sequence[PlanFigure], chance: random.Random
) -> Iterator[_Option]:
    """Yield the ways to put an error of a kind into a page."""
    if kind == "swapped rows":
        yield from _swaps(page, chance)
    elif kind == "last period's":
        yield from _earlier(page, facts)
    elif kind == "two places disagree":
        yield from _apart(page, chance)
    else:
        for path, text in _texts(page):
            for old, new in _changes(kind, text, chance):
                edit = (path, _with(_at(page, path), old, new))
                yield _Option((edit,), Seed(kind, old, (new.strip(),), path))


def _texts(page: Page) -> Iterator[tuple[Path_, str]]:
    """Yield every text of a page that a reader sees as a statement, and where it stands."""
    for path, leaf in _leaves(page, ()):
        names = {one for one in path if isinstance(one, str)}
        stated = names & {"cells", "facts", "texts"} or "said" in names or path[-1] == "text"
        if not stated or names & {"columns", "chart", "title", "about", "label", "heading", "name"}:
            continue
        if isinstance(leaf, str) and _MONTH.search(leaf) and len(leaf) < 20:
            continue  # a date
        if isinstance(leaf, Figure):
            yield path, leaf.text
        elif isinstance(leaf, Travel):
            yield path, leaf.word
        elif isinstance(leaf, str):
            yield path, leaf


def _leaves(one: object, path: Path_) -> Iterator[tuple[Path_, object]]:
    if isinstance(one, Figure | Travel | str):
        yield path, one
    elif isinstance(one, tuple):
        for number, part in enumerate(one):
            yield from _leaves(part, (*path, number))
    elif is_dataclass(one) and not isinstance(one, Name):
        for field in fields(one):
            yield from _leaves(getattr(one, field.name), (*path, field.name))


def _at(one: Any, path: Path_) -> Any:  # noqa: ANN401  (any part of a page)
    for step in path:
        one = one[step] if isinstance(step, int) else getattr(one, step)
    return one


def _put(one: Any, path: Path_, value: object) -> Any:  # noqa: ANN401  (the same)
    if not path:
        return value
    step = path[0]
    if isinstance(step, int):
        return (*one[:step], _put(one[step], path[1:], value), *one[step + 1 :])
    return replace(one, **{step: _put(getattr(one, step), path[1:], value)})


def _with(leaf: object, old: str, new: str) -> object:
    if isinstance(leaf, Figure):
        return Figure(leaf.text.replace(old, new, 1))
    if isinstance(leaf, Travel):
        return Travel(new)
    return str(leaf).replace(old, new, 1)


def _changes(kind: str, text: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield what may be replaced in a text, and by what."""
    if kind == "wrong direction word":
        for old, new in _TURNED.items():
            if old in text:
                yield old, new
        return
    others = [(start, end) for start, end, _ in not_figures_in(text)]
    for found in _NUMBER.finditer(text):
        old = found[0]
        if any(start < found.end() and found.start() < end for start, end in others):
            continue  # a date, an age, a length of time
        new = {
            "wrong digit": _wrong_digit,
            "wrong rounding": _wrongly_rounded,
            "wrong unit": _wrong_unit,
            "wrong sign": _wrong_sign,
        }[kind](old, chance)
        if new and new != old and text.count(old) == 1:
            yield old, new


def _digits(text: str) -> list[int]:
    return [at for at, sign in enumerate(text) if sign.isdigit()]


def _wrong_digit(text: str, chance: random.Random) -> str:
    at = chance.choice(_digits(text))
    others = [d for d in "123456789" if d != text[at]]
    return f"{text[:at]}{chance.choice(others)}{text[at + 1 :]}"


def _wrongly_rounded(text: str, _: random.Random) -> str:
    """A figure with fewer digits, rounded the wrong way."""
    if found := re.fullmatch(r"([+−]?)(\d+)\.([1-9])(%| points)", text):
        up = int(found[3]) < 5
        return f"{found[1]}{int(found[2]) + up}{found[4]}"
    if found := re.fullmatch(r"([+−]?£)(\d{1,3}(?:,\d{3}){2})", text):
        whole = int(found[2].replace(",", ""))
        tenths, rest = divmod(whole, 100_000)
        if rest:
            tenths += rest < 50_000
            return f"{found[1]}{tenths // 10}.{tenths % 10}m"
    return ""


def _wrong_unit(text: str, _: random.Random) -> str:
    if text.endswith("%"):
        return f"{text[:-1]} points"
    if text.endswith(" points"):
        return text.replace(" points", "%")
    if "£" in text and text.endswith("m"):
        return text.replace("£", "").replace("m", "%")
    if "£" in text:
        return f"{text.replace('£', '')}%"
    return f"{text}%" if len(text) > 1 else ""


def _wrong_sign(text: str, _: random.Random) -> str:
    swap = {"+": "−", "−": "+"}
    return f"{swap[text[0]]}{text[1:]}" if text[0] in swap and re.search("[1-9]", text) else ""


def _swaps(page: Page, chance: random.Random) -> Iterator[_Option]:
    """Yield how two rows of a table get each other's figure in one column."""
    for path, table in _tables(page):
        for column in range(1, len(table.columns)):
            rows = [n for n, row in enumerate(table.rows) if _figure(row, column)]
            if len(rows) < 2:
                continue
            one, other = chance.sample(rows, 2)
            first, second = (table.rows[n].cells[column].part for n in (one, other))
            if str(first) == str(second):
                continue
            at = (*path, "rows", one, "cells", column, "part")
            to = (*path, "rows", other, "cells", column, "part")
            seed = Seed("swapped rows", str(first), (str(second),), at)
            yield _Option(((at, second), (to, first)), seed)


def _tables(page: Page) -> Iterator[tuple[Path_, Table]]:
    for number, section in enumerate(page.sections):
        for at, block in enumerate(section.blocks):
            if isinstance(block, Table):
                yield ("sections", number, "blocks", at), block


def _figure(row: TableRow, column: int) -> bool:
    part = row.cells[column].part
    return isinstance(part, Figure) and part.value is not None and len(_digits(part.text)) > 1


def _earlier(page: Page, facts: Sequence[PlanFigure]) -> Iterator[_Option]:
    """Yield how an indicator's actual becomes that of the period before."""
    before = {one.subject.ref: one for one in facts if one.field == "previous"}
    for path, table in _tables(page):
        headings = [column.heading for column in table.columns]
        if "Actual" not in headings:
            continue
        column = headings.index("Actual")
        for number, row in enumerate(table.rows):
            name, part = row.cells[0].part, row.cells[column].part
            fact = before.get(name.ref) if isinstance(name, Name) else None
            if fact is None or not isinstance(part, Figure) or part.value is None:
                continue
            new = f"{fact.value:,.{fact.decimals}f}{'%' if part.text.endswith('%') else ''}"
            if new != part.text:
                at = (*path, "rows", number, "cells", column, "part")
                yield _Option(((at, Figure(new)),), Seed("last period's", part.text, (new,), at))


def _apart(page: Page, chance: random.Random) -> Iterator[_Option]:
    """Yield how a page says one figure in two ways: one of the plan, or one that it lacks."""
    counts = Counter(found for _, text in _texts(page) for found in set(_NUMBER.findall(text)))
    for path, text in _texts(page):
        for old in _NUMBER.findall(text):
            if counts[old] > 1 and len(_digits(old)) > 2 and text.count(old) == 1:
                new = _wrong_digit(old, chance)
                edit = (path, _with(_at(page, path), old, new))
                yield _Option((edit,), Seed("two places disagree", old, (new,), path))
    said, one, other = chance.choice(_MADE_UP)
    last = len(page.sections) - 1
    if last:
        begun = Sentences((said.format(one),), leads=False)
        ended = Note(said.format(other))
        edits = tuple(
            (("sections", at, "blocks"), (*page.sections[at].blocks, block))
            for at, block in ((0, begun), (last, ended))
        )
        for _ in range(40):
            yield _Option(edits, Seed("two places disagree", one, (other,), ("sections", -1)))
