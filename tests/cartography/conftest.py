"""What the tests of the map share."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from opsdesk.cartography.layers import Layer, load_base

MAPS = Path(__file__).parents[2] / "resources" / "maps"
SHARED = Path(os.environ.get("OPSDESK_SHARED", Path(__file__).parents[3] / "shared")) / "data"


@pytest.fixture(scope="session")
def monaco() -> tuple[Layer, ...]:
    return load_base(MAPS)


@pytest.fixture
def shared() -> Path:
    """The folder of real input; a test that needs it is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"no real input at {SHARED}")
    return SHARED
