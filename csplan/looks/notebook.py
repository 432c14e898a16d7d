"""This module draws cards, tables and statuses for a notebook, as the pages of csplan look.

Every text is escaped, styles stand on the elements themselves, and nothing is fetched or run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

from csplan.looks.style import PALETTE, look_of

__all__ = ["card", "page_in_frame", "status", "table"]

_FONT = "font-family:'Segoe UI',Arial,sans-serif;font-size:13px;line-height:1.4"
_CELL = f"padding:4px 8px;border-bottom:1px solid #{PALETTE['line']};vertical-align:top"
_BASE = '<base href="about:srcdoc">'


def status(word: str) -> str:
    """Return a status as the pages show it: its word, its shape, then its fill.

    >>> status("Red")[-12:], status("")
    ('Red ▲</span>', '')
    """
    if not word:
        return ""
    look = look_of(word)
    style = (
        f"display:inline-block;padding:0 7px;border-radius:3px;font-weight:600;white-space:nowrap;"
        f"color:#{look.text};background:#{look.fill}"
    )
    return f'<span style="{style}">{escape(str(look))}</span>'


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    statuses: Collection[int] = (),
    right: Collection[int] = (),
) -> str:
    """Return a table of texts; `statuses` and `right` name columns, from 0, by how they are shown.

    >>> table(["Ref", "RAG"], [["A & B", "Green"]], statuses=[1]).count("A &amp; B")
    1
    """

    def side(at: int) -> str:
        return "right" if at in right else "left"

    head = "".join(
        f'<th scope="col" style="{_CELL};text-align:{side(at)};background:#{PALETTE["band"]}">'
        f"{escape(one)}</th>"
        for at, one in enumerate(headings)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_CELL};text-align:{side(at)}">'
            f"{status(one) if at in statuses else escape(one)}</td>"
            for at, one in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table style="border-collapse:collapse;margin:6px 0;{_FONT};color:#{PALETTE["ink"]}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def card(title: str, about: str, parts: Iterable[str], *, notice: str = "") -> str:
    """Return a heading like a scorecard's over parts that are HTML already.

    `about` says what it is of; `notice` stands under the heading: that data is illustrative, say.
    """
    band = f"background:#{PALETTE['brand']};color:#{PALETTE['on_brand']};padding:8px 12px"
    warned = (
        f'<div style="background:#{PALETTE["notice"]};color:#{PALETTE["notice_ink"]};'
        f'padding:4px 12px;font-weight:600">{escape(notice)}</div>'
        if notice
        else ""
    )
    return (
        f'<div style="{_FONT};color:#{PALETTE["ink"]};max-width:1100px;'
        f'border:1px solid #{PALETTE["line"]}"><div style="{band}">'
        f'<div style="font-size:17px;font-weight:600">{escape(title)}</div>'
        f"<div>{escape(about)}</div></div>{warned}"
        f'<div style="padding:6px 12px">{"".join(parts)}</div></div>'
    )


def page_in_frame(page: str, *, title: str) -> str:
    """Return a whole web page as a frame of its own: its looks and the notebook's stay apart.

    Links within the page stay within the frame.
    """
    within = page.replace("<head>", f"<head>{_BASE}", 1)
    return (
        f'<iframe srcdoc="{escape(within)}" title="{escape(title)}" loading="lazy" '
        f'style="width:100%;height:760px;border:1px solid #{PALETTE["line"]}"></iframe>'
    )
