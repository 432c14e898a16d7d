"""The program itself: `csplan`, or `python -m csplan`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; its exit status is the program's."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may lack a character
    from csplan.commands.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
