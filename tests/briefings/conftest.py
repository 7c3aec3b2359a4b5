from __future__ import annotations

from tests.printing import made_here, worker_process  # noqa: F401 - fixtures of this room
