"""The one thread that writes: each command in one transaction, in turn with other desks, the journal last."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlcipher3 import dbapi2

from opsdesk.errors import Forbidden, StoreUnavailable
from opsdesk.store import journal
from opsdesk.store.command import Applied, Command
from opsdesk.store.detail import detail_text
from opsdesk.store.failures import explained
from opsdesk.store.fairness import FairLock, lock_file
from opsdesk.store.ids import new_id
from opsdesk.store.opener import WAL_FRAME, WAL_PAGES, Opener
from opsdesk.store.operator import Me
from opsdesk.store.statements import Statements
from opsdesk.store.transaction import Transaction

_log = logging.getLogger(__name__)

#: Makes or brings the tables up to date inside the transaction that it is given.
Migrate = Callable[[Connection], None]

#: So long another desk may hold the file before it is said so, in seconds.
PATIENCE = 20.0

DENIED = "access.denied"


class Writer:
    """Writes, one transaction after the other, in a thread of its own.

    Attributes:
        desk: the name of this desk, as the journal has it.
    """

    def __init__(
        self,
        opener: Opener,
        engine: Engine,
        statements: Statements,
        *,
        desk: str,
        clock: Callable[[], datetime],
        tell: Callable[[int], None],
    ) -> None:
        self.desk = desk
        self._path = opener.path
        self._wal = Path(f"{opener.path}-wal")
        self._engine = engine
        self._statements = statements
        self._clock = clock
        self._tell = tell
        self._lock = FairLock(lock_file(opener.path))
        self._thread = ThreadPoolExecutor(1, "store-writer")
        self._connection: Connection | None = None

    def apply(self, command: Command, me: Me, prepared: Any) -> tuple[Future[Applied], Turn]:
        """Apply a command when its turn comes; until then it can be given up."""
        turn = Turn()
        return self._thread.submit(self._apply, command, me, prepared, turn), turn

    def append(self, me: Me, kind: str, entries: Sequence[journal.Entry]) -> None:
        """Journal what changes nothing: a denied attempt (its transaction was taken back), a read. Waits."""
        self._thread.submit(self._append, me, kind, entries).result()

    def migrate(self, migrate: Migrate) -> None:
        """Run a migration, all of it or nothing. Waits."""
        self._thread.submit(self._migrate, migrate).result()

    def close(self) -> None:
        """Let what runs finish, then close."""
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()
        self._lock.close()

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(writer=True)
        return self._connection

    def _migrate(self, migrate: Migrate) -> None:
        with explained(self._path), self._lock:
            connection = self._opened()
            driver = journal.driver(connection)
            # With foreign keys on, rebuilding a table would delete all rows that cascade from it.
            driver.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    migrate(connection)
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise StoreUnavailable("migration_failed", rows=len(broken))
            except StoreUnavailable as error:
                raise StoreUnavailable(error.reason, **{"path": str(self._path), **error.facts}) from error
            finally:
                driver.execute("PRAGMA foreign_keys = ON")

    def _apply(self, command: Command, me: Me, prepared: Any, turn: Turn) -> Applied:
        with explained(self._path):
            connection = self._opened()
            try:
                with self._lock:
                    if not turn.take():
                        raise StoreUnavailable("busy", path=str(self._path))
                    with connection.begin():
                        applied = self._in_transaction(connection, command, me, prepared)
            except Forbidden as refused:
                self._append(me, DENIED, [denied(command.kind, refused)])
                raise
            self._tell(applied.seq)
            if self._wal_is_long():
                with suppress(RuntimeError):  # it is being closed, which writes the WAL as well
                    self._thread.submit(self._checkpoint)
            return applied

    def _wal_is_long(self) -> bool:
        try:
            return self._wal.stat().st_size > WAL_PAGES * WAL_FRAME
        except OSError:
            return False

    def _checkpoint(self) -> None:
        """Write the WAL into the file, behind what waits, and without the lock: other desks may write."""
        if not self._wal_is_long():
            return
        try:
            journal.driver(self._opened()).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except dbapi2.Error as error:
            # Nothing is lost: it stands in the WAL, and the next commit tries again.
            _log.warning("the WAL could not be written into the file: %s", type(error).__name__)

    def _in_transaction(self, connection: Connection, command: Command, me: Me, prepared: Any) -> Applied:
        end, known = journal.head(connection, command.id)
        if known is not None:
            return Applied(known, None, repeated=True)
        access = self._statements.access
        if not access.may(command.kind, me):
            subject, _, verb = command.kind.partition(".")
            raise Forbidden(verb, subject, access.roles_for(command.kind))
        tx = self._transaction(connection, me, command.id, command.kind, end, prepared)
        undo = command.run(tx)
        return Applied(self._finish(tx, end), undo)

    def _append(self, me: Me, kind: str, entries: Sequence[journal.Entry]) -> None:
        with explained(self._path):
            connection = self._opened()
            with self._lock, connection.begin():
                command_id = new_id()
                end, _ = journal.head(connection, command_id)
                tx = self._transaction(connection, me, command_id, kind, end)
                tx.entries.extend(entries)
                seq = self._finish(tx, end)
            self._tell(seq)

    def _transaction(
        self,
        connection: Connection,
        me: Me,
        command_id: UUID,
        kind: str,
        end: journal.Head,
        prepared: Any = None,
    ) -> Transaction:
        return Transaction(
            connection,
            me,
            self._clock(),
            self._statements,
            desk=self.desk,
            command_id=command_id,
            kind=kind,
            last_n=end.n,
            prepared=prepared,
        )

    def _finish(self, tx: Transaction, end: journal.Head) -> int:
        """Chain what was written to the journal; the last thing before the commit."""
        stamp = journal.Stamp(tx.command_id, tx.kind, tx.me.operator_id, tx.desk, tx.now)
        behind = journal.Head(end.seq, end.hash, tx.last_n)
        return journal.append(tx.connection, behind, stamp, tx.entries).seq


class Turn:
    """Whose move it is: the writer takes it once, or who waits gives it up once, never both.

    Another desk may hold the file for long (it was stopped in the middle of a write): who waits is told
    so, and what was not begun then is never written behind their back.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()

    def take(self) -> bool:
        """The writer begins; False when it was given up before."""
        return self._guard.acquire(blocking=False)

    def give_up(self) -> bool:
        """Who waits goes away; False when the writer has begun."""
        return self._guard.acquire(blocking=False)


def denied(kind: str, refused: Forbidden) -> journal.Entry:
    """The journal's line for a denied attempt."""
    text = detail_text({"kind": kind, "verb": refused.verb, "subject": refused.subject})
    return journal.Entry(DENIED, None, None, None, text)
