"""This module verifies a whole document: its figures, its words about figures, its agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from csplan.verification.agreement import with_disagreements
from csplan.verification.claims import claims_in
from csplan.verification.document import Document
from csplan.verification.judging import Judge
from csplan.verification.verdict import Judgement, Verdict

__all__ = ["Verified", "verify_document"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A document, and what the plan says to each of its figures, in the order of reading."""

    document: Document
    found: tuple[Judgement, ...]

    @property
    def alarms(self) -> Sequence[Judgement]:
        """What somebody must look at."""
        return [one for one in self.found if one.is_alarm]

    def count(self, *verdicts: Verdict) -> int:
        """Count what is said with these verdicts."""
        counted = Counter(one.verdict for one in self.found)
        return sum(counted[one] for one in verdicts)


def verify_document(document: Document, judge: Judge) -> Verified:
    """Hold every figure of a document against the plan."""
    found = with_disagreements(list(judge.judged(document)))
    found += claims_in(document, judge, found)
    return Verified(document, tuple(sorted(found, key=_place)))


def _place(said: Judgement) -> tuple[int, int, int, int]:
    passage = said.passage
    return passage.block, passage.row, passage.column, passage.start + said.start
