"""Makes the documentation's pictures and sample scorecards: `python scripts/build_pictures.py`.

They are of the demonstration.  Needs pdftoppm (poppler-utils) and LibreOffice; all figures in them
are illustrative.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from csplan.commands.cli import run

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SAMPLES = PICTURES.parent / "samples"
RESOLUTION = "80"


def main() -> int:
    """Make every picture; says which programs are missing."""
    missing = [name for name in ("pdftoppm", "soffice") if shutil.which(name) is None]
    if missing:
        print(f"Install {' and '.join(missing)} first (poppler-utils, libreoffice-calc).")
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        run(["demo", str(demo)])
        cards = demo / "Scorecards"
        _page(cards / "Scorecard 2016-17 Q2 Directorate.pdf", 1, "directorate")
        _page(cards / "Scorecard 2016-17 Q2 Schools & Learning.pdf", 1, "service")
        _page(cards / "Scorecard 2016-17 Q2 Exceptions.pdf", 1, "exceptions")
        _sample(cards / "Scorecard 2016-17 Q2 Directorate.pdf", "directorate.pdf")
        _sample(cards / "Scorecard 2016-17 Q2 Directorate.html", "directorate.html")
        _sample(cards / "Scorecard 2016-17 Q2 Schools & Learning.pdf", "service.pdf")
        pages = _printed(demo / "plan.xlsx", Path(folder))
        _page(pages, _first_page(pages, "Summary"), "workbook-summary")
        shown = _first_page(pages, "Performance indicators", "RAG")
        _page(pages, shown, "workbook-indicators")
    return 0


def _sample(made: Path, name: str) -> None:
    """Keep a scorecard of the demonstration for readers of the documentation."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, SAMPLES / name)


def _printed(workbook: Path, folder: Path) -> Path:
    """Print a workbook to PDF as LibreOffice sees it."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(workbook)],
        check=True,
        capture_output=True,
    )
    return folder / f"{workbook.stem}.pdf"


def _first_page(pdf: Path, title: str, *also: str) -> int:
    """Return the first page that begins with a title and shows certain words besides.

    Raises: SystemExit where no page does: the picture would not be of what it claims.
    """
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    for number, page in enumerate(text.split("\f"), start=1):
        if page.strip().startswith(title) and all(word in page for word in also):
            return number
    wanted = " with ".join([title, *also])
    raise SystemExit(f"No page of {pdf.name} shows {wanted}; no picture was made of it.")


def _page(pdf: Path, page: int, name: str) -> None:
    """Make a picture of one page."""
    target = PICTURES / name
    subprocess.run(
        [
            *("pdftoppm", "-png", "-singlefile", "-r", RESOLUTION),
            *("-f", str(page), "-l", str(page), str(pdf), str(target)),
        ],
        check=True,
    )
    print(f"{target.name}.png: page {page} of {pdf.name}")


if __name__ == "__main__":
    sys.exit(main())
