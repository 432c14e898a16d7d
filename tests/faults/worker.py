"""Reads and calculates every workbook of a folder in a process of its own, and says how it went.

Run as `python -m tests.faults.worker FOLDER`; prints one line of JSON a file: the code of the
refusal, the message, or a hash of all figures, with the seconds and the peak of memory.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
import traceback
from pathlib import Path

from csplan.sheets import BY_KEY
from csplan.terms.errors import CsplanError, PlanHasFaults, WorkbookError
from csplan.terms.finding import Severity
from csplan.workbook.update import read_and_calculate


def figures(path: Path) -> tuple[str, int]:
    """A hash of every input and result of a workbook, and how many errors are said to be in it."""
    results, findings = read_and_calculate(path)
    errors = sum(one.severity is Severity.ERROR for one in findings)
    held = {
        key: [{name: repr(row.get(name)) for name in BY_KEY[key].by_name} for row in rows]
        for key, rows in results.rows.items()
        if key != "checks"
    }
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest(), errors


def judged(path: Path) -> dict[str, object]:
    """How one file was taken."""
    _forget_peak()
    started = time.process_time()
    said: dict[str, object] = {"file": path.name, "code": "", "message": "", "figures": ""}
    try:
        said["figures"], said["errors"] = figures(path)
    except WorkbookError as refused:
        said |= {"code": refused.code, "message": str(refused)}
    except PlanHasFaults as faults:
        found = next(one for one in faults.findings if one.is_fault)
        said |= {"code": found.code, "message": f"{found.message}  {found.fix}"}
    except CsplanError as other:
        said |= {"code": "another", "message": str(other)}
    except BaseException as unexpected:  # noqa: BLE001  (that it is one is the finding)
        said |= {"code": "UNEXPECTED", "message": repr(unexpected), "where": traceback.format_exc()}
    said["seconds"] = time.process_time() - started
    said["megabytes"] = _peak()
    return said


def _forget_peak() -> None:
    """Begin to measure memory anew, where the system can."""
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        peak.write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory in use since then, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    for one in sorted(Path(sys.argv[1]).iterdir()):
        if one.is_file():
            print(json.dumps(judged(one)), flush=True)  # noqa: T201  (read by the test)
