"""The primary dies under load, the standby is promoted, desks go on by themselves: nothing is lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

from opsdesk.accounts.signing import begin_desk
from opsdesk.errors import StoreUnavailable
from opsdesk.migrations import declared
from opsdesk.observations.commands import ReportObservation
from opsdesk.store import tables
from opsdesk.store.making import make_tables
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.making import create
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify
from tests.servers import Server, do, execute, server_folder, with_database
from tests.waiting import LONG, turn, until

#: Reports of each desk; on demand more: `OPSDESK_TEST_STANDBY=2000`.
REPORTS = int(os.environ.get("OPSDESK_TEST_STANDBY", "40"))
DESKS = 3
LOGIN, PASSWORD = "od_first", "correct horse battery"

pytestmark = pytest.mark.faults

#: All groups that the desk has made.
_GROUPS = f"""DO $$ BEGIN EXECUTE (
    SELECT format('GRANT %s TO {LOGIN}', string_agg(quote_ident(rolname), ', ')) FROM pg_roles
    WHERE rolname IN ('od_operator', 'od_dispatcher', 'od_liaison', 'od_supervisor', 'od_administrator')
); END $$"""

#: The disks are trusted here; what is shown is the way from one server to the other.
_QUICK = {"fsync": "off", "full_page_writes": "off", "max_wal_senders": "5", "wal_sender_timeout": "5s"}


class Standby(Server):
    """A second server that follows the first, as `packaging/postgresql/standby.sh` sets one up.

    It lets nobody in until it is promoted.
    """

    def __init__(self, primary: Server) -> None:
        super().__init__(server_folder(), **_QUICK, hot_standby="off")
        self._primary = primary

    def make(self) -> None:
        """Copy the primary, and follow it from there."""
        source = f"host=127.0.0.1 port={self._primary.port} user=postgres application_name=second"
        self._as_user("pg_basebackup", "-d", source, "-D", "data", "-X", "stream", "-R", "-c", "fast")

    async def _answers(self) -> None:
        """It does not answer; the primary says when it follows."""
        asked = "SELECT state FROM pg_stat_replication WHERE application_name = 'second'"
        await _becomes(self._primary.url, asked, "streaming")

    def promote(self) -> None:
        """Make it the primary."""
        self._as_user("pg_ctl", "promote", "-D", "data", "--no-wait")


async def _becomes(url: str, asked: str, wanted: object) -> None:
    connection = await asyncpg.connect(url, timeout=30)
    try:
        end = time.monotonic() + LONG
        while await connection.fetchval(asked) != wanted:
            assert time.monotonic() < end, asked
            await turn()
    finally:
        await connection.close()


@pytest.fixture
def pair() -> Iterator[tuple[Server, Standby]]:
    """A primary and its synchronous standby."""
    primary = Server(server_folder(), **_QUICK)
    standby = None
    try:
        primary.make()
        primary.start()
        standby = Standby(primary)
        standby.make()
        standby.start()
        do(
            execute(
                primary.url,
                "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (second)'",
                "SELECT pg_reload_conf()",
            )
        )
        waits = "SELECT sync_state FROM pg_stat_replication WHERE application_name = 'second'"
        do(_becomes(primary.url, waits, "quorum"))
        yield primary, standby
    finally:
        for one in filter(None, (standby, primary)):
            one.stop(signal.SIGQUIT)
            shutil.rmtree(one.folder, ignore_errors=True)


@dataclass
class Desk:
    """One desk: what it was told is shared, and what it has followed."""

    database: SharedDatabase
    name: str
    begun: int
    shared: dict[UUID, UUID] = field(default_factory=dict)  # command to observation
    followed: list[int] = field(default_factory=list)
    away: int = 0

    async def work(self) -> None:
        """Report, one after the other; what the server did not take is given again, as the outbox does."""
        for number in range(REPORTS):
            command = ReportObservation.of(summary=f"{self.name} {number}")
            while command.id not in self.shared:
                try:
                    await self.database.apply(command)
                    self.shared[command.id] = command.observation_id
                except StoreUnavailable as error:
                    if error.reason != "server_away":
                        raise
                    self.away += 1
                    await turn()

    async def follow(self, over: asyncio.Event) -> None:
        """Read the journal as it grows."""
        last = self.begun
        while not over.is_set():
            try:
                if await self.database.changed(last, 0.2):
                    self.followed += [change.seq for change in await self.database.follow(last)]
                    last = self.followed[-1]
            except StoreUnavailable:
                await turn()


def begin(primary: Server) -> int:
    """Make the desk's database; its journal's last number."""
    declared.load()
    do(execute(primary.url, "CREATE DATABASE desk"))
    made = create(with_database(primary.url, "desk"), make_tables)
    begin_desk(made, organization="Port Police", name="Rowan Vale")
    last = made.last()
    made.shut()
    do(
        execute(
            with_database(primary.url, "desk"),
            f"CREATE ROLE {LOGIN} LOGIN PASSWORD '{PASSWORD}'",
            _GROUPS,
            f"SET session_replication_role = replica; UPDATE app.operator SET login = '{LOGIN}'",
        )
    )
    return last


@contextmanager
def gone(port: int, *, silent: bool) -> Iterator[None]:
    """A machine that is off: its port is closed, or (a pulled cable) it takes calls and never answers."""
    if not silent:
        yield
        return
    with socket.socket() as hole:
        hole.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        hole.bind(("127.0.0.1", port))
        hole.listen(200)
        yield


@pytest.mark.parametrize("silent", [True, False] if REPORTS > 100 else [True])
async def test_the_primary_dies_and_desks_go_on_at_the_standby(
    pair: tuple[Server, Standby], silent: bool
) -> None:
    primary, standby = pair
    begun = await asyncio.to_thread(begin, primary)
    where = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    url = f"postgresql://{LOGIN}:{quote(PASSWORD)}@{where}/desk?connect_timeout=2"
    desks = []
    for number in range(DESKS):
        name = f"desk {number}"
        opened = await asyncio.to_thread(SharedDatabase.open, url, desk=name)
        desks.append(Desk(opened, name, begun))
    over = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as running:
            following = [running.create_task(desk.follow(over)) for desk in desks]
            working = [running.create_task(desk.work()) for desk in desks]
            await until(lambda: sum(len(desk.shared) for desk in desks) >= DESKS * REPORTS / 3, "a third")
            await asyncio.to_thread(primary.kill)
            with gone(primary.port, silent=silent):
                await until(lambda: all(desk.away for desk in desks), "each desk notices")
                await asyncio.to_thread(standby.promote)
                await asyncio.wait(working)
                head = await last_number(desks[0].database)
                await until(lambda: all(desk.followed[-1:] == [head] for desk in desks), "all have followed")
                over.set()
                await asyncio.wait(following)
                await nothing_is_lost(desks, head)
    finally:
        for desk in desks:
            await desk.database.close()


async def last_number(database: SharedDatabase) -> int:
    """The journal's head, as soon as this desk has found the new primary."""
    while True:
        try:
            return await database.head()
        except StoreUnavailable:
            await turn()


async def nothing_is_lost(desks: list[Desk], head: int) -> None:
    """Each acknowledged report is there once, the journal has no gap and holds, all desks saw the same."""
    given = {command: observation for desk in desks for command, observation in desk.shared.items()}
    assert len(given) == DESKS * REPORTS
    found = await desks[0].database.read(kept)
    assert found == {command: [observation] for command, observation in given.items()}
    for desk in desks:
        assert desk.followed == [*range(desk.begun + 1, head + 1)]
    assert (await desks[0].database.read(verify)).seq == head


def kept(reading: Reading) -> dict[UUID, list[UUID]]:
    """The observations that each command has left in the journal."""
    lines = select(tables.journal.c.command_id, tables.journal.c.record_id).where(
        tables.journal.c.kind == ReportObservation.kind
    )
    found: dict[UUID, list[UUID]] = {}
    for row in reading.all(lines):
        found.setdefault(row.command_id, []).append(row.record_id)
    return found
