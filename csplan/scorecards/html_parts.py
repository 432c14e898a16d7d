"""This module writes what a cell holds as a part of a web page: figures, names, words and pictures.

Whatever a text holds stays text: all of them pass through `escaped`.  Knows no table and no page.
"""

from __future__ import annotations

import re

from csplan.looks.figures import Figure
from csplan.looks.style import ARROWS, BAR_FILLS, look_of
from csplan.scorecards.blocks import (
    Bar,
    Bars,
    Chart,
    ChartKind,
    Name,
    Part,
    Said,
    Status,
    TableCell,
    Travel,
    Trend,
    is_empty,
)
from csplan.scorecards.places import TrendPoints, placed_bar, placed_trend

__all__ = ["cell_html", "escaped", "part_html", "said_html", "signed", "spark_html", "whole"]

_WHOLE = re.compile(r"\S*\w-\d\S*|\S*\u00a3\d\S*")
"""A ref or an amount, which no line breaks: KO2-01, (+£1.2m)."""
_SIGNED = re.compile(r"[\u2212+-]\u00a3\d[\d,.]*\w?")
"""An amount with its sign, between which and the £ a line may break: +£1.2m."""
_HALF_A_LABEL = 60
"""So near its chart's edges a figure's words are not put, which would be cut off there."""


def escaped(text: object) -> str:
    """Return a text as a page says it: nothing in it is taken for the page's own language.

    >>> escaped("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    said = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return said.replace("'", "&#39;").replace('"', "&#34;")


def whole(text: str) -> str:
    """Return a text in which refs and amounts stay on one line.

    >>> whole("See KO2-01.")
    'See <span class="whole">KO2-01.</span>'
    """
    return _kept(text, _WHOLE)


def signed(text: str) -> str:
    """Return a text in which an amount keeps its sign on its line, and all else may break.

    >>> signed("+£1.2m more")
    '<span class="whole">+£1.2m</span> more'
    """
    return _kept(text, _SIGNED)


def _kept(text: str, what: re.Pattern[str]) -> str:
    parts, end = [], 0
    for found in what.finditer(text):
        kept = f'<span class="whole">{escaped(found[0])}</span>'
        parts += [escaped(text[end : found.start()]), kept]
        end = found.end()
    return "".join([*parts, escaped(text[end:])])


def said_html(said: tuple[Said, ...]) -> str:
    """Return what is said of a row or an entry, a paragraph each."""
    return "".join(
        f'<p class="said" dir="auto">{_label(one.label)}{signed(one.text)}</p>' for one in said
    )


def _label(text: str) -> str:
    return f"<b>{escaped(text)}</b> " if text else ""


def cell_html(cell: TableCell, chart: Chart | None) -> str:
    """Return what a cell holds, and what stands below it in small letters."""
    own = part_html(cell.part, chart)
    if not cell.under:
        return own
    below = [part_html(one, chart) for one in cell.under if not is_empty(one)]
    return own + "".join(f' <span class="quiet under">{one}</span>' for one in below)


def part_html(part: Part, chart: Chart | None = None) -> str:
    """Return a part of a page; bars are drawn on the axis of their column's chart."""
    match part:
        case Figure():
            return f'<span class="figure">{escaped(part.text)}</span>'
        case str():
            return signed(part)
        case Status() | Travel():
            return _word(part)
        case Name():
            return _name(part)
        case Trend():
            return _chart(part) if part.is_chart else spark_html(part)
        case Bars():
            return _bars(part, chart)


def _word(part: Status | Travel) -> str:
    """Return a word with what is drawn beside it, which a screen reader does not say."""
    word = escaped(part.word)
    if isinstance(part, Travel):
        arrow = ARROWS.get(part.word)
        return f'<span aria-hidden="true">{arrow}&nbsp;</span>{word}' if arrow else word
    shape = look_of(part.word).shape
    if not shape:
        return f'<span class="status">{word}</span>' if word else ""
    drawn = f'<span aria-hidden="true">{shape}</span>'
    return f'<span class="status {word.lower()}">{word} {drawn}</span>'


def _name(name: Name) -> str:
    ref = f'<span class="ref">{escaped(name.ref)}</span> ' if name.ref else ""
    group = f'<span class="group">{escaped(name.group)}</span> ' if name.group else ""
    note = f' <span class="quiet">({escaped(name.note)})</span>' if name.note else ""
    return f"{ref}{group}{escaped(name.text)}{note}"


