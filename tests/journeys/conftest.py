from __future__ import annotations

from tests.printing import made_here, worker_process  # noqa: F401 - fixtures of every test of the screen
from tests.sweeping import swept  # noqa: F401 - likewise
