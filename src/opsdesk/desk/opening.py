"""Opening a desk: the sample, a new one, one that is there; the passphrase and the sign-in as pages."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from opsdesk.accounts.model import SignedIn
from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door, begin_desk, choices
from opsdesk.desk.ask_page import Asked, AskPage
from opsdesk.desk.host import Host
from opsdesk.desk.locking import Locking, ask_own_password
from opsdesk.desk.resources import resources
from opsdesk.desk.server_opening import ServerOpening
from opsdesk.desk.tasks import Progress
from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.sample.writing import SAMPLE_OPERATOR, write_sample
from opsdesk.store.addresses import is_shared
from opsdesk.store.database import Database
from opsdesk.store.place import path_of

SAMPLE = "sample"


class Opening(QObject):
    """Each way ends in `host.open_database`; whatever goes wrong is said where it was asked."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._page: AskPage | None = None
        #: Open, with nobody signed in yet.
        self._waiting: Database | None = None
        self.locking = Locking(host)
        self._server = ServerOpening(host, self.locking, self._show, self.banner)

    async def close(self) -> None:
        """The program ends, perhaps in the middle of a sign-in."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            await waiting.close()

    # the sample

    def explore(self) -> None:
        """Open the sample; the first time it is written, which takes some seconds."""
        path = self._host.folders.data / f"{SAMPLE}.db"
        if self._stays(path):
            return
        self._page = None

        async def work(progress: Progress) -> Database:
            if not await asyncio.to_thread(path.exists):
                await asyncio.to_thread(self._write_sample, path, progress)
            return await asyncio.to_thread(
                Database.open, path, self._host.migrate, desk=self._host.settings.desk
            )

        self._host.tasks.start_long(
            "open",
            self.tr("Writing the sample"),
            work,
            done=lambda database: self._sign_in(database, sample=True),
            failed=self._failed,
        )

    def _write_sample(self, path: Path, progress: Progress) -> None:
        # Written beside and moved, so that a sample that was cut short is never opened.
        draft = path.with_name(path.name + ".new")
        for left in path.parent.glob(draft.name + "*"):
            left.unlink()
        host = self._host
        write_sample(draft, host.migrate, resources() / "sample", host.now(), host.zone, progress.report)
        draft.replace(path)
        for left in path.parent.glob(draft.name + "*"):
            left.unlink()

    # a new desk

    def ask_new(self) -> None:
        """Ask for name, place and passphrase of a new desk."""
        if self._stays():
            return
        page = AskPage(
            self._host.look,
            self.tr("New desk"),
            self.tr(
                "An empty database in one file on this computer. With a passphrase the file is encrypted; "
                "without it whoever can open the file can read it all. A lost passphrase is not found again."
            ),
            (
                Asked("name", self.tr("Your name"), self._host.settings.operator or "", needed=True),
                Asked("organization", self.tr("Name of the desk"), self.tr("Operations desk"), needed=True),
                Asked("path", self.tr("File"), str(self._host.folders.data / "desk.db"), needed=True),
                Asked("passphrase", self.tr("Passphrase, or nothing"), secret=True),
                Asked("again", self.tr("Passphrase once more"), secret=True),
            ),
            self.tr("Make the desk"),
            back=self.tr("Back"),
        )
        page.answered.connect(self._make_new)
        self._show(page)

    def _make_new(self, words: dict[str, str]) -> None:
        page = self._page
        assert page is not None
        if words["passphrase"] != words["again"]:
            page.set_wrong("", {"again": self.tr("The two differ. Type both again.")})
            return

        def make() -> Database:
            path = path_of(words["path"].strip())
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except (OSError, ValueError) as error:
                raise StoreUnavailable("cannot_open", path=str(path)[:200]) from error
            database = Database.create(
                path,
                self._host.migrate,
                passphrase=words["passphrase"] or None,
                desk=self._host.settings.desk,
            )
            try:
                begin_desk(database, organization=words["organization"], name=words["name"].strip())
            except BaseException:
                database.shut()
                path.unlink(missing_ok=True)
                raise
            return database

        page.run(
            self._host,
            "open",
            lambda: asyncio.to_thread(make),
            done=lambda database: self._ready(database, Door(database, Passwords()), ask_password=True),
        )

    # one that is there

    def ask_open(self) -> None:
        """Ask for the file of a desk."""
        if self._stays():
            return
        dialog = QFileDialog(
            self._host.window,
            self.tr("Open a database"),
            str(self._host.folders.data),
            self.tr("Desks (*.db);;All files (*)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open(self, url: str, passphrase: str | None = None) -> None:
        """Open a database; ask for its passphrase where it has one, and at a server who comes."""
        if is_shared(url):
            if not self._stays():
                self._server.ask(url)
            return
        if self._stays(path_if_any(url)):
            return
        if passphrase is None:
            self._page = None

        def failed(error: OpsDeskError) -> bool:
            if isinstance(error, StoreUnavailable) and error.reason == "passphrase_needed":
                self._ask_passphrase(url)
                return True
            return self._failed(error)

        self._host.tasks.start(
            "open",
            lambda: asyncio.to_thread(self._opened, url, passphrase),
            done=lambda database: self._sign_in(database, url=url),
            failed=failed,
        )

    def ask_server(self) -> None:
        """Ask for the address of a server, and who comes."""
        if not self._stays():
            self._server.ask()

    def _opened(self, url: str, passphrase: str | None) -> Database:
        path = path_of(url)
        try:
            return Database.open(
                url, self._host.migrate, passphrase=passphrase, desk=self._host.settings.desk
            )
        except (OSError, ValueError) as error:
            # A name that the system does not take: too long, or with a NUL in it.
            raise StoreUnavailable("cannot_open", path=str(path)[:200]) from error

    def _ask_passphrase(self, url: str) -> None:
        page = AskPage(
            self._host.look,
            self.tr("Passphrase"),
            self.tr("{name} is encrypted.").format(name=Path(url).name),
            (Asked("passphrase", self.tr("Passphrase"), secret=True),),
            self.tr("Open"),
            back=self.tr("Back"),
        )
        page.answered.connect(lambda words: self.open(url, words["passphrase"]))
        self._show(page)

    # sign-in

    def _sign_in(self, database: Database, *, url: str = "", sample: bool = False) -> None:
        """Who is alone without a password comes in; everyone else is asked."""
        self._waiting = database
        door = Door(database, Passwords())

        def came(found: list[Any]) -> None:
            names = [one.name for one in found]
            asked = self._host.settings.operator
            chosen = asked if asked in names else (names[0] if len(names) == 1 else None)
            if sample and names:
                chosen = chosen or (SAMPLE_OPERATOR if SAMPLE_OPERATOR in names else names[0])
            one = next((one for one in found if one.name == chosen), None)
            if one is None or one.has_password:
                self._ask_name(database, door, names, chosen, url, sample)
                return
            self._host.tasks.start(
                "sign in now",
                lambda: door.sign_in_async(chosen, None),
                done=lambda _signed: self._ready(
                    database, door, url=url, sample=sample, ask_password=not sample
                ),
                failed=self._failed,
            )

        self._host.tasks.start(
            "sign in", lambda: asyncio.to_thread(choices, database), done=came, failed=self._failed
        )

    def _ask_name(
        self, database: Database, door: Door, names: list[str], chosen: str | None, url: str, sample: bool
    ) -> None:
        page = AskPage(
            self._host.look,
            self.tr("Sign in"),
            self.banner(),
            (
                Asked("name", self.tr("Name"), chosen or "", choices=tuple(names)),
                Asked("password", self.tr("Password"), secret=True),
            ),
            self.tr("Sign in"),
            back=self.tr("Back"),
        )
        page.answered.connect(
            lambda words: page.run(
                self._host,
                "sign in now",
                lambda: door.sign_in_async(words["name"], words["password"] or None),
                done=lambda signed: self._signed(database, door, signed, url, sample),
            )
        )
        self._show(page)

    def banner(self) -> str:
        """What is said before anybody signs in: the desk's own words, and what never belongs in here."""
        own = self._host.settings.banner or self.tr("For authorized use. What is done here is recorded.")
        never = self.tr("No criminal-history records (NCIC and the like) belong in here.")
        return f"{own} {never}"

    def _signed(self, database: Database, door: Door, signed: SignedIn, url: str, sample: bool) -> None:
        """Somebody is in; who came by a one-time password sets one of their own before anything else."""
        if signed.must_set:
            self._ask_own_password(database, door, signed.me.name, url)
            return
        self._ready(
            database,
            door,
            url=url,
            sample=sample,
            ask_password=signed.without_password and not sample,
            has_password=not signed.without_password,
        )

    def _ask_own_password(self, database: Database, door: Door, name: str, url: str) -> None:
        ask_own_password(
            self._host,
            door,
            name,
            self._show,
            lambda: self._ready(database, door, url=url, has_password=True),
        )

    def _ready(
        self,
        database: Database,
        door: Door,
        *,
        url: str = "",
        sample: bool = False,
        ask_password: bool = False,
        has_password: bool = False,
    ) -> None:
        """Somebody is signed in: the desk that was open is closed, and this one takes the window."""
        host = self._host
        host.remember.put("desk/database", None if sample else str(url or database.path))
        note = self.tr("roles are kept by the program only: the file is the boundary")
        self._waiting = None
        self._page = None
        host.window.uncover()

        def opened(_session: Any) -> None:
            self.locking.hold(door, has_password=has_password)
            if ask_password:
                host.messages.warning(
                    self.tr("You have no password yet: whoever sits down here is you."),
                    self.tr("Set a password"),
                    self.locking.ask_password,
                )

        host.tasks.start(
            "open desk", lambda: host.open_database(database, sample=sample, note=note), done=opened
        )

    # pages

    def _show(self, page: AskPage) -> None:
        """In the window's place for pages; over the desk that is open, which stays until the other is."""
        self._page = page
        page.left.connect(self._leave)
        if self._host.session is None:
            self._host.window.show_page(page)
        else:
            self._host.window.cover(page)
        page.begin()

    def _leave(self) -> None:
        """Back: what was open stays open, or the three ways stand there again."""
        self._page = None
        self._let_go()
        if self._host.session is None:
            self._host.show_start()
        else:
            self._host.window.uncover()

    def _let_go(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._host.tasks.start(f"close {id(waiting)}", waiting.close)

    def _failed(self, error: OpsDeskError) -> bool:
        """Said on the page that asked; without one told, with the three ways where nothing is open."""
        self._let_go()
        if self._page is not None:
            self._page.set_error(error, self._host.zone)
            return True
        self._host.tasks.tell(error)
        if self._host.session is None:
            self._host.show_start()
        return True

    def _stays(self, path: Path | None = None) -> bool:
        """Whether the desk that is open must stay: it is the one that is asked for, or long work runs."""
        host = self._host
        if host.session is None:
            return False
        if path is not None and path.absolute() == host.session.path.absolute():
            host.messages.note(self.tr("{name} is open in this window.").format(name=path.name))
            return True
        if title := host.tasks.long_work:
            host.messages.note(
                self.tr("{title} is under way. Let it end or cancel it, then open the other desk.").format(
                    title=title
                )
            )
            return True
        return False


def path_if_any(url: str) -> Path | None:
    """The file that a URL names; None where it names none, which opening it will say."""
    try:
        return path_of(url)
    except StoreUnavailable:
        return None
