"""The shared database from outside: who is let in, what is refused, and what holds when the line breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from uuid import UUID

import pytest
from pydantic import Field
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from opsdesk.accounts.records import operator
from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.handling import Role
from opsdesk.migrations.migrate import migrate
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.operator import NOBODY
from opsdesk.store.shared import following
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.transaction import Reading, Transaction
from tests.databases import person
from tests.servers import do, execute, with_database
from tests.shared_desks import PASSWORD, Desks, SharedDesk
from tests.waiting import until

OTHER = "not their password"


class Say(Command):
    """A line in the journal, and what a test wants to happen in the middle."""

    kind: ClassVar[str] = "operator.set_password"
    name: str = ""
    operator_id: UUID = Field(default_factory=new_id)

    def run(self, tx: Transaction) -> Command:
        tx.note("operator", tx.me.operator_id, detail={"name": self.name})
        return Say(name=f"back {self.name}")


def numbers(reading: Reading) -> int:
    return int(reading.scalar(text("SELECT app.head()")))


@pytest.fixture
def desk(desks: Desks) -> Iterator[SharedDesk]:
    desks.reset()
    made = SharedDesk(desks)
    yield made
    made.shut()


def address_of(desks: Desks, who: Any, password: str = PASSWORD) -> Address:
    return Address.of(with_database(desks.url, desks.name, desks.login(who), password))


# ---------------------------------------------------------------- who is let in


def test_the_database_says_who_one_is(desk: SharedDesk, desks: Desks) -> None:
    kim = person("Kim Lee", Role.DISPATCHER, Role.LIAISON, like=desks.first)
    opened = SharedDatabase.open(address_of(desks, kim))
    try:
        assert opened.me.operator_id == kim.operator_id
        assert opened.me.roles == kim.roles
        assert (opened.me.sector, opened.me.clearance) == (kim.sector, kim.clearance)
        assert opened.may("observation.report")
        assert not opened.may("operator.add")
        with pytest.raises(Refused, match="another_login"):
            opened.sign_in(desks.first)
    finally:
        opened.shut()


def test_a_wrong_password_a_lock_and_a_name_that_is_not_there(desk: SharedDesk, desks: Desks) -> None:
    kim = person("Kim Lee", Role.DISPATCHER, like=desks.first)
    login = desks.login(kim)
    with pytest.raises(Refused) as refused:
        SharedDatabase.open(address_of(desks, kim, OTHER))
    assert (refused.value.reason, refused.value.facts["name"]) == ("password_wrong", login)
    do(execute(desks.url, f'ALTER ROLE "{login}" NOLOGIN'))
    with pytest.raises(Refused, match="operator_locked"):
        SharedDatabase.open(address_of(desks, kim))
    do(execute(desks.url, f'ALTER ROLE "{login}" LOGIN'))
    with pytest.raises(Refused, match="password_wrong"):
        SharedDatabase.open(Address.of(desks.url).signing_in("nobody_of_that_name", OTHER))
    with pytest.raises(StoreUnavailable, match="no_shared_database"):
        SharedDatabase.open(with_database(desks.url, "not_there"))


def test_a_disabled_operator_is_nobody(desk: SharedDesk, desks: Desks) -> None:
    kim = person("Kim Lee", Role.DISPATCHER, like=desks.first)
    address = address_of(desks, kim)
    done = f"UPDATE app.operator SET disabled_at = 1 WHERE id = '{kim.operator_id}'"
    do(execute(desks.url, f"SET session_replication_role = replica; {done}"))
    opened = SharedDatabase.open(address)
    try:
        assert opened.me is NOBODY
        assert opened.ask(lambda reading: reading.all(select(operator.c.id))) == []
    finally:
        opened.shut()


def test_a_database_without_a_desk_is_told(desks: Desks) -> None:
    with pytest.raises(StoreUnavailable, match="no_desk"):
        SharedDatabase.open(with_database(desks.url, "postgres"), migrate)


def test_a_server_that_is_not_there_is_away(desks: Desks) -> None:
    with pytest.raises(StoreUnavailable, match="server_away"):
        SharedDatabase.open("postgresql://kim:secret@127.0.0.1:1/desk")


def test_an_md5_password_is_not_sent() -> None:
    async def ask() -> None:
        heard = bytearray()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readexactly(8)
            writer.write(b"R\0\0\0\x0c\0\0\0\x05salt")
            await writer.drain()
            heard.extend(await reader.read())
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(StoreUnavailable) as refused:
            await asyncio.to_thread(
                SharedDatabase.open, f"postgresql://kim:secret@127.0.0.1:{port}/desk?sslmode=disable"
            )
        assert refused.value.reason == "password_md5"
        assert b"secret" not in heard
        server.close()

    do(ask())


# ---------------------------------------------------------------- a line that breaks


class Line:
    """A way to the server that can be cut, held up, and made to swallow the answer to the next commit."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._pairs: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.swallow: bytes | None = None
        self._swallowing = False
        self.port = 0

    async def begin(self) -> None:
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def end(self) -> None:
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """End every connection as a pulled cable does that is put back: both sides hear of it at once."""
        for pair in self._pairs:
            for writer in pair:
                writer.transport.abort()
        self._pairs.clear()

    def hold(self) -> None:
        """Let nothing through any more, and say nothing."""
        self._flowing.clear()

    def release(self) -> None:
        self._flowing.set()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner = await asyncio.open_connection(*self._to)
        except OSError:
            writer.transport.abort()
            return
        self._pairs.append((writer, inner[1]))
        await asyncio.gather(
            self._pass(reader, inner[1], True), self._pass(inner[0], writer, False), return_exceptions=True
        )

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, up: bool) -> None:
        while data := await reader.read(65536):
            await self._flowing.wait()
            if not up and self._swallowing:
                # It arrived, and is done; only the answer never comes back.
                self._swallowing = False
                self.cut()
                return
            if up and self.swallow is not None and self.swallow in data:
                self.swallow, self._swallowing = None, True
            writer.write(data)
        writer.close()


