"""The shared database: PostgreSQL through a thread of its own; the same doors as the embedded one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.store.command import Applied, Change, Command
from opsdesk.store.database import slow, utc_now
from opsdesk.store.detail import detail_text
from opsdesk.store.ids import new_id
from opsdesk.store.operator import NOBODY, Me
from opsdesk.store.schema import metadata
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.connecting import Connector, engine, require_safe_password
from opsdesk.store.shared.doing import Doer
from opsdesk.store.shared.failures import away
from opsdesk.store.shared.following import Contact, Follower
from opsdesk.store.shared.loop import LoopThread
from opsdesk.store.shared.people import enrol, who_am_i
from opsdesk.store.shared.transaction import ServerAccess, SharedStatements
from opsdesk.store.transaction import Reading
from opsdesk.store.writing import Migrate

P = ParamSpec("P")
T = TypeVar("T")

#: How long the blocking doors wait for the server before it counts as away, in seconds.
PATIENCE = 60.0

_THERE = text("SELECT to_regproc('app.my_operator')")
_HEAD = text("SELECT app.head()")
_FOLLOW = text("SELECT seq, subject, record_id FROM app.follow(:after, :limit)")


class SharedDatabase:
    """A shared database that is open for one login, which is one operator.

    Everything runs on an event loop in a thread of its own: rows are parsed there, and the blocking doors may
    be used on any other thread.

    Attributes:
        address: where it is; shows no password.
        me: who the login is, as the database says; `NOBODY` for one that is no operator's.
        desk: the name of this desk, as the journal has it.
        desk_id: this desk among those that are there now.
    """

    def __init__(self, address: Address, desk: str, clock: Callable[[], datetime] | None = None) -> None:
        self.address = address
        self.me = NOBODY
        self.desk = desk
        self.desk_id = new_id()
        self._clock = clock
        self._chance = random.Random(self.desk_id.int)  # noqa: S311 - spreads desks that come back at once
        self._access = ServerAccess(metadata)
        self._connector = Connector(address)
        self._engine = engine(self._connector)
        self._thread = LoopThread("store-shared")
        self._doer = Doer(
            self._engine, address, SharedStatements(self._access), desk=desk, clock=clock, now=self.now
        )
        self._follower: Follower | None = None
        self._shut = False
        self._by_owner = False

    @classmethod
    def open(
        cls,
        url: str | Address,
        migrate: Migrate | None = None,
        *,
        login: str | None = None,
        password: str | None = None,
        desk: str = "desk",
        clock: Callable[[], datetime] | None = None,
    ) -> Self:
        """Open it for a login: the one in the URL, or `login` with `password`. Blocks.

        `migrate` checks that it stands at this program's version (`older_version`, `newer_version`): what
        brings it there is `opsdesk database upgrade`, by its owner. `Refused`: `password_wrong`,
        `operator_locked`, `operator_disabled`. `StoreUnavailable`: `server_away`, `server_too_old`,
        `connection_unsafe`, `password_md5`, `certificate_wrong`, `no_shared_database`, `not_admitted`.
        """
        address = url if isinstance(url, Address) else Address.of(url)
        if login is not None:
            address = address.signing_in(login, password or "")

        async def enter(made: Self) -> None:
            await made._doer.alone(lambda connection: _stands(connection, migrate, address))
            made.me = await made._doer.alone(who_am_i)

        return cls._entered(address, desk, clock, enter)

    @classmethod
    def owned(
        cls,
        url: str | Address,
        work: Callable[[Connection], None],
        *,
        desk: str = "desk",
        clock: Callable[[], datetime] | None = None,
    ) -> Self:
        """Open it as its owner, once `work` is done in one transaction: making it, or an upgrade."""
        address = url if isinstance(url, Address) else Address.of(url)

        async def enter(made: Self) -> None:
            await made._doer.alone(work)
            made._by_owner = True

        return cls._entered(address, desk, clock, enter)

    @classmethod
    def _entered(
        cls,
        address: Address,
        desk: str,
        clock: Callable[[], datetime] | None,
        enter: Callable[[Self], Coroutine[Any, Any, None]],
    ) -> Self:
        address.require_safe()
        made = cls(address, desk, clock)

        async def begin() -> None:
            await require_safe_password(address)
            await enter(made)

        try:
            made._thread.wait(begin())
        except BaseException:
            made.shut()
            raise
        return made

    def sign_in(self, me: Me) -> None:
        """Who is signed in follows from the login; somebody else opens the database anew.

        Its owner, who is no operator, may name one: whose desk was just begun.
        """
        if me.operator_id != self.me.operator_id and not self._by_owner:
            raise Refused("another_login", name=me.name)
        self.me = me

    def enrol(self, operator_id: UUID, login: str, verifier: str) -> None:
        """Give the first operator a login, by the owner; blocks. `verifier`: what is kept of the password."""
        self._wait(self._doer.alone(lambda connection: enrol(connection, operator_id, login, verifier)))

    def use_password(self, password: str) -> None:
        """The login has another password from now on: connections that are opened later give that."""
        self.address = self.address.signing_in(self.address.login or "", password)
        self._connector.address = self.address
        if self._follower is not None:
            self._follower.use(self.address)

    def sign_out(self) -> None:
        """Nobody is signed in any more; the connection is of no use to who comes next."""
        self.me = NOBODY

    async def apply(self, command: Command, me: Me | None = None) -> Applied:
        """Apply a command in one transaction: the only way to write. The same id twice is applied once.

        A connection that is lost before the answer came is no reason to ask twice: the command is given
        again with its id, and the answer is the same. `StoreUnavailable` (`server_away`): it may or may not
        be applied, and giving the same one again later applies it once.
        """
        prepared = await asyncio.to_thread(command.prepare) if slow(command) else None
        return await asyncio.wrap_future(self._begin(self._doer.apply(command, me or self.me, prepared)))

    def run(self, command: Command, me: Me | None = None) -> Applied:
        """`apply` that blocks: for the command line and tests, never on the screen's thread."""
        prepared = command.prepare()
        return self._wait(self._doer.apply(command, me or self.me, prepared))

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Run a query (a plain function of a `Reading`), all of it on one state of the database."""
        work = self._doer.read(self.me, lambda reading: query(reading, *args, **named))
        return await asyncio.wrap_future(self._begin(work))

    def ask(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """`read` that blocks: for the command line and tests, never on the screen's thread."""
        return self._wait(self._doer.read(self.me, lambda reading: query(reading, *args, **named)))

    async def follow(self, after: int, limit: int = 1000) -> list[Change]:
        """The journal's numbers behind `after`, without a gap; what I may not see comes without a name."""
        held = self._follower.held(after, limit) if self._follower is not None else None
        if held is not None:
            return held
        rows = await asyncio.wrap_future(
            self._begin(self._doer.rows(_FOLLOW, {"after": after, "limit": limit}))
        )
        return [Change(*row) for row in rows]

    def may(self, kind: str) -> bool:
        """Whether who is signed in may give commands of this kind."""
        return self._access.may(kind, self.me)

    def record(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Journal an act that changes no record (a print); `Forbidden` stands there as well. Blocks."""
        self._wait(self._doer.record(self.me, kind, detail_text(detail)))

    def now(self) -> datetime:
        """The time by the server's clock as far as it is known here, aware UTC."""
        if self._clock is not None:
            return self._clock()
        return utc_now() + self._follower.ahead if self._follower is not None else utc_now()

    async def head(self) -> int:
        """The journal's last number."""
        rows = await asyncio.wrap_future(self._begin(self._doer.rows(_HEAD, {})))
        return int(rows[0][0])

    def last(self) -> int:
        """`head` that blocks."""
        return int(self._wait(self._doer.rows(_HEAD, {}))[0][0])

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - a wait that ends well
        """Wait until the journal is beyond `after`, at most `timeout` seconds; whether it is.

        `StoreUnavailable` (`server_away`) as soon as the server does not answer.
        """
        return await self._followed().beyond(after, timeout)

    @property
    def contact(self) -> Contact:
        """How the line to the server stands, since when, and how many desks there are."""
        return self._followed().contact

    async def close(self) -> None:
        """Let nothing be asked any more, and close."""
        await asyncio.get_running_loop().run_in_executor(None, self.shut)

    def shut(self) -> None:
        """`close` that blocks; once is enough."""
        if self._shut:
            return
        self._shut = True
        if self._follower is not None:
            self._follower.stop()
        self._thread.wait(self._end())
        self._thread.stop()

    async def _end(self) -> None:
        try:
            async with asyncio.timeout(3):
                await self._doer.finished()
                await self._engine.dispose()
        except (TimeoutError, OSError):
            self._connector.terminate()

    def _followed(self) -> Follower:
        """The follower, from the first time that somebody waits for changes."""
        if self._follower is None:
            self._follower = Follower(
                self._connector,
                desk_id=self.desk_id,
                desk=self.desk,
                clock=self._clock or utc_now,
                chance=self._chance,
                lost=self._lost,
            )
        return self._follower

    def _lost(self) -> None:
        """The line is broken: what waits on the other connections would wait for nothing."""
        self._thread.loop.call_soon_threadsafe(self._connector.terminate)

    def _begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        if self._shut:
            work.close()
            raise StoreUnavailable("closed", path=self.address.shown)
        if self._follower is not None:
            try:
                self._follower.require()
            except BaseException:
                work.close()
                raise
        return self._thread.submit(work)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future = self._begin(work)
        try:
            return future.result(PATIENCE * 5)
        except TimeoutError:
            future.cancel()
            raise away(self.address) from None


def _stands(connection: Connection, migrate: Migrate | None, address: Address) -> None:
    """Whether there is a desk, at this program's version; what would have to be done is the owner's to do."""
    if connection.scalar(_THERE) is None:
        raise StoreUnavailable("no_desk", path=address.shown)
    if migrate is None:
        return
    try:
        migrate(connection)
    except DBAPIError as error:
        raise StoreUnavailable("older_version", path=address.shown) from error
    except StoreUnavailable as error:
        raise StoreUnavailable(error.reason, **{"path": address.shown, **error.facts}) from error
