"""Makes the scorecards of a workbook dragged onto report.cmd, or named after this script.

They go into a folder called Scorecards beside the workbook.  Uses the csplan of the .venv beside
the folder of this script, or else the csplan on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import environment

FOLDER = "Scorecards"
LINE = "CSPLAN_LINE"
"""Where report.cmd leaves the line with which cmd began, when files were dragged onto it."""
_NO_WORKBOOK = "Drag a workbook onto report.cmd, or type: python scripts/report.py plan.xlsx"
_NO_CSPLAN = f"""csplan is not installed yet.  Do one of these, once, and then try again:
  - type: python "{environment.ROOT / "scripts" / "demo.py"}"
  - or type: pip install "{environment.ROOT}" """


def csplan() -> str | None:
    """The csplan to run; None where there is none."""
    installed = environment.program("csplan")
    return str(installed) if installed.exists() else shutil.which("csplan")


def report(program: str, workbook: Path) -> int:
    """Make the scorecards of one workbook; the exit status of csplan."""
    folder = workbook.resolve().parent / FOLDER
    print(f"{workbook.name}: making scorecards ...", flush=True)
    command = [program, "report", str(workbook), "--out", str(folder)]
    status = subprocess.run(command, check=False).returncode
    if folder.is_dir():
        print(f"The scorecards are in {folder}")
    return status


def dragged(line: str) -> list[str]:
    r"""Return the files that were dragged onto report.cmd, by the line with which cmd began.

    Explorer puts quotation marks only around names with spaces, and one pair around the whole.

    >>> dragged(r'cmd.exe /c ""C:\csplan\report.cmd" C:\R&D.xlsx "C:\My plan\A&B 100%!.xlsx""')
    ['C:\\R&D.xlsx', 'C:\\My plan\\A&B 100%!.xlsx']
    """
    found = re.search(r'report\.cmd"?(.*)', line, re.IGNORECASE)
    rest = found[1] if found else ""
    if rest.count('"') % 2:
        rest = rest[: rest.rindex('"')]
    return [one[0] or one[1] for one in re.findall(r'"([^"]*)"|([^\s"]+)', rest)]


def main() -> int:
    """Report on every workbook named; the worst exit status."""
    environment.print_any_letter()
    workbooks = [Path(name) for name in sys.argv[1:] or dragged(os.environ.get(LINE, ""))]
    program = csplan()
    if not workbooks:
        print(_NO_WORKBOOK)
        status = 2
    elif program is None:
        print(_NO_CSPLAN)
        status = 2
    else:
        status = max(report(program, workbook) for workbook in workbooks)
    if sys.stdin.isatty():
        input("\nPress Enter to close this window.")
    return status


if __name__ == "__main__":
    sys.exit(main())
