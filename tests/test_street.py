"""The house's one-way street: which room may import which, no circles, no drawer of leftovers."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from enum import StrEnum
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import csplan
from csplan.terms import vocabulary

HOUSE = Path(csplan.__file__).parent
_PURE = {"terms", "rules", "sheets", "plan"}
_SHARED = _PURE | {"xlsx", "files", "looks"}
MAY_IMPORT: dict[str, set[str]] = {
    "terms": set(),
    "rules": {"terms"},
    "sheets": {"terms", "rules"},
    "plan": {"terms", "rules", "sheets", "looks"},
    "xlsx": {"terms"},
    "files": {"terms"},
    "looks": {"terms"},
    "ledger": {"terms", "xlsx"},
    "workbook": _SHARED,
    "template": _SHARED,
    "scorecards": _SHARED,
    "emails": _SHARED,
    "returns": _SHARED,
    "publication": _SHARED,
    "verification": _SHARED,
    "commands": _SHARED
    | {"ledger", "workbook", "template", "scorecards", "emails", "returns", "publication"}
    | {"verification"},
}
"""Each room, and the rooms that it may import; the commands join the siblings."""
_DOORS = {("xlsx.__init__", "books")}
"""Names that users find in a room and that live where rooms are joined: `csplan.xlsx.open`."""
_OUTSIDE = {"io", "os", "pathlib", "shutil", "smtplib", "socket", "subprocess", "tempfile", "time"}
_LEFTOVERS = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}


@functools.cache
def modules() -> dict[str, ast.Module]:
    """Every module of a room, by its name below csplan, parsed."""
    return {
        ".".join(path.relative_to(HOUSE).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(HOUSE.rglob("*.py"))
        if path.parent != HOUSE
    }


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a piece of code imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@functools.cache
def imports() -> dict[str, frozenset[str]]:
    """What each module imports, wherever it does so, by the module's name below csplan."""
    return {name: frozenset(imported(tree)) for name, tree in modules().items()}


def imported_at_once(tree: ast.Module) -> Iterator[str]:
    """What a module imports as it is itself imported: not inside a function, nor for types only."""
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imported(node)


def texts_in(tree: ast.Module) -> Iterator[str]:
    """Every text in a piece of code but those that only describe it."""
    nodes = list(ast.walk(tree))
    described = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)) if id(node) not in described:
                yield text


@pytest.mark.slow
def test_no_room_imports_one_that_comes_after_it_or_beside_it() -> None:
    wrong = {
        f"{name} imports {other}"
        for name, others in imports().items()
        for other in others
        if other.startswith("csplan.")
        and (to := other.split(".")[1]) != (room := name.split(".")[0])
        and to not in MAY_IMPORT[room]
        and (name, to) not in _DOORS
    }
    assert set() == wrong


@pytest.mark.slow
def test_the_house_itself_is_imported_by_no_room() -> None:
    assert [] == [name for name, others in imports().items() if "csplan" in others]


def test_no_script_imports_a_test() -> None:
    scripts = sorted((HOUSE.parent / "scripts").glob("*.py"))
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in scripts}
    assert [] == [
        name
        for name, tree in trees.items()
        if any(one.split(".")[0] == "tests" for one in imported(tree))
    ]


def test_the_rooms_that_may_import_each_other_make_no_circle() -> None:
    order = list(TopologicalSorter(MAY_IMPORT).static_order())
    assert "terms" == order[0]
    assert "commands" == order[-1]


@pytest.mark.slow
def test_no_modules_import_each_other_in_a_circle_not_even_inside_a_function() -> None:
    known = {f"csplan.{name.removesuffix('.__init__')}" for name in modules()}
    graph = {
        f"csplan.{name.removesuffix('.__init__')}": known & others
        for name, others in imports().items()
    }
    without_own_room = {
        name: others - {name, name.rsplit(".", 1)[0]} for name, others in graph.items()
    }
    TopologicalSorter(without_own_room).prepare()  # raises CycleError, which names the circle


@pytest.mark.slow
@pytest.mark.parametrize("room", sorted(_PURE))
def test_nothing_left_of_workbook_touches_a_file_a_clock_or_the_network(room: str) -> None:
    trees = {name: tree for name, tree in modules().items() if name.startswith(f"{room}.")}
    touched = {
        f"{name} imports {other}"
        for name, tree in trees.items()
        for other in imported_at_once(tree)
        if other.split(".")[0] in _OUTSIDE
    }
    touched |= {
        f"{name} calls {node.func.attr if isinstance(node.func, ast.Attribute) else 'open'}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") == "open" or getattr(node.func, "attr", "") in _CLOCKS)
    }
    assert set() == touched


