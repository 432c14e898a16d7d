"""Whether a workbook lies in a folder that a program keeps the same on several computers.

There it may be open elsewhere without a note beside it.  Told by the folders' names alone.
"""

from __future__ import annotations

import re

from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["synchronised_findings"]

_NAMES = late_pattern(
    r"(OneDrive|SharePoint|Dropbox|Google ?Drive|My Drive|iCloud ?Drive|Box|Box Sync|"
    r"Nextcloud|ownCloud)(\s*[-(].*)?",
    re.IGNORECASE,
)


def synchronised_findings(path: Path) -> tuple[Finding, ...]:
    """Warn of a synchronised folder; nothing elsewhere."""
    folder = next((one for one in path.absolute().parts[:-1] if _NAMES.fullmatch(one)), None)
    if folder is None:
        return ()
    return (
        Finding(
            code=Code.SYNCHRONISED_FOLDER,
            sheet=path.name,
            message=f"The workbook lies in {folder}, where others may have it open unseen; what "
            f"they save later could replace this version.",
            fix="Make sure that nobody else has it open; a backup is kept in .csplan/backup.",
        ),
    )
