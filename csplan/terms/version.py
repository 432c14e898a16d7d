"""Which csplan this is; pyproject.toml says the same, and a test holds them together."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
