"""First paint of the desk in a fresh process beside a bare PySide6 main window, and when rows are visible."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import desks, figures
from tests.bench.filling import fill

#: Rows of the desk's database; a small run only shows that it works.
ROWS, ROWS_SMALL = 1_000_000, 2_000

_BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QTabWidget
application = QApplication(sys.argv[:1])
class Bare(QMainWindow):
    told = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.told:
            self.told = True
            QTimer.singleShot(0, self.tell)
    def tell(self):
        print(time.time() - float(sys.argv[1]), flush=True)
        application.quit()
window = Bare()
tabs = QTabWidget()
for name in ("Observations", "Incidents", "Map", "Bulletins", "Partners", "Briefings"):
    tabs.addTab(QTableView(), name)
window.setCentralWidget(tabs)
window.menuBar().addMenu("Desk").addAction("Quit")
window.statusBar().showMessage("open")
window.resize(1600, 900)
window.show()
application.exec()
"""

_DESK = """
import sys, time
began = float(sys.argv[1])
from PySide6.QtCore import QEvent, QObject
from opsdesk import app
from opsdesk.settings import Settings, user_folders
application = app.make_application()
loop = app.make_loop(application)
program = app.Program(application, loop, Settings(database=sys.argv[2]), user_folders().make())
class Eyes(QObject):
    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.Paint:
            return False
        if watched is program.window and not told:
            loop.call_soon(self.tell)
        elif told and len(told) < 2 and program.session is not None and program.session.tabs:
            view = getattr(program.session.tabs[0], "view", None)
            if view is not None and watched is view.viewport() and view.model().rowCount() > 0:
                loop.call_soon(self.tell)
        return False
    def tell(self):
        told.append(time.time() - began)
        print(told[-1], flush=True)
        if len(told) == 2:
            program.window.close()
told = []
eyes = Eyes()
application.installEventFilter(eyes)
loop.run_until_complete(program.run())
"""


def _once(script: str, home: Path, *arguments: str) -> list[float]:
    """Milliseconds since the process was started, one for each line that it told."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "OPSDESK_HOME": str(home),
    }
    command = [sys.executable, "-c", script, str(time.time()), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return [float(line) * 1e3 for line in done.stdout.split()]


def run(folder: Path, *, small: bool) -> None:
    """Measure both, alternating, after one start of each that does not count."""
    repeat = 3 if small else 11
    rows = ROWS_SMALL if small else ROWS
    database = desks.fresh(folder)
    fill(database, rows)
    database.shut()
    bare, painted, visible = [], [], []
    for at in range(repeat + 1):
        one = _once(_BARE, folder / "home")
        two = _once(_DESK, folder / "home", str(database.path))
        if at:
            bare += one[:1]
            painted += two[:1]
            visible += two[1:2]
    peer = figures.milliseconds("start", "a bare PySide6 main window painted", bare)
    ours = figures.milliseconds("start", "the desk's frame painted", painted, rows=rows)
    figures.ratio("start", "frame painted", ours, peer, to="bare PySide6", target="≤ 2")
    figures.milliseconds("start", "rows of the first list painted", visible, rows=rows)
