"""Makes the documentation's pictures and sample scorecards: `python scripts/build_pictures.py`.

They are of the demonstration.  Needs pdftoppm (poppler-utils) and LibreOffice; all figures in them
are illustrative.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from csplan.commands.cli import run

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SAMPLES = PICTURES.parent / "samples"
RESOLUTION = "80"
SMALL = "36"
_SHEETS = {
    "directorate": "Directorate",
    "service": "Early Help to Safeguarding",
    "outcome": "KO1 Children start school healthy and ready to learn",
    "exceptions": "Exceptions",
}
"""The scorecards of which every page is kept as a small picture, to be looked at side by side."""
_MEMBERS = "Scorecard 2016-17 Q2 Members’ version"
_BESIDE = """
#set page(width: auto, height: auto, margin: 6pt, fill: rgb("9AA5B1"))
#let pages = range(1, int(sys.inputs.pages) + 1)
#grid(columns: 3, gutter: 6pt, ..pages.map(n => box(fill: white, image("all.pdf", page: n))))
"""


def main() -> int:
    """Make every picture; says which programs are missing."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    missing = [name for name in ("pdftoppm", "soffice") if shutil.which(name) is None]
    if missing:
        print(f"Install {' and '.join(missing)} first (poppler-utils, libreoffice-calc).")
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        demo, plan = place / "demo", str(place / "demo" / "plan.xlsx")
        run(["demo", str(demo)])
        cards = demo / "Scorecards"
        _page(cards / "Scorecard 2016-17 Q2 Directorate.pdf", 1, "directorate")
        _page(cards / "Scorecard 2016-17 Q2 Schools & Learning.pdf", 1, "service")
        _page(cards / "Scorecard 2016-17 Q2 Exceptions.pdf", 1, "exceptions")
        _sample(cards / "Scorecard 2016-17 Q2 Directorate.pdf", "directorate.pdf")
        _sample(cards / "Scorecard 2016-17 Q2 Directorate.html", "directorate.html")
        _sample(cards / "Scorecard 2016-17 Q2 Schools & Learning.pdf", "service.pdf")
        for key, name in _SHEETS.items():
            _contact_sheet(cards / f"Scorecard 2016-17 Q2 {name}.pdf", f"pages-{key}")
        run(["scorecards", plan, "--out", str(demo / "Members"), "--members", "--format", "pdf"])
        _contact_sheet(demo / "Members" / f"{_MEMBERS}.pdf", "pages-members")
        run(["scorecards", plan, "--out", str(demo / "Word"), "--for", "EH", "--format", "docx"])
        word = _printed(demo / "Word" / f"Scorecard 2016-17 Q2 {_SHEETS['service']}.docx", place)
        _contact_sheet(word, "pages-word")
        pages = _printed(demo / "plan.xlsx", place)
        _page(pages, _first_page(pages, "Summary"), "workbook-summary")
        shown = _first_page(pages, "Performance indicators", "RAG")
        _page(pages, shown, "workbook-indicators")
    return 0


def _contact_sheet(pdf: Path, name: str) -> None:
    """Make one picture of all pages of a document."""
    import typst

    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    pages = next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:"))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(pdf, Path(folder) / "all.pdf")
        sheet, made = Path(folder) / "sheet.typ", Path(folder) / "sheet.pdf"
        sheet.write_text(_BESIDE, encoding="utf-8")
        typst.compile(sheet, output=made, sys_inputs={"pages": pages})
        subprocess.run(
            ["pdftoppm", "-png", "-singlefile", "-r", SMALL, str(made), str(PICTURES / name)],
            check=True,
        )
    print(f"{name}.png: {pages} pages of {pdf.name}")


def _sample(made: Path, name: str) -> None:
    """Keep a scorecard of the demonstration for readers of the documentation."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, SAMPLES / name)


def _printed(workbook: Path, folder: Path) -> Path:
    """Print a workbook or document to PDF as LibreOffice sees it."""
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
