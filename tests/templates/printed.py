"""The plan's printed text, line by line, and the CSV files made from it by hand.

Knows nothing of csplan: the files are read with the standard library alone, so that a fault of
the package cannot hide a fault of the files.
"""

import csv
import re
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "tests" / "data" / "service-plan-2016-17.txt"
FILES = ROOT / "templates" / "service_plan_2016_17"

Row = dict[str, str]

LINES = ["", *TEXT.read_text(encoding="utf-8").split("\n")]  # LINES[268] is the plan's line 268
YEARS = ["Baseline", "Target 2016/17", "Target 2017/18", "Target 2018/19", "Target 2019/20"]


def rows(name: str) -> list[Row]:
    """Every row of a CSV file of the plan, in file order."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def line_of(row: Row) -> int:
    """The number of the printed line that a row comes from."""
    found = re.fullmatch(r"L(\d+)", row["Plan line"])
    assert found is not None, row
    return int(found[1])


def cells(line: int) -> list[str]:
    """The printed cells of a line of a table, without the spaces around them."""
    return [cell.strip() for cell in LINES[line].split("\t")]


def plain(text: str) -> str:
    """A text without tags and bullets, with spaces and dashes made alike.

    >>> plain("<p>Self –harm</p> <ul> • one")
    'Self -harm one'
    """
    text = re.sub(r"<[^>]*>|•", " ", text)
    return " ".join(re.sub("[‐‑‒–—−]", "-", text).split())


def whole_pounds(printed: str) -> int:
    """A printed sum of money; brackets are a minus.

    >>> whole_pounds("(4,371,083)")
    -4371083
    """
    pounds = int(printed.strip("()").replace(",", ""))
    return -pounds if printed.startswith("(") else pounds


def number(cell: str) -> Decimal | None:
    """The number in a cell of a CSV file, or None for a word or a blank."""
    return Decimal(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else None
