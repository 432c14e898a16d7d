"""Holds an example of each finding, as csplan says it: `python -m tests.faults.examples`.

examples.md beside this module is read by docs/findings.md; a test holds it to what csplan says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from tests.faults import fixtures

PAGE = Path(__file__).with_name("examples.md")
_HEAD = ("# An example of each finding", "", "| Code | As csplan says it |", "|---|---|")


def said(finding: Finding) -> str:
    """A finding in one line: where, what, and what to do."""
    line = f"{finding.place}: {finding.message} *{finding.fix}*"
    return " ".join(line.replace("|", "\\|").split())


def page() -> str:
    """An example of every code, in the catalogue's order."""
    lines = (f"| `{code}` | {said(fixtures.example(code))} |" for code in Code)
    return "\n".join([*_HEAD, *lines, ""])


def main() -> int:
    """Write the examples anew."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
