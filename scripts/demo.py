"""Shows what csplan does with the loaded plan: `python3 scripts/demo.py`.

Makes the .venv, installs csplan and runs `csplan demo demo/`.  Run again, it brings the
demonstration that is there up to date, and keeps whatever was typed into it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

import environment

FOLDER = environment.ROOT / "demo"


def main() -> int:
    """Make the demonstration and say where to look."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    python = environment.install()
    plan = FOLDER / "plan.xlsx"
    command = ["report", str(plan)] if plan.exists() else ["demo", str(FOLDER)]
    done = subprocess.run([str(python), "-m", "csplan", *command], check=False)
    if done.returncode:
        print("\nThe demonstration could not be made: see the lines above.")
    else:
        print(f"\nLook in {FOLDER}")
        if "report" in command:
            print("It was there already; remove that folder to begin afresh.")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
