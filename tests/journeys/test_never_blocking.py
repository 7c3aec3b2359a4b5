"""After the start-up the GUI thread opens no file, no database, no socket and starts no process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from opsdesk.app import TABS
from tests.processes import ROOT, environment
from tests.sample.written import copy_to


def test_the_gui_thread_touches_nothing_that_can_block(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.watched_desk", str(copy_to(tmp_path))],
        capture_output=True,
        text=True,
        timeout=600,
        env=environment(),
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["tabs"] == len(TABS)
    assert found["touched"] == []
