"""Whether an installed library is new enough, where an older one would be wrong in silence."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

__all__ = ["require"]


@cache
def require(name: str, oldest: str, why: str) -> None:
    """Refuse to go on with an older version of a library; `why` says what it would do.

    Raises: WorkbookError naming the version that is installed and how to get a newer one.
    """
    try:
        found = version(name)
    except PackageNotFoundError:  # a copy without its particulars: what it does is not known
        found = "an unknown version"
    if _parts(found) < _parts(oldest):
        raise WorkbookError(
            Refusal.LIBRARY_TOO_OLD,
            f"{name} {oldest} or newer is needed, and {found} is installed: {why}.  "
            f"Run:  python -m pip install --upgrade {name}",
        )


def _parts(text: str) -> tuple[int, ...]:
    """Return a version's leading numbers."""
    numbers = []
    for part in text.split("."):
        digits = "".join(one for one in part if one.isdigit())
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)
