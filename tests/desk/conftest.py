"""What every test of the screen needs."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Widgets of one test end in the screen's thread, not in some thread of the next one."""
    yield
    gc.collect()
