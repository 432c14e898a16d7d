"""What is wrong between rows: refs used twice, links to nothing, addresses shared.

Knows nothing of what a figure should be; that is in `check_targets`.
"""

from __future__ import annotations

from collections import defaultdict

from csplan.plan.plan import is_blank_row
from csplan.sheets import ACCEPTED, ACTIONS, BY_KEY, INDICATORS, PEOPLE, SERVICES, SHEETS
from csplan.sheets.column import Kind
from csplan.sheets.sheet import Owner
from csplan.terms.address import AddressFault, address_fault, allowed_domains
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching, one_slip
from csplan.terms.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_emails", "check_links", "check_owners", "check_refs"]


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
        Code.REF_DOUBLED,
        f"{ref} is used {len(indexes)} times ({', '.join(cells)}); results could land on the "
        f"wrong row.",
        "Give each row its own ref.",
        sheet=sheet,
        index=indexes[1],
        column="ref",
        found=ref,
    )


def check_links(plan: Plan, sheet: Sheet) -> Iterator[Finding]:
    """Find cells that point to a ref which does not exist.

    Where the other sheet could not be read, that is said, and not of every cell that points there.
    """
    for column in sheet.inputs:
        if column.kind is not Kind.LINK:
            continue
        target = BY_KEY[column.to.lower()]
        if target.key not in plan.rows:
            continue
        refs = [str(row["ref"]) for row in plan.table(target) if row.get("ref")]
        known = {ref.lower() for ref in refs}
        for index, row in enumerate(plan.table(sheet)):
            value = row.get(column.name)
            if value in (None, "") or isinstance(value, CellError) or is_blank_row(row, sheet):
                continue
            if isinstance(value, str) and value.lower() in known:
                continue
            close = one_slip(str(value), refs)
            yield plan.finding(
                Code.UNKNOWN_REF,
                f'"{value}" is not on {target.name}, so this row counts nowhere.',
                f"Did you mean {close}?  Choose from the list."
                if close
                else f"Choose from the list, or add it to {target.name}.",
                sheet=sheet,
                index=index,
                column=column.name,
                found=value,
            )


def check_emails(plan: Plan) -> Iterator[Finding]:
    """Find addresses that are missing, malformed, shared or outside the allowed domains."""
    for sheet, asked in (
        (SERVICES, "Check who answers for which service."),
        (PEOPLE, "Check whose address it is."),
    ):
        yield from _addresses(plan, sheet, asked)


def _addresses(plan: Plan, sheet: Sheet, asked: str) -> Iterator[Finding]:
    """Find the addresses of one sheet that cannot be used."""
    allowed = allowed_domains(plan.settings.get("allowed_email_domains"))
    seen: dict[str, str] = {}
    for index, row in enumerate(plan.table(sheet)):
        if is_blank_row(row, sheet):
            continue
        address = row.get("email")
        wrong = address_fault(address, allowed)
        form = str(address or "").lower()
        if wrong is None and form in seen:
            wrong = AddressFault(Code.EMAIL_DOUBLED, f"{seen[form]} has the same address.", asked)
        elif wrong is not None and wrong.code is Code.EMAIL_MISSING and sheet is PEOPLE:
            wrong = AddressFault(
                Code.EMAIL_MISSING,
                "This person has no e-mail address, so no reminder reaches them.",
                "Type their address.",
            )
        seen.setdefault(form, str(row.get("ref")))
        if wrong is not None:
            yield plan.finding(
                wrong.code,
                wrong.message,
                wrong.fix,
                sheet=sheet,
                index=index,
                column="email",
                found=address,
            )


def check_owners(plan: Plan) -> Iterator[Finding]:
    """Find owners whom People does not name; a plan that keeps no list of people has none."""
    names = [str(row["ref"]) for row in plan.table(PEOPLE) if row.get("ref")]
    known = {matching(name) for name in names}
    for sheet in (INDICATORS, ACTIONS) if names else ():
        for index, row in enumerate(plan.table(sheet)):
            owner = row.get("owner")
            if not isinstance(owner, str) or not owner.strip() or matching(owner) in known:
                continue
            close = one_slip(owner, names)
            yield plan.finding(
                Code.OWNER_UNKNOWN,
                f"{owner} is not on People, so no reminder reaches this owner.",
                f"Did you mean {close}?" if close else "Add the name to People, with an address.",
                sheet=sheet,
                index=index,
                column="owner",
                found=owner,
            )
