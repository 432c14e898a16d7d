"""Regular expressions that are compiled when they are first asked for, not when they are said.

Compiling one costs as much as importing a small module, and an update needs few of all that it
might.  Whoever checks types sees the standard library's own.
"""

from __future__ import annotations

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from re import compile as late_pattern
    from typing import Any
else:
    import re

    class late_pattern:  # noqa: N801  (stands where re.compile would)
        """A pattern by what re.compile would be told; not to be handed to functions of `re`."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            """Keep what the pattern is compiled from."""
            self.said = (pattern, flags)

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (of any method)
            """Compile the pattern, whose methods are this one's own from then on."""
            made = re.compile(*self.said)
            for one in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
                setattr(self, one, getattr(made, one))
            return getattr(made, name)


__all__ = ["late_pattern"]
