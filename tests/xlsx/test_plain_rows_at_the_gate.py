"""Rows that the gate knows by their shape: nothing passes that a parser of every byte refuses."""

from __future__ import annotations

from random import Random
from xml.parsers import expat

import pytest

from csplan.terms.errors import WorkbookError
from csplan.xlsx import gate
from csplan.xlsx.said_once import whole
from csplan.xlsx.zip_members import Member
from tests.extent import some_of
from tests.xlsx.builders import sheet

TWO = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" s="3"><c r="A2" t="s"><v>{}</v></c></row>'
ROWS = TWO.replace("{}", "2")
LONG = "IF(Plan[[#This Row],[Actual]]&gt;=1,{},--TRUE)"
FORMULAS = [
    f"<c{start}<f{own}>{LONG.format(number)}</f></c>"
    for number, own in (("1", ""), ("2", ""), ("1", ' aca="false"'), ("3", ' b="&quot;>"'))
    for start in (">", ' t="str">')
]
OF_A_MEMBER = ("flags", "method", "crc", "packed_size", "size", "start", "data_start", "end")
PIECES = (
    *("<a>", "</a>", "<a b='1'>", "<sheetData>", "</sheetData>", "<a/>", "x", " ", "\n", "&amp;"),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "]]",
        "]",
        ">",
        "<?pi ",
        "?>",
        "<a b='",
        "'>",
        "&",
        "amp;",
    ),
    *("\x01", "\ufffe", "\xe9", "&nbsp;", "&#1;", "&#65;", "--", "<", "<row", "</row>", "</c>"),
    *FORMULAS,
    *(f"{LONG.format(1)}</f>", "<f>", f"<f>{LONG.format(1)}", "</f>", "<f/>", "<a b='<c>"),
    *('<row r="9">', '<c r="A9">', '<row r="9" r="9"/>', '<row r="9" s="1" s="1"/>', "<v>", "</v>"),
)


def told(xml: bytes, cuts: list[int], size: int = 0) -> str | None:
    """What the gate says of a part that comes in pieces; None where it lets it pass.

    Its headers say its `size`; of one that is short they need not.
    Whatever it lets pass is kept so that it can be had again to the letter.
    """
    kept = []
    headers = dict.fromkeys(OF_A_MEMBER, 0) | {"size": size}
    member = Member(name="sheet.xml", **headers, central=b"")
    part = gate._Part(member, "plan.xlsx", 1_000_000)  # noqa: SLF001  (parts without a zip)
    try:
        part.begin(xml[: cuts[0]] if size else xml)
        for start, end in zip([0, *cuts], [*cuts, len(xml)], strict=True):
            kept.append(part.take(xml[start:end]))
        part.end()
    except WorkbookError as reason:
        return str(reason.code)
    part.kept = kept
    assert xml == whole(part.content())
    return None


def parsed(xml: bytes) -> str | None:
    """What a parser of every byte says."""
    depth = 0

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > gate.MOST_DEPTH:
            raise RecursionError

    def closed(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        return "damaged"
    except RecursionError:
        return "too-deep"
    return None


def document(draw: Random) -> bytes:
    """A part with rows of the plain shape and whatever else, often sound, often not."""
    if draw.random() < 0.5:
        deep = draw.choice((1, 2, 60, 61, 62, 63, 64))
        inside = [
            ROWS,
            *draw.choices(FORMULAS, k=4),
            *draw.choices(("x", "<a/>", "&amp;", ROWS, "<!-- x -->"), k=2),
        ]
        draw.shuffle(inside)
        text = "<a>" * deep + "".join(inside) + "</a>" * deep
    else:
        text = "<a>" + "".join(
            draw.choices((*PIECES, *(ROWS,) * 12, *FORMULAS * 2), k=draw.randrange(2, 9))
        )
        text += "</a>" if draw.random() < 0.7 else ""
    if draw.random() < 0.3:
        text = text.replace("<v>2</v>", f"<v>{''.join(draw.choices(PIECES, k=2))}</v>", 1)
    raw = text.encode("utf-16" if draw.random() < 0.05 else "utf-8")
    if draw.random() < 0.1:
        at = draw.randrange(len(raw))
        raw = (
            raw[:at] + draw.choice((b"\xff", b"\0", b"\xc3", b"\xed\xa0\x80", b"")) + raw[at + 1 :]
        )
    return raw


@pytest.mark.parametrize("seed", some_of(range(1), range(200)))
def test_the_gate_lets_pass_what_a_parser_of_every_byte_does_and_nothing_else(seed: int) -> None:
    draw, both = Random(seed), set()
    for _ in range(150):
        xml = document(draw)
        cuts = sorted(draw.choices(range(len(xml) + 1), k=draw.randrange(3)))
        told_here, parsed_here = told(xml, cuts), parsed(xml)
        if None in (parsed_here, told_here):  # one that is wrong twice is refused for either
            assert parsed_here == told_here, (xml, cuts)
        both.add(told_here)
    assert {None, "damaged", "too-deep"} == both


@pytest.mark.parametrize(
    "text", ["\x01", "&nbsp;", "&#0;", "]]>", "\ufffe", "\uffff", "&", "<", "</v><v>", "<b>1</b>"]
)
def test_what_xml_does_not_allow_in_a_text_is_refused_in_plain_rows_too(text: str) -> None:
    xml = sheet(TWO.replace("{}", text))
    expected = None if text in {"</v><v>", "<b>1</b>"} else "damaged"
    assert expected == told(xml.encode(), [])


@pytest.mark.parametrize("wrong", ["&nbsp;", "]]>"])
def test_what_stood_in_an_instruction_is_not_taken_for_read(wrong: str) -> None:
    formula = f"<f>{LONG.format(wrong)}</f>"
    xml = f"<?first {formula} ?>" + sheet(f'<row r="1"><c r="A1">{formula}</c></row>')
    assert "damaged" == told(xml.encode(), [])


def test_letters_of_two_bytes_are_not_taken_for_formulas_after_a_first_piece_of_one() -> None:
    text = f"<f>{'A' * 41}</f>".encode().decode("utf-16-le")
    deep = "<a>" * gate.MOST_DEPTH + "</a>" * gate.MOST_DEPTH
    xml = f"<a>{text}{text}{deep}{text}</a>".encode("utf-16-le")
    assert "too-deep" == parsed(xml) == told(xml, [1], len(xml))


def test_letters_that_are_cut_in_half_are_refused_in_plain_rows_too() -> None:
    xml = sheet(ROWS).encode().replace(b"<v>2<", b"<v>\xc3<")
    assert "damaged" == told(xml, [])


@pytest.mark.parametrize(
    "wrong", [ROWS + "<worksheet/>", "<worksheet/>" + ROWS, '<row r="1" r="1"/>' + ROWS]
)
def test_rows_stand_inside_one_sheet(wrong: str) -> None:
    assert "damaged" == told(wrong.encode(), [])
