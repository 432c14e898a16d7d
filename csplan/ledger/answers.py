"""What a person said of an extract where its rows alone could mean two things.  Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Answers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers given; None where nobody was asked."""

    sheet: str | None = None
    cost_centre: str | None = None
    account: str | None = None
    period: str | None = None
    amount: str | None = None
    dates: str | None = None
    months: str | None = None
    years: str | None = None
    credits: str | None = None
    details: tuple[str, ...] = ()
    blank_codes: bool = False
    blank_amounts: bool = False
