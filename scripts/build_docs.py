"""Writes the documentation that follows from the code: `python scripts/build_docs.py [--check]`.

docs/columns.md from the sheets, docs/rules.md from the rules and their examples, docs/findings.md
from the catalogue and its examples, docs/commands.md and the first page of help from the commands'
own help, docs/rooms.md from the modules' docstrings, docs/names.md from the public names.  The
examples are those in tests/ and of other pages, which hold them true.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from csplan.sheets.column import Column

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "tests" / "rules" / "examples"
FOUND = ROOT / "tests" / "faults" / "examples.md"
_HELP_WIDTH = 78  # what fits a terminal of 80 columns
_GENERATED = "<!-- Written by scripts/build_docs.py; change the code, not this page. -->\n"


def columns() -> str:
    """Describe every sheet and column."""
    from csplan.sheets import SHEETS

    lines = ["# Sheets and columns", ""]
    lines += [
        "What each sheet holds.  *Typed* columns are people's; *calculated* ones csplan's.",
        "",
    ]
    for sheet in SHEETS:
        lines += [f"## {sheet.title}", "", f"Tab {sheet.tab}, {sheet.shape} `{sheet.name}`.  "]
        lines += [sheet.purpose, "", "| Column | Kind | Meaning |", "|---|---|---|"]
        for column in sheet:
            heading = (
                column.heading
                if column.year is None
                else f"{column.heading} (year + {column.year})"
            )
            kind = "calculated" if column.is_calculated else f"typed, {column.kind}"
            lines.append(f"| {heading} | {kind} | {_cell(_meaning(column))} |")
        lines.append("")
    return "\n".join(lines)


def _meaning(column: Column) -> str:
    """Return a column's meaning, with the words that it can hold."""
    words = column.words
    return column.meaning if words is None else f"{column.meaning}: {', '.join(words)}"


def rules() -> str:
    """Describe every rule: what it says, its formula, its source, and its examples."""
    from csplan.sheets import CALCULATION_ORDER

    lines = ["# Rules", ""]
    lines += [
        "Each calculation once, as a Python function and as an Excel formula.  The examples are",
        "the tests: every row runs both ways.  `{name}` stands for a column of the row, a value on",
        "Settings, or, as `{sheet__column}`, a whole column of another sheet.",
        "",
    ]
    examples = dict(_examples())
    seen: set[str] = set()
    for sheet in CALCULATION_ORDER:
        lines += [f"## {sheet.title}", ""]
        for name, rule in sheet.rules.items():
            lines += [f"### {sheet.by_name[name].heading}", "", rule.meaning, ""]
            lines += [
                "```",
                f"={rule.formula({one: '{' + one + '}' for one in rule.parameters})}",
            ]
            lines += ["```", "", f"Source: {_source(rule.source)}.", ""]
            if rule.name in examples and rule.name not in seen:
                lines += [examples[rule.name], ""]
                seen.add(rule.name)
    return "\n".join(lines)


def _source(name: str) -> str:
    """Link a rule's source to its section."""
    slug = re.sub(r"[^a-z ]", "", name.lower()).replace(" ", "-")
    return f"[{name}](sources.md#{slug})"


def _examples() -> Iterator[tuple[str, str]]:
    """Return each rule's table of examples."""
    for path in sorted(EXAMPLES.glob("*.md")):
        for part in path.read_text(encoding="utf-8").split("\n## ")[1:]:
            name, _, body = part.partition("\n")
            table = [line for line in body.splitlines() if line.startswith("|")]
            yield name.strip(), "\n".join(table)


def findings() -> str:
    """Describe every finding that csplan can make, with an example, and every refusal."""
    from csplan.terms.catalogue import Code
    from csplan.terms.refusals import Refusal

    examples = dict(_found())
    if lacking := [code for code in Code if code not in examples]:
        sys.exit(f"No example of {', '.join(lacking)}.  Run: python -m tests.faults.examples")
    lines = ["# Findings", ""]
    lines += [
        "Codes are stable for ever.  A **fault** stops everything and nothing is written; an",
        "**error** makes its row Check data; a **warning** or **note** stops nothing, and can be",
        "accepted on the Accepted sheet.  The examples are made by the tests, as csplan says them.",
        "",
        "| Code | Severity | What it means | For example |",
        "|---|---|---|---|",
    ]
    for code in Code:
        word = "To be confirmed" if code.is_to_confirm else code.severity
        lines.append(f"| `{code}` | {word} | {_cell(code.meaning)} | {examples[code]} |")
    lines += ["", "## Refusals", ""]
    lines += [
        "A file or command that csplan refuses; nothing is written, and the exit status is 2.",
        "",
        "| Code | What it means |",
        "|---|---|",
    ]
    lines += [f"| `{code}` | {_cell(code.meaning)} |" for code in Refusal]
    return "\n".join([*lines, ""])


def _found() -> Iterator[tuple[str, str]]:
    """Return each finding's code and example."""
    for line in FOUND.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            code, _, said = line.removeprefix("| `").removesuffix(" |").partition("` | ")
            yield code, said


def commands() -> str:
    """Describe every command by its own help."""
    from csplan.commands.cli import all_commands

    lines = ["# Commands", ""]
    lines += [
        "Exit status: 0 done; 1 done, but rows have errors (they are Check data); 2 nothing done.",
        "",
    ]
    for name, command in all_commands().items():
        context = click.Context(command, info_name=f"csplan {name}", max_content_width=90)
        context.terminal_width = 90
        lines += [f"## csplan {name}", "", "```", command.get_help(context), "```", ""]
    return "\n".join(lines)


