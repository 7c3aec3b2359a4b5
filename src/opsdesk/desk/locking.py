"""The operator's password: setting it, locking the desk behind it, and asking for it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from opsdesk.accounts import records
from opsdesk.desk.ask_page import Asked, AskPage
from opsdesk.desk.curtain import Curtain
from opsdesk.desk.host import Host

#: After so long the password is asked for again (CJIS policy 5.9.5), at the next pause.
AGAIN = timedelta(hours=12)
#: A pause: nobody touched the desk for so long, in seconds.
PAUSE = 60.0
#: Who has just given the password is not asked again for the next privileged act.
FRESH = timedelta(minutes=5)


class Knows(Protocol):
    """Knows passwords: the program's own of a file, or those of a server's logins."""

    async def confirm_async(self, password: str) -> None:
        """The password of who is signed in; `Refused` when it is wrong."""

    async def set_password_async(self, password: str) -> None:
        """Set it; `BadInput` says why it will not do."""

    async def record_lock_async(self, *, idle: bool) -> None:
        """Record that the desk was locked."""


class Locking(QObject):
    """Made once; `hold` names whom the open desk belongs to.

    Attributes:
        door: of the desk that is open; None before.
        has_password: whether there is something to lock with.
    """

    #: How often it is looked whether the 12 hours are over, ms.
    TICK = 15_000

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.door: Knows | None = None
        self.has_password = False
        self._confirmed: datetime = host.now()
        self._asked_again = False
        self._locked = False
        self.curtain = Curtain(host.window)
        host.frame.idle.set_minutes(host.settings.lock_after)
        host.frame.idle.idle.connect(self.lock_idle)
        host.frame.idle.slept.connect(self.lock_idle)
        host.frame.password_asked.connect(self.ask_password)
        host.frame.lock_asked.connect(self.lock)
        host.window.again_band.pressed.connect(self._ask_again)
        tick = QTimer(self)
        tick.setInterval(self.TICK)
        tick.timeout.connect(self.look)
        tick.start()

    def hold(self, door: Knows, *, has_password: bool) -> None:
        """Another desk is open, or another operator signed in just now."""
        self.door, self.has_password = door, has_password
        self._was_confirmed()
        desk = self._host.session.desk
        desk.confirming.ask = self.ask_before
        desk.feed.changed.connect(self._heard)
        self._read_secured()

    # a desk in a secured room

    def _heard(self, subject: str, _ids: object) -> None:
        if subject == "secured_desk":
            self._read_secured()

    def _read_secured(self) -> None:
        desk = self._host.session.desk
        desk.ask("secured", records.secured, desk.name, done=self._set_secured, failed=lambda _error: True)

    def _set_secured(self, secured: bool) -> None:
        self._host.frame.idle.set_minutes(None if secured else self._host.settings.lock_after)

    # a new password

    def ask_password(self) -> None:
        """Ask the operator for a new password, over the page that stands there."""
        if self.door is None:
            return
        door = self.door
        page = new_password_page(self._host, self.tr("Set password"), back=self.tr("Not now"))
        page.answered.connect(
            lambda words: (
                page.run(
                    self._host,
                    "set password",
                    lambda: door.set_password_async(words["password"]),
                    done=lambda _none: self._password_set(),
                )
                if words_agree(page, words)
                else None
            )
        )
        page.left.connect(self._host.window.uncover)
        self._host.window.cover(page)
        page.begin()

    def _password_set(self) -> None:
        self.has_password = True
        self._was_confirmed()
        self._host.window.uncover()
        self._host.messages.clear()
        self._host.messages.done(self.tr("The password is set."))

    # the lock

    def lock_idle(self) -> None:
        """Nobody touched the desk for long; without a password there is nothing to lock with."""
        if self._host.session is not None and self.has_password:
            self._lock(idle=True)

    def lock(self) -> None:
        """Hide everything until the operator's password is given again."""
        if self.has_password:
            self._lock(idle=False)
            return
        self._host.messages.warning(
            self.tr("This desk cannot be locked: you have no password yet."),
            self.tr("Set a password"),
            self.ask_password,
        )

    def _lock(self, *, idle: bool) -> None:
        if self._locked or self.door is None:
            return
        door, host = self.door, self._host
        self._locked = True
        name = host.session.desk.me.name
        host.messages.clear()
        host.frame.palette.close_palette()
        host.frame.keys.hide()
        self._cover(
            self.tr("Locked"),
            self.tr("{name} is signed in. What is typed stays as it is.").format(name=name),
            self.tr("Unlock"),
        )
        self.curtain.draw()
        host.tasks.start("record lock", lambda: door.record_lock_async(idle=idle), failed=lambda _error: True)

    def _cover(self, title: str, text: str, verb: str) -> None:
        """A page over everything that only the password takes away."""
        page = AskPage(self._host.look, title, text, (_password(self.tr("Password")),), verb)
        self._confirm_on(page, self._unlocked)

    def _unlocked(self) -> None:
        self._locked = False
        self.curtain.open()

    # again after 12 hours

    def look(self) -> None:
        """Ask again after 12 hours: first a quiet bar, and the page itself once nobody types."""
        host = self._host
        if host.session is None or not self.has_password or host.window.covered:
            return
        if host.now() - self._confirmed < AGAIN:
            return
        if self._asked_again and host.frame.idle.untouched >= PAUSE:
            self._ask_again()
        elif not self._asked_again:
            self._asked_again = True
            host.window.again_band.say(
                self.tr("You signed in 12 hours ago."),
                self.tr("The password is asked for at the next pause; go on typing until then."),
                self.tr("Give it now"),
            )

    def _ask_again(self) -> None:
        name = self._host.session.desk.me.name
        self._cover(
            self.tr("Sign in again"),
            self.tr("{name} signed in more than 12 hours ago. What is typed stays as it is.").format(
                name=name
            ),
            self.tr("Go on"),
        )

    # privileged acts

    def ask_before(self, words: str, act: Callable[[], None]) -> None:
        """Ask for the password, then do a privileged act; `words` say what it is."""
        host = self._host
        if not self.has_password or host.now() - self._confirmed < FRESH:
            act()
            return
        page = AskPage(
            host.look,
            self.tr("Your password"),
            words,
            (_password(self.tr("Password")),),
            self.tr("Do it"),
            back=self.tr("Not now"),
        )
        page.left.connect(host.window.uncover)
        self._confirm_on(page, act)

    def _confirm_on(self, page: AskPage, then: Callable[[], None]) -> None:
        assert self.door is not None
        door, host = self.door, self._host

        def confirmed(_none: object) -> None:
            host.window.uncover()
            self._was_confirmed()
            then()

        page.answered.connect(
            lambda words: page.run(
                host, "confirm", lambda: door.confirm_async(words["password"]), done=confirmed
            )
        )
        host.window.cover(page)
        page.begin()

    def _was_confirmed(self) -> None:
        self._confirmed = self._host.now()
        self._asked_again = False
        self._host.window.again_band.hide()


