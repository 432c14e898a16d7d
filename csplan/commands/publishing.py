"""What the publish command joins: the view, its tables and pages, the checklist, and the folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.looks.plain_text import plain, with_noun
from csplan.sheets import INDICATORS, SERVICES
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.finding import Severity
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Results
    from csplan.publication.about import About
    from csplan.publication.betraying import Thresholds
    from csplan.publication.checking import Checked
    from csplan.publication.profile import CopyProfile
    from csplan.publication.releases import Release
    from csplan.publication.view import View
    from csplan.terms.finding import Finding

__all__ = ["Made", "check_ready", "copy_in", "ready"]

_NAMED = 3
_PAGES = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made and is not put in place yet."""

    about: About
    view: View
    files: Mapping[str, bytes]
    checked: tuple[Checked, ...]
    missing: tuple[str, ...] = ()


def check_ready(results: Results, findings: Sequence[Finding], workbook: Path) -> None:
    """Refuse a plan with errors or figures to be confirmed, or whose parts lead nowhere.

    Raises: WorkbookError saying what stands in the way.
    """
    from csplan.publication.adding import unknown_parts

    grave = (Severity.FAULT, Severity.ERROR)
    standing = [one for one in findings if one.severity in grave and not one.accepted]
    unsure = [one for one in findings if one.is_to_confirm and not one.accepted]
    lost = unknown_parts(results)
    parts = [
        *([with_noun(len(standing), "error")] if standing else []),
        *([f"{with_noun(len(unsure), 'figure')} to be confirmed"] if unsure else []),
    ]
    if parts:
        named = ", ".join(one.place for one in (*standing, *unsure)[:_NAMED])
        raise WorkbookError(
            Refusal.PUBLICATION_REFUSED,
            f"{workbook.name} has {' and '.join(parts)} ({named}), so it is not published.  "
            f"See them all with:  csplan check {workbook.name}",
        )
    if lost:
        raise WorkbookError(
            Refusal.PUBLICATION_REFUSED,
            f"In Part of on Indicators, {'; '.join(lost[:_NAMED])}, which is not a row of it.  "
            "Give each the ref of its whole, or clear the cell.",
        )


def copy_in(folder: Path, results: Results, profile: CopyProfile, rules: Thresholds) -> Made:
    """Make a copy that heeds those in a folder; where this very copy is there, it is made again.

    Raises: WorkbookError where it cannot be made, or an earlier one cannot be read.
    """
    from csplan.publication.releases import earlier_releases

    releases = list(earlier_releases(folder)) if folder.is_dir() else []
    now = (results.plan.financial_year, str(results.settings.get("reporting_period")))
    others = [one for one in releases if (one.year, one.period) != now]
    made = _copy_of(results, profile, rules, others)
    own = [one for one in releases if (one.year, one.period) == now]
    if own and not any(_holds(folder / one.folder, made.files) for one in own):
        made = _copy_of(results, profile, rules, releases)
    return made


def _copy_of(
    results: Results, profile: CopyProfile, rules: Thresholds, releases: Sequence[Release]
) -> Made:
    """Make a copy that heeds some earlier ones."""
    from csplan.publication.about import about_of
    from csplan.publication.releases import LIST, release_text
    from csplan.publication.view import release_of, view_of

    view = view_of(results, rules=rules, releases=releases, words=profile.words)
    about = about_of(view.results, profile)
    files, missing = _files(view, about, profile)
    files[LIST] = release_text(release_of(view)).encode()
    return Made(about, view, files, tuple(_checked(results, view, about, files)), missing)


