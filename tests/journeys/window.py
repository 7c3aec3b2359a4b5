"""The program's window over a real database, worked with hands and eyes: keys, clicks, painted rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from opsdesk import app
from opsdesk.desk.tab import Tab
from opsdesk.settings import Settings
from opsdesk.store.database import Database
from tests.waiting import until

SETTINGS = Settings(time_zone="Europe/Monaco")
CTRL = Qt.KeyboardModifier.ControlModifier
#: What always runs.
STEADY = {"feed"}


def application() -> QApplication:
    """The one of the test run."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


@asynccontextmanager
async def opened(
    database: Database,
    size: tuple[int, int] = (1920, 1080),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    *,
    sample: bool = False,
) -> AsyncIterator[app.Program]:
    """The window, settled, and closed in order at the end."""
    program = await app.open_window(application(), SETTINGS, database, size=size, now=now, sample=sample)
    try:
        program.window.activateWindow()
        await until(lambda: QApplication.activeWindow() is program.window, "the window is in front")
        await calm(program)
        program.window.back_to_list()
        yield program
    finally:
        await program.close()


async def calm(program: app.Program) -> None:
    """Wait until no question is under way, and none waits for its moment."""

    def busy() -> bool:
        # First what is quick to ask: looking for timers visits every widget.
        if program.tasks.running() - STEADY:
            return True
        soon = (one for one in program.window.findChildren(QTimer) if one.isSingleShot() and one.isActive())
        return any(one.interval() < 1000 for one in soon)

    for _round in range(3):
        await until(lambda: not busy(), "the desk is calm")
        await asyncio.sleep(0)


def tab(program: app.Program, tab_id: str) -> Any:
    """A tab by its id; `Any`, for each has parts of its own."""
    found = {one.tab_id: one for one in program.window.tabs}
    assert tab_id in found, f"there is no tab {tab_id}, but {sorted(found)}"
    return found[tab_id]


def front(program: app.Program, tab_id: str) -> Any:
    """Bring a tab to the front."""
    found: Tab | None = program.window.go_to_id(tab_id)
    assert found is not None
    return found


def press(program: app.Program, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    """A key where the focus is, as a hand would: shortcuts take part."""
    target: QWidget = QApplication.focusWidget() or program.window
    QTest.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)


def type_in(text: str) -> None:
    """Type where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def rows_of(view: Any) -> list[str]:
    """The rows of a list as their cells' texts, joined."""
    model = view.model()
    columns = range(model.columnCount())
    return [
        " | ".join(str(model.index(row, at).data(Qt.ItemDataRole.DisplayRole) or "") for at in columns)
        for row in range(model.rowCount())
    ]
