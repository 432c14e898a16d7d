"""Writes the Python of the pages and the notebook as files: `python -m tests.docs.examples FOLDER`.

scripts/test.py lets mypy read them beside the project, in one run.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("xlsx.md", "python.md")
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: str) -> list[str]:
    """The Python on a page, a piece at a time."""
    return _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def cells() -> list[str]:
    """The code of the notebook, a cell at a time."""
    notebook = json.loads((DOCS / "plan.ipynb").read_text(encoding="utf-8"))
    assert [] == [one for one in notebook["cells"] if one.get("outputs")]
    return ["".join(one["source"]) for one in notebook["cells"] if one["cell_type"] == "code"]


def write_to(folder: Path) -> list[str]:
    """Write each example as a file of its own, the notebook's cells as one, and name them."""
    written = {"notebook.py": "\n".join(cells())}
    for page in (*PAGES, "../README.md"):
        for number, example in enumerate(examples(page)):
            written[f"{Path(page).stem.lower()}_{number}.py"] = example
    for name, text in written.items():
        (folder / name).write_text(text, "utf-8")
    return sorted(written)


if __name__ == "__main__":
    write_to(Path(sys.argv[1]))
