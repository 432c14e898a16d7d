"""This module draws a letter and the index page as HTML; whatever a name holds stays text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csplan.emails.draft import Blocked, Occasion
from csplan.emails.wording import Letter, foot_lines
from csplan.looks.templates import templates_beside

__all__ = ["html_of", "index_page"]


def html_of(letter: Letter) -> str:
    """Return a letter as HTML that stands alone: no picture, no link, no script."""
    return templates_beside(__file__).get_template("letter.html.j2").render(letter=letter)


def index_page(
    occasion: Occasion,
    drafts: Sequence[Mapping[str, object]],
    blocked: Sequence[Blocked],
    summary: str,
    what: str,
) -> str:
    """Return the page that says who gets what, and who gets nothing and why."""
    return (
        templates_beside(__file__)
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
