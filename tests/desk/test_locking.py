"""The lock: what it hides, when it falls, and when the password is asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from opsdesk.desk.confirming import Confirming
from opsdesk.desk.curtain import STAYS, Curtain
from opsdesk.desk.idle import Idle
from opsdesk.desk.locking import AGAIN, FRESH, Locking
from opsdesk.desk.messages import Messages
from opsdesk.desk.tasks import Tasks
from opsdesk.errors import Refused
from tests.desk.fakes import look
from tests.waiting import turn

START = datetime(2026, 6, 13, 6, 0, tzinfo=UTC)
GOOD = "correct horse battery"


class Clocks:
    """The wall's clock and one that only counts on."""

    def __init__(self) -> None:
        self.wall, self.counted = START, 0.0

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.counted += seconds


class FakeDoor:
    def __init__(self) -> None:
        self.locks: list[bool] = []
        self.passwords = [GOOD]

    async def confirm_async(self, password: str) -> None:
        await asyncio.sleep(0)
        if password != self.passwords[-1]:
            raise Refused("password_wrong", name="Kim")

    async def set_password_async(self, password: str) -> None:
        self.passwords.append(password)

    async def record_lock_async(self, *, idle: bool) -> None:
        self.locks.append(idle)


class FakeWindow(QWidget):
    """Covers and bands without the frame."""

    def __init__(self) -> None:
        super().__init__()
        self.page: Any = None
        self.again_band = FakeBand()

    @property
    def covered(self) -> bool:
        return self.page is not None

    def cover(self, page: QWidget) -> None:
        self.uncover()
        self.page = page
        page.setParent(self)

    def uncover(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            page.deleteLater()


class FakeBand(QObject):
    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said: tuple[str, ...] = ()

    def say(self, *words: str) -> None:
        self.said = words

    def hide(self) -> None:
        self.said = ()


class FakeFrame(QObject):
    password_asked = Signal()
    lock_asked = Signal()

    def __init__(self, idle: Idle) -> None:
        super().__init__()
        self.idle = idle
        self.palette = self.keys = self

    def close_palette(self) -> None: ...

    def hide(self) -> None: ...


class FakeFeed(QObject):
    changed = Signal(str, object)


class Made:
    """A locking part and all that it is given."""

    def __init__(self) -> None:
        self.clocks = Clocks()
        self.look = look()
        self.now: Callable[[], datetime] = lambda: self.clocks.wall
        self.zone = UTC
        self.messages = Messages()
        self.tasks = Tasks(asyncio.get_running_loop(), self.messages, str)
        self.window = FakeWindow()
        self.idle = Idle(30, now=self.now, counting=lambda: self.clocks.counted)
        self.frame = FakeFrame(self.idle)
        self.settings = type("S", (), {"lock_after": 30})()
        self.feed = FakeFeed()
        self.secured = False
        self.confirming = Confirming()
        self.me = type("M", (), {"name": "Kim"})()
        self.name = "desk 1"
        self.session = type("D", (), {"desk": self})()
        self.door = FakeDoor()
        self.locking = Locking(cast("Any", self))

    def ask(self, _key: str, _query: object, *_args: object, done: Any, failed: Any) -> None:
        done(self.secured)

    def hold(self) -> None:
        self.locking.hold(self.door, has_password=True)

    async def give(self, password: str) -> None:
        page = self.window.page
        page._edits["password"].setText(password)
        page._answer()
        while self.tasks.running():
            await turn()


@pytest.fixture
def windows(qtbot: Any) -> Iterator[list[QWidget]]:
    made: list[QWidget] = []
    yield made
    for one in made:
        one.hide()
        one.deleteLater()


def window(windows: list[QWidget], widget: QWidget | None = None) -> QWidget:
    widget = widget or QWidget()
    windows.append(widget)
    widget.show()
    return widget


def test_the_curtain_hides_all_but_its_window_and_the_wall_and_gives_them_back(windows) -> None:
    main, other, wall = (window(windows) for _ in range(3))
    wall.setProperty(STAYS, True)
    menu = QMenu(main)
    menu.addAction("Delete")
    menu.popup(QPoint(10, 10))
    curtain = Curtain(main)
    curtain.draw()
    assert [one.isVisible() for one in (main, other, wall, menu)] == [True, False, True, False]
    late = window(windows)
    assert not late.isVisible()
    tip = QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1))
    assert curtain.eventFilter(main, tip)
    curtain.open()
    assert [one.isVisible() for one in (main, other, wall, menu, late)] == [True, True, True, False, True]
    curtain.open()


