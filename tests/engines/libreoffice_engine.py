"""Recalculates, re-saves and prints workbooks with LibreOffice, without a window.

Each call starts LibreOffice once for all its files, in a profile of its own, so that calls made
side by side do not meet.  LibreOffice believes the values cached in a file unless its profile says
otherwise; the profile made for a recalculation says so, or a comparison would prove nothing.
Lacks XLOOKUP, LET, LAMBDA and FILTER (7.4).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.engines import cached
from tests.engines.programs import require

_ALWAYS, _NEVER = 0, 1
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
</item>
</oor:items>
"""
_XLSX = "xlsx:Calc MS Excel 2007 XML"
_SECONDS_ALLOWED = 600
_TITLES = re.compile(rb'<definedName name="_xlnm.Print_Titles"[^>]*>[^<]*</definedName>')


def recalculated(path: Path) -> dict[str, dict[str, object]]:
    """The value of every used cell after recalculation, by sheet name and cell reference."""
    return recalculated_all([path])[path]


def recalculated_all(paths: Sequence[Path]) -> dict[Path, dict[str, dict[str, object]]]:
    """The same for many workbooks, in one run of LibreOffice.

    Dates come as numbers and an empty text as no cell at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        copies = _converted(paths, Path(folder), to=_XLSX, recalculate=True)
        return {path: cached.values(copy) for path, copy in zip(paths, copies, strict=True)}


def resaved(path: Path, into: Path) -> Path:
    """The workbook as LibreOffice saves it again, under the same name in another folder.

    Formulas are not recalculated: this is what a colleague's plain "Save" does.
    """
    return _converted_to_folder(path, into, to=_XLSX)


def pdf(path: Path, into: Path) -> Path:
    """The workbook as LibreOffice prints it, under the same name in a folder."""
    return _converted_to_folder(path, into, to="pdf")


def _converted_to_folder(path: Path, into: Path, *, to: str) -> Path:
    """One workbook converted, and moved to where it is wanted."""
    with tempfile.TemporaryDirectory() as folder:
        (copy,) = _converted([path], Path(folder), to=to, recalculate=False)
        into.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(copy, into / path.with_suffix(copy.suffix).name))


def _copy_without_titles(path: Path, copy: Path) -> None:
    """Copy a workbook without the columns that it repeats on paper.

    LibreOffice 7.4 spends two thirds of its time on these (10 s, else 3), and no value hangs on
    them.
    """
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _TITLES.sub(b"", content) if name == "xl/workbook.xml" else content)


def _converted(paths: Sequence[Path], folder: Path, *, to: str, recalculate: bool) -> list[Path]:
    """Each workbook converted, in order; RuntimeError if LibreOffice left one out.

    Workbooks are copied under numbers first, so that two of the same name do not meet.
    """
    office = require("soffice")
    profile, sources, results = (folder / name for name in ("profile", "sources", "results"))
    (profile / "user").mkdir(parents=True)
    sources.mkdir()
    settings = _PROFILE.format(mode=_ALWAYS if recalculate else _NEVER)
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    numbered = [sources / f"{number}{path.suffix}" for number, path in enumerate(paths)]
    for path, copy in zip(paths, numbered, strict=True):
        if to == _XLSX and zipfile.is_zipfile(path):
            _copy_without_titles(path, copy)
        else:
            shutil.copyfile(path, copy)
    installation = f"-env:UserInstallation={profile.as_uri()}"
    convert = ["--headless", "--norestore", "--convert-to", to, "--outdir", str(results)]
    done = subprocess.run(
        [str(office), installation, *convert, *map(str, numbered)],
        capture_output=True,
        text=True,
        timeout=_SECONDS_ALLOWED,
        check=False,
    )
    suffix = "." + to.partition(":")[0]
    made = [results / copy.with_suffix(suffix).name for copy in numbered]
    if missing := [str(path) for path, copy in zip(paths, made, strict=True) if not copy.exists()]:
        said = f"{done.stdout}\n{done.stderr}"
        raise RuntimeError(f"LibreOffice did not convert {', '.join(missing)}: {said}")
    return made