def spark_html(trend: Trend) -> str:
    """Return a line of figures as a small picture, in words for who cannot see it."""
    drawn = placed_trend(trend, width=100, height=32)
    if drawn is None:
        return ""
    words = escaped(trend.words)
    line = _line(drawn) if len(drawn.points) > 1 else ""
    x, y = drawn.points[-1]
    return (
        f'<svg class="spark" viewBox="0 0 100 32" role="img" aria-label="{words}" '
        f'preserveAspectRatio="none"><title>{words}</title>{_goal(drawn, 100)}{line}'
        f'<circle class="last" cx="{x}" cy="{y}" r="3"/></svg>'
    )


def _goal(drawn: TrendPoints, width: int) -> str:
    if drawn.target is None:
        return ""
    ends = f'x1="0" x2="{width}" y1="{drawn.target}" y2="{drawn.target}"'
    return f'<line class="goal" {ends}/>'


def _line(drawn: TrendPoints) -> str:
    points = "".join(f"{x},{y} " for x, y in drawn.points)
    return f'<polyline points="{points}"/>'


def _chart(trend: Trend) -> str:
    """Return a line of figures as a chart, 320 wide and 110 high, and its figures in a table."""
    placed = placed_trend(trend, width=320, height=94)
    if placed is None:
        return ""
    drawn = placed.lowered(16)
    usual = ""
    if drawn.limits:
        top, bottom = drawn.limits
        height = round(bottom - top, 2)
        usual = f'<rect class="usual" x="0" width="320" y="{top}" height="{height}"/>'
    pairs = zip(drawn.points, trend.points, strict=False)
    points = "".join(
        _point(at, f"{escaped(when)} {escaped(figure)}", is_last=number == len(drawn.points))
        for number, (at, (when, figure)) in enumerate(pairs, start=1)
    )
    return (
        f'<svg class="chart" viewBox="0 0 320 110" role="group" aria-label="Chart: '
        f'{escaped(trend.latest)}">{usual}{_goal(drawn, 320)}{_line(drawn)}{points}</svg>\n'
        f"{_figures(trend)}"
    )


def _point(at: tuple[float, float], said: str, *, is_last: bool) -> str:
    """Return a point of a chart, whose figure is shown where it is pointed at."""
    x, y = at
    middle = min(max(x, _HALF_A_LABEL), 320 - _HALF_A_LABEL)
    return (
        f'<g class="point" tabindex="0" role="img" aria-label="{said}"><title>{said}</title>'
        f'<circle class="reach" cx="{x}" cy="{y}" r="9"/>'
        f'<circle cx="{x}" cy="{y}" r="{4 if is_last else 2.5}"/>'
        f'<text x="{middle}" y="10" text-anchor="middle" aria-hidden="true">{said}</text></g>'
    )


def _figures(trend: Trend) -> str:
    rows = [*trend.points, *([("Target", trend.target)] if trend.has_target else [])]
    lines = "".join(
        f'<tr><th scope="row">{escaped(when)}</th><td class="number">{escaped(figure)}</td></tr>'
        for when, figure in rows
    )
    return (
        '<details class="behind"><summary>The figures</summary><table>'
        '<caption class="hidden">The figures of the chart</caption>'
        '<thead><tr><th scope="col">When</th><th scope="col" class="number">Figure</th></tr>'
        f"</thead><tbody>{lines}</tbody></table></details>"
    )


def _bars(part: Bars, chart: Chart | None) -> str:
    """Return the bars of a row: as shares of the whole, or each on the axis of their chart."""
    if not part.bars or chart is None:
        return f'<span class="quiet">{escaped(part.none)}</span>'
    if chart.kind is ChartKind.SHARES:
        shares = "".join(map(_share, part.bars))
        return f'<div class="bar" aria-hidden="true">{shares}</div>'
    count = len(part.bars)
    drawn = "".join(_bar(bar, chart, number) for number, bar in enumerate(part.bars))
    return (
        f'<svg class="bars" viewBox="0 0 100 {count * 10}" style="height:{max(count * 9, 14)}px" '
        f'preserveAspectRatio="none" aria-hidden="true" focusable="false">{drawn}</svg>'
    )


def _share(bar: Bar) -> str:
    grows = round((bar.end - bar.start) * 1000)
    look = f'class="{escaped(bar.kind.lower())}" style="flex-grow:{grows}"'
    return f"<span {look}>{escaped(bar.label)}</span>"


def _bar(bar: Bar, chart: Chart, number: int) -> str:
    start, length = (round(one * 100, 2) for one in placed_bar(bar, chart))
    size = f'x="{start}" y="{number * 10}" width="{length}" height="9"'
    return f'<rect {size} fill="#{BAR_FILLS[bar.kind]}"/>'
