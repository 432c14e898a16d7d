"""A ledger extract's rows, gathered: .csv of any delimiter and encoding, or .xlsx.

Finds the heading row and the columns by their usual names, past title rows.  Knows no mapping.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from csplan.ledger.delimited import gather_text
from csplan.ledger.gathering import Gathering
from csplan.terms.errors import CsplanError, system_reason
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csplan.ledger.answers import Answers

__all__ = ["read_extract"]

_WORKBOOKS = (".xlsx", ".xlsm")
_OTHERS = (".xls", ".xlsb", ".ods", ".pdf", ".zip", ".docx")


def read_extract(
    path: Path, answers: Answers, progress: Callable[[float], None] | None = None
) -> Gathering:
    """Read an extract.  `progress` is told how much of the file is read, from 0 to 1.

    Raises: CsplanError where the file, one of its columns or one of its rows cannot be read.
    """
    gathering = Gathering(answers)
    ending = path.suffix.lower()
    if ending in _OTHERS:
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE,
            f"{path.name} is not an extract that csplan reads.  Save it as .csv or .xlsx.",
        )
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CsplanError(
                Refusal.LEDGER_UNREADABLE,
                f"{path.name} is not a file on a disk.  Copy the extract to one.",
            )
        if ending in _WORKBOOKS:
            from csplan.ledger.spreadsheet import gather_sheets

            gather_sheets(path, gathering)
        else:
            gather_text(path, gathering, progress or _unheard)
    except OSError as reason:
        raise CsplanError(
            Refusal.CANNOT_READ, f"{path.name} cannot be read ({system_reason(reason)})."
        ) from None
    except ValueError as reason:
        if "null" not in str(reason):
            raise
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE, "The extract's name holds a character that no name may have."
        ) from None
    if not any((one["cost_centre"] >= 0).any() for one in gathering.taken):
        raise CsplanError(
            Refusal.LEDGER_UNREADABLE,
            f"{path.name} holds no rows of figures under its headings.  Nothing was written.",
        )
    return gathering


def _unheard(_share: float) -> None:
    """Tell nobody how far it is."""
