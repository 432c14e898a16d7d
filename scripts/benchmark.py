"""Measures csplan against the least that could be done: `python scripts/benchmark.py`.

Whole processes are timed, since that is what a manager waits for; each figure is the median of
several runs, taken in turn so that a busy moment falls on all alike.  Times differ by machine:
trust the ratios, those of processor time above all where the machine has other work.  An update
that changes nothing writes nothing, so before each timed update the plan is copied afresh, settled
by an earlier update, and one indicator's baseline is raised.  Peak memory is the most of any run;
the system cannot tell less than this script itself holds.

The ratios are compared with those of scripts/benchmark.json; one that is more than 10% higher ends
the script with status 1.  `--write` puts this run's ratios there, beside those of sizes that it did
not measure.  openpyxl runs as it does where it is alone, without numpy and lxml, which it would
spend time on importing.  The larger the plan, the fewer the runs; 50,000 indicators are measured
once, in some ten minutes, and the PDF of 10,000, only where `--sizes` asks for them.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import environment

PLAN = environment.ROOT / "templates" / "service_plan_2016_17.xlsx"
OWN_ROWS, LARGE = 84, 10_000
PLANS = 3
USUAL_SIZES = (OWN_ROWS, 1_000, 10_000)
IMPORTS = (
    "import gc; from csplan.commands import running; running.collect_seldom(); "
    "import csplan.commands.updating, csplan.workbook.unchanged, csplan.workbook.update; "
    "gc.freeze()"
)
"""What an update imports, and as it does: Python looks for rubbish seldom, and not at the end."""
TABLE = Path(__file__).with_suffix(".json")
MAY_GROW = 1.10
SHEET, HEADING, RAISED_BY = "Indicators", "Baseline", 0.001
LOAD_AND_SAVE = (
    "import sys; sys.modules.update(numpy=None, lxml=None); import openpyxl; "
    "book = openpyxl.load_workbook(sys.argv[1]); book.save(sys.argv[1])"
)
READ_AND_GROUP = (
    "import sys; import pandas; codes = {'Cost centre': str, 'Account': str}; "
    "rows = pandas.read_csv(sys.argv[1], dtype=codes); "
    "print(len(rows.groupby(['Cost centre', 'Account', 'Period'])['Amount'].sum()))"
)
# The templates' sheets are numbered in the order of their tabs.
FIND_HEADING = """
import sys, openpyxl
plan, sheet, heading = sys.argv[1:]
book = openpyxl.load_workbook(plan, read_only=True)
cells = (cell for row in book[sheet].iter_rows() for cell in row)
(letters,) = {cell.column_letter for cell in cells if cell.value == heading}
print(f"xl/worksheets/sheet{book.sheetnames.index(sheet) + 1}.xml", letters)
"""


@dataclass(frozen=True)
class Contender:
    """Something to be timed: a command, and what is made ready before each run, untimed."""

    name: str
    command: tuple[str, ...]
    prepare: Callable[[], None]


@dataclass(frozen=True)
class Measured:
    """What one run took; processor time and memory are None where the system does not tell them."""

    seconds: float
    processor: float | None
    megabytes: float | None


def large_plan(path: Path, rows: int) -> None:
    """Write a loaded plan with so many indicators, in another process."""
    script = Path(__file__).with_name("large_plan.py")
    python = str(environment.program("python"))
    subprocess.run([python, str(script), str(path), str(rows)], check=True)


def settled(plan: Path, folder: Path) -> Path:
    """The plan in a folder of its own, brought up to date, its backup beside it."""
    folder.mkdir()
    copy = Path(shutil.copy(plan, folder / "plan.xlsx"))
    done = subprocess.run(_csplan("update", copy), capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(f"The plan could not be updated:\n{done.stdout}{done.stderr}")
    return copy


def raise_baseline(plan: Path) -> None:
    """Raise the first baseline by a little, touching no other byte of its sheet."""
    part, letters = _place_of_baselines(plan)
    start = rf'<c r="{letters}[0-9]+"(?: s="[0-9]+")?(?: t="n")?>'
    cell = re.compile(rf"({start}<v>)([^<]+)(</v></c>)")
    before = plan.with_suffix(".before")
    plan.rename(before)
    with ZipFile(before) as source, ZipFile(plan, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text, times = cell.subn(_raised, content.decode("utf-8"), count=1)
                if not times:
                    sys.exit(f"No {HEADING} to raise in {plan}")
                content = text.encode("utf-8")
            target.writestr(name, content)
    before.unlink()


def _raised(cell: re.Match[str]) -> str:
    """The cell with its number raised."""
    return f"{cell[1]}{float(cell[2]) + RAISED_BY!r}{cell[3]}"


def _place_of_baselines(plan: Path) -> tuple[str, str]:
    """The part and the column's letters in which the baselines stand.

    Asked of another process: what this one holds in memory would count as that of its children.
    """
    python = str(environment.program("python"))
    found = subprocess.run(
        [python, "-W", "ignore", "-c", FIND_HEADING, str(plan), SHEET, HEADING],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    part, letters = found.stdout.split()
    return part, letters


def run(contender: Contender) -> Measured:
    """One run, timed from before the process is made until it has ended."""
    contender.prepare()
    started = time.perf_counter()
    process = subprocess.Popen(
        contender.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if sys.platform == "win32":
        status, processor, megabytes = process.wait(), None, None
    else:
        _, waited, used = os.wait4(process.pid, 0)
        status = process.returncode = os.waitstatus_to_exitcode(waited)
        processor = used.ru_utime + used.ru_stime
        megabytes = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    seconds = time.perf_counter() - started
    if status > 1:
        sys.exit(f"{contender.name} ended with status {status}: {' '.join(contender.command)}")
    return Measured(seconds, processor, megabytes)


def compare(
    title: str, contenders: tuple[Contender, Contender], runs: int, ratios: dict[str, float]
) -> Measured:
    """Print the medians of two contenders and their ratio, and return the first one's.

    What the first takes of the other's processor time and memory is noted in `ratios`.
    """
    print(f"\n{title} (median of {runs})")
    taken: dict[str, list[Measured]] = {contender.name: [] for contender in contenders}
    for _ in range(runs):
        for contender in contenders:
            taken[contender.name].append(run(contender))
    ours, theirs = (_median(each) for each in taken.values())
    for name, one in zip(taken, (ours, theirs), strict=True):
        processor = "" if one.processor is None else f"{one.processor:9.3f} s of processor time"
        peak = "" if one.megabytes is None else f"{one.megabytes:8.0f} MB"
        print(f"  {name:<28}{one.seconds:8.3f} s{processor}{peak}", flush=True)
    print(f"  {'ratio':<28}{_ratio(ours, theirs)}", flush=True)
    if ours.processor is not None and theirs.processor:
        ratios[f"{title}: processor time"] = round(ours.processor / theirs.processor, 3)
    most, others = ours.megabytes or 0.0, theirs.megabytes or 0.0
    if min(most, others) > _own_megabytes() * 1.2:
        ratios[f"{title}: memory"] = round(most / others, 3)
    return ours


def _own_megabytes() -> float:
    """The most memory that this script has held, which is the least that it can tell of others."""
    if sys.platform == "win32":
        return 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def worse(ratios: Mapping[str, float], table: Mapping[str, float]) -> list[str]:
    """Say which ratios are more than 10% higher than the table's; one that is new is none."""
    return [
        f"{name}: {ratio:.2f}, and {table[name]:.2f} in {TABLE.name}"
        for name, ratio in ratios.items()
        if name in table and ratio > table[name] * MAY_GROW
    ]


