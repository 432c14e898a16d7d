"""A plan's findings as a list that becomes a DataFrame, and a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.looks.notebook import table
from csplan.plan.calculate import calculate
from csplan.plan.check import check, has_faults

if TYPE_CHECKING:
    from pandas import DataFrame

    from csplan.plan.plan import Plan
    from csplan.terms.finding import Finding

__all__ = ["Findings", "findings"]

_HEADINGS = ("Severity", "Code", "Place", "Ref", "Found", "What is wrong", "What to do", "Accepted")


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that is wrong with a plan, in the order of its sheets and rows."""

    listed: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.listed)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.listed)

    def __getitem__(self, at: int) -> Finding:
        return self.listed[at]

    @property
    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                str(one.severity),
                str(one.code),
                one.place,
                one.ref,
                one.found,
                one.message,
                one.fix,
                one.accepted,
            )
            for one in self.listed
        ]

    def to_frame(self) -> DataFrame:
        """Return the findings as a pandas DataFrame of texts, one a row."""
        import pandas as pd

        return pd.DataFrame(self._rows, columns=list(_HEADINGS), dtype="string")

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows."""
        return table(_HEADINGS, self._rows) if self.listed else "<p>Nothing is wrong.</p>"


def findings(plan: Plan) -> Findings:
    """Return everything that is wrong with a plan, with where, what and what to do.

    Where its structure cannot be trusted, only that is said.  As `check`, in a list that becomes a
    frame.

    Raises nothing for what people typed: whatever is wrong is among the findings.
    """
    found = check(plan) if has_faults(plan) else check(plan, calculate(plan))
    return Findings(tuple(found))
