"""Logins that administrators make on the server, and what a real session of one gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from opsdesk.accounts.scram import verifier
from tests.access.conftest import Served
from tests.access.people import DESK, A, D, Person, S, W, some_id
from tests.servers import do, execute, with_database

ADMINISTRATOR, DISPATCHER, WALL = Person(DESK, (A,)), Person(DESK, (D,)), Person(DESK, (W,))
LOGIN, PASSWORD = "od_access_test_kim", "a long way to the harbour 7"


@pytest.fixture
def desk(written: Served) -> Iterator[Served]:
    """A desk whose dispatcher has no login yet."""
    cleared = f"UPDATE app.operator SET login = NULL WHERE id = '{DISPATCHER.id}'"
    head = "UPDATE app.journal_head SET seq = (SELECT max(seq) FROM app.journal)"
    do(execute(written.url, f"SET session_replication_role = replica; {cleared}; {head}"))
    yield written
    do(execute(written.url, f"DROP ROLE IF EXISTS {LOGIN}"))


async def _under(connection: Any, kind: str, statement: str, *values: Any) -> Any:
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO app.command (id, kind, desk) VALUES (gen_random_uuid(), $1, 'desk')", kind
        )
        return await connection.fetchval(statement, *values)


async def _sign_in(desk: Served, password: str = PASSWORD) -> list[Any]:
    url = with_database(desk.server, desk.name, LOGIN, password)
    connection = await asyncpg.connect(url, timeout=60)
    try:
        who = await connection.fetchrow("SELECT app.my_operator(), app.my_roles(), session_user::text")
        return [*who, await connection.fetchval("SELECT count(*) FROM app.observation")]
    finally:
        await connection.close()


def test_a_login_is_made_used_closed_and_opened(desk: Served) -> None:
    async def go() -> None:
        async with desk.session(ADMINISTRATOR) as boss:
            add = "SELECT app.add_login($1, $2, $3)"
            for wrong in (PASSWORD, "md5" + "0" * 32, ""):
                with pytest.raises(asyncpg.PostgresError, match="clear"):
                    await _under(boss, "operator.add", add, DISPATCHER.id, LOGIN, wrong)
            with pytest.raises(asyncpg.PostgresError, match="administrator"):
                await boss.fetchval(add, DISPATCHER.id, LOGIN, verifier(PASSWORD))
            for taken in ("od_owner", "postgres", 'od_x"; DROP ROLE od_owner', "od_supervisor"):
                with pytest.raises(asyncpg.PostgresError, match="taken"):
                    await _under(boss, "operator.add", add, DISPATCHER.id, taken, verifier(PASSWORD))
            await _under(boss, "operator.add", add, DISPATCHER.id, LOGIN, verifier(PASSWORD))

            operator_id, roles, login, seen = await _sign_in(desk)
            assert (operator_id, roles, login) == (DISPATCHER.id, ["dispatcher"], LOGIN)
            assert seen > 0

            other = "another way to the harbour 8"
            await _under(
                boss, "operator.reset", "SELECT app.set_login_secret($1, $2)", DISPATCHER.id, verifier(other)
            )
            with pytest.raises(asyncpg.InvalidPasswordError):
                await _sign_in(desk)
            await _under(boss, "operator.disable", "SELECT app.close_login($1)", DISPATCHER.id)
            with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
                await _sign_in(desk, other)
            await _under(boss, "operator.enable", "SELECT app.open_login($1)", DISPATCHER.id)
            assert (await _sign_in(desk, other))[0] == DISPATCHER.id

            told = await boss.fetchval(
                "SELECT count(*) FROM app.journal WHERE subject = 'operator' AND record_id = $1",
                DISPATCHER.id,
            )
            assert told > 0

    do(go())


def test_a_lock_of_the_watcher_is_seen_and_taken_away(desk: Served) -> None:
    async def go() -> None:
        async with desk.session(ADMINISTRATOR) as boss, desk.session() as server:
            await _under(
                *(boss, "operator.add", "SELECT app.add_login($1, $2, $3)"),
                *(DISPATCHER.id, LOGIN, verifier(PASSWORD)),
            )
            await server.execute(f"ALTER ROLE {LOGIN} NOLOGIN")
            locked = "opsdesk: locked 2026-11-23T05:00:00Z after five wrong passwords"
            await server.execute(f"COMMENT ON ROLE {LOGIN} IS '{locked}'")
            rows = await boss.fetch("SELECT * FROM app.locked_logins()")
            assert [(row[0], row[1]) for row in rows] == [(DISPATCHER.id, 1_795_410_000_000_000)]
            await _under(boss, "operator.release", "SELECT app.open_login($1)", DISPATCHER.id)
            assert await boss.fetch("SELECT * FROM app.locked_logins()") == []
            assert (await _sign_in(desk))[0] == DISPATCHER.id
            assert await boss.fetchval("SELECT app.watched()") is False

    do(go())


def test_roles_that_change_change_the_groups(desk: Served) -> None:
    async def go() -> list[bool]:
        async with desk.session(ADMINISTRATOR) as boss:
            await _under(
                *(boss, "operator.add", "SELECT app.add_login($1, $2, $3)"),
                *(DISPATCHER.id, LOGIN, verifier(PASSWORD)),
            )
            change = "UPDATE app.operator SET roles = '[\"wall\"]' WHERE id = $1 RETURNING 1"
            await _under(boss, "operator.change", change, DISPATCHER.id)
            asked = "SELECT pg_has_role($1, $2, 'MEMBER')"
            groups = ("od_wall", "od_operator", "od_dispatcher")
            return [await boss.fetchval(asked, LOGIN, group) for group in groups]

    assert do(go()) == [True, False, False]


def test_nobody_is_behind_another_login(served: Served) -> None:
    """Who is disabled or locked sees nothing, and no setting makes them somebody else."""

    async def look(connection: Any) -> list[Any]:
        await connection.execute("SET app.my_operator = 'x'; SET search_path = public, app")
        return [
            await connection.fetchval("SELECT app.my_operator()"),
            await connection.fetchval("SELECT count(*) FROM app.observation"),
            await connection.fetchval("SELECT count(*) FROM app.operator"),
            await connection.fetchval("SELECT count(*) FROM app.journal"),
        ]

    for away in ("disabled", "locked"):
        assert served.ask(look, Person(DESK, (S,), away=away)) == [None, 0, 0, 0]


def test_the_wall_reads_by_its_own_clearance_and_writes_nothing(served: Served) -> None:
    async def look(connection: Any) -> set[str]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO app.series VALUES ('x', 1)")
        with pytest.raises(asyncpg.PostgresError):
            await connection.fetchval("SELECT app.forget('observation', $1)", some_id("x"))
        return {row[0] for row in await connection.fetch("SELECT DISTINCT marking FROM app.observation")}

    assert served.ask(look, WALL) == {"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"}
