"""Makes everything that is made from something else: `python scripts/build.py`.

The workbooks in templates/, then the pages in docs/, then the pictures, for each needs the one
before.  A step that fails is named at the end, and does not keep the others from being made.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
STEPS = ("build_templates.py", "build_docs.py", "build_pictures.py")


def main() -> int:
    """Run every step; 0 when all were made."""
    failed = [
        step
        for step in STEPS
        if subprocess.run(
            [sys.executable, str(SCRIPTS / step)], cwd=SCRIPTS.parent, check=False
        ).returncode
    ]
    print(f"Not made: {', '.join(failed)}." if failed else "Everything is made.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
