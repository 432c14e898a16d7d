"""Dataclasses that are quick to declare and to make, for the modules that every update imports.

Whoever checks types sees the standard library's own.  Declaring one of those writes and compiles
six functions, of which these share all but one; an update imports some sixty.  That nothing is
assigned to a frozen one is held by the type checker, not again at every step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter

    def dataclass(cls: Any = None, /, *, frozen: bool = False, **how: Any) -> Any:  # noqa: ANN401
        """Declare a dataclass with what the standard library's would be told."""
        if cls is None:
            return lambda own: dataclass(own, frozen=frozen, **how)
        shown = how.pop("repr", True)
        made = dataclasses.dataclass(cls, repr=False, eq=False, **how)
        made.__eq__ = _same
        made.__hash__ = _hash if frozen else None
        made.fields_in_order = attrgetter(*made.__dataclass_fields__)
        if shown:
            made.__repr__ = _shown
        return made


__all__ = ["dataclass"]


def _same(self: Any, other: Any) -> Any:  # noqa: ANN401  (of any class)
    """Say whether two are of one class and hold the same."""
    if self.__class__ is not other.__class__:
        return NotImplemented
    return self.fields_in_order(self) == self.fields_in_order(other)


def _hash(self: Any) -> int:  # noqa: ANN401
    """Return what equal ones have in common."""
    return hash(self.fields_in_order(self))


def _shown(self: Any) -> str:  # noqa: ANN401
    """Return one as it would be made."""
    said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
    return f"{self.__class__.__qualname__}({said})"
