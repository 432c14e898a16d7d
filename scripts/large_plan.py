"""Writes the loaded plan with many indicators, for the benchmark: `large_plan.py <path> <rows>`.

The plan's own rows come again and again as the XML that they are, each with a ref and, where it is
a percentage, a baseline of its own; what follows from these is left to the first update.  Nothing
is held but one row of each kind, so that 50,000 indicators take seconds.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PLAN = Path(__file__).parents[1] / "templates" / "service_plan_2016_17.xlsx"
TABLE, KEY, FIGURE = "Indicators", b"Ref", b"Baseline"
PREFIX = b"KO1"
LEVEL = 1
BATCH = 50
_ROW = re.compile(rb'<row r="(\d+)".*?</row>', re.DOTALL)


def large_plan(path: Path, rows: int) -> None:
    """Write the loaded plan with so many indicators to a path."""
    with ZipFile(PLAN) as source, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as target:
        table, part = _places(source)
        listing = source.read(table)
        first, last = map(int, re.findall(rb' ref="[A-Z]+(\d+):[A-Z]+(\d+)"', listing)[0])
        longer = _lengthened(last, first + rows)
        for name in source.namelist():
            at = ZipInfo(name)
            at.compress_type = ZIP_DEFLATED
            with target.open(at, "w", force_zip64=name == part) as out:
                if name == table:
                    out.write(longer(listing))
                elif name == part:
                    _write_rows(out, longer(source.read(part)), listing, (first, rows))
                else:
                    out.write(source.read(name))


def _places(source: ZipFile) -> tuple[str, str]:
    """The parts of the table of indicators and of the sheet that it is on."""
    for listing in (name for name in source.namelist() if "worksheets/_rels/" in name):
        for table in re.findall(r"tables/\w+\.xml", source.read(listing).decode("utf-8")):
            if f' displayName="{TABLE}"'.encode() in source.read(f"xl/{table}"):
                sheet = Path(listing).name.removesuffix(".rels")
                return f"xl/{table}", f"xl/worksheets/{sheet}"
    sys.exit(f"{PLAN.name} has no table {TABLE}")


def _lengthened(last: int, new: int) -> Callable[[bytes], bytes]:
    """What makes ranges end in another row: the table's, and the sheet's."""
    of_range = re.compile(rb' ref="([A-Z]+\d+:[A-Z]+)%d"' % last)
    return lambda xml: of_range.sub(rb' ref="\g<1>%d"' % new, xml)


def _write_rows(out: IO[bytes], xml: bytes, listing: bytes, wanted: tuple[int, int]) -> None:
    """Write the sheet with so many rows under its headings."""
    first, rows = wanted
    own = [one for one in _ROW.finditer(xml) if int(one[1]) > first]
    headings = re.findall(rb'<tableColumn id="\d+" name="([^"]*)"', listing)
    forms = [_form(one[0], int(one[1]), headings) for one in own]
    out.write(xml[: own[0].start()])
    several: list[bytes] = []
    for at, one in zip(range(rows), cycle(own), strict=False):
        text, share = forms[at % len(own)]
        several.append(text % _told(at, first, share) if at >= len(own) else one[0])
        if len(several) == BATCH:
            out.write(b"".join(several))
            several.clear()
    out.write(b"".join(several) + xml[own[-1].end() :])


def _form(row: bytes, number: int, headings: Sequence[bytes]) -> tuple[bytes, float]:
    """A row with places for another number, ref and baseline, and its baseline if it is a share."""
    cells = re.findall(rb"<c .*?(?:/>|</c>)", row, re.DOTALL)
    key, figure = cells[headings.index(KEY)], cells[headings.index(FIGURE)]
    share = re.search(rb"<v>(0\.\d+)</v>", figure)
    text = row.replace(b"%", b"%%")
    told = re.sub(rb' t="s"><v>\d+</v>', b' t="inlineStr"><is><t>%(ref)b</t></is>', key)
    text = text.replace(key, told)
    if share is not None:
        text = text.replace(figure, figure.replace(share[1], b"%(figure)b"))
    text = re.sub(rb'(?<= r=")([A-Z]*)%d(?=")' % number, rb"\1%(row)d", text)
    return text, float(share[1]) if share is not None else 0.0


def _told(at: int, first: int, share: float) -> dict[bytes, object]:
    """What the places of a row hold in the row at a place under the headings."""
    figure = round(share * (1 - at % 997 / 20_000), 4)
    return {
        b"row": first + 1 + at,
        b"ref": b"%b-%05d" % (PREFIX, at + 1),
        b"figure": repr(figure).encode(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="the workbook to write")
    parser.add_argument("rows", type=int, help="how many indicators it has")
    asked = parser.parse_args()
    large_plan(asked.path, asked.rows)
