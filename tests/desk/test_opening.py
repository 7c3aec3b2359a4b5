"""Opening desks in one window: wrong input is named, another desk takes the place of the one that is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from opsdesk import app
from opsdesk.desk.ask_page import AskPage
from opsdesk.settings import Settings, user_folders
from opsdesk.store.local import LocalFile
from tests.waiting import until

WORDS = "a long passphrase"


@asynccontextmanager
async def started() -> AsyncIterator[app.Program]:
    settings = Settings(time_zone="Europe/Monaco")
    program = app.Program(
        QApplication.instance(), asyncio.get_running_loop(), settings, user_folders().make()
    )
    program.window.resize(1280, 720)
    program.show_start()
    program.window.show()
    try:
        yield program
    finally:
        await program.close()


def page_of(program) -> AskPage:
    page = program.window._cover or program.window.pages.currentWidget()
    assert isinstance(page, AskPage)
    return page


def shown(program):
    return program.session.path if program.session is not None else None


async def make_desk(program, path, **more: str) -> None:
    program.frame.new_asked.emit()
    page = page_of(program)
    for name, text in {"name": "M. Rossi", "path": str(path), **more}.items():
        page._edits[name].setText(text)
    before = program.session
    page._answer()
    await until(lambda: program.session not in (None, before) and not program.tasks.runs("open desk"))


async def test_what_is_wrong_is_said_once_beside_its_field_and_the_rest_stays(qtbot, tmp_path):
    async with started() as program:
        program.frame.new_asked.emit()
        page = page_of(program)
        page._edits["passphrase"].setText("one long passphrase")
        page._edits["again"].setText("one long passphrase")
        page._answer()
        assert page._wrong["name"].text()
        assert not page._general.text()
        assert page._edits["again"].text() == "one long passphrase"
        page._edits["name"].setText("M. Rossi")
        page._edits["path"].setText("/proc/nowhere/desk.db")
        page._answer()
        await until(lambda: bool(page._general.text()))
        assert "/proc/nowhere" in page._general.text()
        assert page._verb.isEnabled()
        QTest.keyClick(page._edits["name"], Qt.Key.Key_Escape)
        assert not isinstance(program.window.pages.currentWidget(), AskPage)


async def test_another_desk_is_opened_in_the_same_window_and_drafts_stay_with_theirs(qtbot, tmp_path):
    async with started() as program:
        window = program.window
        await make_desk(program, tmp_path / "one.db")
        me = program.session.desk.me.operator_id
        window.entry.line.setText("half a sentence of desk one")
        tabs = len(window.tabs)
        assert tabs == len(app.TABS)
        first = program.session
        await make_desk(program, tmp_path / "two.db", organization="Second desk")
        assert first is not program.session
        assert len(window.tabs) == window.strip.count() == tabs
        assert window.entry.line.text() == ""
        assert not window.covered
        assert window.pages.isEnabled()
        local = LocalFile(user_folders().data, me)
        assert (await local.all())["entry"] == {"text": "half a sentence of desk one"}
        await local.close()
        # The frame works on: look, tabs, entry line, undo.
        program.look.set_percent(125)
        for index in range(tabs):
            window.go_to(index)
        window.entry.line.setText("alarm, storage rooms")
        QTest.keyClick(window.entry.line, Qt.Key.Key_Return)
        await until(lambda: program.session.desk.history.can_undo)
        # Back to the first: its draft is there.
        program._opening().open(str(tmp_path / "one.db"))
        await until(lambda: shown(program) == tmp_path / "one.db")
        await until(lambda: window.entry.line.text() == "half a sentence of desk one")


async def test_a_desk_stays_open_while_another_is_asked_for_or_refused(qtbot, tmp_path):
    async with started() as program:
        await make_desk(program, tmp_path / "one.db")
        first = program.session
        program.frame.new_asked.emit()
        assert program.window.covered
        QTest.keyClick(page_of(program).findChildren(QLineEdit)[0], Qt.Key.Key_Escape)
        assert not program.window.covered
        (tmp_path / "no.db").write_bytes(b"nothing of the kind " * 100)
        program.messages.clear()
        program._opening().open(str(tmp_path / "no.db"))
        await until(lambda: program.messages.current is not None or program.window.covered)
        if program.window.covered:  # It may be an encrypted one: the file does not say.
            page = page_of(program)
            page._edits["passphrase"].setText("whatever it may be")
            page._answer()
            await until(lambda: bool(page._general.text()))
            QTest.keyClick(page_of(program), Qt.Key.Key_Escape)
        program._opening().open(str(tmp_path / "one.db"))
        assert program.session is first
        assert "is open in this window" in program.messages.current.text


async def test_an_encrypted_desk_asks_and_names_a_wrong_passphrase(qtbot, tmp_path):
    async with started() as program:
        await make_desk(program, tmp_path / "one.db", passphrase=WORDS, again=WORDS)
        await make_desk(program, tmp_path / "two.db")
        program._opening().open(str(tmp_path / "one.db"))
        await until(lambda: program.window.covered)
        page = page_of(program)
        page._edits["passphrase"].setText("another passphrase")
        page._answer()
        await until(lambda: bool(page._general.text()))
        assert "one.db" in page._general.text()
        page._edits["passphrase"].setText(WORDS)
        page._answer()
        await until(lambda: shown(program) == tmp_path / "one.db")


async def test_a_name_that_the_system_does_not_take_is_told_and_the_ring_stands_around_the_field(qtbot):
    async with started() as program:
        for name in ("a" * 300 + ".db", "nothing\0here.db"):
            program.messages.clear()
            program._opening().open(name)
            await until(lambda: program.messages.current is not None)
            assert "fault of the program" not in program.messages.current.text
        program.frame.new_asked.emit()
        page = page_of(program)
        program.window.activateWindow()
        await until(page._edits["name"].hasFocus)
        page._answer()
        edit, ring = page._edits["name"], program.window._ring
        await until(page._wrong["name"].isVisible)

        def around() -> bool:
            corner = edit.mapTo(program.window, edit.rect().topLeft())
            return ring.geometry().adjusted(1, 1, -1, -1).topLeft() == corner

        await until(around)
