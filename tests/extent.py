"""How much the tests try: a sample always, all of it under CSPLAN_TEST_ALL."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

ALL = bool(os.environ.get("CSPLAN_TEST_ALL"))


def some_of(sample: Sequence[T], whole: Sequence[T]) -> Sequence[T]:
    """The sample, or all of it under CSPLAN_TEST_ALL."""
    return whole if ALL else sample
