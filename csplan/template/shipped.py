"""Finds the workbooks and CSV files that ship with csplan.  Knows nothing of what is in them."""

from __future__ import annotations

from pathlib import Path

__all__ = ["shipped"]

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return where a shipped file or folder is, in an installed wheel or in a checkout.

    Raises: FileNotFoundError where it is in neither.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"csplan was installed without its templates: {name} is missing")
