"""This module knows what the copies before this one told the public, and what they kept back.

A copy's list of figures lies in its own folder.  What was published once stays known, and what was
kept back once stays kept back, whatever ref its row has by now.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from csplan.looks.figures import in_unit
from csplan.publication.betraying import decimals_of
from csplan.terms.errors import WorkbookError
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from csplan.plan.plan import Row

__all__ = [
    "LIST",
    "Key",
    "Published",
    "Release",
    "earlier_releases",
    "name_of_row",
    "release_text",
]

LIST = "figures.json"
"""The name of a copy's own list of what it published and kept back."""
_QUARTERS = ("q4_actual", "q3_actual", "q2_actual", "q1_actual")

Key = tuple[str, str]
"""A figure: the ref of its row, and its column."""


def name_of_row(row: Row) -> str:
    """Return what a row is called in a copy, by which it is known again under another ref.

    >>> name_of_row({"group": "Visits", "indicator": "% on  time", "unit": "%"})
    'visits: % on time (%)'
    """
    words = f"{row.get('group') or ''}: {row.get('indicator') or ''} ({row.get('unit') or ''})"
    return " ".join(words.lower().split())


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as it was published."""

    text: str
    value: float

    def says(self, row: Row, value: float) -> bool:
        """Say whether it is the same figure, as it is printed."""
        return self.text == str(in_unit(value, row.get("unit"), decimals_of(row)))


@dataclass(frozen=True, slots=True)
class Release:
    """One copy: its year and period, the figures that it published, and those that it kept back."""

    year: str
    period: str
    published: Mapping[tuple[str, str, str], Published] = field(default_factory=dict)
    kept: frozenset[tuple[str, str, str]] = frozenset()
    folder: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)

    def among(self, rows: Sequence[Row]) -> Release:
        """Return the copy with the refs that its rows have today, where they are others.

        A row is the one of the same name; where that has none, or several, the one of its ref.
        """
        now = {str(row["ref"]): name_of_row(row) for row in rows}
        times, before = Counter(now.values()), Counter(self.rows.values())
        only = {name: ref for ref, name in now.items() if times[name] == before[name] == 1}
        moved = {
            ref: only[name]
            for ref, name in self.rows.items()
            if name in only and now.get(ref) != name
        }
        if not moved:
            return self
        taken = set(moved.values())
        refs = {ref: ref for _, ref, _ in (*self.published, *self.kept) if ref not in taken} | moved
        told = self.published.items()
        return replace(
            self,
            published={(y, refs[ref], n): one for (y, ref, n), one in told if ref in refs},
            kept=frozenset((y, refs[ref], n) for y, ref, n in self.kept if ref in refs),
        )

    def said_before(self, key: Key, year: str) -> Published | None:
        """Return a figure of a year as it was published: of a baseline, how the last year ended."""
        ref, name = key
        if name != "baseline" or not self.follows_into(year):
            return self.published.get((year, *key))
        if self.kept_at_end(ref):
            return None
        ends = (self.published.get((self.year, ref, quarter)) for quarter in _QUARTERS)
        return next((one for one in ends if one is not None), None)

    @property
    def name(self) -> str:
        """The copy as it is named in a sentence: Q1 2016/17."""
        return f"{self.period} {self.year}"

    def follows_into(self, year: str) -> bool:
        """Say whether another financial year is the one after."""
        own = FinancialYear.parse(self.year)
        return own is not None and str(own.plus(1)) == year

    def kept_at_end(self, ref: str) -> bool:
        """Say whether the last figure of a row in its year was kept back."""
        for name in _QUARTERS:
            if (self.year, ref, name) in self.kept:
                return True
            if (self.year, ref, name) in self.published:
                return False
        return False

    @classmethod
    def parse(cls, text: str, folder: str = "") -> Self:
        """Read a copy's list.

        Raises: ValueError, KeyError or TypeError where it is not one.
        """
        said = json.loads(text)
        year = str(said["year"])
        published = {
            (year, str(one["ref"]), str(one["figure"])): Published(
                str(one["text"]), float(one["value"])
            )
            for one in said["published"]
        }
        kept = frozenset((year, str(o["ref"]), str(o["figure"])) for o in said["kept back"])
        rows = {str(one["ref"]): str(one["row"]) for one in said.get("rows", ())}
        return cls(year, str(said["period"]), published, kept, folder, rows)


def release_text(release: Release) -> str:
    """Return a copy's list as it is written: the figures as they were published, in order."""
    said = {
        "made by": "csplan publish",
        "year": release.year,
        "period": release.period,
        "rows": [{"ref": ref, "row": name} for ref, name in sorted(release.rows.items())],
        "published": [
            {"ref": ref, "figure": name, "text": told.text, "value": told.value}
            for (_, ref, name), told in sorted(release.published.items())
        ],
        "kept back": [{"ref": ref, "figure": name} for _, ref, name in sorted(release.kept)],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def earlier_releases(folder: Path) -> Iterator[Release]:
    """Yield the copies that lie in a folder, each in a folder of its own.

    Raises: WorkbookError where one cannot be read: what it told the public would be forgotten.
    """
    for path in sorted(folder.glob(f"*/{LIST}")):
        try:
            yield Release.parse(path.read_text(encoding="utf-8"), path.parent.name)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkbookError(
                Refusal.PUBLICATION_REFUSED,
                f"{path.parent.name}/{LIST} says what that copy published, and cannot be read "
                f"({type(error).__name__}).  Put it back as it was, or move the folder away if it "
                "was never published.",
            ) from error
