"""Commands and queries on the server: one transaction each, again where two met, once whatever is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, String, TextClause, bindparam, column, func, select, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from opsdesk.errors import Forbidden, StoreUnavailable
from opsdesk.store.command import Applied, Command
from opsdesk.store.detail import detail_text
from opsdesk.store.ids import new_id
from opsdesk.store.operator import Me
from opsdesk.store.reads import ReadAgain
from opsdesk.store.schema import Id, instant
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.failures import Lost, Met, away, explained
from opsdesk.store.shared.transaction import SharedStatements, SharedTransaction
from opsdesk.store.transaction import Reading
from opsdesk.store.writing import DENIED

T = TypeVar("T")

#: So often a command is done again when it met another one, and so often when its connection was lost.
MEETINGS, LOSSES = 8, 2

#: What is there already is there for good, if it is after so many times: then the command should have looked.
TWINS = 2

#: Its first pause after a meeting, in seconds; it doubles.
_PAUSE = 0.005

#: The command's own row, with the columns that it has on PostgreSQL alone.
_command = table("command", column("id", Id()), column("kind"), column("desk"), column("at"))
_BEGIN: Executable = (
    insert(_command)
    .values({name: bindparam(name, type_=String) for name in ("kind", "desk")})
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(column("at"))
)


@dataclass
class _Attempt:
    """What is known of a command while it is being given."""

    command: Command
    me: Me
    prepared: Any
    undo: Command | None = None
    committing: bool = False
    met: int = 0
    lost: int = 0


class Doer:
    """Does what the database is asked for, on its loop."""

    def __init__(
        self,
        engine: AsyncEngine,
        address: Address,
        statements: SharedStatements,
        *,
        desk: str,
        clock: Callable[[], datetime] | None,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._address = address
        self._statements = statements
        self._desk = desk
        self._clock = clock
        self._now = now
        self._read_again = ReadAgain()
        self._running: set[asyncio.Task[Any]] = set()

    async def apply(self, command: Command, me: Me, prepared: Any) -> Applied:
        """Apply a command, however often that has to be tried; `StoreUnavailable` when the server is away."""
        if not self._statements.access.may(command.kind, me):
            raise await self._denied(me, command.kind, self._forbidden(command.kind))
        attempt = _Attempt(command, me, prepared)
        while True:
            try:
                return await self._counted(self._once(attempt))
            except Met as error:
                attempt.met += 1
                attempt.committing = False
                if error.unique and attempt.met > TWINS and error.__cause__ is not None:
                    raise error.__cause__ from None
                if attempt.met > MEETINGS:
                    raise StoreUnavailable("server_busy", path=self._address.shown) from error
                await asyncio.sleep(_PAUSE * 2**attempt.met)
            except Lost as error:
                attempt.lost += 1
                if attempt.lost > LOSSES:
                    raise away(self._address, error) from error
            except Forbidden as refused:
                raise await self._denied(me, command.kind, refused) from refused

    async def read(self, me: Me, query: Callable[[Reading], T]) -> T:
        """Run a query on one state of the database; what it read of intelligence is journalled first."""
        try:
            answer, reads = await self._safely(lambda: self._read(me, query))
        except Forbidden as refused:
            raise await self._denied(me, "", refused) from refused
        now = self._now()
        due = self._read_again.due(me, reads, now)
        for kind in sorted({read.kind for read in due}):
            lines = [(read.subject, read.record_id, None) for read in due if read.kind == kind]
            await self._note(kind, lines)
        self._read_again.noted(me, due, now)
        return answer

    async def rows(self, statement: TextClause, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of one statement that stands by itself."""

        async def ask() -> Sequence[Any]:
            async with self._connected("AUTOCOMMIT") as connection:
                return (await connection.execute(statement, values)).all()

        return await self._safely(ask)

    async def alone(self, work: Callable[[Connection], T]) -> T:
        """Run a function of a connection in a transaction of its own."""

        async def ask() -> T:
            async with self._connected() as connection:
                done = await connection.run_sync(work)
                await connection.commit()
                return done

        return await self._safely(ask)

    async def record(self, me: Me, kind: str, detail: str) -> None:
        """Journal an act that changes no record."""
        if not self._statements.access.may(kind, me):
            raise await self._denied(me, kind, self._forbidden(kind))
        await self._note(kind, [(None, None, detail)])

    async def finished(self) -> None:
        """Wait until nothing runs any more."""
        if self._running:
            await asyncio.wait(self._running)

    async def _once(self, attempt: _Attempt) -> Applied:
        command = attempt.command
        with explained(self._address, command.kind):
            async with self._connected() as connection:
                done = await connection.run_sync(self._body, attempt)
                if done:
                    attempt.committing = True
                    await connection.commit()
                else:
                    await connection.rollback()
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                # Asked after the commit: the journal's head is held by others for as short as can be.
                seq = await driver.fetchval("SELECT app.applied($1)", command.id)
        again = not done and not attempt.committing
        return Applied(int(seq or 0), None if again else attempt.undo, repeated=again)

    def _body(self, connection: Connection, attempt: _Attempt) -> bool:
        """The transaction up to its commit; False where the command was applied already."""
        command = attempt.command
        values = {"id": command.id, "kind": command.kind, "desk": self._desk}
        at = connection.execute(_BEGIN, values).scalar()
        if at is None:
            return False
        tx = SharedTransaction(
            connection,
            attempt.me,
            self._clock() if self._clock is not None else instant(at),
            self._statements,
            desk=self._desk,
            command_id=command.id,
            kind=command.kind,
            last_n=0,
            prepared=attempt.prepared,
        )
        attempt.undo = command.run(tx)
        return True

    async def _read(self, me: Me, query: Callable[[Reading], T]) -> tuple[T, list[Any]]:
        async with self._connected("REPEATABLE READ", postgresql_readonly=True) as connection:

            def body(sync: Connection) -> tuple[T, list[Any]]:
                reading = Reading(sync, me, self._now(), self._statements)
                return query(reading), reading.reads

            return await connection.run_sync(body)

    async def _note(self, kind: str, lines: Sequence[tuple[Any, Any, str | None]]) -> None:
        """Lines in the journal that stand for no row, in a transaction of their own."""
        command_id = new_id()

        def body(connection: Connection) -> None:
            connection.execute(_BEGIN, {"id": command_id, "kind": kind, "desk": self._desk})
            for subject, record_id, detail in lines:
                connection.execute(select(func.app.note(subject, record_id, None, detail, False)))

        await self.alone(body)

    async def _denied(self, me: Me, kind: str, refused: Forbidden) -> Forbidden:
        """Journal a denied attempt, whose own transaction was taken back, before it is told."""
        detail = detail_text({"kind": kind, "verb": refused.verb, "subject": refused.subject})
        if me.roles:
            with contextlib.suppress(Forbidden):
                await self._note(DENIED, [(None, None, detail)])
        return refused

    def _forbidden(self, kind: str) -> Forbidden:
        subject, _, verb = kind.partition(".")
        return Forbidden(verb, subject, self._statements.access.roles_for(kind))

    async def _safely(self, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Ask, and ask again where the connection was lost or two met: nothing is done twice by it."""
        lost = 0
        while True:
            try:
                with explained(self._address):
                    return await self._counted(ask())
            except (Lost, Met) as error:
                lost += 1
                if lost > LOSSES:
                    raise away(self._address, error) from error

    @contextlib.asynccontextmanager
    async def _connected(
        self, level: str = "READ COMMITTED", **options: Any
    ) -> AsyncIterator[AsyncConnection]:
        """A connection of the pool, given back whatever happens."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(isolation_level=level, **options)

    async def _counted(self, work: Coroutine[Any, Any, T]) -> T:
        """Let closing wait for it."""
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            return await work
        finally:
            self._running.discard(task)
