"""The operator's password: setting it, and locking the desk behind it (Ctrl+L, or left untouched)."""

from __future__ import annotations

from PySide6.QtCore import QObject

from opsdesk.accounts.signing import Door
from opsdesk.desk.ask_page import Asked, AskPage
from opsdesk.desk.host import Host


class Locking(QObject):
    """Made once; `hold` names whom the open desk belongs to.

    Attributes:
        door: of the desk that is open; None before.
        has_password: whether there is something to lock with.
    """

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.door: Door | None = None
        self.has_password = False
        host.frame.idle.idle.connect(self.lock_idle)
        host.frame.password_asked.connect(self.ask_password)
        host.frame.lock_asked.connect(self.lock)

    def hold(self, door: Door, *, has_password: bool) -> None:
        """Another desk is open, or another operator signed in."""
        self.door, self.has_password = door, has_password

    def ask_password(self) -> None:
        """Ask the operator for a new password, over the page that stands there."""
        if self.door is None:
            return
        door = self.door
        page = AskPage(
            self._host.look,
            self.tr("Set password"),
            self.tr("At least 8 characters; not one that everybody thinks of first."),
            (
                Asked("password", self.tr("New password"), secret=True),
                Asked("again", self.tr("Once more"), secret=True),
            ),
            self.tr("Set password"),
            back=self.tr("Not now"),
        )

        def answered(words: dict[str, str]) -> None:
            if words["password"] != words["again"]:
                page.set_wrong("", {"again": self.tr("The two differ. Type both again.")})
                return
            page.run(
                self._host,
                "set password",
                lambda: door.set_password_async(words["password"]),
                done=lambda _none: self._password_set(),
            )

        page.answered.connect(answered)
        page.left.connect(self._host.window.uncover)
        self._host.window.cover(page)
        page.begin()

    def _password_set(self) -> None:
        self.has_password = True
        self._host.window.uncover()
        self._host.messages.clear()
        self._host.messages.done(self.tr("The password is set."))

    def lock_idle(self) -> None:
        """Nobody touched the desk for long; without a password there is nothing to lock with."""
        if self._host.session is not None and self.has_password:
            self.lock()

    def lock(self) -> None:
        """Hide everything until the operator's password is given again."""
        if not self.has_password:
            self._host.messages.warning(
                self.tr("This desk cannot be locked: you have no password yet."),
                self.tr("Set a password"),
                self.ask_password,
            )
            return
        assert self.door is not None
        door = self.door
        name = self._host.session.desk.me.name
        page = AskPage(
            self._host.look,
            self.tr("Locked"),
            self.tr("{name} is signed in. What is typed stays as it is.").format(name=name),
            (Asked("password", self.tr("Password"), secret=True),),
            self.tr("Unlock"),
        )
        page.answered.connect(
            lambda words: page.run(
                self._host,
                "unlock",
                lambda: door.sign_in_async(name, words["password"] or None),
                done=lambda _signed: self._host.window.uncover(),
            )
        )
        self._host.messages.clear()
        self._host.window.cover(page)
        page.begin()
