"""This module says blocks in the language of Word documents: paragraphs, captions and tables.

Tables have heading rows, names and descriptions for screen readers; pictures are said in figures,
for a committee's paper is read aloud, copied and cut.  Knows no subject, and nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from csplan.looks.style import ARROWS, PALETTE, look_of
from csplan.scorecards.blocks import (
    Bars,
    ChartKind,
    Item,
    Items,
    Note,
    Part,
    Role,
    Room,
    Said,
    Section,
    Sentences,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    Travel,
    is_empty,
    words_of,
)
from csplan.scorecards.column_widths import letters_of, weight_of
from csplan.terms.records import dataclass

__all__ = ["NAMESPACE", "WordStyles", "heading", "plain_paragraph", "section_xml", "warning"]

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SMALL, _TABLE = 16, 17
"""Sizes of letters, in half points."""
_FIXED = {Room.STATUS: 13, Room.DATE: 19, Room.TRAVEL: 22, Room.WORD: 12, Room.BAR: 31}
"""How many letters wide columns of a few words are."""
_LINE = 160
"""How many letters of a table fit between the margins."""
_LEAST = 8
_WHOLE = 5000
_FEW = 8
"""A table of no more rows stays on one page."""


@dataclass(frozen=True, slots=True)
class WordStyles:
    """The styles of a document by their names in small letters, as its own keys for them."""

    keys: Mapping[str, str]
    lists: tuple[str, ...] = ()
    """The keys of numbered lists that begin at 1; of a council's own template there are none."""

    def key(self, *names: str) -> str:
        """Return the key of the first style that the document has; nothing where it has none."""
        return next((self.keys[name] for name in names if name in self.keys), "")


def section_xml(
    section: Section,
    styles: WordStyles,
    *,
    titled: bool,
    numbers: Iterator[int],
    lists: Iterator[str],
) -> str:
    """Return a section with its heading.

    `numbers` counts the tables of the document, and `lists` has a key for each numbered list; where
    it has none, the numbers of one list go on from the last.
    """
    parts = [heading(section.title, 1, styles)] if titled else []
    for block in section.blocks:
        if isinstance(block, Sentences):
            key = next(lists, "")
            parts += [_numbered(text, styles, key) for text in block.texts]
        elif isinstance(block, Note):
            parts.append(_note(block, styles))
        elif isinstance(block, Items):
            parts += _entries(block, styles)
        else:
            parts += _table(block, styles, about=section.title, number=next(numbers))
    return "".join(parts)


def heading(text: str, level: int, styles: WordStyles) -> str:
    """Return a real heading, which navigation and contents find."""
    key = styles.key(f"heading {level}")
    look = "" if key else "<w:b/>"
    return _paragraph(
        _run(text, look), key, before=f"<w:keepNext/>{_outline(level) if not key else ''}"
    )


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level - 1}"/>'


def warning(text: str) -> str:
    """Return a paragraph that stands out."""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{PALETTE["notice"]}"/>'
    return _paragraph(_run(text, f'<w:b/><w:color w:val="{PALETTE["notice_ink"]}"/>'), before=fill)


def plain_paragraph(text: str) -> str:
    """Return a paragraph of text and nothing else."""
    return _paragraph(_run(text))


def _paragraph(runs: str, style: str = "", *, before: str = "") -> str:
    named = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    says = f"<w:pPr>{named}{before}</w:pPr>" if named or before else ""
    return f"<w:p>{says}{runs}</w:p>"


def _run(text: str, look: str = "") -> str:
    """Return text in one look; a new line in it is a new line."""
    says = f"<w:rPr>{look}</w:rPr>" if look else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{says}{lines}</w:r>"


def _numbered(text: str, styles: WordStyles, key: str) -> str:
    own = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>' if key else ""
    style = styles.key("list number", "list paragraph", "normal")
    return _paragraph(_run(text), style, before=own)


def _note(note: Note, styles: WordStyles) -> str:
    if note.tone is Tone.WARNING:
        return warning(f"{note.label} {note.text}".strip())
    label = _run(f"{note.label} ", "<w:b/>") if note.label else ""
    return _paragraph(label + _run(note.text), styles.key("body text", "normal"))


