"""A later release, made for a trial: the package with another sheet, columns, settings and labels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from csplan.sheets import LAYOUT
from tests.template.test_new_sheet import RISKS, copy_of_csplan

ROOT = Path(__file__).parents[2]
NEXT = LAYOUT + 1

_RULES = '''
from csplan.rules.rule import rule
from csplan.terms.values import is_number


@rule(excel='IF(ISNUMBER({actual}),{actual}*{factor},"")', source="")
def twice(actual: Value, factor: Value) -> float | str:
    """Twice the actual."""
    return actual * factor if is_number(actual) else ""


@rule(excel="{rag}", source="")
def second_rag(rag: str) -> str:
    """The colour again."""
    return rag


class Indicator:
'''

_COLUMNS = """
    sureness: Value = word(Quarter, "Sureness", "How sure we are", entry=True, width=12, since=NEXT)
    margin: Value = _figure("Margin", "In the row's unit", folded=True, since=NEXT)
    twice: float | str = calculated(
        "Twice", twice, shown=Shown.IN_UNIT, signed=True, width=10, since=NEXT
    )
    second_rag: str = calculated("Second RAG", second_rag, shown=Shown.RAG, width=17, since=NEXT)


_ON_THE_TAB = ("""

_SETTINGS = """
    factor: Value = number(
        "Factor", "How much twice is", required=True, minimum=0, default=2.0, since=NEXT
    )
    switch: Value = word(
        YesNo, "A switch", "Whether", required=True, default="Yes", since=NEXT, section="Switches"
    )
    quarters_gone: """

_OVERALL = """
    warnings_again: float = calculated(
        "Warnings again", checks.check_warnings, shown=Shown.COUNT, since=NEXT
    )
    overall_check: """

_HEADLINES = """
    rated_again: float = calculated(
        "Rated again",
        summary.total_of("Add the rated indicators.", "outcomes__rated"),
        shown=Shown.COUNT,
        since=NEXT,
    )
    department_rag: """

NEW = {"Twice", "Second RAG", "Sureness", "Margin"}


def later_release(folder: Path) -> Path:
    """Write the later release into a folder, and return the folder."""
    copy_of_csplan(folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    sheets = folder / "csplan" / "sheets"
    (sheets / "risks.py").write_text(
        RISKS.replace("few_rows=3,", f"few_rows=3,\n    since={NEXT},")
    )
    _change(
        sheets / "__init__.py",
        {
            "\nif TYPE_CHECKING:": "from csplan.sheets.risks import RISKS\n\nif TYPE_CHECKING:",
            "    SETTINGS,\n    INDICATORS,\n": "    SETTINGS,\n    RISKS,\n    INDICATORS,\n",
            f"\nLAYOUT = {LAYOUT}\n": f"\nLAYOUT = {NEXT}\n",
        },
    )
    _change(
        sheets / "indicators.py",
        {"\nclass Indicator:\n": _RULES, "\n\n_ON_THE_TAB = (": _COLUMNS},
    )
    _change(sheets / "settings.py", {"\n    quarters_gone: ": _SETTINGS})
    _change(sheets / "checks.py", {"\n    overall_check: ": _OVERALL})
    _change(sheets / "summary.py", {"\n    department_rag: ": _HEADLINES})
    return folder


def _change(path: Path, changes: dict[str, str]) -> None:
    """Put other text in the place of some, which must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, f"{path.name} has no {old!r}"
        text = text.replace(old, new.replace("since=NEXT", f"since={NEXT}"))
    path.write_text(text, encoding="utf-8")


def run(release: Path, *arguments: str | Path) -> tuple[int, str]:
    """Run a command of a release; gives its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "csplan", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(release)},
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def fresh(release: Path, old: Path, new: Path) -> None:
    """Write a fresh workbook of a release with the plan that an older one holds."""
    script = (
        "import sys; from pathlib import Path; from csplan.template.fresh import fresh_like; "
        "from csplan.workbook.read import read; "
        "Path(sys.argv[2]).write_bytes(fresh_like(read(sys.argv[1])))"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(old), str(new)],
        env={**os.environ, "PYTHONPATH": str(release)},
        cwd=release,
        check=True,
    )