def _median(runs: list[Measured]) -> Measured:
    """The median time of several runs, and the most memory of any."""
    processor = [each.processor for each in runs if each.processor is not None]
    peaks = [each.megabytes for each in runs if each.megabytes is not None]
    return Measured(
        statistics.median(each.seconds for each in runs),
        statistics.median(processor) if processor else None,
        max(peaks) if peaks else None,
    )


def _ratio(one: Measured, other: Measured) -> str:
    """How many times the other's time, processor time and memory one takes."""
    said = f"{one.seconds / other.seconds:8.2f}"
    if one.processor is not None and other.processor:
        said += f"{one.processor / other.processor:11.2f} of processor time"
    if one.megabytes is not None and other.megabytes:
        said += f"{one.megabytes / other.megabytes:10.2f} of memory"
    return said


def growth(taken: dict[int, Measured], ratios: dict[str, float]) -> None:
    """Print how many times more an update takes for how many times the indicators.

    What a row more takes of what a row takes on average in the smaller plan is noted in `ratios`.
    """
    print("\nHow csplan update grows")
    sizes = sorted(taken)
    for fewer, more in pairwise(sizes):
        ours, theirs = taken[more], taken[fewer]
        print(f"  {more / fewer:5.1f} × the rows ({more:,})   {_ratio(ours, theirs)}")
        if ours.processor is not None and theirs.processor:
            each = ours.processor / theirs.processor / (more / fewer)
            ratios[f"{more:,} indicators: a row's time of {fewer:,}'s"] = round(each, 3)