def first_help() -> str:
    """Return what `csplan --help` shows."""
    from csplan.commands.cli import cli

    context = click.Context(cli, info_name="csplan", help_option_names=["-h", "--help"])
    context.terminal_width = _HELP_WIDTH
    return f"{cli.get_help(context)}\n"


def _cell(text: str) -> str:
    """Return a text that a Markdown table can hold."""
    return " ".join(text.replace("|", "\\|").split())


_ROOMS = (
    *("terms", "rules", "sheets", "plan", "xlsx", "files", "looks", "ledger"),
    *("workbook", "template", "scorecards", "emails", "commands"),
)


def rooms() -> str:
    """Describe every module of every room by its own first sentence."""
    lines = ["# The rooms, module by module", ""]
    lines += [
        "What each module says of itself; [ARCHITECTURE.md](../ARCHITECTURE.md) is the map.",
        "",
    ]
    house = ROOT / "csplan"
    folders = sorted(path.name for path in house.iterdir() if (path / "__init__.py").exists())
    for room in sorted(folders, key=lambda name: (name not in _ROOMS, _order(name))):
        lines += [f"## {room}", "", _said(house / room / "__init__.py"), ""]
        lines += ["| Module | What it holds |", "|---|---|"]
        for path in sorted((house / room).glob("*.py")):
            if path.name != "__init__.py":
                lines.append(f"| `{path.name}` | {_cell(_said(path))} |")
        lines.append("")
    return "\n".join(lines)


def _order(room: str) -> int:
    """Return where a room stands on the street."""
    return _ROOMS.index(room) if room in _ROOMS else len(_ROOMS)


def _said(path: Path) -> str:
    """Return the first sentence of a module's docstring."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].split())


def names() -> str:
    """Describe every public name: types, what it does, its errors, and an example that runs."""
    import csplan
    from csplan import xlsx

    lines = ["# Every public name", ""]
    lines += ["Types, what each does, units and errors; the examples are run by the tests.", ""]
    for module in (csplan, xlsx):
        for name in module.__all__:
            called = f"{module.__name__}.{name}"
            if not name.startswith("_") and called != "csplan.xlsx":
                lines += _name(called, getattr(module, name))
    return "\n".join(lines)


def _name(called: str, one: type | Callable[..., object]) -> Iterator[str]:
    """Describe one public name.

    Raises: ValueError where no page has an example of it.
    """
    yield from (f"## `{called}`", "", "```text", _signature(called, one), "```", "")
    yield from (_told(one), "")
    members = list(_members(one)) if inspect.isclass(one) else []
    if members:
        yield from ("| It offers | |", "|---|---|", *members, "")
    word = called.removeprefix("csplan.") if called.startswith("csplan.xlsx.") else called
    blocks = [
        (len(block), page, block)
        for page in ("python.md", "xlsx.md")
        for block in _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
        if re.search(rf"(?<![\w.]){re.escape(word)}\b", block)
    ]
    if not blocks:
        raise ValueError(f"{called} has no example in docs/python.md or docs/xlsx.md")
    _, page, block = min(blocks)
    yield from (f"From [{page}]({page}):", "", f"```python\n{block}```", "")


_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _signature(called: str, one: type | Callable[..., object]) -> str:
    """Return how a name is called, with its types, on a line or a line each."""
    if inspect.isclass(one) and issubclass(one, Enum):
        return f"{called}: {', '.join(one)}"
    if inspect.isclass(one) and issubclass(one, str):
        return f"{called}(text: str)"
    signature = inspect.signature(one)
    told: list[str] = []
    for each in signature.parameters.values():
        if each.name == "self":
            continue
        if each.kind is each.KEYWORD_ONLY and "*" not in told:
            told.append("*")
        stars = "**" if each.kind is each.VAR_KEYWORD else ""
        default = "" if each.default is each.empty else f" = {each.default!r}"
        typed = "" if each.annotation is each.empty else f": {each.annotation}"
        told.append(f"{stars}{each.name}{typed}{default}")
    known = not inspect.isclass(one) and signature.return_annotation is not signature.empty
    result = f" -> {signature.return_annotation}" if known else ""
    short = f"{called}({', '.join(told)}){result}"
    if len(short) <= _WIDE or "." not in called:
        return short
    each_line = "".join(f"\n    {one}," for one in told)
    return f"{called}({each_line}\n){result}"


_WIDE = 100


def _told(one: type | Callable[..., object]) -> str:
    """Return a docstring without its examples."""
    return inspect.cleandoc(one.__doc__ or "").split("\n>>>")[0].rstrip()


def _members(one: type) -> Iterator[str]:
    """Describe what a class offers, a line each."""
    for name, value in vars(one).items():
        function = getattr(value, "fget", None) or getattr(value, "func", None) or value
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        called = (
            _signature(name, function)
            if function is value
            else f"{name}: {function.__annotations__['return']}"
        )
        yield f"| `{_cell(called)}` | {_cell(_told(function))} |"


PAGES: dict[str, Callable[[], str]] = {
    "columns.md": columns,
    "rules.md": rules,
    "findings.md": findings,
    "commands.md": commands,
    "rooms.md": rooms,
    "names.md": names,
}


def _written() -> Iterator[tuple[Path, str]]:
    """Return every file with what it should hold."""
    for name, page in PAGES.items():
        title, _, rest = page().partition("\n")
        yield DOCS / name, f"{title}\n\n{_GENERATED}{rest.rstrip()}\n"
    yield ROOT / "csplan" / "commands" / "help.txt", first_help()


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    only_checks = parser.parse_args(arguments).check
    stale = []
    for path, text in _written():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        name = path.relative_to(ROOT).as_posix()
        stale.append(name)
        if not only_checks:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{name} written")
    if only_checks and stale:
        print(f"Stale: {', '.join(stale)}.  Run: python scripts/build_docs.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
