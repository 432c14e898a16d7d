"""What the commands are told alike: the path of a file or a folder."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["PATH"]

PATH = click.Path(path_type=Path)
"""A file or folder that a command is given."""
