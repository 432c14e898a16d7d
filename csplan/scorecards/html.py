"""This module writes a page of blocks as one web page that needs nothing else.

All text is escaped by the template engine; no address in it points anywhere.  Knows no subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from csplan.looks.style import ARROWS, BAR_FILLS, PALETTE, STATUSES, look_of
from csplan.looks.templates import templates_beside
from csplan.scorecards.blocks import (
    Bar,
    Chart,
    Item,
    Items,
    Page,
    Table,
    TableRow,
    Trend,
    is_empty,
)
from csplan.scorecards.places import placed_bar, placed_trend
from csplan.terms.vocabulary import ProtectiveMarking

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from csplan.scorecards.places import TrendPoints

__all__ = ["html_of"]

_TEMPLATE = "page.html.j2"
_WHOLE = re.compile(r"\S*\w-\d\S*|\S*\u00a3\d\S*")
"""A ref or an amount, which no line breaks: KO2-01, (+£1.2m)."""


def html_of(page: Page) -> str:
    """Return a page as HTML.  The same page gives the same text."""
    tags = [tag for row in _tagged(page) for tag in row.tags]
    named = [tag for row in _tagged(page) for tag in row.tags if tag in page.services]
    services = list(dict.fromkeys(named))
    return _template().render(page=page, tags_found=set(tags), services=services)


def _tagged(page: Page) -> Iterator[TableRow | Item]:
    """Yield every row and entry that readers can filter."""
    for section in page.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield from block.rows
            elif isinstance(block, Items):
                yield from block.entries


@cache
def _template() -> Template:
    """Return the page's template, read once."""
    return templates_beside(__file__).get_template(
        _TEMPLATE,
        globals={
            "markings": tuple(ProtectiveMarking),
            "arrows": ARROWS,
            "bar_fills": BAR_FILLS,
            "is_empty": is_empty,
            "kind_of": _kind_of,
            "look_of": look_of,
            "palette": PALETTE,
            "placed": _placed,
            "placed_large": _placed_large,
            "scaled": _scaled,
            "statuses": STATUSES,
            "whole": _whole,
        },
    )


def _whole(text: str) -> Markup:
    """Return a text, escaped, in which refs and amounts stay on one line."""
    from markupsafe import Markup, escape

    parts, end = [], 0
    for found in _WHOLE.finditer(text):
        parts += [escape(text[end : found.start()]), _kept(found[0])]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])


def _kept(word: str) -> Markup:
    from markupsafe import Markup

    return Markup('<span class="whole">{}</span>').format(word)


def _kind_of(one: object) -> str:
    """Return which kind of block or part something is; a word of the vocabulary is a text."""
    return "str" if isinstance(one, str) else type(one).__name__


def _placed(trend: Trend) -> TrendPoints | None:
    """Return a line of figures in a picture 100 wide and 32 high."""
    return placed_trend(trend, width=100, height=32)


def _placed_large(trend: Trend) -> TrendPoints | None:
    """Return a line of figures in a chart 320 wide and 110 high, below the figure that is said."""
    placed = placed_trend(trend, width=320, height=94)
    return placed and placed.lowered(16)


def _scaled(bar: Bar, chart: Chart) -> tuple[float, float]:
    """Return where a bar begins and how long it is, of 100."""
    start, length = placed_bar(bar, chart)
    return round(start * 100, 2), round(length * 100, 2)
