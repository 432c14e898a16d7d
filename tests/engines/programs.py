"""Decides what happens to a check whose program is not installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def require(program: str | Path) -> Path:
    """Where a program is; without it the test is skipped, or fails where CI is set.

    A name is looked for on the path; a path must exist.
    """
    found = shutil.which(str(program))
    if found is not None:
        return Path(found)
    message = f"{Path(program).name} is not installed, so this cannot be checked"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
