"""Raw attempts at what only certain commands, and certain people, may decide."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from opsdesk.handling import Marking
from opsdesk.store.access import JUDGEMENTS
from opsdesk.store.schema import metadata
from tests.access.conftest import Served
from tests.access.people import DESK, GUARDS, STREET, A, D, L, Person, S, W, some_id
from tests.servers import do

SUPERVISOR, DISPATCHER = Person(DESK, (S,)), Person(DESK, (D,))
PARTNER, NEIGHBOUR, WALL = Person(GUARDS, (D, S)), Person(STREET, (S,)), Person(DESK, (W,))

#: Whom, under which command, what: all refused.
REFUSED = (
    (DISPATCHER, None, "UPDATE app.observation SET vetting = 'vetted' WHERE {open}"),
    (DISPATCHER, "observation.correct", "UPDATE app.observation SET vetting = 'vetted' WHERE {open}"),
    (SUPERVISOR, None, "UPDATE app.observation SET vetting = 'vetted' WHERE {open}"),
    (SUPERVISOR, "observation.vet", "UPDATE app.observation SET vetted_by = '{other}' WHERE {open}"),
    (SUPERVISOR, "observation.vet", "UPDATE app.observation SET record_class = 'intelligence' WHERE {open}"),
    (DISPATCHER, "observation.set_marking", "UPDATE app.observation SET marking = 'TLP:CLEAR' WHERE {amber}"),
    (DISPATCHER, None, "UPDATE app.observation SET marking = 'TLP:RED' WHERE {open}"),
    (DISPATCHER, None, "UPDATE app.observation SET reliability = 'A' WHERE {open}"),
    (DISPATCHER, None, "UPDATE app.observation SET number = 99999 WHERE {open}"),
    (DISPATCHER, "observation.close", "UPDATE app.observation SET originator_id = NULL WHERE {open}"),
    (SUPERVISOR, "bulletin.cancel", "UPDATE app.bulletin SET status = 'published'"),
    (SUPERVISOR, "bulletin.publish", "UPDATE app.bulletin SET published_at = 1, status = 'published'"),
    (SUPERVISOR, "bulletin.edit", "UPDATE app.bulletin SET record_class = 'intelligence'"),
    (DISPATCHER, None, "UPDATE app.organization SET clearance = 'TLP:AMBER+STRICT'"),
    (DISPATCHER, None, "UPDATE app.organization SET is_desk = true"),
    (SUPERVISOR, "release.issue", "UPDATE app.release SET recipient = 'nobody'"),
    (DISPATCHER, "operator.set_password", "UPDATE app.operator SET roles = '[\"administrator\"]' WHERE {me}"),
    (DISPATCHER, "operator.sign_in", "UPDATE app.operator SET login = 'oda_desk_ad' WHERE {me}"),
    (DISPATCHER, "operator.sign_in", "UPDATE app.operator SET clearance = NULL, name = 'x' WHERE {me}"),
    (DISPATCHER, None, "INSERT INTO app.command (id, kind, desk) VALUES ('{other}', 'observation.vet', 'd')"),
    (DISPATCHER, None, "INSERT INTO app.command (id, kind, desk) VALUES ('{other}', 'operator.add', 'd')"),
    (
        PARTNER,
        None,
        "INSERT INTO app.command (id, kind, desk) VALUES ('{other}', 'observation.classify', 'd')",
    ),
    (
        SUPERVISOR,
        None,
        "INSERT INTO app.command (id, kind, desk, login) VALUES ('{other}', 'unit.add', 'd', 'x')",
    ),
    (SUPERVISOR, None, "DELETE FROM app.journal"),
    (SUPERVISOR, None, "UPDATE app.journal_detail SET detail = 'x'"),
    (SUPERVISOR, None, "UPDATE app.journal_head SET seq = 0"),
    (SUPERVISOR, None, "SELECT app.append(NULL, NULL, NULL, NULL, NULL, false)"),
    (SUPERVISOR, None, "SELECT app.later('observation', '{other}', 1, NULL, false, true)"),
    (SUPERVISOR, None, "SELECT app.name_login('{other}', 'x')"),
    (SUPERVISOR, None, "SELECT app.note('observation', NULL, NULL, '{{}}', false)"),
    (SUPERVISOR, "observation.correct", "SELECT app.forget('observation', '{other}')"),
    (DISPATCHER, None, "SELECT app.add_login('{other}', 'od_x', 'SCRAM-SHA-256$1:a$b:c')"),
    (DISPATCHER, None, "SELECT * FROM app.journal_rows(0, 10)"),
    (DISPATCHER, None, "ALTER TABLE app.observation DISABLE TRIGGER ALL"),
    (DISPATCHER, None, "SET ROLE od_owner"),
    (DISPATCHER, None, "SET session_replication_role = replica"),
    (WALL, None, "UPDATE app.observation SET summary = 'x'"),
    (WALL, None, "INSERT INTO app.command (id, kind, desk) VALUES ('{other}', 'observation.report', 'd')"),
)

_FACTS = {
    "open": "marking = 'TLP:GREEN' AND record_class = 'observation'",
    "amber": f"marking = 'TLP:AMBER' AND created_by <> '{DISPATCHER.id}'",
    "me": f"id = '{DISPATCHER.id}'",
    "other": some_id("other"),
}


def test_raw_attempts_are_refused(served: Served) -> None:
    allowed: list[str] = []

    async def attempt() -> None:
        async with served.session() as connection:
            for person, kind, statement in REFUSED:
                await connection.execute("RESET SESSION AUTHORIZATION")
                await connection.execute(f'SET SESSION AUTHORIZATION "{person.login}"')
                inside = connection.transaction()
                await inside.start()
                try:
                    await _give(connection, kind)
                    done = await connection.execute(statement.format(**_FACTS))
                    allowed.append(f"{person.name} {kind}: {statement} -> {done}")
                except asyncpg.PostgresError as error:
                    if error.sqlstate not in {"42501", "OD002"}:
                        allowed.append(f"{person.name} {kind}: {statement} -> {error}")
                await inside.rollback()

    do(attempt())
    assert allowed == []


async def _give(connection: Any, kind: str | None) -> None:
    if kind is not None:
        await connection.execute(
            "INSERT INTO app.command (id, kind, desk) VALUES (gen_random_uuid(), $1, 'raw')", kind
        )


def test_the_second_person_may(served: Served) -> None:
    """Under its command a supervisor vets what another took in, and tightens or loosens a marking."""

    async def judge(connection: Any) -> list[str]:
        done = []
        for kind, change in (
            ("observation.vet", f"vetting = 'vetted', vetted_by = '{SUPERVISOR.id}'"),
            ("observation.set_marking", "marking = 'TLP:CLEAR'"),
            ("observation.classify", "record_class = 'intelligence', basis = 'x'"),
        ):
            inside = connection.transaction()
            await inside.start()
            await _give(connection, kind)
            where = f"{_FACTS['open']} AND created_by = '{DISPATCHER.id}'"
            done.append(await connection.execute(f"UPDATE app.observation SET {change} WHERE {where}"))
            await inside.rollback()
        return done

    done = served.ask(judge, SUPERVISOR)
    assert len(set(done)) == 1
    assert int(done[0].split()[1]) > 0


def test_nobody_vets_their_own(served: Served) -> None:
    """The writer of a report, a supervisor among other roles, is refused by the server itself."""
    everything = Person(DESK, (D, L, S, A))

    async def vet(connection: Any) -> None:
        await _give(connection, "observation.vet")
        await connection.execute(
            f"UPDATE app.observation SET vetting = 'vetted' WHERE created_by = '{everything.id}'"
        )

    async def own(connection: Any) -> None:
        inside = connection.transaction()
        await inside.start()
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(
            f"UPDATE app.observation SET created_by = '{everything.id}' WHERE {_FACTS['open']}"
        )
        await connection.execute("SET LOCAL session_replication_role = origin")
        await connection.execute(f'SET LOCAL SESSION AUTHORIZATION "{everything.login}"')
        with pytest.raises(asyncpg.PostgresError, match="judgement"):
            await vet(connection)
        await inside.rollback()

    served.ask(own)


def test_versions_and_authors_are_the_servers_to_say(served: Served) -> None:
    async def forge(connection: Any) -> Any:
        inside = connection.transaction()
        await inside.start()
        row = await connection.fetchrow(
            "UPDATE app.observation SET summary = 'x', version = 77, changed_by = $1, created_by = $1, n = 1 "
            f"WHERE {_FACTS['open']} RETURNING version, changed_by, created_by, n",
            some_id("other"),
        )
        await inside.rollback()
        return row

    row = served.ask(forge, DISPATCHER)
    assert row["version"] == 2
    assert row["changed_by"] == DISPATCHER.id
    assert row["created_by"] != some_id("other")
    assert row["n"] != 1


def test_partners_read_no_intelligence_by_any_path(served: Served) -> None:
    """Not by the tables, the search, the journal, what is followed, nor by files."""

    async def everything(connection: Any) -> list[str]:
        found = []
        for name in ("observation", "incident", "bulletin"):
            secret = f"SELECT count(*) FROM app.{name} WHERE record_class = 'intelligence'"
            found.append(f"{name} {await connection.fetchval(secret)}")
        hits = await connection.fetch("SELECT * FROM app.find_observation('''0'':*')")
        told = await connection.fetch("SELECT * FROM app.follow(0, 10000)")
        past = await connection.fetch(
            "SELECT j.record_id FROM app.journal AS j WHERE j.record_id IS NOT NULL"
        )
        files = await connection.fetch("SELECT file_id FROM app.file_copy UNION SELECT id FROM app.file")
        await connection.execute("RESET SESSION AUTHORIZATION")
        for rows, column in ((told, "record_id"), (past, "record_id")):
            named = [row[column] for row in rows if row[column] is not None]
            for table in ("observation", "incident", "bulletin"):
                hidden = (
                    f"SELECT count(*) FROM app.{table} WHERE id = ANY ($1) AND record_class = 'intelligence'"
                )
                found.append(f"{column} {await connection.fetchval(hidden, named)}")
        found.append(f"search {await _secret(connection, 'n', [row[0] for row in hits])}")
        shown = (
            "SELECT count(*) FROM app.file AS f WHERE f.id = ANY ($1) AND f.created_by <> $2 AND NOT EXISTS "
            "(SELECT FROM app.observation_photo AS p JOIN app.observation AS o ON o.id = p.observation_id "
            "WHERE p.file_id = f.id AND o.record_class <> 'intelligence') AND NOT EXISTS "
            "(SELECT FROM app.bulletin_photo AS p JOIN app.bulletin AS b ON b.id = p.bulletin_id "
            "WHERE p.file_id = f.id AND b.record_class <> 'intelligence')"
        )
        found.append(f"files {await connection.fetchval(shown, [row[0] for row in files], PARTNER.id)}")
        return found

    for person in (PARTNER, NEIGHBOUR):
        assert {one.rpartition(" ")[2] for one in served.ask(everything, person)} == {"0"}


async def _secret(connection: Any, column: str, keys: list[Any]) -> int:
    hidden = (
        f"SELECT count(*) FROM app.observation WHERE {column} = ANY ($1) AND record_class = 'intelligence'"
    )
    return int(await connection.fetchval(hidden, keys))


def test_every_column_of_judgement_is_there() -> None:
    for one in JUDGEMENTS:
        named = {*one.columns, *one.begins, *one.second, *one.signed, *one.given, *one.while_}
        assert named <= set(metadata.tables[one.table].c.keys()), one
    assert Marking.RED.rank == 4
