"""This module writes a scorecard as a PDF that screen readers can read (PDF/UA-1), by typst.

All content is handed over as data, never as typst's own language.  Knows nothing of how figures
are made.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from csplan.looks.figures import Figure
from csplan.looks.style import ARROWS, PALETTE, SIZES, STATUSES
from csplan.scorecards.content import Scorecard
from csplan.scorecards.drawable import drawable
from csplan.scorecards.finance_bars import BAR_FILLS
from csplan.scorecards.finance_tables import finance_tables
from csplan.scorecards.html import kinds_of, standings_of
from csplan.scorecards.spark import spark_of

__all__ = ["pdf_of"]

_TEMPLATE = Path(__file__).parent / "scorecard.typ"
_STANDARD = "ua-1"


def pdf_of(scorecard: Scorecard, *, created: dt.datetime) -> bytes:
    """Return a scorecard as a PDF.  The same scorecard gives the same bytes."""
    data = json.dumps(_data(scorecard, created), ensure_ascii=False)
    return bytes(
        _compiler().compile(
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=_STANDARD,
            timestamp=int(created.timestamp()),
        )
    )


@cache
def _compiler() -> Any:  # noqa: ANN401  (typst's compiler)
    """Return typst with the fonts that come with csplan's own dependencies, and no others."""
    import font_source_sans_pro
    import typst

    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Compiler(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )


def _data(scorecard: Scorecard, created: dt.datetime) -> dict[str, object]:
    """Return everything that the template shows."""
    told = {line.ref for line in scorecard.exceptions}
    content: dict[str, object] = _plain(scorecard)
    indicators = [
        {
            **_plain(line),
            "spark": _plain(spark_of(line)),
            "arrow": ARROWS.get(line.direction, ""),
            "told": line.ref in told,
        }
        for line in scorecard.indicators
    ]
    exceptions = [
        {
            "heading": heading,
            "lines": [{**_plain(line), "arrow": ARROWS.get(line.direction, "")} for line in lines],
        }
        for heading, lines in kinds_of(scorecard)
    ]
    return {
        **content,
        "indicators": indicators,
        "exceptions": exceptions,
        "standings": [
            {**_plain(one), "rated": one.counts.rated} for one in standings_of(scorecard)
        ],
        "finance": _plain(finance_tables(scorecard.finance)),
        "bar_fills": BAR_FILLS,
        "key": scorecard.subject.key,
        "source_sha256": scorecard.foot.source.sha256 or "none",
        "rated": scorecard.counts.rated,
        "illustrative": scorecard.foot.illustrative,
        "created": [created.year, created.month, created.day],
        "statuses": _plain(STATUSES),
        "palette": PALETTE,
        "sizes": SIZES,
    }


def _plain(value: Any) -> Any:  # noqa: ANN401  (any part of a scorecard)
    """Return a part of a scorecard as plain lists and texts; a figure is its text."""
    if isinstance(value, Figure):
        return drawable(value.text)
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
