"""This module writes a page of blocks as one web page that needs nothing else.

All text is escaped where it is put in; no address in the page points anywhere.  Knows no subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from csplan.looks.style import PALETTE, STATUSES
from csplan.scorecards.blocks import Item, Items, Page, Section, Table, TableRow
from csplan.scorecards.html_blocks import block_html
from csplan.scorecards.html_parts import escaped
from csplan.terms.vocabulary import ProtectiveMarking
from csplan.terms.words import capital

__all__ = ["html_of"]

_FILTERS = ("Red", "Worsening", "Overdue", "Awaiting data")
"""The words that a reader can have shown alone, where some row has them."""


def html_of(page: Page) -> str:
    """Return a page as HTML.  The same page gives the same text."""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n'
        f"<head>\n{_head(page)}</head>\n<body>\n{_body(page)}</body>\n</html>\n"
    )


def _head(page: Page) -> str:
    """Return what stands before the page itself: whose it is, and how all of it looks."""
    marks = ""
    if page.key:
        marks = (
            f'<meta name="csplan-subject" content="{escaped(page.key)}">\n'
            f'<meta name="csplan-content-sha256" content="{escaped(page.content_sha256)}">\n'
        )
    return (
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{marks}<title>{escaped(page.title)}</title>\n"
        f"<style>\n{_beside('page.css')}{_colours()}{_on_paper(page)}</style>\n"
    )


@cache
def _beside(name: str) -> str:
    """Return a file that stands beside this one, read once."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def _colours() -> str:
    """Return how each status looks."""
    lines = []
    for word, look in STATUSES.items():
        on_bar = PALETTE["ink"] if word == "Amber" else "FFFFFF"
        name = word.lower()
        lines += [f".status.{name} {{ color: #{look.text}; background: #{look.fill}; }}\n"]
        lines += [f".bar .{name} {{ background: #{look.bar}; color: #{on_bar}; }}\n"]
    return "".join(lines)


def _on_paper(page: Page) -> str:
    """Return what every sheet says where it is printed: notices above, marking below."""
    said = ""
    if page.illustrative or page.draft:
        words = filter(None, ("DRAFT" if page.draft else "", page.illustrative))
        font = f"font: 600 8pt Arial, sans-serif; color: #{PALETTE['notice_ink']};"
        said = _in_margin("top-center", " · ".join(words), font)
    if page.marking in tuple(ProtectiveMarking):
        font = f"font: 600 8pt Arial, sans-serif; color: #{PALETTE['quiet']};"
        said += _in_margin("bottom-left", page.marking, font)
    return said


def _in_margin(place: str, words: str, font: str) -> str:
    own = f'@{place} {{ content: "{escaped(words)}"; {font} }}'
    return f"@media print {{ @page {{ {own} }} }}\n"


def _body(page: Page) -> str:
    """Return the page as a reader sees it."""
    department = f" · {escaped(page.department)}" if page.department != page.heading else ""
    draft = f'<p class="notice">{escaped(page.draft)}</p>' if page.draft else ""
    illustrative = f'<p class="notice">{escaped(page.illustrative)}.</p>' * bool(page.illustrative)
    sections = "".join(_section(one, n) for n, one in enumerate(page.sections))
    foot = " · ".join(filter(None, (page.foot, page.marking, page.illustrative)))
    return (
        '<a class="skip" href="#main">Skip to the scorecard</a>\n'
        '<header>\n<div class="wide">\n'
        f'<p class="marking">{escaped(page.marking)}</p>\n'
        f'<p class="whose">{escaped(page.authority)}{department}</p>\n'
        f'<h1 dir="auto">{escaped(page.heading)}</h1>\n'
        f'<p class="period">{escaped(page.about)}</p>\n</div>\n'
        f"{draft}{illustrative}</header>\n"
        f'<div class="wide body">\n{_contents(page)}<main id="main">\n{sections}</main>\n</div>\n'
        '<footer>\n<div class="wide"><p class="elsewhere">'
        "A wider screen, or paper, shows more columns and tables.</p>"
        f"<p>{escaped(foot)}</p></div>\n</footer>\n"
        f"<script>\n{_beside('page.js')}</script>\n"
    )


def _contents(page: Page) -> str:
    """Return the list of sections, and what a reader can have shown alone."""
    links = "".join(
        f'<li><a href="#{escaped(one.key)}">{escaped(one.title)}</a></li>\n'
        for one in page.sections
    )
    filters = _filters(page)
    name, label = "What is shown", ""
    if filters:
        name, label = "Show only", "<strong>Show only</strong>\n"
    return (
        f'<nav aria-label="Contents"><ul>\n{links}</ul>\n'
        f'<div class="filters" id="filters" role="group" aria-label="{name}" hidden>\n'
        f"{label}{filters}"
        '<button type="button" id="fold">Fold all</button>\n'
        '<p id="told" role="status"></p>\n</div>\n</nav>\n'
    )


def _filters(page: Page) -> str:
    """Return a button for each word that some row has, and a choice of services."""
    tags = dict.fromkeys(tag for row in _tagged(page) for tag in row.tags)
    buttons = "".join(
        f'<button type="button" data-word="{word}" aria-pressed="false">{word}</button>\n'
        for word in _FILTERS
        if word in tags
    )
    services = [tag for tag in tags if tag in page.services]
    if len(services) < 2:  # noqa: PLR2004
        return buttons
    options = "".join(f"<option>{escaped(one)}</option>" for one in services)
    return (
        f'{buttons}<label>{escaped(capital(page.whose))} <select id="whose">'
        f'<option value="">All</option>{options}</select></label>\n'
    )


def _tagged(page: Page) -> Iterator[TableRow | Item]:
    """Yield every row and entry that readers can filter."""
    for section in page.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield from block.rows
            elif isinstance(block, Items):
                yield from block.entries


def _section(section: Section, number: int) -> str:
    """Return a section; all but the first can be folded."""
    key = escaped(section.key)
    heading = f'<h2 id="{key}">{escaped(section.title)}</h2>'
    blocks = "".join(map(block_html, section.blocks))
    body = f"{heading}\n{blocks}"
    if number:
        body = f"<details open><summary>{heading}</summary>\n{blocks}</details>"
    return f'<section aria-labelledby="{key}">\n{body}</section>\n'
