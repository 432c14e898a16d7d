"""Templates of web pages: all that is put into them stays text, and a missing name is an error.

Knows no page.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.terms.words import capital

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["templates_beside"]


@cache
def templates_beside(module: str) -> Environment:
    """Return the templates that stand beside a module's file, each read once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(module).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(capital=capital)
    return environment
