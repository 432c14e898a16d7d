"""Whether a plan is marked as its figures ask for: what every command that hands them on says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Results
    from csplan.publication.betraying import Betrayal

__all__ = ["marked_too_low"]


def marked_too_low(results: Results, found: Sequence[Betrayal] | None = None) -> str:
    """Say that a plan marked OFFICIAL holds figures that can betray a few people, if so.

    `found` are those figures, where they are known already.
    """
    from csplan.terms.values import same
    from csplan.terms.vocabulary import ProtectiveMarking

    if not same(results.settings.get("protective_marking"), ProtectiveMarking.OFFICIAL):
        return ""
    from csplan.publication.betrayals import betrayals_of

    if not (betrayals_of(results) if found is None else found):
        return ""
    return (
        "The plan is marked OFFICIAL.  With figures in it that can betray a few people "
        "OFFICIAL-SENSITIVE is usual: change Protective marking on Settings "
        "(csplan disclosure lists them)."
    )
