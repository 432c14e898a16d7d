"""What a rule is: one calculation, as a Python function and as an Excel formula side by side.

A rule's parameters are its formula's placeholders, by name; a mismatch is refused at import.
A name stands for a column of the same row, for a value on Settings, or, written
`sheet__column`, for a whole column of another sheet.  A word of the vocabulary stands in a formula
by the name that Python uses: `{Rag.RED}` for "Red".  Knows nothing of cells or files.
"""

from __future__ import annotations

from functools import cache
from math import isfinite

from csplan.terms import vocabulary
from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING, Generic, ParamSpec, TypeVar
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, CellErrorMet, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

__all__ = ["Rule", "rule"]

P = ParamSpec("P")
T = TypeVar("T")

_NAME = late_pattern(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Rule(Generic[P, T]):
    """One calculation, said in both tongues."""

    function: Callable[P, T]
    excel: str
    source: str
    on_error: str | None
    parameters: tuple[str, ...]

    def __post_init__(self) -> None:
        """Spell out the vocabulary's words, so that one which does not exist is refused.

        Raises: TypeError where the other names are not the parameters.
        """
        excel, names = self.excel, set(_NAME.findall(self.excel))
        for name in [one for one in names if "." in one]:
            excel = excel.replace(f"{{{name}}}", _quoted(name))
            names.remove(name)
        if names != set(self.parameters):
            odd = ", ".join(sorted(names.symmetric_difference(self.parameters)))
            msg = f"rule {self.name}: formula and function disagree about {odd}"
            raise TypeError(msg)
        object.__setattr__(self, "excel", excel)

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def meaning(self) -> str:
        """The first sentence of the function's docstring."""
        first = (self.function.__doc__ or "").strip().partition("\n\n")[0]
        return " ".join(map(str.strip, first.split("\n"))) if "\n" in first else first

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Calculate; an Excel error met on the way is raised as CellErrorMet."""
        return self.function(*args, **kwargs)

    def evaluated(self, arguments: Sequence[object]) -> Value:
        """Calculate with the arguments in the order of the parameters.

        An Excel error met on the way gives the rule's `on_error` word, as IFERROR does; without
        one it is the result, as in Excel.  So does what is too large to be a number: #NUM!.
        """
        try:
            value: Any = self.function(*arguments)  # type: ignore[arg-type,call-arg]
            if type(value) is float and not isfinite(value):
                raise OverflowError  # noqa: TRY301  (as where it is met on the way)
        except OverflowError:
            errors = [CellError("#NUM!")]
        except CellErrorMet:
            errors = [one for one in arguments if isinstance(one, CellError)]
        except TypeError:  # an error value in arithmetic
            errors = [one for one in arguments if isinstance(one, CellError)]
            if not errors:
                raise
        else:
            if self.on_error is None or not isinstance(value, CellError):
                return str(value) if isinstance(value, StrEnum) else value
            errors = []
        if self.on_error is not None:
            return str(self.on_error)
        return errors[0] if errors else CellError("#VALUE!")

    def formula(self, names: Mapping[str, str]) -> str:
        """Write the formula with the names that a file uses, without the equals sign."""
        text = self.excel.format_map(names)
        return text if self.on_error is None else f'IFERROR({text},"{self.on_error}")'


@cache
def _quoted(name: str) -> str:
    """Return a word of the vocabulary as a formula writes it."""
    words, _, word = name.partition(".")
    return f'"{getattr(vocabulary, words)[word]}"'


def _parameters(function: Any) -> tuple[str, ...]:  # noqa: ANN401  (of any function)
    """Return the names of a function's parameters: what inspect says, without its long looking."""
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def rule(
    *, excel: str, source: str, on_error: str | None = None
) -> Callable[[Callable[P, T]], Rule[P, T]]:
    """Declare a function to be a rule, with the Excel formula that says the same.

    `excel` is the formula without its equals sign; `on_error` wraps it in IFERROR.

    Raises: TypeError where the placeholders are not the function's parameters.
    """

    def declared(function: Callable[P, T]) -> Rule[P, T]:
        return Rule(function, excel, source, on_error, _parameters(function))

    return declared