def _entries(block: Items, styles: WordStyles) -> Iterator[str]:
    """Yield each entry: a heading, a line of facts, and what is said."""
    if block.title:
        yield heading(block.title, 2, styles)
    if block.caption:
        yield _paragraph(_run(block.caption))
    for number, entry in enumerate(block.entries, start=1):
        start = f"{number}. " if block.numbered else ""
        whose = f" ({entry.whose})" if entry.whose else ""
        yield heading(f"{start}{words_of(entry.name)}{whose}", 3, styles)
        yield _paragraph(_facts(entry), before=_keeping(next_too=bool(entry.said)))
        if entry.said:
            said = _run("   ").join(_said(one) for one in entry.said)
            yield _paragraph(said, before=_keeping(next_too=False))


def _keeping(*, next_too: bool) -> str:
    """Return how a paragraph of an entry stands: whole on its page, with the next or not."""
    after = 20 if next_too else 80
    return (
        f"{'<w:keepNext/>' if next_too else ''}<w:keepLines/>"
        f'<w:spacing w:before="0" w:after="{after}" w:line="240" w:lineRule="auto"/>'
    )


def _facts(entry: Item) -> str:
    """Return an entry's facts on one line."""
    runs = [_part(entry.status, "")] if entry.status.word else []
    for group in entry.facts:
        own = [fact for fact in group if not is_empty(fact.part)]
        if not own or is_empty(group[0].part):
            continue
        runs.append(_run("   " if runs else ""))
        for number, fact in enumerate(own):
            gap = " " if number and fact.before else ", " if number else ""
            runs.append(_run(f"{gap}{fact.before}"))
            runs.append(_part(fact.part, "<w:b/>" if fact.strong else ""))
    if entry.trend and entry.trend.points:
        runs.append(_run(f"   ({entry.trend.words})", _quiet()))
    return "".join(runs)


def _quiet() -> str:
    return f'<w:color w:val="{PALETTE["quiet"]}"/><w:sz w:val="{_SMALL}"/>'


def _said(one: Said) -> str:
    label = _run(f"{one.label}: ", "<w:b/>") if one.label else ""
    return label + _run(one.text)


def _table(table: Table, styles: WordStyles, *, about: str, number: int) -> Iterator[str]:
    """Yield a table with its heading and its numbered caption."""
    if not table.rows:
        return
    if table.title:
        yield heading(table.title, 2, styles)
    kept = [n for n, column in enumerate(table.columns) if _is_kept(column)]
    columns = [table.columns[n] for n in kept]
    title = table.title or table.about or about
    words = ": ".join(filter(None, (title, f"{table.caption} {table.leaves_out}".strip())))
    yield _caption(words, number, styles)
    widths = _widths(table, kept)
    rows = [_head(columns, widths)]
    last = len(table.rows) - 1
    for n, row in enumerate(table.rows):
        keeps = n < last and (n == last - 1 or last < _FEW)
        rows.append(_row(row, kept, columns, widths, keeps=keeps or bool(row.said)))
        if row.said:
            rows.append(_said_row(row, widths))
    grid = "".join(f'<w:gridCol w:w="{width * 3}"/>' for width in widths)
    yield f"<w:tbl>{_says_of(title, words)}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    yield _paragraph("")


def _widths(table: Table, kept: Sequence[int]) -> list[int]:
    """Return how wide each column is, of 5,000: figures whole, and words share what they leave."""
    wanted: dict[int, float] = {}
    for n in kept:
        column = table.columns[n]
        if column.room.is_right:
            wanted[n] = letters_of(table, n) + 3
        elif column.room in _FIXED:
            wanted[n] = _FIXED[column.room]
    wordy = [n for n in kept if n not in wanted]
    left = max(_LINE - sum(wanted.values()), _LEAST * len(wordy))
    weights = {n: weight_of(table, n) for n in wordy}
    wanted |= {n: max(left * weights[n] / sum(weights.values()), _LEAST) for n in wordy}
    if not wordy:
        wanted = {n: max(letters, _LINE / len(kept)) for n, letters in wanted.items()}
    return [round(_WHOLE * wanted[n] / sum(wanted.values())) for n in kept]


def _is_kept(column: TableColumn) -> bool:
    """Say whether a column stands in a document: bars of money are drawn elsewhere."""
    drawn = column.chart is not None and column.chart.kind is not ChartKind.SHARES
    return not column.detail and not drawn