_CLOCKS = {"now", "today", "utcnow", "read_text", "write_text", "read_bytes", "write_bytes"}


@pytest.mark.slow
def test_nothing_is_called_a_drawer() -> None:
    assert [] == [name for name in modules() if set(name.split(".")) & _LEFTOVERS]


@pytest.mark.slow
def test_every_module_says_what_it_holds_in_a_sentence() -> None:
    said = {
        name: (ast.get_docstring(tree) or "").split("\n\n")[0] for name, tree in modules().items()
    }
    assert [] == [name for name, text in said.items() if not text.endswith(".")]


def test_the_public_names_are_shown_and_nothing_else() -> None:
    assert sorted(csplan.__all__) == dir(csplan)
    assert [] == [name for name in csplan.__all__ if not hasattr(csplan, name)]


def test_the_version_is_said_alike() -> None:
    text = (HOUSE.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{csplan.__version__}"' in text


@pytest.mark.slow
def test_no_two_types_share_a_name() -> None:
    homes: dict[str, list[str]] = {}
    for name, tree in modules().items():
        for type_name in types_of(tree):
            homes.setdefault(type_name, []).append(name)
    assert {} == {name: at for name, at in homes.items() if len(at) > 1}


_TYPE = re.compile("[A-Z][A-Za-z]*[a-z][A-Za-z]*")


def types_of(tree: ast.Module) -> Iterator[str]:
    """The classes of a module, and the names that it gives to other types."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) if _TYPE.fullmatch(name):
                yield name


@pytest.mark.slow
def test_check_data_stands_in_one_place() -> None:
    said = {
        name
        for name, tree in modules().items()
        for text in texts_in(tree)
        if text == "Check data" or '"Check data"' in text
    }
    assert {"terms.vocabulary"} == said


_WORDS = {
    str(word)
    for name, words in vars(vocabulary).items()
    if isinstance(words, type) and issubclass(words, StrEnum) and name != "NoUnit"
    for word in words
}


@pytest.mark.slow
def test_rules_call_the_words_of_the_vocabulary_by_their_names() -> None:
    said = {
        f"{name} says {word}"
        for name, tree in modules().items()
        if name.startswith("rules.")
        for text in texts_in(tree)
        for word in (text, *re.findall(r'"([^"]+)"', text))
        if word in _WORDS
    }
    assert set() == said


_NOUNS = {"A", "All", "An", "Every", "How", "The", "What", "Where", "Whether", "Which", "Who"}
"""How a docstring begins that names a thing, as a property's does and a function's does not."""


def described(tree: ast.Module) -> Iterator[tuple[str, bool, str]]:
    """Yield each function of a module: its name, whether it is a property, its first word."""
    bodies: list[ast.Module | ast.ClassDef] = [tree]
    while bodies:
        for node in bodies.pop().body:
            if isinstance(node, ast.ClassDef):
                bodies.append(node)
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
                marks = {ast.unparse(one).rpartition(".")[2] for one in node.decorator_list}
                is_property = bool(marks & {"property", "cached_property"})
                yield node.name, is_property, (ast.get_docstring(node) or "").partition(" ")[0]


@pytest.mark.slow
def test_docstrings_have_one_grammar() -> None:
    """A function's begins with a verb, a property's with a noun."""
    assert [] == [
        f"{module}.{name}: {first}"
        for module, tree in modules().items()
        for name, is_property, first in described(tree)
        if (first in {"Return", "Say", "Yield"} if is_property else first in _NOUNS)
    ]


_NOT_PLAIN = re.compile(
    r"(?<!there )\b(?:is|are) no (?!longer\b|more\b|less\b)\w+|\bnoughts?\b|\blest\b|\bbelies\b"
    r"|\b(?:where|there)of\b|\bneed not\b|\bsave for\b|\bby its making\b",
    re.IGNORECASE,
)
"""Constructions that nobody writes today: "is no number" is "is not a number"."""


@pytest.mark.slow  # every letter of the package is looked through
def test_what_the_package_says_is_plain_modern_english() -> None:
    assert [] == [
        f"{path.name}: {found[0]}"
        for path in sorted(HOUSE.rglob("*.py"))
        for found in _NOT_PLAIN.finditer(path.read_text(encoding="utf-8"))
    ]
