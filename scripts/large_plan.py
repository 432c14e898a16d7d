"""Writes the loaded plan with many indicators, for the benchmark: `large_plan.py <path> <rows>`.

The plan's own indicators come again and again, each with a ref of its own.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from csplan.plan.calculate import calculate
from csplan.sheets import INDICATORS
from csplan.template.build import build
from csplan.template.shipped import shipped
from csplan.workbook.read import read


def large_plan(path: Path, rows: int) -> None:
    """Write the loaded plan with so many indicators to a path."""
    plan = read(shipped("service_plan_2016_17.xlsx"))
    own = [row for row in plan.table(INDICATORS) if row.get("ref")]
    many = [
        row | {"ref": f"{row['outcome']}-{number:05}"}
        for number, row in enumerate(islice(cycle(own), rows), start=1)
    ]
    larger = replace(plan, rows={**plan.rows, INDICATORS.key: many})
    path.write_bytes(build(calculate(larger)))


if __name__ == "__main__":
    large_plan(Path(sys.argv[1]), int(sys.argv[2]))
