"""How a test starts another process of this program."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent


def environment(**more: str) -> dict[str, str]:
    """What the other process finds: the sources, no screen, and no measuring of what the tests cover here.

    Measuring one that is killed, or that does what other tests do too, costs as much as its work.
    """
    mine = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return mine | {"PYTHONPATH": path, "QT_QPA_PLATFORM": "offscreen"} | more
