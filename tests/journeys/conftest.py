from __future__ import annotations

from tests.sweeping import swept  # noqa: F401 - a fixture of every test of the screen
