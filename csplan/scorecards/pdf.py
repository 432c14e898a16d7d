"""This module writes a page of blocks as a PDF that screen readers can read (PDF/UA-1), by typst.

All content is handed over as data, never as typst's own language.  Knows no subject.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from csplan.scorecards.blocks import Page
from csplan.scorecards.fonts import font_folder
from csplan.scorecards.paper import drawn_on_paper

__all__ = ["forget_pages", "pdf_of"]

_TEMPLATE = Path(__file__).parent / "page.typ"
_MAIN = f'#include "{_TEMPLATE.name}"'.encode()
"""What typst is given with a page's data: what it reads of the template serves all pages.

What is handed over as inputs belongs to typst's library, which would be built anew for each.
"""
_NOTHING = Path(__file__).parent / "nothing.typ"
_REMEMBERED = 10
"""After how many documents typst forgets what none of them used."""
_STANDARD = "ua-1"


def pdf_of(page: Page, *, created: dt.datetime) -> bytes:
    """Return a page as a PDF.  The same page gives the same bytes."""
    data = "//" + json.dumps(drawn_on_paper(page, created), ensure_ascii=False)
    return _compiled(
        _TEMPLATE,
        input={"main.typ": _MAIN, "data.json": data.encode()},
        pdf_standards=_STANDARD,
        timestamp=int(created.timestamp()),
    )


def forget_pages() -> None:
    """Give back the memory in which typst keeps what it has laid out, for the like to come.

    It forgets what it has not used for ten documents: ten empty ones make it so.
    """
    for _ in range(_REMEMBERED):
        _compiled(_NOTHING)


def _compiled(template: Path, **says: object) -> bytes:
    """Return a template as a PDF.  A compiler serves one thread at a time, and rests between."""
    resting = _resting(template)
    try:
        compiler = resting.pop()
    except IndexError:
        compiler = _compiler(template)
    try:
        return bytes(compiler.compile(format="pdf", **says))
    finally:
        resting.append(compiler)


@cache
def _resting(_template: Path) -> list[Any]:
    """Return the compilers of a template that nobody uses now."""
    return []


def _compiler(template: Path) -> Any:  # noqa: ANN401  (typst's compiler)
    """Return typst with the fonts that come with csplan's own dependencies, and no others."""
    import typst

    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
    )
