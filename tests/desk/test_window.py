"""The whole window over a real database: starting, the entry line, undo, locking, ending, never blocking."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk import app
from opsdesk.desk.tokens import Theme
from opsdesk.settings import Settings, user_folders
from tests.desk.fakes import settled
from tests.waiting import turn, until

SETTINGS = Settings(time_zone="Europe/Monaco")
CTRL = Qt.KeyboardModifier.ControlModifier


@asynccontextmanager
async def opened(database, size=(1920, 1080), **named) -> AsyncIterator[app.Program]:
    program = await app.open_window(QApplication.instance(), SETTINGS, database, size=size, **named)
    try:
        yield program
    finally:
        await program.close()


def reported(database) -> list[str]:
    return [change.subject for change in database_follow(database) if change.subject == "observation"]


def database_follow(database):
    from opsdesk.store.feed import changes_after

    return database.ask(changes_after, 0, 1000)


async def test_the_regions_stand_where_the_picture_has_them(qtbot, database):
    async with opened(database) as program:
        window = program.window
        await until(window.isVisible)
        window.layout().activate()
        top = window.pages.mapTo(window, window.pages.rect().topLeft()).y()
        entry = window.entry.mapTo(window, window.entry.rect().topLeft()).y()
        status = window.status.mapTo(window, window.status.rect().topLeft()).y()
        for found, pictured in (
            (window.menu.height(), 28),
            (top, 62),
            (entry, 979),
            (status, 1054),
            (window.tab.views.width(), 187),
            (window.tab.right.mapTo(window, window.tab.right.rect().topLeft()).x(), 1401),
        ):
            assert abs(found - pictured) <= 8, (found, pictured)


async def test_at_1280_the_views_are_a_drop_down_and_the_detail_is_narrow(qtbot, database):
    async with opened(database, size=(1280, 720)) as program:
        tab = program.window.tab
        await until(lambda: not tab.views.isVisible())
        assert tab.views.button.isVisible()
        assert abs(tab.right.mapTo(program.window, tab.right.rect().topLeft()).x() - 889) <= 8
        assert abs(program.window.entry.y() - 619) <= 8


async def test_at_1600_the_summary_keeps_room_and_a_warning_leaves_the_line_free(qtbot, database):
    async with opened(database, size=(1600, 900)) as program:
        tab, window = program.window.tab, program.window
        await until(window.isVisible)
        window.layout().activate()
        header = tab.view.header
        at = next(at for at, column in enumerate(tab.model.columns) if column.stretch)
        await until(lambda: header.sectionSize(at) >= 200)
        window.resize(1920, 1080)
        await until(lambda: not any(header.isSectionHidden(at) for at in range(header.count())))
        program.messages.warning("You have no password yet.")
        program.messages.done("2417 closed.")
        assert window._bar.isVisible()
        assert window._bar.geometry().bottom() < window.entry.y()
        program.messages._pass()
        assert window._bar.isVisible()
        assert program.messages.current.text == "You have no password yet."
        program.messages.clear()
        assert not window._bar.isVisible()


async def test_enter_reports_the_line_is_empty_and_ready_and_up_brings_it_back(qtbot, database):
    async with opened(database) as program:
        entry = program.window.entry
        entry.enter()
        QTest.keyClicks(entry.line, "sus person, dark hoodie, trying car doors !2 #vehicle")
        QTest.keyClick(entry.line, Qt.Key.Key_Return)
        assert entry.line.text() == ""
        await until(lambda: program.messages.current is not None)
        assert "Ctrl+Z takes it back." in program.messages.current.text
        QTest.keyClick(entry.line, Qt.Key.Key_Up)
        assert entry.line.text() == "sus person, dark hoodie, trying car doors !2 #vehicle"
        assert len(await asyncio.to_thread(reported, database)) == 1


async def test_ctrl_z_takes_the_report_back_and_ctrl_shift_z_does_not_report_twice(qtbot, database):
    async with opened(database) as program:
        entry = program.window.entry
        entry.line.setText("alarm, storage rooms")
        QTest.keyClick(entry.line, Qt.Key.Key_Return)
        await until(lambda: program.session.desk.history.can_undo)
        program.frame.undo()
        await until(lambda: not program.session.desk.history.can_undo)
        assert program.messages.current.text.startswith("Taken back")
        assert len(await asyncio.to_thread(reported, database)) == 2


async def test_what_is_typed_in_the_line_survives_the_end(qtbot, tmp_path, database):
    from opsdesk.store.local import LocalFile

    me = database.me.operator_id
    async with opened(database) as program:
        program.window.entry.line.setText("half a sentence @ Pech")
    local = LocalFile(user_folders().data, me)
    assert (await local.all())["entry"] == {"text": "half a sentence @ Pech"}
    await local.close()


async def test_locking_hides_everything_until_the_password_is_given(qtbot, database):
    from opsdesk.accounts.passwords import Passwords
    from opsdesk.accounts.signing import Door

    await Door(database, Passwords()).set_password_async("correct horse battery")
    async with opened(database) as program:
        locking = program._opening().locking
        locking.hold(Door(database, Passwords()), has_password=False)
        locking.lock()
        assert not program.window.covered
        assert "no password" in program.messages.current.text
        locking.has_password = True
        locking.lock_idle()
        window = program.window
        assert not window.pages.isEnabled()
        assert window._cover.geometry() == window.rect()
        page = window._cover
        page.answered.emit({"password": "wrong"})
        await until(lambda: bool(page._general.text()))
        assert window._cover is not None
        page.answered.emit({"password": "correct horse battery"})
        await until(lambda: window._cover is None)
        assert window.pages.isEnabled()


async def test_the_card_of_keys_holds_all_its_words(qtbot, database):
    async with opened(database, size=(1280, 720)) as program:
        await until(program.window.isVisible)
        keys = program.frame.keys
        keys.open()
        assert keys.isVisible()
        await turn()
        inside = keys._body.layout().minimumSize().width()
        assert keys._body.width() >= inside or keys.width() >= 1264
        assert program.window.rect().contains(keys.geometry())
        keys.close_keys()


async def test_columns_keep_their_share_through_all_text_sizes(qtbot, database):
    async with opened(database) as program:
        tab = program.window.tab
        header = tab.view.header
        at = next(at for at, column in enumerate(tab.model.columns) if column.id == "age")
        await until(tab.view.isVisible)
        before = header.sectionSize(at)
        for percent in (110, 125, 150, 175, 200):
            program.look.set_percent(percent)
            for _ in range(5):
                await turn()
            assert abs(header.sectionSize(at) - before * percent / 100) <= 3, percent
        program.look.set_percent(100)
        await until(lambda: header.sectionSize(at) == before)


async def test_theme_and_text_size_are_remembered(qtbot, database):
    async with opened(database) as program:
        program.frame.set_theme(Theme.LIGHT)
        program.look.larger()
        ground = program.window.grab().toImage().pixelColor(program.window.width() - 3, 300)
        assert ground == QColor("#FFFFFF")
    again = app.Program(QApplication.instance(), asyncio.get_running_loop(), SETTINGS, user_folders())
    assert (again.look.theme, again.look.percent) == (Theme.LIGHT, 110)
    await again.close()


@pytest.mark.usefixtures("worker_process")
async def test_no_file_or_database_is_touched_on_the_screens_thread(qtbot, database):
    """After the start-up every read and write of files belongs to a thread."""
    main, watching, touched = threading.get_ident(), [], []

    def watch(event: str, arguments: tuple) -> None:
        if not watching or threading.get_ident() != main:
            return
        if event in ("open", "sqlite3.connect", "os.listdir", "os.scandir", "subprocess.Popen"):
            touched.append((event, arguments[:1]))

    sys.addaudithook(watch)  # for the rest of the process; it sleeps once `watching` is empty
    async with opened(database) as program:
        await until(lambda: not program.session.desk.tasks.runs("places"))
        await asyncio.sleep(0)
        watching.append(True)
        entry = program.window.entry
        for text in ("sus person, dark hoodie @ Parking", "theft, bicycle gone !3"):
            entry.line.setText(text)
            QTest.keyClick(entry.line, Qt.Key.Key_Return)
        await until(lambda: program.session.desk.history.can_undo)
        for index in range(len(program.window.tabs)):
            program.window.go_to(index)
            await settled(program.session.desk)
        program.frame.palette.open()
        program.frame.palette.close_palette()
        program.look.larger()
        program.frame.undo()
        await until(lambda: not program.session.desk.tasks.runs("undo"))
        await settled(program.session.desk)
        watching.clear()
    assert touched == []


def test_the_frame_is_painted_before_the_rooms_are_loaded():
    """What is slow to import comes after the first paint."""
    script = """
import sys
from opsdesk import app
from opsdesk.settings import Settings, user_folders
application = app.make_application()
loop = app.make_loop(application)
program = app.Program(application, loop, Settings(), user_folders().make())
program.show_start()
program.window.show()
program.window.grab()
late = ("sqlalchemy", "asyncpg", "pyqtgraph", "reportlab", "alembic", "numpy")
print([name for name in late if name in sys.modules])
loop.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_tasks_run_on_while_a_test_waits_outside_of_the_loop(qtbot):
    loop = app.make_loop(QApplication.instance())
    steps = []

    async def work() -> None:
        for step in range(3):
            await turn()
            steps.append((step, asyncio.get_running_loop() is loop))

    try:
        loop.create_task(work())
        qtbot.waitUntil(lambda: len(steps) == 3)
        assert steps == [(0, True), (1, True), (2, True)]
    finally:
        loop.close()
        asyncio.set_event_loop(None)
