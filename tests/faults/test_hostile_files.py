"""Hostile and damaged files: one sentence each, fast, in little memory, and no wrong figure."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.extent import some_of
from tests.faults import hostile_parts, hostile_zips
from tests.faults.hostile_zips import Kind
from tests.faults.worker import figures
from tests.lossless.parts import Parts
from tests.lossless.plans import tiny

pytestmark = pytest.mark.slow

Figure = Callable[[str, object], None]
DAMAGES = 90
HARMLESS = {
    "table of another name": "the tab's name and the headings find it",
    "signed": "reading breaks no seal; writing is refused",
    "number ''": "a blank, and the row's ref is asked for",
    "number ' '": "a blank, and the row's ref is asked for",
    "type 'e' with '#NEW!'": "an error value, and said to be one",
    "type 'inlineStr' with 'text'": "a blank, and the row's ref is asked for",
}


def hostile() -> Iterator[Kind]:
    """Every kind of hostile file."""
    yield from hostile_zips.not_workbooks()
    yield from hostile_zips.cut_and_joined()
    yield from hostile_zips.lying_zips()
    yield from hostile_parts.definitions()
    yield from hostile_parts.broken_xml()
    yield from hostile_parts.wrong_lists()
    yield from hostile_parts.impossible_cells()


MOST_SECONDS = {"200,500 rows": 6}
"""A plan may have 200,000 rows, so that one with more is read to its end before it is refused."""


def taken(folder: Path, files: Iterator[Kind]) -> list[dict[str, object]]:
    """How each file was taken by a process of its own."""
    names = {}
    for number, (kind, data) in enumerate(files):
        path = folder / f"{number:05d}.xlsx"
        path.write_bytes(data)
        names[path.name] = kind
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.worker", str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).parents[2],
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(names) == len(said)
    return [{**one, "kind": names[one["file"]]} for one in said]


@pytest.fixture(scope="module")
def right() -> tuple[str, int]:
    """The figures of the workbook before anybody harmed it."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(tiny())
        return figures(path)


def check_all(said: list[dict[str, object]], right: tuple[str, int]) -> None:
    """Only csplan's errors, fast, in little memory, and never different figures without one."""
    assert [] == [one for one in said if one["code"] == "UNEXPECTED"]
    assert [] == [
        (one["kind"], one["seconds"])
        for one in said
        if _number(one["seconds"]) > MOST_SECONDS.get(str(one["kind"]), 2)
    ]
    assert [] == [
        (one["kind"], one["megabytes"]) for one in said if _number(one["megabytes"]) > 300
    ]
    assert [] == [one["kind"] for one in said if not one["code"] and _is_wrong(one, right)]


def _is_wrong(one: dict[str, object], right: tuple[str, int]) -> bool:
    """Whether a file gave other figures than it should, without a word."""
    return one["figures"] != right[0] and _number(one["errors"]) <= right[1]


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return value


def test_every_kind_of_hostile_file_is_refused_in_a_sentence(
    tmp_path: Path, right: tuple[str, int], record_property: Figure
) -> None:
    kinds = [*hostile()]
    assert len(kinds) >= 200
    said = taken(tmp_path, iter(some_of(kinds[::4], kinds)))
    check_all(said, right)
    assert len({one["kind"] for one in said}) == len(said)
    passed = [one["kind"] for one in said if not one["code"]]
    assert [] == [one for one in passed if one not in HARMLESS]
    for one in said:
        if one["code"]:
            message = str(one["message"])
            assert re.search(r"[.!] +[A-Z“]", message), message
            assert len(message) < 400
            assert "Traceback" not in message
    codes = Counter(str(one["code"]) for one in said if one["code"])
    record_property(
        "figure",
        f"hostile: {len(said)} kinds of file, {sum(codes.values())} refused with {len(codes)} "
        f"codes, {len(passed)} read with the right figures; slowest "
        f"{max(_number(one['seconds']) for one in said):.2f} s, at most "
        f"{max(_number(one['megabytes']) for one in said):.0f} MB",
    )


def test_what_misleads_other_readers_is_read_right(tmp_path: Path, right: tuple[str, int]) -> None:
    said = taken(tmp_path, hostile_parts.misleading())
    check_all(said, right)
    assert [] == [one["kind"] for one in said if _is_wrong(one, right)]


def damages(count: int, seed: int) -> Iterator[Kind]:
    """Files in which bytes went wrong on a disk or a line."""
    chance = random.Random(seed)
    for number in range(count):
        data = bytearray(tiny())
        for _ in range(chance.choice((1, 1, 2, 5, 40))):
            at = chance.randrange(len(data))
            match chance.randrange(6):
                case 0:
                    data[at] ^= 1 << chance.randrange(8)
                case 1:
                    data[at] = chance.randrange(256)
                case 2:
                    length = chance.randrange(1, 600)
                    data[at : at + length] = bytes(len(data[at : at + length]))
                case 3:
                    del data[at : at + chance.randrange(1, 50)]
                case 4:
                    data[at:at] = chance.randbytes(chance.randrange(1, 50))
                case _:
                    other = chance.randrange(len(data))
                    data[at : at + 64] = data[other : other + 64]
        yield f"damage {seed}.{number}", bytes(data)


def rotten_parts(count: int, seed: int) -> Iterator[Kind]:
    """Workbooks in whose parts text went wrong before they were zipped: legal sums, wrong words."""
    chance = random.Random(seed)
    whole = tiny()
    read = ("xl/workbook.xml", hostile_zips.SHEET, hostile_zips.TABLE, "xl/sharedStrings.xml")
    for number in range(count):
        parts = Parts(whole)
        part = chance.choice(read)
        data = bytearray(parts.held[part])
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at] = ord(chance.choice("<>&\"'/=0A \t;#x"))
            else:
                del data[at : at + chance.randrange(1, 30)]
        parts.held[part] = bytes(data)
        yield f"rot {seed}.{number} in {part}", parts.data()


def check_damages(
    count: int, folder: Path, right: tuple[str, int], record_property: Figure
) -> None:
    """Damage that many files, and look at how they are taken."""
    said = taken(folder, damages(count, 11))
    check_all(said, right)
    for path in folder.iterdir():
        path.unlink()
    rotten = taken(folder, rotten_parts(count // 3, 12))
    assert [] == [one for one in rotten if one["code"] == "UNEXPECTED"]
    unharmed = sum(not one["code"] for one in said)
    record_property(
        "figure",
        f"damage: {count} random damages, {count - unharmed} refused, {unharmed} harmless with the "
        f"right figures, 0 wrong; {len(rotten)} rotten parts, 0 unexpected",
    )


def test_random_damage_never_changes_a_figure_unsaid(
    tmp_path: Path, right: tuple[str, int], record_property: Figure
) -> None:
    check_damages(DAMAGES, tmp_path, right, record_property)


@pytest.mark.slow
@pytest.mark.longest
def test_two_thousand_random_damages_never_change_a_figure_unsaid(
    tmp_path: Path, right: tuple[str, int], record_property: Figure
) -> None:
    check_damages(2000, tmp_path, right, record_property)
