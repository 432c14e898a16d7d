"""Asks two validators whether a written file is legal Office Open XML.

Microsoft's Open XML SDK (a program fetched by npm, see package.json; needs no network once there)
and openxml-audit (pure Python).  Neither checks formulas or tables: lint.py does.

Both were content with everything that XlsxWriter writes.  Of files saved by LibreOffice 7.4 they
say what is wrong there already: openxml-audit that the theme is missing, and the SDK that
sparklines carry an undeclared `uid`; so judge such a file by what was not said of it before.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openxml_audit

from tests.engines.programs import require

_MODULES = Path(__file__).parent / "node_modules" / "@xarsh"
_SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}
_MACHINES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def sdk_errors(paths: Iterable[Path]) -> dict[Path, list[str]]:
    """What the Open XML SDK says against each file; an empty list where it is content.

    The program takes one file at a time (half a second each), so files go side by side.
    """
    program = require(_sdk_program())
    listed = list(paths)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(listed, pool.map(lambda path: _sdk(program, path), listed), strict=True))


def _sdk_program() -> Path:
    """Where npm puts the program for this machine."""
    system = _SYSTEMS.get(platform.system(), "unknown")
    machine = _MACHINES.get(platform.machine(), "unknown")
    name = "ooxml-validator" + (".exe" if system == "win32" else "")
    return _MODULES / f"ooxml-validator-{system}-{machine}" / name


def _sdk(program: Path, path: Path) -> list[str]:
    """What the program says against one file."""
    done = subprocess.run(
        [str(program), str(path), "Microsoft365"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise RuntimeError(f"The validator did not report on {path}: {done.stderr}") from error
    return [
        f"{found['path']} {found['xPath']}: {found['description']}" for found in report["errors"]
    ]


@functools.cache
def _auditor() -> openxml_audit.OpenXmlValidator:
    """The openxml-audit validator; its schemas take a third of a second to load, once."""
    return openxml_audit.OpenXmlValidator(
        file_format=openxml_audit.FileFormat.MICROSOFT_365, max_errors=1000
    )


def audit_errors(path: Path) -> list[str]:
    """What openxml-audit says against the file; an empty list where it is content."""
    return [str(error) for error in _auditor().validate(path).errors]
