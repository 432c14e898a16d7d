"""Asks axe-core, run in headless Chromium, whether a page can be used by everybody.

axe-core is fetched by npm (package.json); nothing is loaded from a network.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import tempfile
from pathlib import Path

from tests.engines.programs import require

_AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_ASK = """
<script>
axe.run(document).then(function (found) {
  var rows = found.violations.map(function (one) {
    return one.id + ": " + one.nodes.map(function (node) { return node.html; }).join(" | ");
  });
  var told = document.createElement("pre");
  told.id = "axe-found";
  told.textContent = JSON.stringify({violations: rows, passes: found.passes.length});
  document.body.appendChild(told);
});
</script>
"""


def violations(page: Path, *, width: int = 1280) -> list[str]:
    """What axe-core finds wrong with a page, at a window's width; an empty list if nothing."""
    chromium = require("chromium")
    script = f"<script>{require_axe().read_text(encoding='utf-8')}</script>"
    asked = page.read_text(encoding="utf-8").replace("</body>", f"{script}{_ASK}</body>")
    with tempfile.TemporaryDirectory() as profile:
        copy = Path(profile) / "page.html"
        copy.write_text(asked, encoding="utf-8")
        done = subprocess.run(
            [
                str(chromium),
                *_CHROMIUM,
                f"--user-data-dir={profile}/profile",
                f"--window-size={width},2000",
                "--virtual-time-budget=20000",
                "--dump-dom",
                copy.as_uri(),
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
    found = re.search(r'<pre id="axe-found">(.*?)</pre>', done.stdout, re.DOTALL)
    if found is None:
        raise RuntimeError(f"axe-core did not report on {page.name}: {done.stderr[-500:]}")
    report = json.loads(html.unescape(found[1]))
    if not report["passes"]:
        raise RuntimeError(f"axe-core looked at nothing on {page.name}")
    return [str(one) for one in report["violations"]]


def require_axe() -> Path:
    """Where axe-core is."""
    if not _AXE.exists():
        require(_AXE)
    return _AXE
