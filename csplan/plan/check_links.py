"""What is wrong between rows: refs used twice, links to nothing, addresses shared.

Knows nothing of what a figure should be; that is in `check_targets`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from csplan.plan.plan import is_blank_row
from csplan.sheets import ACCEPTED, BY_KEY, SERVICES, SHEETS
from csplan.sheets.column import Kind
from csplan.sheets.sheet import Owner
from csplan.terms.names import matching, nearest
from csplan.terms.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_emails", "check_links", "check_refs"]

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def check_refs(plan: Plan) -> Iterator[Finding]:
    """Find refs that two rows of a sheet share, however they are spelt."""
    for sheet in SHEETS:
        if sheet.owner is Owner.CSPLAN or sheet is ACCEPTED or "ref" not in sheet.by_name:
            continue
        places = defaultdict(list)
        for index, row in enumerate(plan.table(sheet)):
            ref = row.get("ref")
            if ref not in (None, ""):
                places[matching(str(ref))].append(index)
        for indexes in places.values():
            if len(indexes) > 1:
                yield _doubled(plan, sheet, indexes)


def _doubled(plan: Plan, sheet: Sheet, indexes: list[int]) -> Finding:
    """Say where one ref stands twice."""
    place = plan.places.get(sheet.key)
    cells = [place.cell(index, "ref")[0] for index in indexes] if place else []
    ref = plan.table(sheet)[indexes[0]]["ref"]
    return plan.finding(
        "ref-doubled",
        f"{ref} is used {len(indexes)} times ({', '.join(cells)}); results could land on the "
        f"wrong row.",
        "Give each row its own ref.",
        sheet=sheet,
        index=indexes[1],
        column="ref",
        found=ref,
    )


def check_links(plan: Plan, sheet: Sheet) -> Iterator[Finding]:
    """Find cells that point to a ref which does not exist."""
    for column in sheet.inputs:
        if column.kind is not Kind.LINK:
            continue
        target = BY_KEY[column.to.lower()]
        refs = [str(row["ref"]) for row in plan.table(target) if row.get("ref")]
        known = {ref.lower() for ref in refs}
        for index, row in enumerate(plan.table(sheet)):
            value = row.get(column.name)
            if value in (None, "") or isinstance(value, CellError) or is_blank_row(row, sheet):
                continue
            if isinstance(value, str) and value.lower() in known:
                continue
            close = nearest(str(value), refs)
            yield plan.finding(
                "unknown-ref",
                f'"{value}" is not on {target.name}, so this row counts nowhere.',
                f"Type {close}." if close else f"Add it to {target.name}, or choose from the list.",
                sheet=sheet,
                index=index,
                column=column.name,
                found=value,
            )


def check_emails(plan: Plan) -> Iterator[Finding]:
    """Find addresses that are missing, malformed, shared or outside the allowed domains."""
    allowed = [
        domain.strip().lower().lstrip("@")
        for domain in str(plan.settings.get("allowed_email_domains") or "").split(",")
        if domain.strip()
    ]
    seen: dict[str, str] = {}
    for index, row in enumerate(plan.table(SERVICES)):
        if is_blank_row(row, SERVICES):
            continue
        address = str(row.get("email") or "")
        wrong = _wrong_address(address, allowed, seen)
        seen.setdefault(address.lower(), str(row.get("ref")))
        if wrong is not None:
            code, message, fix = wrong
            yield plan.finding(
                code, message, fix, sheet=SERVICES, index=index, column="email", found=address
            )


def _wrong_address(
    address: str, allowed: list[str], seen: dict[str, str]
) -> tuple[str, str, str] | None:
    """Return what is wrong with one address."""
    if not address:
        return (
            "email-missing",
            "This service has no e-mail address, so it gets no draft.",
            "Type its head's address.",
        )
    if not _ADDRESS.fullmatch(address) or not address.isascii():
        return (
            "email-malformed",
            f'"{address}" cannot be one e-mail address.',
            "Type one address, as name@council.gov.uk.",
        )
    if address.lower() in seen:
        return (
            "email-doubled",
            f"{seen[address.lower()]} has the same address.",
            "Check who answers for which service.",
        )
    domain = address.rpartition("@")[2].lower()
    if allowed and domain not in allowed:
        return (
            "email-outside-domains",
            f"{domain} is not among the allowed e-mail domains on Settings.",
            "Correct the address, or add the domain to Settings.",
        )
    return None
