"""The journal of a server: nothing skips it, every tamper is found, and it tells each desk its own."""

from __future__ import annotations

import random
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from opsdesk.errors import Refused
from opsdesk.store.access import NOBODY, Access
from opsdesk.store.schema import metadata
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.statements import Statements
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify
from tests.access.conftest import Served
from tests.access.people import DESK, GUARDS, NOW, A, D, L, Person, S, some_id
from tests.servers import do

WRITER, GUARD = Person(DESK, (D, L, S, A)), Person(GUARDS, (D,))

_NEW = (
    "INSERT INTO app.observation (id, number, priority, status, category, reported_at, marking, "
    "record_class, vetting, channel, source_kind, originator_id, photos, linked, summary, narrative, tags, "
    "behaviour, words) "
    "SELECT $1, $2, priority, 'new', category, reported_at, $3, 'observation', 'unvetted', channel, "
    f"source_kind, '{DESK.id}', 0, 0, 'A tip', '', '[\"x\"]', behaviour, 'a tip' FROM app.observation LIMIT 1"
)


_GIVE = "INSERT INTO app.command (id, kind, desk) VALUES"


async def _write(connection: Any, count: int = 8) -> list[Any]:
    """Raw writes of every kind; the ids of the records."""
    ids = [some_id("raw", number) for number in range(count)]
    for number, one in enumerate(ids):
        await connection.execute(
            _NEW, one, 50_000 + number, "TLP:GREEN" if number % 2 else "TLP:AMBER+STRICT"
        )
        await connection.execute("UPDATE app.observation SET summary = 'Another' WHERE id = $1", one)
    return ids


async def _emptied(connection: Any) -> None:
    await connection.execute("SET session_replication_role = replica")
    for name in ("journal_detail", "journal", "journal_head"):
        await connection.execute(f"DELETE FROM app.{name}")
    await connection.execute("INSERT INTO app.journal_head VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0)")
    await connection.execute("SET session_replication_role = origin")


async def _journalled(written: Served, count: int = 8) -> list[Any]:
    async with written.session() as connection:
        await _emptied(connection)
        await connection.execute(f'SET SESSION AUTHORIZATION "{WRITER.login}"')
        return await _write(connection, count)


def owned(served: Served) -> SharedDatabase:
    """The database as its owner has it open."""
    return SharedDatabase.owned(served.url, lambda connection: None)


def test_a_raw_write_is_journalled(written: Served) -> None:
    async def look() -> None:
        ids = await _journalled(written)
        async with written.session(WRITER) as connection:
            await connection.execute("DELETE FROM app.observation_source WHERE false")
            lines = await connection.fetch(
                "SELECT j.*, d.detail::jsonb AS detail FROM app.journal AS j JOIN app.journal_detail AS d "
                "USING (seq) ORDER BY j.seq"
            )
        assert [line["seq"] for line in lines] == list(range(1, 2 * len(ids) + 1))
        first, second = lines[:2]
        assert (first["kind"], first["subject"], first["record_id"]) == ("raw", "observation", ids[0])
        assert (first["operator_id"], first["version"], second["version"]) == (WRITER.id, 1, 2)
        assert '"tags": ["x"]' in first["detail"]
        assert second["detail"] == '{"after": {"summary": "Another"}, "before": {"summary": "A tip"}}'

    do(look())
    database = owned(written)
    try:
        assert database.ask(verify).seq == 16
    finally:
        database.shut()


def test_each_desk_is_told_every_number_and_its_own_names(written: Served) -> None:
    async def look() -> None:
        ids = await _journalled(written)
        async with written.session() as connection:
            for person, named in ((WRITER, set(ids)), (GUARD, set(ids[1::2]))):
                await connection.execute("RESET SESSION AUTHORIZATION")
                await connection.execute(f'SET SESSION AUTHORIZATION "{person.login}"')
                told = await connection.fetch("SELECT * FROM app.follow(0, 1000)")
                assert [row["seq"] for row in told] == list(range(1, 17))
                assert {row["record_id"] for row in told} - {None} == named
                assert all((row["subject"] is None) == (row["record_id"] is None) for row in told)

    do(look())


