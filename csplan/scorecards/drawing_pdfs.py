"""This module draws PDFs in threads of their own, while the other formats are written.

Typst leaves the interpreter to others while it works, and takes longest of all.  Knows nothing of
what is on a page.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread

from csplan.scorecards.blocks import Page, Table
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = ["DrawingPdfs", "is_large"]

_MOST_WAITING = 4
"""How many pages may wait to be drawn; of large ones, one."""
_LARGE = 1_000
"""From so many rows on a page is large: its memory is given back before the next is drawn."""


def is_large(page: Page) -> bool:
    """Say whether the tables of a page have so many rows that memory counts."""
    blocks = [block for section in page.sections for block in section.blocks]
    return sum(len(block.rows) for block in blocks if isinstance(block, Table)) >= _LARGE


class DrawingPdfs:
    """Threads that draw, for as long as a `with` lasts, which waits for all that they draw.

    Files are written in one order, by the thread that asked; few pages wait, for they can be large.
    What typst keeps of a page is of no use to the next, and is given back: that of a large one at
    once, and of all where one is drawn at a time, for such a process goes on to another plan.
    """

    def __init__(self, told: Callable[[str], None], at_a_time: int) -> None:
        self._told = told
        self._at_a_time = at_a_time
        self._asked: SimpleQueue[_Drawing | None] = SimpleQueue()
        self._waiting: deque[_Drawing] = deque()
        self._threads: list[Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._write_all_but(0)
                if self._threads and self._at_a_time == 1:
                    _forget()
        finally:
            with suppress(Empty):
                while True:  # what nobody waits for any more
                    self._asked.get_nowait()
            for _thread in self._threads:
                self._asked.put(None)
            for thread in self._threads:
                thread.join()

    def draw(self, page: Page, path: Path, created: dt.datetime) -> None:
        """Have a page drawn, and write what is drawn by now where too much waits."""
        large = is_large(page)
        if large:
            self._write_all_but(0)
        drawing = _Drawing(path, page, created, forget=large)
        self._waiting.append(drawing)
        self._asked.put(drawing)
        if len(self._threads) < self._at_a_time:
            self._threads.append(Thread(target=self._draw_all))
            self._threads[-1].start()
        self._write_all_but(0 if large else _MOST_WAITING)

    def _draw_all(self) -> None:
        while (one := self._asked.get()) is not None:
            one.draw()

    def _write_all_but(self, most: int) -> None:
        while len(self._waiting) > most:
            one = self._waiting.popleft()
            one.write()
            self._told(one.path.name)


class _Drawing:
    """A PDF that is to be drawn."""

    def __init__(self, path: Path, page: Page, created: dt.datetime, *, forget: bool) -> None:
        self.path = path
        self._asked = (page, created, forget)
        self._drawn = Event()
        self._pdf = b""
        self._failure: BaseException | None = None

    def draw(self) -> None:
        """Draw it; whatever goes wrong is kept for the thread that asked."""
        page, created, forget = self._asked
        try:
            self._pdf = _pdf(page, created, forget=forget)
        except BaseException as failure:  # noqa: BLE001  (it is raised where the PDF is waited for)
            self._failure = failure
        self._drawn.set()

    def write(self) -> None:
        """Write it as soon as it is drawn.

        Raises: whatever its drawing raised.
        """
        self._drawn.wait()
        if self._failure is not None:
            raise self._failure
        self.path.write_bytes(self._pdf)


def _pdf(page: Page, created: dt.datetime, *, forget: bool) -> bytes:
    from csplan.scorecards.pdf import pdf_of

    drawn = pdf_of(page, created=created)
    if forget:
        _forget()
    return drawn


def _forget() -> None:
    """Give back what typst keeps of all pages."""
    from csplan.scorecards.pdf import forget_pages

    forget_pages()