@asynccontextmanager
async def lined(desks: Desks, who: Any) -> AsyncIterator[tuple[Line, SharedDatabase]]:
    there = address_of(desks, who)
    line = Line(*there.hosts[0])
    await line.begin()
    login, password = there.login or "", there.password or ""
    near = f"postgresql://127.0.0.1:{line.port}/{desks.name}?sslmode=disable"
    opened = await asyncio.to_thread(SharedDatabase.open, near, login=login, password=password)
    try:
        yield line, opened
    finally:
        line.release()
        await opened.close()
        await line.end()


async def test_the_answer_to_a_commit_is_lost_and_it_is_applied_once(desk: SharedDesk, desks: Desks) -> None:
    async with lined(desks, desks.first) as (line, database):
        before = await database.head()
        line.swallow = b"COMMIT"
        command = Say(name="gate")
        done = await database.apply(command)
        assert line.swallow is None, "the line was never cut"
        assert done.seq == before + 1
        assert isinstance(done.undo, Say)
        assert done.undo.name == "back gate"
        assert not done.repeated
        again = await database.apply(command)
        assert (again.seq, again.repeated) == (done.seq, True)
        assert await database.head() == before + 1


async def test_a_line_that_is_cut_before_the_commit_is_tried_again(desk: SharedDesk, desks: Desks) -> None:
    async with lined(desks, desks.first) as (line, database):
        before = await database.head()
        for number in range(5):
            line.cut()
            assert (await database.apply(Say(name=str(number)))).seq == before + number + 1
        line.cut()
        assert await database.read(numbers) == before + 5


