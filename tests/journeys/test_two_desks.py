"""Two processes on one file: what one commits, the other paints, and nothing on its screen moves."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QObject

from opsdesk.observations.commands import ReportObservation
from opsdesk.store.database import Database
from tests.journeys.window import calm, opened, tab
from tests.processes import ROOT, environment
from tests.waiting import until


class Painted(QObject):
    """Notes when the list's viewport was painted with a row in the model."""

    def __init__(self, view: object) -> None:
        super().__init__()
        self._view = view
        self.at: dict[UUID, float] = {}
        self.wanted: set[UUID] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            model = self._view.model()  # type: ignore[attr-defined] # a list
            for record_id in [one for one in self.wanted if model.row_of(one) >= 0]:
                # The paint that begins now ends before the loop turns again.
                asyncio.get_running_loop().call_soon(self._note, record_id)
        return False

    def _note(self, record_id: UUID) -> None:
        self.wanted.discard(record_id)
        self.at.setdefault(record_id, time.monotonic())


@contextmanager
def other_desk(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another desk on the same file."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.other_desk", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.communicate(timeout=120)


def report(process: subprocess.Popen[str], **fields: object) -> tuple[UUID, float]:
    """Report there; the id, and when its commit had returned."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(fields) + "\n")
    process.stdin.flush()
    record_id, at = json.loads(process.stdout.readline())
    return UUID(record_id), at


async def test_what_another_process_commits_is_painted_here_and_nothing_moves(
    qtbot: object, database: Database
) -> None:
    for number in range(80):
        database.run(ReportObservation.of(summary=f"Report {number}", priority=3))
    async with opened(database) as program:
        observations = tab(program, "observations")
        view = observations.view
        await until(lambda: observations.model.rowCount() == 80)
        view.select(observations.model.id_at(40))
        scrolled = view.verticalScrollBar()
        scrolled.setValue(scrolled.maximum() // 2)
        await calm(program)
        chosen = view.selected
        first_in_view = observations.model.id_at(view.rowAt(2))
        painted = Painted(view)
        view.viewport().installEventFilter(painted)
        with other_desk(database.path) as process:
            # Out of sight, above: counted in words, nothing moves.
            above, _at = await asyncio.to_thread(report, process, summary="Emergency", priority=1)
            await until(lambda: observations.model.row_of(above) == 0, "the row above")
            await calm(program)
            assert view.selected == chosen
            assert observations.model.id_at(view.rowAt(2)) == first_in_view

            # In sight, at the top: painted.
            view.top()
            await calm(program)
            delays = []
            for number in range(12):
                reported = asyncio.to_thread(report, process, summary=f"Seen {number}", priority=1)
                known, at = await reported
                painted.wanted.add(known)
                view.viewport().update()
                await until(partial(painted.at.__contains__, known), "the painted row")
                delays.append((painted.at[known] - at) * 1e3)
            assert view.selected == chosen
            assert observations.model.rowCount() == 80 + 13
    delays.sort()
    print(
        f"commit at one desk to the painted row at the other: median {statistics.median(delays):.0f} ms, "
        f"longest {delays[-1]:.0f} ms of {len(delays)}"
    )
    assert statistics.median(delays) < 1000
