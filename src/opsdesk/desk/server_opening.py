"""Signing in to a shared database: address, login, password; also while the server is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from PySide6.QtCore import QObject

from opsdesk.accounts.signing import arrived
from opsdesk.desk.ask_page import Asked, AskPage
from opsdesk.desk.host import Host
from opsdesk.desk.locking import Locking, ask_own_password
from opsdesk.desk.outbox.commands import commands
from opsdesk.desk.server_door import ServerDoor
from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.store.addresses import Address
from opsdesk.store.entering import Here, enter, folder_of, known_here
from opsdesk.store.shared import recovery
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.unbroken import UnbrokenDatabase
from opsdesk.wording.errors import sentence


class ServerOpening(QObject):
    """Asks on a page that `show` puts into the window, and opens the desk of who is in."""

    def __init__(
        self, host: Host, locking: Locking, show: Callable[[AskPage], None], banner: Callable[[], str]
    ) -> None:
        super().__init__()
        self._host, self._locking, self._show, self._banner = host, locking, show, banner

    def ask(self, url: str = "") -> None:
        """Ask for login and password, and for the address where none is given."""
        known = self._known(url)
        asked = [] if url else [Asked("url", self.tr("Address"), "postgresql://", needed=True)]
        last = known[0] if len(known) == 1 else ""
        page = AskPage(
            self._host.look,
            self.tr("Sign in"),
            f"{self._banner()}\n{self._where(url)}".strip(),
            (
                *asked,
                Asked("login", self.tr("Login"), last, choices=known, needed=True),
                Asked("password", self.tr("Password"), secret=True, needed=True),
            ),
            self.tr("Sign in"),
            back=self.tr("Back"),
        )
        page.answered.connect(partial(self._answered, page, url))
        self._show(page)

    def _answered(self, page: AskPage, url: str, words: dict[str, str]) -> None:
        address, login = url or words["url"].strip(), words["login"].strip()

        async def work() -> tuple[UnbrokenDatabase, Here, bool]:
            here = here_of(self._host, address)
            database = await asyncio.to_thread(enter, here, login, words["password"])
            must_set = False
            if not database.away:
                try:
                    must_set = (await asyncio.to_thread(arrived, database, login)).must_set
                except BaseException:
                    await database.close()
                    raise
            return database, here, must_set

        def done(found: tuple[UnbrokenDatabase, Here, bool]) -> None:
            database, here, must_set = found
            door = ServerDoor(database, here, login)
            if must_set:
                self._ask_own_password(database, door, address)
            else:
                self._ready(database, door, address)

        page.run(self._host, "sign in now", work, done)

    def _ask_own_password(self, database: UnbrokenDatabase, door: ServerDoor, url: str) -> None:
        """A one-time password is replaced before anything else; who leaves is not in."""

        def show(page: AskPage) -> None:
            page.left.connect(lambda: self._host.tasks.start("not in", database.close))
            self._show(page)

        name = database.me.name
        ask_own_password(self._host, door, name, show, lambda: self._ready(database, door, url))

    def _ready(self, database: UnbrokenDatabase, door: ServerDoor, url: str) -> None:
        """Somebody is signed in at the server, or at what this desk knows of it while it is away."""
        host = self._host
        host.remember.put("desk/database", without_password(url))
        host.window.uncover()
        host.tasks.start(
            "open desk",
            lambda: host.open_database(database),
            done=lambda _session: self._locking.hold(door, has_password=True),
        )

    def _known(self, url: str) -> tuple[str, ...]:
        """Who signed in on this desk before: offered, so that it is one word less to type."""
        if not url:
            return ()
        try:
            return tuple(one.name for one in known_here(here_of(self._host, url)))
        except OpsDeskError:
            return ()

    def _where(self, url: str) -> str:
        if not url:
            return ""
        try:
            return Address.of(url).shown
        except OpsDeskError as error:
            return sentence(error, self._host.zone)


def without_password(url: str) -> str:
    """An address as it may be remembered."""
    parts = urlsplit(url)
    who, _at, where = parts.netloc.rpartition("@")
    login = who.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@{where}" if login else where))


def here_of(host: Host, url: str) -> Here:
    """What this desk needs to let somebody in to the shared database at an address."""
    address = Address.of(url)

    def opens(login: str, password: str) -> SharedDatabase:
        return SharedDatabase.open(
            address, host.migrate, login=login, password=password, desk=host.settings.desk
        )

    def public_half(database: SharedDatabase) -> bytes | None:
        try:
            return database.ask(recovery.public_half)
        except StoreUnavailable as error:
            # A server that was made before it had a recovery key: the password alone opens the outbox then.
            if error.reason != "older_version":
                raise
            return None

    return Here(
        folder=folder_of(host.folders.data, address.shown),
        commands=commands(),
        desk=host.settings.desk,
        where=address.shown,
        now=host.now,
        chance=host.chance,
        opens=opens,
        public_half=public_half,
        arrived=arrived,
    )