async def test_followers_are_woken_and_miss_nothing(desk: SharedDesk, desks: Desks) -> None:
    kim = person("Kim Lee", Role.SUPERVISOR, like=desks.first)
    reader = desk.acting(kim)
    start = await reader.head()
    assert not await reader.changed(start, 0.2)
    seen = start
    told = [(await desk.apply(Say(name=str(number)))).seq for number in range(20)]
    while seen < told[-1]:
        assert await reader.changed(seen, 60)
        found = await reader.follow(seen)
        assert [change.seq for change in found] == list(range(seen + 1, seen + 1 + len(found)))
        seen = found[-1].seq
    assert told == list(range(start + 1, start + 21))
    await until(lambda: (reader.contact.desks or 0) >= 1, "it counts itself")
    assert reader.contact.live


async def test_a_desk_that_leaves_is_counted_no_more(
    desk: SharedDesk, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT", 0.1)
    one = desk.acting(person("Kim Lee", Role.DISPATCHER, like=desks.first))
    two = desk.acting(person("Ana Roy", Role.DISPATCHER, like=desks.first))
    await until(lambda: one.contact.desks == two.contact.desks == 2, "both are counted")
    await asyncio.to_thread(two.shut)
    await until(lambda: one.contact.desks == 1, "one is gone")


async def test_a_silent_line_is_found_and_the_return_misses_nothing(
    desk: SharedDesk, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT", 0.2)
    monkeypatch.setattr(following, "LIMIT", 0.5)
    async with lined(desks, desks.first) as (line, database):
        start = await database.head()
        await database.changed(start, 0.1)
        await until(lambda: database.contact.desks is not None, "the first heartbeat")
        heard = database.contact.as_of
        line.hold()
        with pytest.raises(StoreUnavailable, match="server_away"):
            await database.changed(start, 60)
        assert not database.contact.live
        assert database.contact.as_of >= heard
        with pytest.raises(StoreUnavailable, match="server_away"):
            await database.apply(Say(name="away"))
        with pytest.raises(StoreUnavailable, match="server_away"):
            await database.read(numbers)
        for number in range(3):
            await desk.apply(Say(name=str(number)))
        line.cut()
        line.release()
        await until(lambda: database.contact.live, "it comes back by itself")
        assert await database.changed(start, 60)
        assert [change.seq for change in await database.follow(start)] == [start + 1, start + 2, start + 3]
        assert (await database.apply(Say(name="back"))).seq == start + 4


async def test_commands_that_meet_are_done_one_after_the_other(desk: SharedDesk, desks: Desks) -> None:
    others = [person(f"Kim {number}", Role.DISPATCHER, like=desks.first) for number in range(4)]
    opened = [desk.acting(other) for other in others]
    start = await opened[0].head()
    many = [database.apply(Say(name=str(n))) for n in range(10) for database in opened]
    done = await asyncio.gather(*many)
    assert sorted(applied.seq for applied in done) == list(range(start + 1, start + 41))


async def test_the_same_command_at_two_desks_at_once_is_applied_once(desk: SharedDesk, desks: Desks) -> None:
    kim = person("Kim Lee", Role.DISPATCHER, like=desks.first)
    one, two = desk.acting(desks.first), desk.acting(kim)
    start = await one.head()
    for _ in range(5):
        command = Say(name="twice")
        done = await asyncio.gather(one.apply(command), two.apply(command))
        assert done[0].seq == done[1].seq
        assert sorted(applied.repeated for applied in done) == [False, True]
    assert await one.head() == start + 5


async def test_what_is_there_already_is_an_error_of_the_command_and_no_busy_server(
    desk: SharedDesk, desks: Desks
) -> None:
    class Twice(Say):
        def run(self, tx: Transaction) -> Command:
            tx.connection.execute(
                text("INSERT INTO command (id, kind, desk) VALUES (:id, 'operator.set_password', 'x')"),
                {"id": self.id},
            )
            return self

    before = desk.last()
    with pytest.raises(IntegrityError):
        await desk.apply(Twice())
    assert desk.last() == before
