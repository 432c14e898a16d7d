"""This module holds one scorecard as its readers receive it: a web page, framed in a notebook."""

from __future__ import annotations

from csplan.looks.notebook import page_in_frame
from csplan.scorecards.content import Scorecard
from csplan.scorecards.html import html_of
from csplan.scorecards.pages import page_of
from csplan.terms.records import dataclass

__all__ = ["ScorecardPage"]


@dataclass(frozen=True, slots=True, repr=False)
class ScorecardPage:
    """One scorecard as its readers receive it; a notebook shows the page itself."""

    card: Scorecard
    """What stands on it: counts, lines, exceptions, actions, money."""

    @property
    def title(self) -> str:
        """Whose it is, and of which period."""
        return self.card.title

    def to_html(self) -> str:
        """Return the web page, which needs nothing else."""
        return html_of(page_of(self.card))

    def __repr__(self) -> str:
        return f"<Scorecard {self.title}>"

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own."""
        return page_in_frame(self.to_html(), title=self.title)