def _files(
    view: View, about: About, profile: CopyProfile
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a copy by name, and what could not be made."""
    from csplan.publication.data_files import DICTIONARY, csv_of, dictionary_of
    from csplan.publication.opendocument import libreoffice, opendocument_of
    from csplan.publication.spreadsheet import spreadsheet_of
    from csplan.publication.tables import tables_of

    tables = tables_of(view, actions=profile.actions, money=profile.money)
    files: dict[str, bytes] = {}
    missing = []
    workbook = spreadsheet_of(about, tables)
    program = libreoffice() if "ods" in profile.formats else None
    with ThreadPoolExecutor(max_workers=1) as beside:  # LibreOffice works while pages are drawn
        opened = beside.submit(opendocument_of, workbook, about, program) if program else None
        if "xlsx" in profile.formats:
            files[f"{about.stem}.xlsx"] = workbook
        if "csv" in profile.formats:
            files |= {f"{about.stem} {one.name}.csv": csv_of(one) for one in tables}
            files[f"{about.stem} {DICTIONARY}.csv"] = dictionary_of(tables)
        files |= _pages(view, profile)
        made = opened.result() if opened else None
    if made:
        files[f"{about.stem}.ods"] = made
    elif "ods" in profile.formats:
        missing.append("No .ods was made: LibreOffice is not installed, or did not write it.")
    return files, tuple(missing)


def _pages(view: View, profile: CopyProfile) -> dict[str, bytes]:
    """Return the scorecards of the view, for those whom the profile names."""
    from csplan.scorecards import write

    formats = [one for one in _PAGES if one in profile.formats]
    found: dict[str, bytes] = {}
    if not formats:
        return found
    with tempfile.TemporaryDirectory(prefix="csplan-") as folder:
        for only in dict.fromkeys(
            "members" if k == "members" else None for k in profile.scorecards
        ):
            done = write(
                view.results, folder, findings=(), formats=formats, only=only, published=True
            )
            found |= {
                one.path.name: one.path.read_bytes()
                for one in done.files
                if one.subject.kind in profile.scorecards
            }
    return found


def _checked(
    results: Results, view: View, about: About, files: Mapping[str, bytes]
) -> Iterator[Checked]:
    """Go through the copy: its files, and whether disclosure control did what it should."""
    from csplan.publication.checking import Checked, Inside, checklist

    people = [
        plain(row.get(name)) for row in results.present(SERVICES) for name in ("head", "email")
    ]
    plan = results.plan
    kept = [(ref, heading) for ref, name in sorted(view.suppression.kept)
            if (heading := _heading(name, about.year))]  # fmt: skip
    inside = Inside([*filter(None, people), plan.name, plan.sha256], about.contact)
    yield from checklist(files, about, kept, inside)
    lost = view.suppression.lost
    yield Checked("Figures: no figure that is kept back can be worked out from others", lost)


def _heading(name: str, year: str) -> str:
    """Return under which heading of the tables a figure stands."""
    if name in ("baseline", "forecast"):
        return INDICATORS.by_name[name].heading
    return f"{name[:2].upper()} {year}"


def ready(folder: Path, made: Made) -> tuple[Path, bool]:
    """Put a copy into a folder of its own, and say whether it is new there.

    A copy that is there is never changed: another one of the same period gets a folder beside it.

    Raises: WorkbookError where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _names(made.about.folder):
            target = folder / name
            if not target.exists():
                _put(folder, target, made.files)
                return target, True
            if _holds(target, made.files):
                return target, False
    except OSError as error:
        raise WorkbookError(
            Refusal.CANNOT_WRITE,
            f"{folder} cannot be written ({system_reason(error)}).  Nothing was published.",
        ) from error
    raise AssertionError  # the names never end


def _names(first: str) -> Iterator[str]:
    """Yield the names that a copy's folder may have: 2016-17 Q2, then 2016-17 Q2 version 2."""
    yield first
    number = 2
    while True:
        yield f"{first} version {number}"
        number += 1


def _holds(target: Path, files: Mapping[str, bytes]) -> bool:
    """Say whether a folder holds these very files and no others."""
    names = {one.name for one in target.iterdir()}
    return names == set(files) and all((target / n).read_bytes() == d for n, d in files.items())


def _put(folder: Path, target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder beside the target, and give it the target's name."""
    from csplan.files import disk, effects

    place = disk.make_staging_folder(folder, ".csplan-copy-")
    try:
        built = place / "copy"
        built.mkdir()
        for name, data in files.items():
            with (built / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        built.rename(target)
        effects.note(target)
    finally:
        shutil.rmtree(place, ignore_errors=True)
