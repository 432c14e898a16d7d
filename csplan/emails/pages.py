"""This module draws a letter and the index page as HTML; whatever a name holds stays text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.emails.draft import Blocked, Occasion
from csplan.emails.wording import Letter, foot_lines
from csplan.terms.words import capital

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["html_of", "index_page"]


def html_of(letter: Letter) -> str:
    """Return a letter as HTML that stands alone: no picture, no link, no script."""
    return _pages().get_template("letter.html.j2").render(letter=letter)


def index_page(
    occasion: Occasion,
    drafts: Sequence[Mapping[str, object]],
    blocked: Sequence[Blocked],
    summary: str,
    what: str,
) -> str:
    """Return the page that says who gets what, and who gets nothing and why."""
    return (
        _pages()
        .get_template("index.html.j2")
        .render(
            occasion=occasion,
            drafts=drafts,
            blocked=blocked,
            summary=summary,
            what=what,
            foot_lines=foot_lines(occasion),
        )
    )


@cache
def _pages() -> Environment:
    """Return the templates beside this module; everything put into them is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(capital=capital)
    return environment