def test_untouched_desks_tell_and_a_secured_one_does_not(qtbot) -> None:
    clocks = Clocks()
    idle = Idle(45, now=lambda: clocks.wall, counting=lambda: clocks.counted)
    assert idle._timer.interval() == 30 * 60_000
    clocks.pass_by(100)
    assert idle.untouched == 100
    handle = QApplication.instance()
    assert handle is not None
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    idle.eventFilter(handle, key)
    assert idle.untouched == 100  # no window was touched
    idle.set_minutes(None)
    assert not idle._timer.isActive()
    idle.set_minutes(0.001)
    with qtbot.waitSignal(idle.idle, timeout=60_000):
        pass


def test_a_machine_that_slept_is_told_and_a_clock_set_back_is_not(qtbot) -> None:
    clocks = Clocks()
    idle = Idle(30, now=lambda: clocks.wall, counting=lambda: clocks.counted)
    told: list[int] = []
    idle.slept.connect(lambda: told.append(1))
    clocks.pass_by(1)
    idle.tick()
    clocks.wall -= timedelta(hours=1)
    idle.tick()
    assert not told
    clocks.wall += timedelta(hours=2)
    idle.tick()
    assert told == [1]


async def test_ctrl_l_covers_at_once_and_only_the_password_opens(qtbot) -> None:
    made = Made()
    made.hold()
    made.frame.lock_asked.emit()
    assert made.window.covered
    assert made.locking.curtain.drawn
    made.frame.lock_asked.emit()
    await made.give("wrong password")
    assert made.window.covered
    assert "not the password" in made.window.page._general.text()
    await made.give(GOOD)
    assert not made.window.covered
    assert not made.locking.curtain.drawn
    assert made.door.locks == [False]
    made.idle.slept.emit()
    assert made.window.covered
    await made.give(GOOD)
    assert made.door.locks == [False, True]


async def test_a_desk_in_a_secured_room_is_not_locked_by_the_clock(qtbot) -> None:
    made = Made()
    made.hold()
    assert made.idle._timer.isActive()
    made.secured = True
    made.feed.changed.emit("secured_desk", None)
    assert not made.idle._timer.isActive()
    made.secured = False
    made.feed.changed.emit("secured_desk", None)
    assert made.idle._timer.isActive()


async def test_after_12_hours_a_bar_then_the_page_at_a_pause_never_in_the_middle(qtbot) -> None:
    made = Made()
    made.hold()
    made.clocks.pass_by(AGAIN.total_seconds() - 1)
    made.locking.look()
    assert not made.window.again_band.said
    made.clocks.pass_by(1)
    made.idle._touched = made.clocks.counted
    made.locking.look()
    assert made.window.again_band.said
    made.clocks.pass_by(30)
    made.locking.look()
    assert not made.window.covered
    made.clocks.pass_by(31)
    made.locking.look()
    assert made.window.covered
    await made.give(GOOD)
    assert not made.window.covered
    assert not made.window.again_band.said


async def test_a_privileged_act_asks_at_once_and_not_again_for_a_while(qtbot) -> None:
    made = Made()
    made.hold()
    done: list[int] = []
    made.confirming.before("Kim is disabled.", lambda: done.append(1))
    assert done == [1]  # signed in just now
    made.clocks.pass_by(FRESH.total_seconds())
    made.confirming.before("Kim is disabled.", lambda: done.append(2))
    assert done == [1]
    await made.give("wrong password")
    assert done == [1]
    await made.give(GOOD)
    assert done == [1, 2]
    made.confirming.before("Lee is disabled.", lambda: done.append(3))
    assert done == [1, 2, 3]


async def test_a_new_password_is_typed_twice(qtbot) -> None:
    made = Made()
    made.locking.hold(made.door, has_password=False)
    made.frame.lock_asked.emit()
    assert not made.window.covered
    assert made.messages.current is not None
    made.frame.password_asked.emit()
    page = made.window.page
    page._edits["again"].setText("another one")
    await made.give("a good long one")
    assert made.window.covered
    assert page._wrong["again"].text()
    page._edits["again"].setText("a good long one")
    await made.give("a good long one")
    assert made.door.passwords[-1] == "a good long one"
    assert made.locking.has_password
