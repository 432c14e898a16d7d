"""The program itself: `csplan`, or `python -m csplan`.

Its first page of help is kept as text, written by scripts/build_docs.py from the commands: to make
it anew would take several times as long as to show it.
"""

from __future__ import annotations

import gc
import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; its exit status is the program's."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may lack a character
    if sys.argv[1:] in (["--help"], ["-h"]):
        page = os.path.join(os.path.dirname(__file__), "commands", "help.txt")  # noqa: PTH118, PTH120
        with open(page, encoding="utf-8") as text:  # noqa: PTH123  (pathlib costs more than all this)
            sys.stdout.write(text.read())
        sys.exit(0)
    from csplan.commands.running import collect_seldom, run_plainly

    collect_seldom()
    status = run_plainly(sys.argv[1:])
    if status is None:
        from csplan.commands.cli import run

        status = run()
    gc.freeze()  # Python looks through all that it holds before it ends, and a report holds much
    sys.exit(status)


if __name__ == "__main__":
    main()
