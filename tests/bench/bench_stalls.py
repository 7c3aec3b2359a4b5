"""How long the GUI thread is held up while another desk writes 20 a second and tabs are turned."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import desks, figures
from tests.bench.filling import fill

#: Commands a second of the other desk.
RATE = 20

_WRITER = """
import sys, threading
from tests.bench import desks
from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door
from opsdesk.observations.commands import ReportObservation
from opsdesk.store.database import Database
desks.declared.load()
database = Database.open(sys.argv[1])
Door(database, Passwords()).sign_in(None)
print("ready", flush=True)
pause = threading.Event()
number = 0
while True:
    pause.wait(1 / float(sys.argv[2]))
    number += 1
    database.run(ReportObservation(summary=f"Gate {number} checked", priority=1 + number % 4))
"""


def run(folder: Path, *, small: bool) -> None:
    """Measure in this process, whose main thread is the GUI's."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["OPSDESK_HOME"] = str(folder / "home")
    database = desks.fresh(folder)
    rows = 5_000 if small else 215_551
    fill(database, rows)
    database.shut()
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(database.path), str(RATE)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        _watch(database.path, rows, seconds=8.0 if small else 60.0)
    finally:
        writer.kill()
        writer.wait()


def _watch(path: Path, rows: int, *, seconds: float) -> None:
    # Qt only here: the other benchmarks need none.
    from PySide6.QtCore import QObject, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from opsdesk import app
    from opsdesk.accounts.passwords import Passwords
    from opsdesk.accounts.signing import Door
    from opsdesk.settings import Settings
    from opsdesk.store.database import Database

    class Timed(QApplication):
        """Notes how long each event took that Qt handed out, if it is the outermost."""

        def __init__(self) -> None:
            super().__init__(["bench"])
            self.taken: list[float] = []
            self.inside = False
            self.watching = False

        def notify(self, receiver: QObject, event: object) -> bool:
            """Time it."""
            if self.inside or not self.watching:
                return bool(super().notify(receiver, event))  # type: ignore[arg-type] # an event
            self.inside = True
            start = time.perf_counter()
            try:
                return bool(super().notify(receiver, event))  # type: ignore[arg-type] # an event
            finally:
                self.inside = False
                self.taken.append((time.perf_counter() - start) * 1e3)

    application = Timed()

    async def work(_application: QApplication) -> None:
        database = await asyncio.to_thread(Database.open, path)
        await asyncio.to_thread(Door(database, Passwords()).sign_in, None, None)
        program = await app.open_window(application, Settings(), database)
        window = program.window
        # The start-up is measured by `start`: every tab has been seen once.
        for at in range(len(window.tabs)):
            window.go_to(at)
            await asyncio.sleep(1.5)
        application.watching = True
        end = time.monotonic() + seconds
        turn = 0
        text = "sus person, dark hoodie, trying car doors @ gate 3 !2 #vehicle"
        while time.monotonic() < end:
            window.go_to(turn % len(window.tabs))
            window.entry.enter()
            for letter in text:
                QTest.keyClicks(window.entry.line, letter)
                await asyncio.sleep(0.03)
            QTest.keyClick(window.entry.line, Qt.Key.Key_Return)
            await asyncio.sleep(0.3)
            turn += 1
        application.watching = False
        await program.close()

    app.headless(work)
    taken = [ms for ms in application.taken if ms >= 0.05]
    figures.milliseconds(
        "stalls", "one event on the GUI thread", taken, rows=rows, events=len(application.taken)
    )
    figures.value("stalls", "p99", figures.percentile(taken, 99), "ms", target="≤ 16")
    figures.value("stalls", "longest", max(taken), "ms", target="≤ 100")
