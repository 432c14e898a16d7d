"""Whether a file has another name elsewhere, which an update would leave with the old version.

A hard link is a second name of the same file.  A new version takes one name only.
"""

from __future__ import annotations

import contextlib

from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["other_names_findings"]


def other_names_findings(path: Path) -> tuple[Finding, ...]:
    """Warn of a workbook with several names on its disk; nothing where there is one, or none."""
    names = 1
    with contextlib.suppress(OSError):  # what cannot be looked at is refused when it is read
        names = path.stat().st_nlink
    if names < 2:  # noqa: PLR2004
        return ()
    return (
        Finding(
            code=Code.HARD_LINKED,
            sheet=path.name,
            message=f"The same file stands under {names} names (hard links); an update takes "
            f"{path.name} alone, and the others keep the version before.",
            fix="Use one name, or replace the others by shortcuts.",
        ),
    )
