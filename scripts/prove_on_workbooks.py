"""Writes into every workbook of a folder and says what was lost: `prove_on_workbooks.py FOLDER`.

For collections of workbooks that other people made.  Each is opened by csplan.xlsx, one cell is
changed, one is added and, where there is a table, a row is appended; then every part is compared,
and the written cells are read back by openpyxl and calamine, for a sample by LibreOffice.  openpyxl
loads and saves the same files in the same run.  Nothing in the folder is changed.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import openpyxl
import python_calamine
from lxml import etree
from openpyxl.utils.datetime import to_excel

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

NUMBER, TEXT = 4711.25, "csplan was here – £ & <>"
_QUIET = (
    "printerSettings",
    "sharedStrings",
    "calcChain",
    "styles",
    "theme",
    "core-properties",
    "extended-properties",
)
_COUNTED = frozenset(
    (
        "dataValidation",
        "cfRule",
        "mergeCell",
        "hyperlink",
        "sp",
        "pic",
        "graphicFrame",
        "cxnSp",
        "tableColumn",
        "comment",
        "definedName",
        "sparkline",
        "rPr",
        "oddHeader",
        "oddFooter",
    )
)
_SLOW = 20
_PATIENCE = 90
_VAST = 50_000_000


@dataclass
class Outcome:
    """What came of one file."""

    name: str
    refused: str = ""
    appended: str = ""
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    read_by: dict[str, str] = field(default_factory=dict)
    openpyxl: str = ""
    seconds: float = 0.0
    vast: bool = False
    written: list[tuple[str, int, int, object]] = field(default_factory=list)


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one: archive.read(one) for one in archive.namelist() if not one.endswith("/")}


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def features(parts: dict[str, bytes]) -> Counter[str]:
    """What a workbook has besides cells: relations by kind, and elements that people would miss."""
    found: Counter[str] = Counter()
    for name, data in parts.items():
        lower = name.lower()
        if not lower.endswith((".xml", ".rels")):
            continue
        try:
            tree = etree.fromstring(data, etree.XMLParser(huge_tree=True))
        except etree.XMLSyntaxError:
            continue
        if lower.endswith(".rels"):
            kinds = [
                str(one.get("Type")).rpartition("/")[2] for one in tree.iter("{*}Relationship")
            ]
            found.update(f"relation {kind}" for kind in kinds if kind not in _QUIET)
            continue
        if "styles" in lower or "theme" in lower:
            continue
        if _local(tree.tag) in ("worksheet", "workbook", "chartsheet"):
            found.update({f"sheet element {_local(one.tag)}" for one in tree} - _not_counted())
        for one in tree.iter("{*}*"):
            tag = _local(one.tag)
            if tag in _COUNTED:
                found[tag] += 1
            elif tag == "ext" and one.get("uri") and "/worksheets/" in lower:
                found[f"ext {one.get('uri')}"] += 1
    return found


def _not_counted() -> set[str]:
    return {f"sheet element {tag}" for tag in ("calcPr", "dimension", "fileVersion", "sheetData")}


def fewer(before: Counter[str], after: Counter[str]) -> list[str]:
    """What there is less of."""
    return sorted(one for one, count in before.items() if after[one] < count)


def judged(path: Path) -> Outcome:
    """Write into one workbook and look at everything."""
    from csplan.terms.errors import WorkbookError
    from csplan.xlsx import Book

    data = path.read_bytes()
    outcome = Outcome(path.name)
    start = time.monotonic()
    try:
        book = Book(data, name=path.name)
        _change(book, outcome)
        after = book.to_bytes() if outcome.written else data
    except WorkbookError as refusal:
        outcome.refused = f"{refusal.code}"
        after = b""
    before = parts_of(data) if not outcome.refused else {}
    if after:
        _compare(before, parts_of(after), outcome)
        _read_back(data, after, outcome)
    outcome.openpyxl = _openpyxl(data)
    outcome.seconds = time.monotonic() - start
    return outcome


def _change(book: object, outcome: Outcome) -> None:
    """Change a cell, add a cell and append a row."""
    from csplan.terms.errors import WorkbookError
    from csplan.xlsx import Book

    assert isinstance(book, Book)  # noqa: S101
    edited = book._edited  # noqa: SLF001
    for table in list(book.tables):
        if _append(book, table, outcome):
            break
    for sheet in edited.package.sheets:
        if not sheet.is_worksheet:
            continue
        quoted = "'" + sheet.name.replace("'", "''") + "'"
        cells = edited.sheet(sheet)
        free = cells.max_row + 2
        outcome.vast = cells.max_row * cells.max_column > _VAST
        if free <= 1_048_576:  # noqa: PLR2004
            book.set(f"{quoted}!B{free}", NUMBER)
            outcome.written.append((sheet.name, free, 2, NUMBER))
        for row, column in _constants(cells):
            from csplan.xlsx.references import cell_name

            try:
                book.set(f"{quoted}!{cell_name(row, column)}", TEXT)
            except WorkbookError:
                continue
            outcome.written.append((sheet.name, row, column, TEXT))
            break
        return


def _append(book: object, table: str, outcome: Outcome) -> bool:
    """Append the first row of a table once more; whether that went."""
    from csplan.terms.errors import WorkbookError
    from csplan.xlsx import Book

    assert isinstance(book, Book)  # noqa: S101
    try:
        rows = book.read(table, to="records")
        if not rows:
            return False
        new = dict(rows[0])
        formulas = set()
        while True:
            try:
                book.append(
                    table, [{k: v for k, v in new.items() if k not in formulas}], mixed=True
                )
                break
            except WorkbookError as refusal:
                calculated = re.search(r"column “(.*)”: the column is calculated", str(refusal))
                if calculated is None or calculated[1] in formulas:
                    raise
                formulas.add(calculated[1])
    except WorkbookError as refusal:
        outcome.appended = f"refused: {refusal.code}"
        return False
    outcome.appended = "appended"
    return True


def _constants(cells: object) -> Iterator[tuple[int, int]]:
    """The first cells that hold something typed."""
    from csplan.xlsx.sheet_xml import SheetXml

    assert isinstance(cells, SheetXml)  # noqa: S101
    tried = 0
    for number in cells.rows:
        for column, cell in cells.row(number).cells.items():
            plain = b"rPr" not in cells.raw_row(number)[column]
            if cell.value not in (None, "", TEXT, NUMBER) and cell.formula is None and plain:
                tried += 1
                yield number, column
                if tried > 20:  # noqa: PLR2004
                    return


def _compare(before: dict[str, bytes], after: dict[str, bytes], outcome: Outcome) -> None:
    """Note what was lost and what is wrong in the parts."""
    outcome.lost += fewer(features(before), features(after))
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            if not name.lower().endswith("calcchain.xml"):
                outcome.lost.append(f"part {name}")
        elif new != old:
            _compare_part(name, old, new, outcome)
    outcome.wrong += [f"part {name} came" for name in after if name not in before]


def _compare_part(name: str, old: bytes, new: bytes, outcome: Outcome) -> None:
    """Note what changed in a part that should not have."""
    trees = [etree.fromstring(one, etree.XMLParser(huge_tree=True)) for one in (old, new)]
    if _local(trees[0].tag) != "worksheet":
        tables = (
            _local(trees[0].tag) in ("table", "chartSpace")
        ) and outcome.appended == "appended"
        allowed = ("workbook", "Types", "Relationships", "styleSheet")
        if _local(trees[0].tag) not in allowed and not tables:
            outcome.wrong.append(f"part {name} changed")
        return
    if outcome.appended != "appended":
        outside = [
            [
                etree.tostring(one, method="c14n")
                for one in tree
                if _local(one.tag) not in ("sheetData", "dimension")
            ]
            for tree in trees
        ]
        if outside[0] != outside[1]:
            outcome.wrong.append(f"{name}: something outside the cells changed")
    _compare_cells(name, trees, outcome)


def _compare_cells(name: str, trees: list[etree._Element], outcome: Outcome) -> None:
    """Note cells that changed though nobody wrote them."""
    places: list[dict[str, etree._Element]] = []
    for tree in trees:
        own: dict[str, etree._Element] = {}
        for row in tree.iter("{*}row"):
            for at, one in enumerate(row.iterchildren("{*}c")):
                own[one.get("r") or f"{at} of row {row.get('r')}"] = one
        places.append(own)
    changed = gone = 0
    for cell, old in places[0].items():
        new = places[1].get(cell)
        if new is None:
            gone += 1
        elif etree.tostring(old, method="c14n", with_tail=False) != etree.tostring(
            new, method="c14n", with_tail=False
        ):
            had = old.find("{*}f") is not None
            dropped = new.find("{*}v") is None and had == (new.find("{*}f") is not None)
            changed += not dropped and outcome.appended != "appended"
            if old.get("s") != new.get("s") and outcome.appended != "appended":
                outcome.wrong.append(f"{name}: cell {cell} has another style")
    if len(places[1]) < len(places[0]):
        outcome.wrong.append(f"{name}: {gone} cells went")
    if changed > 1:
        outcome.wrong.append(f"{name}: {changed} cells changed")


def _read_back(data: bytes, after: bytes, outcome: Outcome) -> None:
    """Read the written cells with the other readers, those that could read the original."""
    for reader, read in (("openpyxl", _with_openpyxl), ("calamine", _with_calamine)):
        if outcome.vast and reader == "calamine":
            outcome.read_by[reader] = "not asked, the sheet is too wide for it"
            continue
        try:
            with _at_most(_PATIENCE):
                read(data, outcome.written)
        except Exception:  # noqa: BLE001  (a reader may fail in any way)
            outcome.read_by[reader] = "could not read the original (in time)"
            continue
        try:
            found = read(after, outcome.written)
        except Exception as error:  # noqa: BLE001  (the same)
            outcome.read_by[reader] = "broken"
            outcome.wrong.append(f"{reader} cannot read it any more: {error!r}"[:200])
            continue
        wanted = [value for *_, value in outcome.written]
        outcome.read_by[reader] = "equal" if found == wanted else "other"
        if found != wanted:
            outcome.wrong.append(f"{reader} reads {found!r} for {wanted!r}"[:200])


Written = list[tuple[str, int, int, object]]


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Let something take so long and no longer.

    Raises: TimeoutError.
    """

    def over(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def _with_openpyxl(data: bytes, places: Written) -> list[object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    found = [book[sheet].cell(row, column).value for sheet, row, column, _ in places]
    return [
        to_excel(one) if isinstance(one, datetime) else one  # type: ignore[no-untyped-call]  # it has none
        for one in found
    ]


def _with_calamine(data: bytes, places: Written) -> list[object]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: list[object] = []
    for name, row, column, _ in places:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        held = rows[row - 1][column - 1] if row <= len(rows) else None
        found.append(held)
    return found


def _openpyxl(data: bytes) -> str:
    """What openpyxl's own load and save make of a file: "" where nothing is lost."""
    try:
        with _at_most(_PATIENCE), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=True)
            out = io.BytesIO()
            book.save(out)
    except Exception:  # noqa: BLE001  (a reader may fail in any way)
        return "cannot"
    lost = fewer(features(parts_of(data)), features(parts_of(out.getvalue())))
    return "loses " + ", ".join(lost[:4]) if lost else ""


def _by_libreoffice(paths: list[Path]) -> tuple[int, list[str]]:
    """Have LibreOffice open a sample of written files, and read the written cells from its copy."""
    from csplan.xlsx import Book

    right, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            outcome = Outcome(path.name)
            book = Book(path.read_bytes(), name=path.name)
            _change(book, outcome)
            source = Path(folder) / f"in{path.suffix.lower()}"
            source.write_bytes(book.to_bytes())
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = [
                "soffice",
                profile,
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
            ]
            subprocess.run(
                [*command, "--outdir", f"{folder}/out", str(source)],
                capture_output=True,
                timeout=180,
                check=False,
            )
            target = Path(folder) / "out" / "in.xlsx"
            found = _with_calamine(target.read_bytes(), outcome.written) if target.exists() else []
            if found == [value for *_, value in outcome.written]:
                right += 1
            else:
                wrong.append(f"{path.name}: {found!r}"[:200])
            shutil.rmtree(Path(folder) / "out", ignore_errors=True)
    return right, wrong


def main() -> int:
    """Judge every workbook of the folder and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--libreoffice", type=int, default=0, help="how many LibreOffice opens too")
    told = asked.parse_args()
    paths = sorted(
        one for one in told.folder.rglob("*") if one.suffix.lower() in (".xlsx", ".xlsm")
    )
    with multiprocessing.Pool(2, maxtasksperchild=50) as pool:
        outcomes = []
        for outcome in pool.imap_unordered(judged, paths):
            outcomes.append(outcome)
            if outcome.seconds > _SLOW:
                print(f"  {outcome.name}: {outcome.seconds:.0f} s", flush=True)
    written = [one for one in outcomes if not one.refused and one.written]
    print(f"workbooks: {len(paths)}; written: {len(written)}; refused: ", end="")
    print(Counter(one.refused for one in outcomes if one.refused))
    print("appended:", Counter(one.appended for one in written if one.appended))
    for reader in ("openpyxl", "calamine"):
        print(f"read back by {reader}:", Counter(one.read_by.get(reader) for one in written))
    print(f"csplan: {sum(bool(one.lost) for one in written)} lose features, ", end="")
    print(f"{sum(bool(one.wrong) for one in written)} are damaged or differ elsewhere")
    cannot = sum(one.openpyxl == "cannot" for one in written)
    loses = sum(one.openpyxl.startswith("loses") for one in written)
    print(f"openpyxl, load and save, of the same {len(written)}: {loses} lose features, ", end="")
    print(f"{cannot} cannot be loaded or saved")
    kinds = Counter(re.split(r", ", one.openpyxl[6:])[0] for one in written if one.openpyxl)
    print("  the first thing that openpyxl loses:", dict(kinds.most_common(12)))
    for one in outcomes:
        for said in (*one.lost, *one.wrong):
            print(f"  {one.name}: {said}")
    if told.libreoffice:
        names = {one.name for one in written}
        sample = [one for one in paths if one.name in names]
        right, wrong = _by_libreoffice(sample[:: max(1, len(sample) // told.libreoffice)])
        print(f"read back by LibreOffice: {right} equal, {len(wrong)} not", *wrong, sep="\n  ")
    return int(any(one.lost or one.wrong for one in written))


if __name__ == "__main__":
    sys.exit(main())
