"""Builds the workbooks that ship: the blank one, and the one loaded with the plan of 2016/17.

python scripts/build_templates.py           writes both
python scripts/build_templates.py --check   exits 1 where a committed one is stale
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from csplan.template.build import blank_workbook, build
from csplan.template.finish import same_parts
from csplan.template.source import plan_from
from csplan.terms.period import FinancialYear

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
YEAR = FinancialYear(2016)


def built() -> dict[str, bytes]:
    """Return every shipped workbook by its name, built afresh."""
    return {
        "workbook.xlsx": blank_workbook(YEAR),
        "service_plan_2016_17.xlsx": build(plan_from(TEMPLATES / "service_plan_2016_17")),
    }


def stale(fresh: dict[str, bytes]) -> list[str]:
    """Return the names of the committed workbooks that differ from fresh ones."""
    return [
        name
        for name, data in fresh.items()
        if not (TEMPLATES / name).exists() or not same_parts(data, (TEMPLATES / name).read_bytes())
    ]


def main(arguments: list[str]) -> int:
    """Write the workbooks, or only look at them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which ones are stale")
    only_checks = parser.parse_args(arguments).check
    fresh = built()
    names = stale(fresh)
    if only_checks:
        for name in names:
            print(f"templates/{name} is stale: run python scripts/build_templates.py")
        return 1 if names else 0
    for name in names:
        (TEMPLATES / name).write_bytes(fresh[name])
        print(f"templates/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