class Trial:
    """A plan in a folder of its own, settled and changed, to be updated again and again."""

    def __init__(self, plan: Path, folder: Path) -> None:
        """Settle the plan, and raise one of its figures."""
        self.source = settled(plan, folder)
        _elsewhere(raise_baseline, self.source)
        self.copy = folder.with_name(f"{folder.name}-trial") / self.source.name

    def fresh(self) -> None:
        """Make the plan ready once more."""
        shutil.rmtree(self.copy.parent, ignore_errors=True)
        shutil.copytree(self.source.parent, self.copy.parent)

    def at_rest(self) -> None:
        """Make the plan ready as an update left it that found nothing to do."""
        self.fresh()
        for _ in range(2):
            subprocess.run(_csplan("update", self.copy), capture_output=True, check=False)

    def of_csplan(self, command: str, name: str = "") -> Contender:
        """Return a command of csplan on the plan."""
        return Contender(name or f"csplan {command}", _csplan(command, self.copy), self.fresh)

    def of_openpyxl(self) -> Contender:
        """Return openpyxl's load and save of the plan."""
        python = str(environment.program("python"))
        command = (python, "-c", LOAD_AND_SAVE, str(self.copy))
        return Contender("openpyxl load and save", command, self.fresh)


def compare_update(title: str, trial: Trial, runs: int, ratios: dict[str, float]) -> Measured:
    """Compare an update of the plan with openpyxl's load and save of the same file."""
    update = trial.of_csplan("update")
    run(update)
    if filecmp.cmp(trial.copy, trial.source, shallow=False):
        sys.exit("The update wrote nothing, so there is nothing to compare")
    return compare(title, (update, trial.of_openpyxl()), runs, ratios)


def compare_loaded_plan(folder: Path, runs: int, ratios: dict[str, float]) -> Measured:
    """Compare everything that is asked of the loaded plan, and return what an update took."""
    trial = Trial(PLAN, folder / "plan")
    python = str(environment.program("python"))
    bare = Contender("python -c pass", (python, "-c", "pass"), _nothing)
    imports = (python, "-c", IMPORTS)
    update = compare_update("The loaded plan", trial, runs, ratios)
    compare("Checking", (trial.of_csplan("check"), trial.of_csplan("update")), runs, ratios)
    nothing = Contender("csplan update", _csplan("update", trial.copy), _nothing)
    trial.at_rest()
    compare("Nothing to do", (nothing, bare), runs, ratios)
    compare("Imports", (Contender("imports of an update", imports, _nothing), bare), runs, ratios)
    help_page = Contender("csplan --help", _csplan("--help"), _nothing)
    compare("Starting", (help_page, bare), runs, ratios)
    office = shutil.which("soffice")
    if office is None:
        print("\nSaved by LibreOffice: not measured, for there is no soffice")
        return update
    other = Trial(PLAN, folder / "saved")
    saved_by_libreoffice(office, other.source)
    _elsewhere(raise_baseline, other.source)
    theirs, own = other.of_csplan("update", "as LibreOffice saved it"), trial.of_csplan("update")
    compare("Saved by LibreOffice", (theirs, own), runs, ratios)
    return update


