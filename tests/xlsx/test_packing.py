"""Parts as a zip file holds them, and formulas kept once, come out as they went in."""

from __future__ import annotations

import sys
import zlib

import pytest

from csplan.xlsx.packing import packed
from csplan.xlsx.said_once import MARK, SaidOnce, Saver, in_pieces, whole

FORMULA = "IF(ISNUMBER(Plan[[#This Row],[Actual]]),Plan[[#This Row],[Actual]]{}1,&quot;&quot;)"
SMALL = b"<row>" * 9
LARGE = b"".join(b'<c r="A%d"><v>%d</v></c>' % (row, row * row) for row in range(50_000))
SPARED = SaidOnce((b"<c><f>" + MARK + b"ab</f><v>1</v></c>") * 40_000, {b"ab": b"SUM(A1:A9)"})


@pytest.mark.parametrize("without", ["nothing", "isal"])
@pytest.mark.parametrize("content", [b"", SMALL, LARGE, SPARED], ids=["0", "small", "large", "f"])
def test_what_is_packed_is_unpacked_the_same(
    content: bytes | SaidOnce, without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, without, None)
    part = packed(content)
    assert zlib.decompress(b"".join(part.pieces), -15) == whole(content)
    assert (part.crc, part.size) == (zlib.crc32(whole(content)), len(whole(content)))


def rows(mark: str, many: int) -> bytes:
    """Rows of one formula and a value."""
    cell = f'<c r="A1"><f>{FORMULA.format(mark)}</f><v>1</v></c>'
    return (f"<row>{cell}</row>" * many).encode()


def spared(pieces: list[bytes]) -> bytes:
    """What is kept of a part that comes in pieces."""
    saver = Saver()
    return b"".join(map(saver.spared, pieces))


def test_a_piece_may_begin_with_a_formulas_question_or_exclamation_mark() -> None:
    for mark in "!?":
        xml = rows(mark, 40)
        middle = xml.index(mark.encode(), len(xml) // 2)
        assert len(spared([xml[:middle], xml[middle:]])) < len(xml) / 2


@pytest.mark.parametrize("what", ["<!-- <f>", "<?a <f>", "<![CDATA[<f>"])
def test_nothing_is_spared_after_a_comment_wherever_a_piece_ends(what: str) -> None:
    xml = rows("+", 4)
    for cut in range(len(what)):
        end = f"{what}</f>".encode() + xml
        whole_of_it = xml + what[:cut].encode()
        kept = spared([whole_of_it, end[cut:]])
        assert kept.endswith(end[cut:])


def test_formulas_too_short_to_spare_do_not_end_the_sparing_of_the_others() -> None:
    xml = rows("+", 1) + b"<c><f>A1</f></c><c><f>B1</f></c>"
    pieces = [xml * 100] * 60
    assert len(spared(pieces)) < len(b"".join(pieces)) / 2


def test_a_part_in_pieces_is_the_part_in_full() -> None:
    for gaps in ((1, 5), (40_000, 2), (0, 9), (33_000, 0)):
        xml = MARK.join([b"<f>", *(b"ab" + b"x" * gaps[0] for _ in range(gaps[1]))])
        full = xml.replace(MARK + b"ab", b"SUM(A1)")
        assert b"".join(in_pieces(SaidOnce(xml, {b"ab": b"SUM(A1)"}))) == full