def _caption(words: str, number: int, styles: WordStyles) -> str:
    """Return a caption with Word's own count of tables."""
    count = (
        f'<w:fldSimple w:instr=" SEQ Table \\* ARABIC "><w:r><w:t>{number}</w:t></w:r>'
        "</w:fldSimple>"
    )
    runs = f"{_run('Table ')}{count}{_run(f'. {words}')}"
    return _paragraph(runs, styles.key("caption"), before="<w:keepNext/>")


def _says_of(title: str, words: str) -> str:
    """Return how a table looks, and what a screen reader says of it."""
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{PALETTE["line"]}"'
    return (
        f'<w:tblPr><w:tblW w:w="{_WHOLE}" w:type="pct"/>'
        f"<w:tblBorders><w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        "</w:tblCellMar>"
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(words)}/>"
        "</w:tblPr>"
    )


def _head(columns: Sequence[TableColumn], widths: Sequence[int]) -> str:
    """Return the heading row, which Word repeats on every page and screen readers know."""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{PALETTE["band"]}"/>'
    cells = "".join(
        _cell_xml(
            _run(column.heading, f'<w:b/><w:sz w:val="{_SMALL}"/>'),
            width,
            right=column.room.is_right,
            fill=fill,
            keeps=True,
        )
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _cell_xml(
    runs: str, width: int, *, right: bool, fill: str = "", span: int = 1, keeps: bool = False
) -> str:
    """Return a cell of one paragraph, close to its neighbours."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    side = '<w:jc w:val="right"/>' if right else ""
    tight = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
    tight = f"<w:keepNext/>{tight}" if keeps else tight
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="pct"/>{spans}{fill}</w:tcPr>'
        f"{_paragraph(runs, before=tight + side)}</w:tc>"
    )


def _row(
    row: TableRow,
    kept: Sequence[int],
    columns: Sequence[TableColumn],
    widths: Sequence[int],
    *,
    keeps: bool,
) -> str:
    """Return a row, which keeps the next one on its page or does not."""
    strong = "<w:b/>" if row.role is Role.TOTAL else ""
    cells = "".join(
        _cell_xml(_cell(row.cells[n], strong), width, right=column.room.is_right, keeps=keeps)
        for n, column, width in zip(kept, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(cell: TableCell, look: str) -> str:
    """Return what a cell shows, and below it what stands below."""
    runs = _part(cell.part, look, table=True)
    for one in cell.under:
        if not is_empty(one):
            runs += f"<w:r><w:br/></w:r>{_part(one, '', table=True, quiet=True)}"
    return runs


def _said_row(row: TableRow, widths: Sequence[int]) -> str:
    """Return what is said of a row, over the whole width of its table."""
    size = f'<w:sz w:val="{_TABLE}"/>'
    runs = "".join(
        (_run(f"{one.label}: ", f"<w:b/>{size}") if one.label else "") + _run(f"{one.text}  ", size)
        for one in row.said
    )
    cell = _cell_xml(runs, sum(widths), right=False, span=len(widths))
    return f"<w:tr><w:trPr>{'<w:cantSplit/>' if len(runs) < _WHOLE else ''}</w:trPr>{cell}</w:tr>"


def _part(part: Part, look: str, *, table: bool = False, quiet: bool = False) -> str:
    """Return a part's words; a colour has its shape and its fill."""
    size = f'<w:sz w:val="{_SMALL if quiet else _TABLE}"/>' if table else ""
    colour = f'<w:color w:val="{PALETTE["quiet"]}"/>' if quiet else ""
    if isinstance(part, Status):
        drawn = look_of(part.word)
        if not drawn.shape:
            return _run(part.word, f"{look}{colour}{size}")
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{drawn.fill}"/>'
        says = f'<w:b/><w:color w:val="{drawn.text}"/>{size}{fill}'
        return _run(f"{part.word} {drawn.shape}", says)
    if isinstance(part, Travel):
        return _run(f"{ARROWS.get(part.word, '')} {part.word}".strip(), f"{look}{colour}{size}")
    if isinstance(part, Bars):
        words = "  ".join(f"{bar.kind} {bar.label}" for bar in part.bars) or part.none
        return _run(words, f"{look}{size}")
    return _run(words_of(part), f"{look}{colour}{size}")