#: What somebody with every right on the server might do to the journal.
TAMPERS = (
    "UPDATE app.journal SET operator_id = '{id}' WHERE seq = {seq}",
    "UPDATE app.journal SET kind = 'observation.correct' WHERE seq = {seq}",
    "UPDATE app.journal SET at = at - 1 WHERE seq = {seq}",
    "UPDATE app.journal SET narrowed = NOT narrowed WHERE seq = {seq}",
    "DELETE FROM app.journal WHERE seq = {seq}",
    "DELETE FROM app.journal WHERE seq >= {seq}; UPDATE app.journal_head SET seq = {seq} - 1",
    (
        "UPDATE app.journal SET seq = -1 WHERE seq = {seq}; "
        "UPDATE app.journal SET seq = {seq} WHERE seq = {other}; "
        "UPDATE app.journal SET seq = {other} WHERE seq = -1"
    ),
    "UPDATE app.journal_detail SET detail = replace(detail, 'tip', 'cat') || ' ' WHERE seq = {seq}",
    "UPDATE app.journal_detail SET salt = decode(repeat('ab', 16), 'hex') WHERE seq = {seq}",
    "DELETE FROM app.journal_detail WHERE seq = {seq}",
    "UPDATE app.journal_head SET hash = decode(repeat('ab', 32), 'hex')",
    "UPDATE app.journal SET hash = previous WHERE seq = {seq}",
)


def test_two_hundred_random_tampers_are_all_found(written: Served) -> None:
    do(_journalled(written))
    chance = random.Random(71)

    def tampered(connection: Connection, seq: int, digest: str) -> int:
        """Tamper two hundred times, each taken back; how many were found."""
        found = 0
        reading = Reading(connection, NOBODY, NOW, Statements(Access(metadata)))
        assert verify(reading, f"{seq}:{digest}").seq == seq
        for number in range(200):
            one = chance.randint(1, seq)
            tamper = TAMPERS[number % len(TAMPERS)]
            inside = connection.begin_nested()
            for statement in tamper.format(seq=one, other=one % seq + 1, id=some_id("forged")).split("; "):
                connection.exec_driver_sql(statement)
            with pytest.raises(Refused):
                verify(reading, f"{seq}:{digest}")
            found += 1
            inside.rollback()
        assert verify(reading, f"{seq}:{digest}").seq == seq
        return found

    async def tamper() -> int:
        engine = create_async_engine(written.url.replace("postgresql://", "postgresql+asyncpg://"))
        try:
            async with engine.connect() as connection:
                await connection.exec_driver_sql("SET search_path = app")
                row = (await connection.exec_driver_sql("SELECT seq, hash FROM journal_head")).one()
                return await connection.run_sync(tampered, row.seq, row.hash.hex())
        finally:
            await engine.dispose()

    assert do(tamper()) == 200


def test_a_command_is_given_once_and_a_purge_leaves_no_content(written: Served) -> None:
    async def look() -> list[Any]:
        await _journalled(written, 1)
        one = some_id("raw", 0)
        async with written.session(WRITER) as connection:
            await connection.execute(
                "INSERT INTO app.command (id, kind, desk) VALUES ($1, 'observation.purge', 'd')", one
            )
            # The command was a transaction of its own: what follows is under none.
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute("SELECT app.forget('observation', $1)", one)
            with pytest.raises(asyncpg.UniqueViolationError):
                await connection.execute(
                    "INSERT INTO app.command (id, kind, desk) VALUES ($1, 'observation.purge', 'd')", one
                )
            async with connection.transaction():
                await connection.execute(f"{_GIVE} (gen_random_uuid(), 'observation.purge', 'd')")
                await connection.execute("SELECT app.forget('observation', $1)", one)
            return list(await connection.fetch("SELECT detail FROM app.journal_detail"))

    assert do(look()) == []
    database = owned(written)
    try:
        assert database.ask(verify).purged == 2
    finally:
        database.shut()
