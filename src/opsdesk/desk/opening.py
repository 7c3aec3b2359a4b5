"""Opening a desk: the sample, a new one, one that is there; the passphrase and the sign-in as pages."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door, begin_desk, choices
from opsdesk.desk.ask_page import Asked, AskPage
from opsdesk.desk.host import Host
from opsdesk.desk.resources import resources
from opsdesk.desk.tasks import Progress
from opsdesk.errors import BadInput, OpsDeskError, Refused, StoreUnavailable
from opsdesk.sample.writing import SAMPLE_OPERATOR, write_sample
from opsdesk.store.database import Database
from opsdesk.store.place import path_of
from opsdesk.wording.errors import problems, sentence

SAMPLE = "sample"


class Opening(QObject):
    """Each way ends in `host.open_database`; whatever goes wrong is said where it was asked."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._door: Door | None = None
        self._page: AskPage | None = None
        self._has_password = False

    # the sample

    def explore(self) -> None:
        """Open the sample; the first time it is written, which takes some seconds."""
        if self._other_desk():
            return
        path = self._host.folders.data / f"{SAMPLE}.db"

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
        if self._other_desk():
            return
        page = AskPage(
            self._host.look,
            self.tr("New desk"),
            self.tr(
                "An empty database in one file on this computer. With a passphrase the file is encrypted; "
                "without it whoever can open the file can read it all. A lost passphrase is not found again."
            ),
            (
                Asked("name", self.tr("Your name"), self._host.settings.operator or ""),
                Asked("organization", self.tr("Name of the desk"), self.tr("Operations desk")),
                Asked("path", self.tr("File"), str(self._host.folders.data / "desk.db")),
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
            path = path_of(words["path"])
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            database = Database.create(
                path,
                self._host.migrate,
                passphrase=words["passphrase"] or None,
                desk=self._host.settings.desk,
            )
            try:
                begin_desk(database, organization=words["organization"], name=words["name"])
            except BaseException:
                database.shut()
                path.unlink(missing_ok=True)
                raise
            return database

        self._host.tasks.start(
            "open",
            lambda: asyncio.to_thread(make),
            done=self._ready,
            failed=self._say_on_page,
        )

    # one that is there

    def ask_open(self) -> None:
        """Ask for the file of a desk."""
        if self._other_desk():
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
        """Open a database; ask for its passphrase where it has one."""

        def failed(error: OpsDeskError) -> bool:
            if isinstance(error, StoreUnavailable) and error.reason == "passphrase_needed":
                self._ask_passphrase(url, wrong=passphrase is not None)
                return True
            if passphrase is not None and self._say_on_page(error):
                return True
            self._host.tasks.tell(error)
            self._host.show_start()
            return True

        self._host.tasks.start(
            "open",
            lambda: asyncio.to_thread(
                Database.open, url, self._host.migrate, passphrase=passphrase, desk=self._host.settings.desk
            ),
            done=lambda database: self._sign_in(database, url=url),
            failed=failed,
        )

    def _ask_passphrase(self, url: str, *, wrong: bool) -> None:
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
        if wrong:
            page.set_wrong(self.tr("That is not its passphrase, or the file is no database."))

    # sign-in

    def _sign_in(self, database: Database, *, url: str = "", sample: bool = False) -> None:
        """Who is alone without a password comes in; everyone else is asked."""
        self._door = Door(database, Passwords())
        door = self._door

        async def known() -> list[Any]:
            return await asyncio.to_thread(choices, database)

        def came(found: list[Any]) -> None:
            names = [one.name for one in found]
            asked = self._host.settings.operator
            chosen = asked if asked in names else (names[0] if len(names) == 1 else None)
            if sample and names:
                chosen = chosen or (SAMPLE_OPERATOR if SAMPLE_OPERATOR in names else names[0])
            one = next((one for one in found if one.name == chosen), None)
            if one is not None and not one.has_password:
                self._enter(database, door, chosen, None, url, sample)
            else:
                self._ask_name(database, door, names, chosen, url, sample)

        self._host.tasks.start("sign in", known, done=came)

    def _ask_name(
        self, database: Database, door: Door, names: list[str], chosen: str | None, url: str, sample: bool
    ) -> None:
        page = AskPage(
            self._host.look,
            self.tr("Sign in"),
            self.tr(
                "For authorized use. What is done here is recorded. "
                "No criminal-history records (NCIC and the like) belong in here."
            ),
            (
                Asked("name", self.tr("Name"), chosen or "", choices=tuple(names)),
                Asked("password", self.tr("Password"), secret=True),
            ),
            self.tr("Sign in"),
        )
        page.answered.connect(
            lambda words: self._enter(database, door, words["name"], words["password"], url, sample)
        )
        self._show(page)

    def _enter(
        self, database: Database, door: Door, name: str | None, password: str | None, url: str, sample: bool
    ) -> None:
        self._host.tasks.start(
            "sign in now",
            lambda: door.sign_in_async(name, password or None),
            done=lambda signed: self._ready(
                database, url=url, sample=sample, ask_password=signed.without_password
            ),
            failed=self._say_on_page,
        )

    def _ready(
        self, database: Database, *, url: str = "", sample: bool = False, ask_password: bool = True
    ) -> None:
        host = self._host
        host.remember.put("desk/database", None if sample else str(url or database.path))
        note = self.tr("roles are kept by the program only: the file is the boundary")
        self._door = self._door or Door(database, Passwords())
        self._page = None

        self._has_password = not ask_password

        def opened(_session: Any) -> None:
            host.frame.idle.idle.connect(self.lock_idle)
            host.frame.password_asked.connect(self.ask_password)
            host.frame.lock_asked.connect(self.lock)
            if ask_password and not sample:
                host.messages.warning(
                    self.tr("You have no password yet: whoever sits down here is you."),
                    self.tr("Set a password"),
                    self.ask_password,
                )

        host.tasks.start(
            "open desk", lambda: host.open_database(database, sample=sample, note=note), done=opened
        )

    def ask_password(self) -> None:
        """Ask the operator for a new password, over the page that stands there."""
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
            assert self._door is not None
            door = self._door
            self._host.tasks.start(
                "set password",
                lambda: door.set_password_async(words["password"]),
                done=lambda _none: self._password_set(),
                failed=self._say_on_page,
            )

        page.answered.connect(answered)
        page.left.connect(self._back)
        self._page = page
        self._host.window.cover(page)
        page.begin()

    def _password_set(self) -> None:
        self._has_password = True
        self._back(self.tr("The password is set."))

    def lock_idle(self) -> None:
        """Nobody touched the desk for long; without a password there is nothing to lock with."""
        if self._has_password and not self._host.window.covered:
            self.lock()

    def lock(self) -> None:
        """Hide everything until the operator's password is given again (Ctrl+L)."""
        if not self._has_password:
            self._host.messages.warning(
                self.tr("This desk cannot be locked: you have no password yet."),
                self.tr("Set a password"),
                self.ask_password,
            )
            return
        assert self._door is not None
        door = self._door
        name = self._host.session.desk.me.name
        page = AskPage(
            self._host.look,
            self.tr("Locked"),
            self.tr("{name} is signed in. What is typed stays as it is.").format(name=name),
            (Asked("password", self.tr("Password"), secret=True),),
            self.tr("Unlock"),
        )
        page.answered.connect(
            lambda words: self._host.tasks.start(
                "unlock",
                lambda: door.sign_in_async(name, words["password"] or None),
                done=lambda _signed: self._back(),
                failed=self._say_on_page,
            )
        )
        self._page = page
        self._host.window.cover(page)
        page.begin()

    def _back(self, told: str = "") -> None:
        self._page = None
        self._host.window.uncover()
        if told:
            self._host.messages.clear()
            self._host.messages.done(told)

    # pages

    def _show(self, page: AskPage) -> None:
        self._page = page
        page.left.connect(self._host.show_start)
        self._host.window.show_page(page)
        page.begin()

    def _say_on_page(self, error: OpsDeskError) -> bool:
        page = self._page
        if page is None:
            return False
        zone = self._host.zone
        if isinstance(error, BadInput):
            found = problems(error, zone)
            page.set_wrong("\n".join(found.values()), found)
        elif isinstance(error, Refused | StoreUnavailable):
            page.set_wrong(sentence(error, zone))
        else:
            return False
        return True

    def _other_desk(self) -> bool:
        """A desk is open already: this window keeps it."""
        if self._host.session is None:
            return False
        self._host.messages.note(
            self.tr("One window holds one desk. Close this one, then start OpsDesk again and choose there.")
        )
        return True
