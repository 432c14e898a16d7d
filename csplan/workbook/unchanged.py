"""Whether a workbook is still as the last update left it, known by its hash, and what that found.

Nothing has to be read, calculated or written then.  Knows nothing of sheets, so that it is quick.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from csplan.files.locking import check_not_open, only_writer
from csplan.files.other_names import other_names_findings
from csplan.files.run_notes import note_of, take_note
from csplan.files.saving import check_writable, read_file, remove_leftovers
from csplan.files.synchronised import synchronised_findings
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.records import dataclass
from csplan.terms.row_count import RowCount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from csplan.terms.values import Value

__all__ = ["Unchanged", "as_left", "note_what_was_found"]

_KIND = "found"
_CODES: dict[str, Code] = {str(code): code for code in Code}
_FIELDS = (
    *("code", "sheet", "message", "fix", "cell", "ref", "found"),
    *("row", "column", "accepted", "name", "heading", "folded"),
)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What an update would find again: its findings, its rows, and what Home counts."""

    findings: Sequence[Finding]
    rows: Mapping[str, RowCount]
    home: dict[str, Value]


def as_left(path: str | Path, *, now: datetime | None = None) -> Unchanged | None:
    """Return what the update found that left the workbook as it is; None where another may differ.

    Raises: WorkbookError where the file cannot be read, or could not be written if it had to be.
    """
    source, moment = Path(path), now or datetime.now().astimezone()
    if not os.path.exists(source.parent / ".csplan" / f"{source.name}.{_KIND}"):  # noqa: PTH110
        return None  # a link to a workbook elsewhere is not looked after: it is updated as usual
    content = note_of(source, _KIND, read_file(source)[1].sha256)
    if content is None:
        return None
    check_writable(source)
    check_not_open(source, now=moment)
    around = synchronised_findings(source)
    with only_writer(source, now=moment):
        remove_leftovers(source)
    try:
        findings, rows, home = json.loads(content)
        return Unchanged(
            (*map(_finding, findings), *other_names_findings(source), *around),
            {name: RowCount(*counts) for name, counts in rows.items()},
            dict(home),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # somebody else's words under csplan's name


def note_what_was_found(
    path: Path,
    sha256: str,
    findings: Sequence[Finding],
    rows: Mapping[str, RowCount],
    home: Mapping[str, Value],
) -> None:
    """Note what an update found, for the next one that finds the workbook as this one left it."""
    counts = {
        name: (one.present, one.valid, one.with_errors, one.blank) for name, one in rows.items()
    }
    listed = [[getattr(one, name) for name in _FIELDS] for one in findings]
    content = json.dumps([listed, counts, dict(home)], ensure_ascii=True)
    take_note(path, _KIND, sha256, content.encode("ascii"))


def _finding(fields: Sequence[Any]) -> Finding:
    """Return a finding that was noted.

    Raises: ValueError or LookupError where it is not one.
    """
    said = dict(zip(_FIELDS, fields, strict=True))
    return Finding(**{**said, "code": _CODES[said["code"]]})
