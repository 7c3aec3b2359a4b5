"""Builds and joins all objects: loop, window, database, tabs; the only place of late imports."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qasync
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.frame import Frame
from opsdesk.desk.messages import Messages
from opsdesk.desk.remember import Remember
from opsdesk.desk.start_page import StartPage
from opsdesk.desk.sweeper import Sweeper
from opsdesk.desk.tasks import Tasks
from opsdesk.desk.tokens import Theme
from opsdesk.desk.window import Window
from opsdesk.settings import Folders, Settings, user_folders

if TYPE_CHECKING:
    from opsdesk.desk.desk import Desk
    from opsdesk.desk.session import Session
    from opsdesk.desk.tab import Tab
    from opsdesk.store.database import Database
    from opsdesk.store.writing import Migrate

_log = logging.getLogger(__name__)

#: The part that opens desks, and with it the rooms behind.
_OPENING = "opsdesk.desk.opening"

#: The size of the pictures that `demo --headless` leaves.
SHOT = (1920, 1080)

#: The tabs in their order; one that is not built yet has no place in the strip.
TABS = (
    ("opsdesk.desk.observations.tab", "ObservationsTab"),
    ("opsdesk.desk.incidents.tab", "IncidentsTab"),
    ("opsdesk.desk.map.tab", "MapTab"),
    ("opsdesk.desk.bulletins.tab", "BulletinsTab"),
    ("opsdesk.desk.partners.tab", "PartnersTab"),
    ("opsdesk.desk.briefings.tab", "BriefingsTab"),
    ("opsdesk.desk.journal.tab", "JournalTab"),
    ("opsdesk.desk.operators.tab", "OperatorsTab"),
)


class _Loop(qasync.QEventLoop):  # type: ignore[misc] # qasync brings no types
    """qasync's loop, with the running loop set while a callback runs.

    When Qt's events are pumped outside of `run_forever` (a test that waits, the last moments of the program),
    qasync calls task steps with no loop running, and they fail or are lost.
    """

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> Any:
        """As qasync has it, around a callback that knows its loop."""

        def within(*given: Any) -> None:
            if asyncio._get_running_loop() is not None:
                callback(*given)
                return
            asyncio._set_running_loop(self)
            try:
                callback(*given)
            finally:
                asyncio._set_running_loop(None)

        return super().call_later(delay, within, *args, context=context)


def make_loop(application: QCoreApplication) -> asyncio.AbstractEventLoop:
    """The loop that the whole program runs on; its own threads serve `run_in_executor`."""
    loop: asyncio.AbstractEventLoop = _Loop(application)
    loop.set_default_executor(ThreadPoolExecutor(4, "desk"))
    asyncio.set_event_loop(loop)
    return loop


def make_application() -> QApplication:
    """The one QApplication."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QApplication.setApplicationName("OpsDesk")
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    return application