def _password(label: str) -> Asked:
    return Asked("password", label, secret=True, needed=True)


def new_password_page(host: Host, title: str, text: str = "", *, back: str = "") -> AskPage:
    """Asks for a new password twice."""
    tr = host.frame.tr
    rule = tr("At least 8 characters; not one that everybody thinks of first.")
    return AskPage(
        host.look,
        title,
        f"{text}\n{rule}".strip(),
        (
            Asked("password", tr("New password"), secret=True),
            Asked("again", tr("Once more"), secret=True),
        ),
        tr("Set password"),
        back=back,
    )


def ask_own_password(
    host: Host, door: Knows, name: str, show: Callable[[AskPage], None], done: Callable[[], None]
) -> None:
    """Ask who came in by a one-time password for one of their own, on a page that `show` puts up."""
    tr = host.frame.tr
    text = tr("{name} came in by a one-time password, which is used up with this.").format(name=name)
    page = new_password_page(host, tr("A password of your own"), text, back=tr("Back"))
    page.answered.connect(
        lambda words: (
            page.run(
                host,
                "set password",
                lambda: door.set_password_async(words["password"]),
                done=lambda _none: done(),
            )
            if words_agree(page, words)
            else None
        )
    )
    show(page)


def words_agree(page: AskPage, words: dict[str, str]) -> bool:
    """Whether both are the same; said on the page where they are not."""
    if words["password"] == words["again"]:
        return True
    page.set_wrong("", {"again": page.tr("The two differ. Type both again.")})
    return False
