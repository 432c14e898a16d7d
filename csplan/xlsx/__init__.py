"""Excel's file format alone, for any workbook: tables read, and cells written without loss.

    from csplan import xlsx

    book = xlsx.open("board pack.xlsx")
    frame = book.read("Sales")
    book.write("Sales", frame, key="Ref")
    book.save()

Names are imported when they are first used; `open` lives where the disk is known.
"""

from __future__ import annotations

from importlib import import_module

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from csplan.books import open_book as open  # noqa: A004  (the verb that users know)
    from csplan.terms.errors import WorkbookError
    from csplan.terms.values import CellError
    from csplan.xlsx.book import Book, ExcelTable, NamedCell, Written

__all__ = ["Book", "CellError", "ExcelTable", "NamedCell", "WorkbookError", "Written", "open"]

_HOMES = {
    "Book": ("csplan.xlsx.book", "Book"),
    "CellError": ("csplan.terms.values", "CellError"),
    "NamedCell": ("csplan.xlsx.book", "NamedCell"),
    "ExcelTable": ("csplan.xlsx.book", "ExcelTable"),
    "WorkbookError": ("csplan.terms.errors", "WorkbookError"),
    "Written": ("csplan.xlsx.book", "Written"),
    "open": ("csplan.books", "open_book"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (PEP 562)
    """Import a public name from the module where it lives."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    module, own = _HOMES[name]
    return getattr(import_module(module), own)


def __dir__() -> list[str]:
    """The public names, whether or not they were used already."""
    return sorted([*globals(), *__all__])
