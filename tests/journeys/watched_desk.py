"""A desk on a sample whose GUI thread is watched: prints what it touched after the start-up, as JSON.

Qt's own reads and writes (its settings file, fonts, icons) are made in C++ and raise no audit events: what
is seen here is Python's. Allowed is what costs no disk: `open` of a descriptor (the loop's own pipe), and
reading the source of a traceback.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk import app
from opsdesk.desk.tab import RecordTab
from tests.journeys.window import SETTINGS, calm
from tests.sample.written import enter

#: What reads, writes, waits for or starts something outside of the process.
BLOCKING = (
    "open",
    "os.listdir",
    "os.scandir",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "shutil.",
    "glob.",
    "tempfile.",
    "sqlite3.",
    "sqlcipher3.",
    "subprocess.Popen",
    "os.system",
    "os.posix_spawn",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostby",
    "urllib.",
    "time.sleep",
)
touched: list[str] = []
watching = threading.Event()


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what the GUI thread does, with the last of our own lines that did it."""
    if not watching.is_set() or threading.current_thread() is not threading.main_thread():
        return
    if not event.startswith(BLOCKING):
        return
    if event == "open" and (isinstance(arguments[0], int) or str(arguments[0]).endswith(".py")):
        return
    ours = [line for line in traceback.extract_stack() if "/opsdesk/" in line.filename]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    touched.append(f"{event} {arguments[:1]!r} at {where}")


async def work(application: QApplication) -> None:
    """Open, settle, then visit, report, select, undo, search, change the look."""
    database = await asyncio.to_thread(enter, Path(sys.argv[1]), None)
    program = await app.open_window(application, SETTINGS, database, sample=True)
    window, session = program.window, program.session
    assert session is not None
    for at in range(len(window.tabs)):
        window.go_to(at)
        await calm(program)
    sys.addaudithook(watch)
    watching.set()
    for tab in window.tabs:
        window.go_to_id(tab.tab_id)
        await calm(program)
        if isinstance(tab, RecordTab):
            for row in (0, 3, 7):
                record_id = tab.model.id_at(row)
                if record_id is not None:
                    tab.show_record(record_id)
                    await calm(program)
    window.go_to_id("observations")
    for text in ("sus person, dark hoodie @ Parking des P !2 #vehicle", "theft, bicycle gone !3"):
        window.entry.enter()
        QTest.keyClicks(window.entry.line, text)
        QTest.keyClick(window.entry.line, Qt.Key.Key_Return)
        await calm(program)
    program.frame.undo()
    await calm(program)
    program.frame.palette.open()
    await calm(program)
    program.frame.palette.close_palette()
    program.look.larger()
    await calm(program)
    watching.clear()
    print(json.dumps({"touched": touched, "tabs": len(window.tabs)}), flush=True)
    await program.close()


if __name__ == "__main__":
    app.headless(work)
