"""How large a plan's workbook can be, for whoever reads one."""

from __future__ import annotations

__all__ = ["MOST_BYTES"]

MOST_BYTES = 400_000_000
"""A larger file is not a plan, and is refused before it is read; 50,000 indicators have 255 MB."""
