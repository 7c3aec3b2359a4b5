"""What is slow to make is made once for a whole run of tests, by the worker that needs it first."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

#: Names the folder that all workers of a run share; it goes with the run.
RUN_FOLDER = "OPSDESK_TEST_RUN"


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The file `name` of this run, which `make` writes; who comes meanwhile waits until it is whole."""
    whole = Path(os.environ[RUN_FOLDER]) / name
    with whole.with_name(f"{name}.lock").open("wb") as lock:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            draft = whole.with_name(f"{os.getpid()}-{name}")
            make(draft)
            draft.replace(whole)
    return whole
