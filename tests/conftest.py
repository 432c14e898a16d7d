"""What all tests share: how long hypothesis looks, and the figures printed at the end."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import settings

from tests.extent import ALL

# Time limits are left out: machines that run several things at once are slow now and then.
settings.register_profile("usual", deadline=None, max_examples=40)
settings.register_profile("all", deadline=None, max_examples=2000)
settings.load_profile("all" if ALL else "usual")

gc.disable()  # until all tests are collected


def pytest_collection() -> None:
    """Let each plan be read once, but in the whole run, in which all is read as often as it is.

    No module of csplan is imported before coverage is measured.
    """
    from tests.read_once import read_once

    if not ALL:
        read_once()


# The tests of the rooms that touch no file: coverage is measured over these, in a run of their own.
_PURE = set((Path(__file__).parent / "pure.txt").read_text(encoding="utf-8").split())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of the pure rooms, and leave the longest out unless all are asked for."""
    longest = [] if ALL else [item for item in items if item.get_closest_marker("longest")]
    items[:] = [item for item in items if item not in longest]
    config.hook.pytest_deselected(items=longest)
    for item in items:
        if "/".join(item.path.relative_to(item.config.rootpath).parts[:2]) in _PURE:
            item.add_marker("pure")


def pytest_collection_finish() -> None:
    """Let Python's search for rubbish pass over what collecting made: it took a quarter of all."""
    gc.freeze()
    gc.set_threshold(20_000)  # workbooks are large: Python would look through them all day
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests record with `record_property("figure", …)`."""
    figures = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == "figure"
    ]
    if figures:
        terminalreporter.section("figures")
        for figure in sorted(figures):
            terminalreporter.write_line(figure)
