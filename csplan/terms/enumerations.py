"""Enumerations of words that are quick to declare, for the modules that every update imports.

Whoever checks types sees the standard library's StrEnum, and these are of its kind: what holds of
one holds of them.  Declared as the standard library does it, the vocabulary alone takes a
twentieth of all imports.
"""

from __future__ import annotations

from enum import EnumType
from enum import StrEnum as Words

from csplan.terms.for_types import TYPE_CHECKING

__all__ = ["StrEnum"]


class _Quick(EnumType):
    """Makes an enumeration whose members are its texts, and its tuples where it has a `__new__`."""

    @classmethod
    def __prepare__(cls, *_: Any, **__: Any) -> Any:  # noqa: ANN401  (as the standard one)
        """Keep what is declared as it comes."""
        return {}

    def __new__(cls, name: str, bases: tuple[type, ...], declared: dict[str, Any]) -> Any:  # noqa: ANN401  (the class)
        """Make the class, then its members in the order in which they are declared."""
        if any(one.__dict__.get("_member_map_") for one in bases):
            reason = f"{name} cannot extend an enumeration that has members"
            raise TypeError(reason)
        values = {
            key: one
            for key, one in declared.items()
            if key[0] != "_" and isinstance(one, str | tuple)
        }
        own = {key: one for key, one in declared.items() if key not in values}
        by_name: dict[str, Any] = {}
        by_value: dict[str, Any] = {}
        names: list[str] = []
        texts: list[str] = []
        make = own.pop("__new__", None)
        own |= {"_member_map_": by_name, "_value2member_map_": by_value, "_unhashable_values_": []}
        own |= {"_member_names_": names, "_hashable_values_": texts}
        made: Any = type.__new__(cls, name, bases, own)
        for key, value in values.items():
            one = str.__new__(made, value) if make is None else make(made, *value)
            text = str.__str__(one)
            if text in by_value:
                one = by_value[text]
            else:
                one.__dict__.update(
                    _name_=key, _value_=text, __objclass__=made, _sort_order_=len(names)
                )
                by_value[text] = one
                names.append(key)
                texts.append(text)
            by_name[key] = one
            type.__setattr__(made, key, one)
        return made


if TYPE_CHECKING:
    from enum import StrEnum
    from typing import Any
else:

    class StrEnum(Words, metaclass=_Quick):
        """Words that are members of one enumeration, as the standard library's are."""
