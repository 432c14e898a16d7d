"""Shows what csplan does with the loaded plan: `python3 scripts/demo.py`.

Makes the .venv, installs csplan and runs `csplan demo demo/`.
"""

from __future__ import annotations

import subprocess
import sys

import environment

FOLDER = environment.ROOT / "demo"


def main() -> int:
    """Make the demonstration and say where to look."""
    python = environment.install()
    done = subprocess.run([str(python), "-m", "csplan", "demo", str(FOLDER)], check=False)
    if done.returncode:
        print("\nThe demonstration could not be made: see the lines above.")
    else:
        print(f"\nLook in {FOLDER}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
