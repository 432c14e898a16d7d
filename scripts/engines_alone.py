"""Draws what a plan's scorecards need by the engines alone, for the benchmark to compare with.

`engines_alone.py record plan.xlsx inputs` keeps what csplan hands to typst and to XlsxWriter;
`engines_alone.py draw inputs folder` hands them the same again, with nothing of csplan.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import Any

Call = tuple[int, str, tuple[Any, ...], dict[str, Any]]
"""What was called: on the result of which call before, its name, and with what."""


class Result:
    """Stands for what an earlier call returned, by that call's number."""

    def __init__(self, number: int) -> None:
        self.number = number


class Recorder:
    """An object of XlsxWriter that notes every call of it, and of what it returns."""

    def __init__(self, of: Any, number: int, calls: list[Call]) -> None:  # noqa: ANN401
        self._own = (of, number, calls)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        of, number, calls = self._own
        found = getattr(of, name)
        if not callable(found):
            return found

        def called(*given: object, **named: object) -> object:
            at = len(calls)
            calls.append((number, name, _kept(given), _kept(named)))
            returned = found(*_real(given), **_real(named))
            is_drawn = type(returned).__module__.startswith("xlsxwriter")
            return Recorder(returned, at, calls) if is_drawn else returned

        return called

    @property
    def recorded(self) -> tuple[Any, int]:
        """The object itself, and the number of the call that returned it."""
        return self._own[0], self._own[1]


def _through(given: Any, change: Any) -> Any:  # noqa: ANN401
    """Return arguments with each object changed, however deep it lies."""
    if isinstance(given, dict):
        return {name: _through(one, change) for name, one in given.items()}
    if isinstance(given, list | tuple):
        return type(given)(_through(one, change) for one in given)
    return change(given)


def _kept(given: Any) -> Any:  # noqa: ANN401
    return _through(
        given, lambda one: Result(one.recorded[1]) if isinstance(one, Recorder) else one
    )


def _real(given: Any) -> Any:  # noqa: ANN401
    return _through(given, lambda one: one.recorded[0] if isinstance(one, Recorder) else one)


def record(plan: Path, inputs: Path, *, only: str | None, formats: str) -> None:
    """Keep what csplan hands to the engines for the scorecards of a plan."""
    import xlsxwriter

    from csplan.scorecards import pdf, write
    from csplan.workbook.update import read_and_calculate

    results, findings = read_and_calculate(plan)
    pages: list[dict[str, Any]] = []
    books: list[tuple[dict[str, Any], list[Call]]] = []
    compiled, workbook = pdf._compiled, xlsxwriter.Workbook  # noqa: SLF001

    def draw(template: Path, **says: Any) -> bytes:  # noqa: ANN401
        pages.append({"template": str(template), **says} if says else {})
        return compiled(template, **says)

    def open_book(path: str, options: dict[str, Any]) -> Recorder:
        calls: list[Call] = []
        books.append((_through(options, lambda one: one), calls))
        return Recorder(workbook(path, options), -1, calls)

    pdf._compiled = draw  # noqa: SLF001
    xlsxwriter.Workbook = open_book
    write(
        results,
        inputs.with_suffix(".made"),
        findings=findings,
        only=only,
        formats=formats.split(","),
        at_a_time=1,
    )
    kept = ([page for page in pages if page], books)
    inputs.write_bytes(pickle.dumps(kept))


def draw(inputs: Path, folder: Path, *, times: int) -> None:
    """Hand the engines the same again, as often as is said."""
    import font_source_sans_pro
    import typst

    folder.mkdir(parents=True, exist_ok=True)
    pages, books = pickle.loads(inputs.read_bytes())  # noqa: S301  (of this very script)
    fonts = [str(Path(font_source_sans_pro.__file__).parent / "files")]
    template = pages[0]["template"]
    compiler: Any = typst.Compiler(
        template, root=str(Path(template).parent), font_paths=fonts, ignore_system_fonts=True
    )
    for time in range(times):
        for number, page in enumerate(pages):
            asked = {name: one for name, one in page.items() if name != "template"}
            drawn = compiler.compile(format="pdf", **asked)
            (folder / f"{time} {number}.pdf").write_bytes(drawn)
        for number, (options, calls) in enumerate(books):
            _write(folder / f"{time} {number}.xlsx", options, calls)


def _write(path: Path, options: dict[str, Any], calls: list[Call]) -> None:
    """Write a workbook by the calls that were recorded."""
    import xlsxwriter

    results: list[Any] = []
    book = xlsxwriter.Workbook(str(path), options)

    def real(one: Any) -> Any:  # noqa: ANN401
        return results[one.number] if isinstance(one, Result) else one

    for on, name, given, named in calls:
        target = book if on < 0 else results[on]
        results.append(getattr(target, name)(*_through(given, real), **_through(named, real)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("deed", choices=("record", "draw"))
    parser.add_argument("source", type=Path, help="the plan to record, or what was recorded")
    parser.add_argument("target", type=Path, help="where to keep what is recorded, or to draw into")
    parser.add_argument("--for", dest="only", help="the one scorecard to record")
    parser.add_argument("--format", default="xlsx,pdf", help="what to record (xlsx,pdf)")
    parser.add_argument("--times", type=int, default=1, help="how often to draw it all (once)")
    asked = parser.parse_args()
    if asked.deed == "record":
        record(asked.source, asked.target, only=asked.only, formats=asked.format)
    else:
        draw(asked.source, asked.target, times=asked.times)
