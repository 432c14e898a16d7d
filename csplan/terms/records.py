"""Dataclasses that are quick to declare and to make, for the modules that every update imports.

Whoever checks types sees the standard library's own, and its `fields` and `replace` know these too.
Declaring one of those imports modules that cost as much as forty of these, and compiles six
functions; these share all but the one that makes them, which is compiled when the first is made.
A frozen one refuses to be changed, as the standard library's does.  So it is with named tuples.

One that is frozen, made by names alone and not slotted may have dozens of fields: it holds what was
said when it was made, and has the rest of its class.
"""

from __future__ import annotations

from collections import namedtuple
from operator import attrgetter

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, replace
    from typing import Any, NamedTuple
else:

    def dataclass(
        cls: Any = None,  # noqa: ANN401
        /,
        *,
        frozen: bool = False,
        slots: bool = False,
        kw_only: bool = False,
        repr: bool = True,  # noqa: A002  (as the standard library calls it)
    ) -> Any:  # noqa: ANN401
        """Declare a dataclass with what the standard library's would be told."""
        if cls is None:
            return lambda own: dataclass(
                own, frozen=frozen, slots=slots, kw_only=kw_only, repr=repr
            )
        names = tuple(cls.__annotations__)
        given = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
        own = {name: one for name, one in cls.__dict__.items() if not slots or name not in names}
        for name, one in given.items():
            if isinstance(one, _Made):
                own.pop(name, None)
        own |= {
            "__init__": _first_made,
            "__eq__": _same,
            "__hash__": _hash if frozen else None,
            "__match_args__": () if kw_only else names,
            "__signature__": _SIGNATURE,
            "__dataclass_fields__": _FIELDS,
            "declared_fields": (names, given, kw_only),
            "fields_in_order": attrgetter(*names),
        }
        if repr:
            own.setdefault("__repr__", _first_shown)
        if frozen:
            own |= {"__setattr__": _refuse_change, "__delattr__": _refuse_change}
        if frozen and slots:
            own |= {"__getstate__": _held, "__setstate__": _hold}
        if slots:
            own["__slots__"] = names
        for name in ("__dict__", "__weakref__"):
            own.pop(name, None)
        made = type(cls)(cls.__name__, cls.__bases__, own)
        made.__qualname__ = cls.__qualname__
        return made

    def field(*, default_factory: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Say what a field holds where nothing is given: something made anew each time."""
        return _Made(default_factory)

    class _Named(type):
        """Makes a tuple with names of what is declared as a class of them."""

        def __new__(cls, name: str, bases: tuple[type, ...], declared: dict[str, Any]) -> type:
            """Make the tuple, with whatever else the class says."""
            if not bases:
                return super().__new__(cls, name, bases, declared)
            names = tuple(declared.get("__annotations__", ()))
            defaults = [declared[one] for one in names if one in declared]
            made = namedtuple(name, names, defaults=defaults, module=declared["__module__"])  # noqa: PYI024
            for key, one in declared.items():
                if key not in names:
                    setattr(made, key, one)
            return made

    class NamedTuple(metaclass=_Named):
        """A tuple whose places have names; the standard library's compiles what each holds."""

    def replace(one: Any, /, **changes: Any) -> Any:  # noqa: ANN401
        """Return one like another, but for what is said."""
        names, held = one.declared_fields[0], getattr(one, "__dict__", None)
        if held is None:
            own = {name: getattr(one, name) for name in names}
        else:
            own = {name: value for name, value in held.items() if name in names}
        return one.__class__(**(own | changes))


__all__ = ["NamedTuple", "dataclass", "field", "replace"]


class _Made:
    """What stands for a field's value until it is made."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


class _Signature:
    """How one is made, for whoever asks in a notebook; an instance has none."""

    def __get__(self, one: object, owner: Any) -> Any:  # noqa: ANN401
        if one is not None:
            raise AttributeError
        from inspect import signature

        made = signature(_maker_by_field(owner))
        return made.replace(parameters=list(made.parameters.values())[1:])


class _Fields:
    """The fields as the standard library tells of them."""

    def __get__(self, one: object, owner: Any) -> Any:  # noqa: ANN401
        import dataclasses

        names, given, kw_only = owner.declared_fields
        said: list[Any] = []
        for name in names:
            default = given.get(name, dataclasses.MISSING)
            if isinstance(default, _Made):
                one_field = dataclasses.field(default_factory=default.make)
            else:
                one_field = dataclasses.field(default=default)
            said.append((name, owner.__annotations__[name], one_field))
        like: Any = dataclasses.make_dataclass(owner.__name__, said, kw_only=kw_only)
        owner.__dataclass_fields__ = like.__dataclass_fields__
        return owner.__dataclass_fields__


_SIGNATURE, _FIELDS = _Signature(), _Fields()


def _first_made(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
    """Make the first of a class: its own function is compiled for it and for all that follow."""
    self.__class__.__init__ = _maker(self.__class__)
    self.__init__(*args, **kwargs)


def _maker(cls: Any) -> Any:  # noqa: ANN401
    """Return the function that makes one of a class."""
    names, given, kw_only = cls.declared_fields
    frozen, slotted = cls.__setattr__ is _refuse_change, "__slots__" in cls.__dict__
    anew = any(isinstance(one, _Made) for one in given.values())
    if not (frozen and kw_only) or slotted or anew or hasattr(cls, "__post_init__"):
        return _maker_by_field(cls)
    asked = [name for name in names if name not in given]
    text = f"""
def __init__(self, {"*, " if asked else ""}{"".join(f"{name}, " for name in asked)}**others):
    if not others.keys() <= _others:
        raise TypeError(f"no field is called {{', '.join(sorted(others.keys() - _others))}}")
    self.__dict__.update(others, {", ".join(f"{name}={name}" for name in asked)})
"""
    return _compiled(cls, text, {"_others": given.keys()})


def _maker_by_field(cls: Any) -> Any:  # noqa: ANN401
    """Return the function that makes one of a class by setting each field."""
    names, given, kw_only = cls.declared_fields
    known = {f"_{name}": one.make if isinstance(one, _Made) else one for name, one in given.items()}
    takes, lines = ["self", "*"] if kw_only else ["self"], []
    for name in names:
        made = isinstance(given.get(name), _Made)
        default = "=_anew" if made else f"=_{name}" if name in given else ""
        takes.append(f"{name}{default}")
        value = f"{f'_{name}() if {name} is _anew else ' if made else ''}{name}"
        if cls.__setattr__ is not _refuse_change:
            lines.append(f"self.{name} = {value}")
        elif "__slots__" in cls.__dict__:
            known[f"_set_{name}"] = cls.__dict__[name].__set__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"self.__dict__[{name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    text = f"def __init__({', '.join(takes)}):\n " + "\n ".join(lines)
    return _compiled(cls, text, {"_anew": _Made, **known})


def _compiled(cls: Any, text: str, scope: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return a function that makes one of a class, with what it refers to."""
    exec(text, scope)  # noqa: S102  (names from the class's own declaration)
    function = scope["__init__"]
    function.__qualname__ = f"{cls.__qualname__}.__init__"
    function.__annotations__ = {**cls.__annotations__, "return": None}
    return function


def _refuse_change(self: object, name: str, *_: object) -> None:
    """Refuse to change a frozen one."""
    from dataclasses import FrozenInstanceError

    reason = f"cannot change field {name!r} of a frozen {self.__class__.__qualname__}"
    raise FrozenInstanceError(reason)


def _held(self: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what one holds, to be copied or sent to another process."""
    return {name: getattr(self, name) for name in self.declared_fields[0]}


def _hold(self: object, held: dict[str, Any]) -> None:
    """Hold what another held."""
    for name, value in held.items():
        object.__setattr__(self, name, value)


def _same(self: Any, other: Any) -> Any:  # noqa: ANN401  (of any class)
    """Say whether two are of one class and hold the same."""
    if self.__class__ is not other.__class__:
        return NotImplemented
    return self.fields_in_order(self) == self.fields_in_order(other)


def _hash(self: Any) -> int:  # noqa: ANN401
    """Return what equal ones have in common."""
    return hash(self.fields_in_order(self))


def _first_shown(self: Any) -> str:  # noqa: ANN401
    """Show the first of a class: its own function is compiled for it and for all that follow."""
    said = ", ".join(f"{name}={{self.{name}!r}}" for name in self.declared_fields[0])
    text = f'def __repr__(self):\n return f"{{self.__class__.__qualname__}}({said})"'
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102  (names from the class's own declaration)
    self.__class__.__repr__ = scope["__repr__"]
    return repr(self)
