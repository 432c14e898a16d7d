"""This module reads the tables of situations in `tests/rules/examples/*.md`.

A heading `## rule` starts a rule's table: its parameters, the rule itself, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from csplan.rules import (
    activity,
    benchmarking,
    bridge,
    budget_check,
    capital,
    checks,
    controls,
    coverage,
    delivery,
    figures,
    finance,
    forecasting,
    likeness,
    looking_back,
    medium_term,
    money_check,
    naming,
    performance,
    profiling,
    promises,
    revenue,
    row_check,
    savings,
    settings,
    summary,
    through_year,
    to_do,
)
from csplan.rules.rule import Rule
from csplan.terms.values import CellError, Value

EXAMPLES = Path(__file__).parent / "examples"
_MODULES = {
    "activity": activity,
    "benchmarking": benchmarking,
    "bridge": bridge,
    "budget_check": budget_check,
    "capital": capital,
    "checks": checks,
    "controls": controls,
    "coverage": coverage,
    "delivery": delivery,
    "figures": figures,
    "finance": finance,
    "forecasting": forecasting,
    "likeness": likeness,
    "looking_back": looking_back,
    "medium_term": medium_term,
    "naming": naming,
    "money_check": money_check,
    "performance": performance,
    "profiling": profiling,
    "promises": promises,
    "revenue": revenue,
    "row_check": row_check,
    "savings": savings,
    "settings": settings,
    "summary": summary,
    "through_year": through_year,
    "to_do": to_do,
}
_NUMBER = re.compile(r"-?[\d,]*\.?\d+(?:E-?\d+)?%?")


@dataclass(frozen=True)
class Example:
    """One situation: what a rule is given, and what it must make of it."""

    rule: Rule[..., object]
    arguments: dict[str, object]
    expected: Value
    why: str
    source: str

    def __str__(self) -> str:
        """Name the situation in the test report."""
        return f"{self.source} {self.rule.name}: {self.why}"


def value(text: str) -> Value:
    """Read a cell of a table: a number, a percentage, an error, a word, a blank, or empty text."""
    if text in ("", '""'):
        return "" if text else None
    if text.startswith("#"):
        return CellError(text)
    if _NUMBER.fullmatch(text):
        digits = text.rstrip("%").replace(",", "")
        return float(digits) / 100 if text.endswith("%") else float(digits)
    return text


def argument(text: str) -> object:
    """Read an argument: `[a; b; c]` is a whole column."""
    if text.startswith("[") and text.endswith("]"):
        return tuple(value(one.strip()) for one in text[1:-1].split(";"))
    return value(text)


def examples(path: Path) -> list[Example]:
    """Read every situation of a file."""
    rules = _rules(path)
    found: list[Example] = []
    rule: Rule[..., object] | None = None
    heads: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rule, heads = rules[line[3:].strip()], []
        elif line.startswith("|") and rule is not None:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not heads:
                heads = cells
            elif not set(line) <= set("|-: "):
                row = dict(zip(heads, cells, strict=True))
                arguments = {name: argument(row[name]) for name in rule.parameters}
                expected = value(row[rule.name])
                found.append(Example(rule, arguments, expected, row["why"], path.stem))
    return found


def _rules(path: Path) -> dict[str, Rule[..., object]]:
    """Return the rules of the module that a file is named after."""
    module = _MODULES[path.stem]
    return {one.name: one for one in vars(module).values() if isinstance(one, Rule)}


ALL = [example for path in sorted(EXAMPLES.glob("*.md")) for example in examples(path)]
