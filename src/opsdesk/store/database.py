"""The embedded database: one thread that writes, a few that read, and the journal that tells the others."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, select

from opsdesk.errors import Forbidden, Refused, StoreUnavailable
from opsdesk.store import journal, tables
from opsdesk.store.access import Access
from opsdesk.store.command import Applied, Change, Command
from opsdesk.store.detail import detail_text
from opsdesk.store.failures import explained, key_tried
from opsdesk.store.feed import changes_after
from opsdesk.store.following import Follower
from opsdesk.store.opener import Opener, engine, on_disk, require_opening, require_sqlite
from opsdesk.store.operator import NOBODY, Me
from opsdesk.store.place import path_of, require_local
from opsdesk.store.reads import ReadAgain
from opsdesk.store.schema import metadata
from opsdesk.store.statements import Statements
from opsdesk.store.transaction import Reading, ReadOf
from opsdesk.store.writing import DENIED, PATIENCE, Migrate, Writer, denied

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3

_HEAD = select(tables.journal_head.c.seq)


def utc_now() -> datetime:
    """The time now, aware UTC."""
    return datetime.now(UTC)


class Database:
    """A database file that is open.

    Attributes:
        path: the file.
        me: who is signed in; `NOBODY` until `sign_in`.
        desk: the name of this desk, as the journal has it.
    """

    def __init__(self, opener: Opener, desk: str, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = opener.path
        self.me = NOBODY
        self.desk = desk
        self._opener = opener
        self._clock = clock
        self._statements = Statements(Access(metadata))
        self._engine = engine(opener, READERS + 1)
        self._writer = Writer(opener, self._engine, self._statements, desk=desk, clock=clock, tell=self._tell)
        self._readers = ThreadPoolExecutor(READERS, "store-reader")
        self._local = threading.local()
        self._open: list[Connection] = []
        self._shut = False
        self._follower: Follower | None = None
        self._read_again = ReadAgain()

    @classmethod
    def create(
        cls,
        url: str | os.PathLike[str],
        migrate: Migrate,
        *,
        passphrase: str | None = None,
        desk: str = "desk",
        clock: Callable[[], datetime] = utc_now,
        lasting: bool = True,
    ) -> Self:
        """Make a new database file and open it; an existing file is left alone (`Refused`).

        Without `lasting` nothing waits for the disk until `shut`: for a file that is written in one go and
        thrown away where that fails (the sample desk).
        """
        require_sqlite()
        path = path_of(url)
        require_local(path)
        if path.exists():
            raise Refused("database_exists", path=str(path))
        with explained(path):
            opener = Opener(path, passphrase, lasting=lasting)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            made: Self | None = None
            try:
                made = cls(opener, desk, clock)
                made._writer.migrate(migrate)
            except BaseException:
                if made is not None:
                    made.shut()
                for ending in ("", "-wal", "-shm", "-lock"):
                    Path(f"{path}{ending}").unlink(missing_ok=True)
                raise
        return made

    @classmethod
    def open(
        cls,
        url: str | os.PathLike[str],
        migrate: Migrate | None = None,
        *,
        passphrase: str | None = None,
        desk: str = "desk",
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Open a database file that is there; `migrate` brings it up to this version."""
        require_sqlite()
        path = path_of(url)
        require_local(path)
        with key_tried(bool(passphrase)), explained(path):
            if not path.is_file():
                raise StoreUnavailable("no_database", path=str(path))
            require_opening(path, passphrase)
            made = cls(Opener(path, passphrase), desk, clock)
            try:
                if migrate is not None:
                    made._writer.migrate(migrate)
                made.last()
            except BaseException:
                made.shut()
                raise
        return made

    def sign_in(self, me: Me) -> None:
        """From now on this desk acts as `me`; `accounts` has looked at the password."""
        self.me = me

    def sign_out(self) -> None:
        """Nobody is signed in any more."""
        self.me = NOBODY

    async def apply(self, command: Command, me: Me | None = None) -> Applied:
        """Apply a command in one transaction: the only way to write. The same id twice is applied once.

        `StoreUnavailable` (`busy`) when another desk holds the file for 20 seconds: then nothing is written.
        `me` is given by `accounts` only, for what is recorded of somebody who is not signed in yet.
        """
        acting = me or self.me
        prepared = await asyncio.wrap_future(self._readers.submit(command.prepare)) if slow(command) else None
        future, turn = self._writer.apply(command, acting, prepared)
        coming = asyncio.wrap_future(future)
        done, _ = await asyncio.wait((coming,), timeout=PATIENCE)
        if not done and turn.give_up():
            coming.add_done_callback(_look_away)
            raise StoreUnavailable("busy", path=str(self.path))
        return await coming

    def run(self, command: Command, me: Me | None = None) -> Applied:
        """`apply` that blocks: for the command line and tests, never on the screen's thread."""
        future, turn = self._writer.apply(command, me or self.me, command.prepare())
        try:
            return future.result(PATIENCE)
        except TimeoutError:
            if turn.give_up():
                raise StoreUnavailable("busy", path=str(self.path)) from None
            return future.result()

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Run a query (a plain function of a `Reading`) in a reader thread."""
        return await asyncio.wrap_future(self._in_reader(query, *args, **named))

    def ask(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """`read` that blocks: for the command line and tests, never on the screen's thread."""
        return self._in_reader(query, *args, **named).result()

    async def follow(self, after: int, limit: int = 1000) -> list[Change]:
        """The journal's numbers behind `after`, without a gap; what I may not see comes without a name."""
        return await self.read(changes_after, after, limit)

    @property
    def opener(self) -> Opener:
        """How the file is opened, for a backup of it."""
        return self._opener

    def may(self, kind: str) -> bool:
        """Whether who is signed in may give commands of this kind."""
        return self._statements.access.may(kind, self.me)

    def record(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Journal an act that changes no record (a backup, a print); `Forbidden` stands there as well."""
        me = self.me
        if not self.may(kind):
            subject, _, verb = kind.partition(".")
            refused = Forbidden(verb, subject, self._statements.access.roles_for(kind))
            self._writer.append(me, DENIED, [denied(kind, refused)])
            raise refused
        entry = journal.Entry(kind, None, None, None, detail_text(detail))
        self._writer.append(me, kind, [entry])

    def now(self) -> datetime:
        """The time by this database's clock, aware UTC."""
        return self._clock()

    async def head(self) -> int:
        """The journal's last number."""
        return await self.read(_head)

    def last(self) -> int:
        """`head` that blocks."""
        return self.ask(_head)

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - a wait that ends well
        """Wait until the journal is beyond `after`, at most `timeout` seconds; whether it is."""
        return await self._followed().beyond(after, timeout)

    async def close(self) -> None:
        """Let what runs finish, then close; the file is whole at any time."""
        await asyncio.get_running_loop().run_in_executor(None, self.shut)

    def shut(self) -> None:
        """`close` that blocks; once is enough."""
        if self._shut:
            return
        self._shut = True
        if self._follower is not None:
            self._follower.stop()
        self._readers.shutdown(wait=True)
        self._writer.close()
        for connection in self._open:
            connection.close()
        self._engine.dispose()
        if not self._opener.lasting:
            on_disk(self.path)

    def _followed(self) -> Follower:
        """The follower, from the first time that somebody waits for changes."""
        if self._follower is None:
            self._follower = Follower(self._opener)
        return self._follower

    def _tell(self, seq: int) -> None:
        if self._follower is not None:
            self._follower.tell(seq)

    def _in_reader(
        self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs
    ) -> Future[T]:
        me = self.me

        def work() -> T:
            with explained(self.path):
                connection = self._reader()
                with connection.begin():
                    reading = Reading(connection, me, self._clock(), self._statements)
                    try:
                        answer = query(reading, *args, **named)
                    except Forbidden as refused:
                        self._writer.append(me, DENIED, [denied("", refused)])
                        raise
                if reading.reads:
                    self._journal_reads(me, reading.reads)
                return answer

        return self._readers.submit(work)

    def _reader(self) -> Connection:
        """This thread's own connection."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._engine.connect()
            self._local.connection = found
            self._open.append(found)
        return found

    def _journal_reads(self, me: Me, reads: Sequence[ReadOf]) -> None:
        """Journal reads before their rows are handed out; intelligence once in a while for each record."""
        now = self._clock()
        due = self._read_again.due(me, reads, now)
        for kind in sorted({read.kind for read in due}):
            of_kind = [read for read in due if read.kind == kind]
            entries = [journal.Entry(kind, read.subject, read.record_id, None, None) for read in of_kind]
            self._writer.append(me, kind, entries)
        self._read_again.noted(me, due, now)


def _look_away(future: asyncio.Future[Applied]) -> None:
    """Nobody waits for it any more, and its error is no news."""
    if not future.cancelled():
        future.exception()


def slow(command: Command) -> bool:
    """Whether the command has something to do before its transaction."""
    return type(command).prepare is not Command.prepare


def _head(reading: Reading) -> int:
    return int(reading.scalar(_HEAD) or 0)