def _elsewhere(deed: Callable[[Path], None], path: Path) -> None:
    """Do something to a file in another process, whose memory would count as its children's."""
    lines = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})",
        f"from pathlib import Path; from benchmark import {deed.__name__}",
        f"{deed.__name__}(Path(sys.argv[1]))",
    )
    python = str(environment.program("python"))
    subprocess.run([python, "-c", "\n".join(lines), str(path)], check=True)


def compare_what_is_made(folder: Path, runs: int, ratios: dict[str, float]) -> None:
    """Compare a blank workbook, the loaded plan's scorecards and a ledger with the least of each.

    The ledger has 1,000,001 lines; its import updates the plan too, which the other does not.
    """
    python = str(environment.program("python"))
    bare = Contender("python -c pass", (python, "-c", "pass"), _nothing)
    blank = folder / "blank.xlsx"
    made = Contender(
        "csplan new --blank",
        _csplan("new", "--blank", blank),
        lambda: blank.unlink(missing_ok=True),
    )
    compare("A blank workbook", (made, bare), runs, ratios)
    script, inputs, cards = (
        Path(__file__).with_name("engines_alone.py"),
        folder / "in",
        folder / "o",
    )
    subprocess.run([python, str(script), "record", str(PLAN), str(inputs)], check=True)

    def no_cards() -> None:
        shutil.rmtree(cards, ignore_errors=True)

    drawn = _csplan("scorecards", PLAN, "--out", cards, "--format", "xlsx,pdf")
    engines = (python, str(script), "draw", str(inputs), str(cards))
    compare(
        "Scorecards",
        (Contender("csplan scorecards", drawn, no_cards), Contender("engines", engines, no_cards)),
        runs,
        ratios,
    )
    trial, ledger = Trial(PLAN, folder / "ledger"), folder / "ledger.csv"
    write_ledger(ledger)
    imported = _csplan("import-ledger", trial.copy, ledger, "--map", folder / "ledger-map.csv")
    month = ("--month", "6", "--months", "financial")
    grouped = (python, "-c", READ_AND_GROUP, str(ledger))
    compare(
        "A ledger of 1,000,001 lines",
        (
            Contender("csplan import-ledger", (*imported, *month), trial.fresh),
            Contender("pandas, read and group", grouped, _nothing),
        ),
        runs,
        ratios,
    )


