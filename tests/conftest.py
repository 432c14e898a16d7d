"""What all tests share: how long hypothesis looks, and the figures printed at the end."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.extent import ALL

# Time limits are left out: machines that run several things at once are slow now and then.
settings.register_profile("usual", deadline=None, max_examples=60)
settings.register_profile("all", deadline=None, max_examples=2000)
settings.load_profile("all" if ALL else "usual")


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
