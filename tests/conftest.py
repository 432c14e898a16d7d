"""What all tests share: how long hypothesis looks for a counter-example."""

from __future__ import annotations

import os

from hypothesis import settings

# Time limits are left out: machines that run several things at once are slow now and then.
settings.register_profile("usual", deadline=None, max_examples=100)
settings.register_profile("all", deadline=None, max_examples=2000)
settings.load_profile("all" if os.environ.get("CSPLAN_TEST_ALL") else "usual")
