"""Makes everything that is made from something else: `python scripts/build.py`.

The workbooks in templates/, then the examples of findings, the pages in docs/ and the pictures,
for each needs the one before.  A step that fails is named at the end, and does not keep the others
from being made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STEPS = (
    ("scripts/build_templates.py",),
    ("-m", "tests.faults.examples"),
    ("scripts/build_docs.py",),
    ("scripts/build_pictures.py",),
)


def main() -> int:
    """Run every step; 0 when all were made."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    failed = [
        step[-1]
        for step in STEPS
        if subprocess.run([sys.executable, *step], cwd=ROOT, check=False).returncode
    ]
    print(f"Not made: {', '.join(failed)}." if failed else "Everything is made.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
