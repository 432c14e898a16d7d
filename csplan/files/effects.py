"""Which files this run has changed, so that what is said of them afterwards is what happened.

Knows nothing of what stands in them.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["note", "note_changes"]

_CHANGED: ContextVar[list[Path] | None] = ContextVar("changed", default=None)


@contextmanager
def note_changes() -> Iterator[list[Path]]:
    """Give a list that fills with every file that is changed for as long as this lasts."""
    changed: list[Path] = []
    token = _CHANGED.set(changed)
    try:
        yield changed
    finally:
        _CHANGED.reset(token)


def note(path: Path) -> None:
    """Note that a file has been written; called after it has its place, never before."""
    changed = _CHANGED.get()
    if changed is not None and path not in changed:
        changed.append(path)