def compare_reports(folder: Path, runs: int, ratios: dict[str, float]) -> None:
    """Compare a report of the demonstration, and of several plans, with their engines alone.

    The plans are the same, each with another figure; the engines draw its pages as many times.
    """
    python, script = _engines_alone()
    demo, inputs, cards = folder / "demo", folder / "demo-in", folder / "demo-cards"
    subprocess.run(_csplan("demo", demo), stdout=subprocess.DEVNULL, check=False)
    trial = Trial(demo / "plan.xlsx", folder / "demo-plan")
    subprocess.run([python, script, "record", str(trial.source), str(inputs)], check=True)

    def engines(times: int) -> Contender:
        drawn = (python, script, "draw", str(inputs), str(cards), "--times", str(times))
        return Contender("engines", drawn, lambda: shutil.rmtree(cards, ignore_errors=True))

    compare("A report", (trial.of_csplan("report"), engines(1)), runs, ratios)
    plans, done = folder / "plans", folder / "plans-done"

    def again() -> None:
        shutil.rmtree(done, ignore_errors=True)
        shutil.rmtree(plans, ignore_errors=True)
        plans.mkdir()
        changed = Path(shutil.copy(trial.source, folder / "next.xlsx"))
        for number in range(PLANS):
            _elsewhere(raise_baseline, changed)
            shutil.copy(changed, plans / f"{number}.xlsx")

    batch = _csplan("batch", plans, "--out", done, "--jobs", "2", "--format", "xlsx,pdf")
    several = (Contender("csplan batch --jobs 2", batch, again), engines(PLANS))
    compare(f"A batch of {PLANS} plans", several, max(1, runs // 3), ratios)


def compare_large_pdf(folder: Path, plan: Path, ratios: dict[str, float]) -> None:
    """Compare the largest PDF of a large plan with its drawing alone, once: for its memory."""
    python, script = _engines_alone()
    inputs, cards = folder / "large-in", folder / "large-cards"
    asked = ("--for", "directorate", "--format", "pdf")
    subprocess.run([python, script, "record", str(plan), str(inputs), *asked], check=True)
    drawn = Contender(
        "csplan scorecards", _csplan("scorecards", plan, "--out", cards, *asked), _nothing
    )
    engines = (python, script, "draw", str(inputs), str(cards))
    title, found = "The largest PDF", dict[str, float]()
    compare(title, (drawn, Contender("typst", engines, _nothing)), 1, found)
    found.pop(f"{title}: processor time", None)  # reading and checking the plan takes most of it
    ratios.update(found)


def _engines_alone() -> tuple[str, str]:
    """The Python, and the script that hands the engines what csplan does."""
    return (
        str(environment.program("python")),
        str(Path(__file__).with_name("engines_alone.py")),
    )


def write_ledger(path: Path) -> None:
    """Write a ledger's extract, with a mapping beside it; the same each time."""
    drawn = random.Random(1)  # noqa: S311  (figures for a benchmark)
    centres = [
        f"{service}{number:03}" for service in ("SL", "EH", "SS", "PQ") for number in range(50)
    ]
    accounts = [
        str(number) for first in (1_000, 2_000, 4_000) for number in range(first, first + 99)
    ]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("Cost centre,Account,Period,Amount,Description\n")
        for number in range(1_000_000):
            codes = f"{drawn.choice(centres)},{drawn.choice(accounts)},{drawn.randint(1, 6)}"
            file.write(f"{codes},{drawn.uniform(-500, 2_000):.2f},Invoice {number:07}\n")
    mapping = "Cost centre,Account,Ref,Reason\nSL*,1*,B-023,\nEH*,*,B-016,\nPQ*,4*,later,\n"
    path.with_name("ledger-map.csv").write_text(mapping, encoding="utf-8")


def saved_by_libreoffice(office: str, plan: Path) -> None:
    """Have LibreOffice open a plan and save it."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder).as_uri()}/profile"
        out = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, str(plan))
        command = (office, "--headless", profile, *out)
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        shutil.move(Path(folder) / plan.name, plan)


def _csplan(*arguments: str | Path) -> tuple[str, ...]:
    """A command of the .venv's csplan."""
    return (str(environment.program("csplan")), *map(str, arguments))


def _nothing() -> None:
    """Nothing to make ready."""


def _runs(most: int, rows: int) -> int:
    """Return how many runs a plan of so many indicators has: the larger, the fewer."""
    return max(1, min(most, most * 2_000 // rows))


def main() -> int:
    """Print every comparison; 1 where a ratio is more than 10% higher than the table's."""
    parser = argparse.ArgumentParser(description="Measure csplan against the least possible.")
    parser.add_argument("--runs", type=int, default=7, help="runs for each figure at most (7)")
    parser.add_argument(
        *("--sizes", "-s"),
        type=lambda said: [int(one) for one in said.split(",")],
        help="indicators, as 84,1000,10000,50000 (84, 1,000 and 10,000)",
    )
    parser.add_argument("--write", action="store_true", help=f"put the ratios into {TABLE.name}")
    wanted = parser.parse_args()
    environment.install()
    ratios: dict[str, float] = {}
    taken: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in sorted(wanted.sizes or USUAL_SIZES):
            if rows == OWN_ROWS:
                taken[rows] = compare_loaded_plan(folder, wanted.runs, ratios)
                compare_what_is_made(folder, wanted.runs, ratios)
                compare_reports(folder, wanted.runs, ratios)
                continue
            plan = folder / f"{rows}.xlsx"
            large_plan(plan, rows)
            trial, runs = Trial(plan, plan.with_suffix("")), _runs(wanted.runs, rows)
            taken[rows] = compare_update(f"{rows:,} indicators", trial, runs, ratios)
            if rows == LARGE and wanted.sizes:
                compare_large_pdf(folder, trial.copy, ratios)
            shutil.rmtree(trial.copy.parent)
        growth(taken, ratios)
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    if wanted.write:
        TABLE.write_text(json.dumps(table | ratios, indent=2) + "\n", encoding="utf-8")
        return 0
    found = worse(ratios, table)
    print("\n".join(["", *(f"More than 10% worse: {one}" for one in found)]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
