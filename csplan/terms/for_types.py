"""What `typing` says to whoever checks types, for the modules that every update imports.

To import `typing` costs an update as much as ten of these modules, and does nothing for it: while
csplan runs, annotations are only kept as they were written.  So its names are imported where
`TYPE_CHECKING`, and those that code needs as it runs stand here, doing no more than they must.
Whoever checks types sees the standard library's own.
"""

from __future__ import annotations

__all__ = [
    "TYPE_CHECKING",
    "Generic",
    "ParamSpec",
    "Protocol",
    "TypeVar",
    "assert_never",
    "overload",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Generic, Never, ParamSpec, Protocol, overload

    from typing_extensions import TypeVar
else:

    class Generic:
        """A class said to be of other types, which are not looked at."""

        __slots__ = ()

        def __class_getitem__(cls, _: Any) -> type:  # noqa: ANN401  (of any types)
            """Return the class itself."""
            return cls

    class Protocol:
        """A class that only says what others must have."""

        __slots__ = ()

    def TypeVar(name: str, **_: Any) -> Any:  # noqa: ANN401, N802  (stands where the standard one would)
        """Return what a type's name stands for here: nothing but the name."""
        return name

    ParamSpec = TypeVar

    def overload(function: Any) -> Any:  # noqa: ANN401  (of any function)
        """Return the function, over which the next of its name is said."""
        return function


def assert_never(value: Never) -> Never:
    """Refuse a word that a `match` has left out, which whoever checks types would have found."""
    message = f"a case is left out: {value!r}"
    raise AssertionError(message)
