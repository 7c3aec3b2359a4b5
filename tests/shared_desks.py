"""The shared database for the tests: one on the run's server, set back for each test; anybody may act on it.

Each person who is signed in gets an operator's row and a login of their own, and all that they do goes
through it: so what a test says of access is said of the server's own rules.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr

from opsdesk.accounts.commands import AddOperator
from opsdesk.accounts.scram import verifier
from opsdesk.accounts.signing import begin_desk
from opsdesk.handling import Sector
from opsdesk.migrations import declared
from opsdesk.store.command import Applied, Change, Command
from opsdesk.store.making import make_tables
from opsdesk.store.operator import NOBODY, Me
from opsdesk.store.reads import ReadAgain
from opsdesk.store.schema import canonical, microseconds
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.loop import LoopThread
from opsdesk.store.shared.making import create
from tests.servers import Elsewhere, Server, do, drop, execute, with_database

PASSWORD = "correct horse battery"  # of every login that a test makes

#: A test may say what time it is, where the server goes by its own clock.
_CLOCK = """
CREATE SCHEMA begun;
CREATE TABLE begun.clock (at bigint);
GRANT USAGE ON SCHEMA begun TO PUBLIC;
GRANT SELECT ON begun.clock TO PUBLIC;
CREATE OR REPLACE FUNCTION app.now_us() RETURNS bigint LANGUAGE sql
STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce((SELECT max(at) FROM begun.clock),
    (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint) $$;
CREATE OR REPLACE FUNCTION app.next_n() RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT ((app.now_us() / 1000) << 20) | (nextval('app.n_counter') & 524287) $$;
"""

#: What stays as it is between two tests.
_LASTING = ("schema_version",)


class Desks:
    """One shared database of the run, set back to a desk that has just begun before each test.

    Attributes:
        url: its address, for a superuser.
        first: the first operator.
    """

    def __init__(self, server_url: str) -> None:
        declared.load()
        self._server = server_url
        self.name = f"desk_{os.getpid()}"
        self.url = with_database(server_url, self.name)
        self._logins: dict[UUID, str] = {}
        self._first_open: SharedDatabase | None = None
        do(drop(server_url, self.name))
        do(execute(server_url, f'CREATE DATABASE "{self.name}"'))
        made = create(self.url, make_tables, desk="desk 1")
        self.first = begin_desk(made, organization="Port Police", name="Rowan Vale")
        made.shut()
        # A superuser's hand, for all that a test does behind the desk's back.
        self._thread = LoopThread("tests-superuser")
        self._hand = self._thread.wait(asyncpg.connect(self.url))
        self._thread.wait(self._hand.execute(_CLOCK))
        self.login(self.first)
        self._reset = self._thread.wait(self._keep())

    def reset(self) -> None:
        """Set everything back to a desk that has just begun."""
        self._thread.wait(self._hand.execute(self._reset))

    def set_clock(self, now: datetime) -> None:
        """What time it is in the database, until the next reset."""
        self._thread.wait(self._hand.execute("INSERT INTO begun.clock VALUES ($1)", microseconds(now)))

    def execute(self, *statements: str) -> None:
        """Run statements as a superuser."""
        for statement in statements:
            self._thread.wait(self._hand.execute(statement))

    def fetch(self, statement: str) -> list[Any]:
        """The rows of a superuser's query."""
        return list(self._thread.wait(self._hand.fetch(statement)))

    def opened(self, me: Me, desk: str, clock: Callable[[], datetime] | None) -> SharedDatabase:
        """The database open for somebody; the first operator's stays open for the next test."""
        if me.operator_id == self.first.operator_id and self._first_open is not None:
            database, self._first_open = self._first_open, None
        else:
            url = with_database(self.url, self.name, self.login(me), PASSWORD)
            database = SharedDatabase.open(url, desk=desk)
        database.me = replace(database.me, name=me.name)
        database._clock = database._doer._clock = clock
        return database

    def closed(self, database: SharedDatabase) -> None:
        """A test is done with it."""
        fit = database._follower is None and not database._shut and self._first_open is None
        if fit and database.me.operator_id == self.first.operator_id:
            database._doer._read_again = ReadAgain()
            self._first_open = database
        else:
            database.shut()

    def end(self) -> None:
        """Take the database and its logins away."""
        if self._first_open is not None:
            self._first_open.shut()
        self._hand.terminate()
        self._thread.stop()
        do(drop(self._server, self.name))
        do(self._forget())

    def login(self, me: Me) -> str:
        """A login for somebody, with a row of their own where they have none."""
        known = self._logins.get(me.operator_id)
        login = known or f"odt_{os.getpid()}_{me.operator_id.hex}"
        self._thread.wait(self._enrol(me, login, new=known is None))
        self._logins[me.operator_id] = login
        return login

    async def _forget(self) -> None:
        connection = await asyncpg.connect(self._server)
        try:
            named = await connection.fetch(
                "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname LIKE $1", f"odt\\_{os.getpid()}\\_%"
            )
            if named:
                await connection.execute(f"DROP ROLE {', '.join(row[0] for row in named)}")
        finally:
            await connection.close()

    async def _enrol(self, me: Me, login: str, *, new: bool) -> None:
        hand = self._hand
        await hand.execute("SET session_replication_role = replica")
        if me is not NOBODY:
            await _put(hand, me, login)
        if new and not await hand.fetchval("SELECT to_regrole($1) IS NOT NULL", f'"{login}"'):
            await hand.execute(f"CREATE ROLE \"{login}\" LOGIN PASSWORD '{PASSWORD}'")
        await hand.execute("SELECT app.group_login($1, $2)", login, canonical(sorted(me.roles)))
        await hand.execute("SET session_replication_role = DEFAULT")

    async def _keep(self) -> str:
        """Keep what stands now, and return the statements that bring it back."""
        listed = await self._hand.fetch(
            "SELECT c.relname AS name, array_agg(quote_ident(a.attname)) AS columns FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "AND a.attgenerated = '' WHERE c.relkind = 'r' AND c.relnamespace = 'app'::regnamespace "
            "GROUP BY c.relname"
        )
        back = ["SET session_replication_role = replica", "DELETE FROM begun.clock"]
        for name, columns in listed:
            if name in _LASTING:
                continue
            back.append(f'DELETE FROM app."{name}"')
            if await self._hand.fetchval(f'SELECT count(*) FROM app."{name}"'):
                named = ", ".join(columns)
                await self._hand.execute(f'CREATE TABLE begun."{name}" AS SELECT {named} FROM app."{name}"')
                back.append(f'INSERT INTO app."{name}" ({named}) SELECT {named} FROM begun."{name}"')
        return "; ".join([*back, "SET session_replication_role = DEFAULT"])


async def _put(connection: asyncpg.Connection, me: Me, login: str) -> None:
    """The rows of somebody, as far as they are not there."""
    record = "n, id, version, created_at, created_by, changed_at, changed_by"
    own = "app.next_n(), $1, 1, 0, $1, 0, $1"
    if me.organization_id is not None:
        names = f"{record}, name, name_key, sector, kind, clearance, agreement, is_desk, words"
        kinds = {Sector.PUBLIC: "other_public", Sector.PRIVATE: "private_security"}
        await connection.execute(
            f"INSERT INTO app.organization ({names}) VALUES ({own}, $2, $2, $3, $4, $5, 'none', false, '') "
            "ON CONFLICT DO NOTHING",
            *(me.organization_id, f"of {me.organization_id}", me.sector.value),
            *(kinds.get(me.sector, "community_group"), me.clearance.value),
        )
    names = f"{record}, name, name_key, roles, organization_id, clearance, login, one_time"
    await connection.execute(
        f"INSERT INTO app.operator ({names}) VALUES ({own}, $2, $3, $4, $5, $6, $7, false) "
        "ON CONFLICT (id) DO UPDATE SET login = excluded.login",
        # Somebody who has no row may have the name of one that the test makes.
        *(me.operator_id, f"{me.name} {me.operator_id}", str(me.operator_id), canonical(sorted(me.roles))),
        *(me.organization_id, me.clearance.value, login),
    )


def _for_a_server(command: Command) -> Command:
    """On a server an operator is added with a login; a test that does not care leaves it out."""
    if isinstance(command, AddOperator) and command.login is None:
        login = f"odt_{os.getpid()}_{command.operator_id.hex}"
        return command.model_copy(update={"login": login, "secret": SecretStr(verifier(PASSWORD))})
    return command


class SharedDesk:
    """A desk at the shared database, with the doors of `Database`; whoever acts does so by their own login.

    Attributes:
        me: who is signed in.
        desk: the desk's name.
    """

    desk = "desk 1"

    def __init__(self, desks: Desks, clock: Callable[[], datetime] | None = None) -> None:
        self._desks = desks
        self._clock = clock
        self._open: dict[UUID, SharedDatabase] = {}
        self.me = NOBODY
        self.sign_in(desks.first)

    def acting(self, me: Me | None = None) -> SharedDatabase:
        """The database as somebody has it open."""
        who = self.me if me is None else me
        if who.operator_id not in self._open:
            self._open[who.operator_id] = self._desks.opened(who, self.desk, self._clock)
        return self._open[who.operator_id]

    def sign_in(self, me: Me) -> None:
        """From now on `me` acts."""
        self.me = me
        acting = self.acting().me
        # The sector, and the clearance at most, are those of the organization that has a row.
        assert (acting.operator_id, acting.roles) == (me.operator_id, me.roles)

    def sign_out(self) -> None:
        """Nobody acts any more."""
        self.me = NOBODY

    def run(self, command: Command, me: Me | None = None) -> Applied:
        self._tick()
        return self.acting(me).run(_for_a_server(command))

    async def apply(self, command: Command, me: Me | None = None) -> Applied:
        self._tick()
        return await self.acting(me).apply(_for_a_server(command))

    def ask(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return self.acting().ask(query, *args, **named)

    async def read(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await self.acting().read(query, *args, **named)

    async def follow(self, after: int, limit: int = 1000) -> list[Change]:
        return await self.acting().follow(after, limit)

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - as the database has it
        return await self.acting().changed(after, timeout)

    async def head(self) -> int:
        return await self.acting().head()

    def last(self) -> int:
        return self.acting().last()

    def may(self, kind: str) -> bool:
        return self.acting().may(kind)

    def record(self, kind: str, detail: Any) -> None:
        self.acting().record(kind, detail)

    def now(self) -> datetime:
        return self.acting().now()

    async def close(self) -> None:
        self.shut()

    def everything_written(self, but: str) -> str:
        """Every text that the database holds, save those of one table."""
        tables = self._desks.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'app'")
        return "".join(
            str(tuple(row))
            for (name,) in tables
            if name != but
            for row in self._desks.fetch(f'SELECT * FROM app."{name}"')
        )

    def _tick(self) -> None:
        if self._clock is not None:
            self._desks.set_clock(self._clock())

    def shut(self) -> None:
        for database in self._open.values():
            self._desks.closed(database)
        self._open.clear()


@pytest.fixture(scope="session")
def desks(server: Server | Elsewhere) -> Iterator[Desks]:
    """The shared database of the run."""
    made = Desks(server.url)
    yield made
    made.end()
