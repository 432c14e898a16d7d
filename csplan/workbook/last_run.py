"""What people had typed when csplan last ran, as it noted it: quicker to read than the backup.

The note is tied to the backup by its hash; where it is not there, the backup itself is read.
"""

from __future__ import annotations

import json

from csplan.files.run_notes import note_of, take_note
from csplan.plan.plan import Place, Plan
from csplan.sheets import BY_KEY, SETTINGS, SHEETS
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = ["inputs_of", "note_inputs"]

_KIND = "inputs"


def note_inputs(path: Path, plan: Plan) -> None:
    """Note what people have typed into a version of a workbook that is kept as a backup."""
    said: dict[str, Any] = {
        "settings": [_written(plan.settings, list(plan.settings)), list(plan.settings)],
        "labels": list(plan.places[SETTINGS.key].labels) if SETTINGS.key in plan.places else None,
    }
    for sheet in _typed_into():
        if sheet.key in plan.rows:
            names = [column.name for column in sheet.inputs]
            rows = [_written(row, names) for row in plan.table(sheet)]
            said[sheet.key] = [list(plan.places[sheet.key].columns), names, rows]
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    take_note(path, _KIND, plan.sha256, content.encode("utf-8", "surrogatepass"))


def inputs_of(path: Path, sha256: str) -> Plan | None:
    """Return what people had typed into this version, as far as changes are told by it; or None."""
    content = note_of(path, _KIND, sha256)
    try:
        return None if content is None else _plan(json.loads(content), sha256)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # somebody else's words under csplan's name: the backup is read instead


def _plan(said: Any, sha256: str) -> Plan:  # noqa: ANN401  (JSON)
    """Return what was noted, as a plan without calculated columns and places."""
    values, names = said["settings"]
    places, rows = {}, {}
    if said["labels"] is not None:
        places[SETTINGS.key] = Place("", labels=dict.fromkeys(said["labels"], (0, 0)))
    for sheet in _typed_into():
        if sheet.key in said:
            columns, own, read = said[sheet.key]
            places[sheet.key] = Place("", columns=dict.fromkeys(columns, 0))
            blank: Row = dict.fromkeys(sheet.by_name)
            rows[sheet.key] = [blank | _read(row, own) for row in read]
    return Plan(settings=_read(values, names), rows=rows, places=places, sha256=sha256)


def _typed_into() -> Iterator[Sheet]:
    """Return the tables whose rows people fill in."""
    return (
        BY_KEY[sheet.key]
        for sheet in SHEETS
        if sheet.shape is Shape.TABLE and sheet.owner is not Owner.CSPLAN
    )


def _written(row: Row, names: list[str]) -> list[Value | list[str]]:
    """Return a row's values in order; an error value is a list of its own, to be told from text."""
    values = [row.get(name) for name in names]
    if CellError in map(type, values):
        return [[str(one)] if type(one) is CellError else one for one in values]
    return values  # type: ignore[return-value]


def _read(values: list[Value | list[str]], names: list[str]) -> Row:
    """Return the row that was written."""
    return {
        name: CellError(one[0]) if isinstance(one, list) else one
        for name, one in zip(names, values, strict=True)
    }