class Program(QObject):
    """The program from the first paint to its end: at most one desk is open in it.

    Attributes:
        window: the frame.
        session: the desk that is open, or None.
    """

    def __init__(
        self,
        application: QApplication,
        loop: asyncio.AbstractEventLoop,
        settings: Settings,
        folders: Folders,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.settings, self.folders, self.now = settings, folders, now
        self.chance = random.Random()  # noqa: S311 - spreads the tries of many desks in time
        self.zone = settings.zone()
        # Closing the last window only begins the end; the loop must run until everything is written.
        application.setQuitOnLastWindowClosed(False)
        self.loop = loop
        self._sweeper = Sweeper(self)
        self.remember = Remember(folders.config / "desk.ini", self)
        theme = Theme(self.remember.get("look/theme", str(settings.theme)))
        percent = self.remember.get("look/percent", settings.text_size)
        self.look = Appearance(theme, percent if isinstance(percent, int) else 100, self)
        self.look.apply(application)
        self.actions = Actions(self)
        self.messages = Messages(self)
        self.tasks = Tasks(loop, self.messages, self._sentence, self)
        self.window = Window(self.look, self.actions, self.messages, self.remember, now, self.zone)
        self.frame = Frame(self.window, self.look, self.actions, self.messages, self.remember, now)
        self.tasks.began.connect(self.window.progress.add)
        self.session: Session | None = None
        self._ended = asyncio.Event()
        self.window.closing.connect(self._ended.set)
        self.frame.explore_asked.connect(lambda: self._opening().explore())
        self.frame.new_asked.connect(lambda: self._opening().ask_new())
        self.frame.open_asked.connect(lambda: self._opening().ask_open())
        self.frame.server_asked.connect(lambda: self._opening().ask_server())
        self._opening_made: Any = None

    def _sentence(self, error: Exception) -> str:
        from opsdesk.errors import OpsDeskError
        from opsdesk.wording.errors import sentence

        assert isinstance(error, OpsDeskError)
        return sentence(error, self.zone)

    def _opening(self) -> Any:
        """The part that opens desks, made when it is first needed."""
        if self._opening_made is None:
            from opsdesk.desk.opening import Opening

            self._opening_made = Opening(self)
        return self._opening_made

    async def run(self, *, explore: bool = False) -> int:
        """Show the frame, open the desk or offer the three ways, and stay until the window is closed."""
        self.window.status.set_closed(_version())
        self.window.menu.set_wall(None)
        database = self.settings.database or self.remember.get("desk/database")
        if explore or database is None:
            self.show_start()
        self.window.show()
        await _painted(self.loop)
        if not explore and database is None:
            # What opens desks takes a second to load: meanwhile the three ways are being read.
            self.tasks.start("rooms", lambda: asyncio.to_thread(import_module, _OPENING))
        if explore:
            self._opening().explore()
        elif database is not None:
            self._opening().open(str(database))
        await self._ended.wait()
        await self.close()
        return 0

    def show_start(self) -> None:
        """The page of the first start."""
        last = str(self.settings.database or self.remember.get("desk/database") or "")
        page = StartPage(self.look, self.frame.set_theme, self.look.set_percent, last)
        page.explore_asked.connect(self.frame.explore_asked)
        page.new_asked.connect(self.frame.new_asked)
        page.open_asked.connect(self.frame.open_asked)
        page.keys_asked.connect(self.frame.keys.open)
        self.window.show_page(page)
        QTimer.singleShot(0, page, page.begin)

    @property
    def migrate(self) -> Migrate:
        """Makes the tables of a database, or brings them up to date."""
        from opsdesk.migrations.migrate import migrate

        return migrate

    def make_tabs(self, desk: Desk) -> list[Tab]:
        """The tabs that are built, in their order."""
        made: list[Tab] = []
        for module, name in TABS:
            if find_spec(module) is not None:
                tab = getattr(import_module(module), name)
                if tab.serves(desk.me):
                    made.append(tab(desk))
        return made

    async def open_database(self, database: Database, *, sample: bool = False, note: str = "") -> Session:
        """Join an open database, with somebody signed in, to the window; a desk open before is closed."""
        from opsdesk.desk.session import Session

        before, self.session = self.session, None
        if before is not None:
            await before.leave(_version())
        session = Session(self, database, sample=sample, note=note)
        self.session = session
        await session.begin()
        return session

    async def close(self) -> None:
        """End in order: drafts, feed, tasks, database; then the window goes."""
        session, self.session = self.session, None
        if session is not None:
            await session.close()
        if self._opening_made is not None:
            await self._opening_made.close()
        await self.tasks.close()
        self.remember.flush()
        self._sweeper.close()
        self.frame.close()
        self.window.end()


async def _painted(loop: asyncio.AbstractEventLoop) -> None:
    """Wait until the frame stands on the screen: what is slow to load comes after."""
    painted = loop.create_future()
    QTimer.singleShot(0, partial(painted.set_result, None))
    await painted


def _version() -> str:
    from importlib.metadata import version

    return f"OpsDesk {version('opsdesk')}"


def run(settings: Settings, folders: Folders | None = None, *, explore: bool = False) -> int:
    """Open the desk's window and stay until it is closed; the exit code. `explore` begins with the sample."""
    folders = (folders or user_folders()).make()
    application = make_application()
    loop = make_loop(application)
    program = Program(application, loop, settings, folders)
    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, program.window.close)
    try:
        return int(loop.run_until_complete(program.run(explore=explore)))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def open_window(
    application: QApplication,
    settings: Settings,
    database: Database,
    *,
    folders: Folders | None = None,
    size: tuple[int, int] = (1920, 1080),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sample: bool = False,
) -> Program:
    """The desk's window over an open database, on the loop that runs: for tests and for pictures.

    Ends with `await program.close()`, which closes the database too.
    """
    loop = asyncio.get_running_loop()
    program = Program(application, loop, settings, (folders or user_folders()).make(), now)
    program.window.resize(*size)
    program.window.show()
    await program.open_database(database, sample=sample)
    return program


def headless(work: Callable[[QApplication], Any], environment: Mapping[str, str] = os.environ) -> Any:
    """Run a coroutine function on the desk's loop without a screen (`shots`, `demo --headless`)."""
    if "QT_QPA_PLATFORM" not in environment:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = make_application()
    loop = make_loop(application)
    try:
        return loop.run_until_complete(work(application))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def default_database(folders: Folders, name: str = "desk") -> Path:
    """Where a new desk's file stands unless another place is chosen."""
    return folders.data / f"{name}.db"


def demo(settings: Settings, folder: Path | None = None) -> int:
    """Explore with sample data, made anew; with a folder offscreen, leaving pictures and a briefing there."""
    folders = user_folders().make()
    _forget_sample(folders)
    if folder is None:
        return run(settings, folders, explore=True)
    from opsdesk.desk.headless import leave_demo

    async def work(application: QApplication) -> int:
        program = Program(application, asyncio.get_running_loop(), settings, folders)
        program.window.resize(*SHOT)
        program.window.show()
        return await leave_demo(program, folder, SHOT)

    return int(headless(work))


def shots(settings: Settings, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Leave a picture of each tab of the desk that the settings name; gives the paths."""
    from opsdesk.desk.headless import leave_shots

    async def work(application: QApplication) -> list[Path]:
        program = Program(application, asyncio.get_running_loop(), settings, user_folders().make())
        program.window.resize(*size)
        program.window.show()
        return await leave_shots(program, folder, size)

    found: list[Path] = headless(work)
    return found


def _forget_sample(folders: Folders) -> None:
    for left in folders.data.glob("sample.db*"):
        left.unlink()
