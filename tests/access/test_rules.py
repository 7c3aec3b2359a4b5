"""A raw login gets exactly what the table of rules says: every login × table × verb × row, 0 differences."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Boolean, Connection, Table, and_, create_engine, insert, select, true, type_coerce
from sqlalchemy.pool import StaticPool

from opsdesk.store.access import Access, Verb
from opsdesk.store.operator import Me
from opsdesk.store.schema import metadata
from tests.access.conftest import Served, for_server
from tests.access.people import FEW, PEOPLE, Person
from tests.servers import do

#: Commands under which some rules hold, besides none (`raw`).
KINDS = ("raw", "observation.purge", "observation.withdraw_import", "operator.sign_in", "operator.release")

WIDE = bool(os.environ.get("OPSDESK_TEST_WIDE"))
#: An INSERT is tried row by row: of so many rows one.
SAMPLED = 1 if WIDE else 5
ROWS = (Verb.SELECT, Verb.UPDATE, Verb.DELETE)

Key = tuple[Any, ...]


@pytest.fixture(scope="module")
def embedded(population: dict[str, list[dict[str, Any]]]) -> Iterator[Connection]:
    """The same rows in SQLite, where the program itself asks the rules."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if population[table.name]:
                connection.execute(insert(table), population[table.name])
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def access() -> Access:
    return Access(metadata)


def compared() -> list[Table]:
    """All tables but the one that says who gave what, which has a rule of its own."""
    return [table for table in metadata.sorted_tables if table.name != "command"]


def key_of(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns] or [column.name for column in table.c]


def by_the_rules(
    connection: Connection,
    access: Access,
    verbs: Sequence[Verb],
    table: Table,
    me: Me,
    kind: str,
    *,
    seen_first: bool = True,
) -> dict[Verb, set[Key]]:
    """The keys of the rows on which the embedded database allows each verb."""
    seen = access.criterion(Verb.SELECT, table, me, kind) if seen_first else true()
    may = [
        type_coerce(
            seen if verb is Verb.SELECT else and_(seen, access.criterion(verb, table, me, kind)), Boolean
        )
        for verb in verbs
    ]
    names = key_of(table)
    found = connection.execute(select(*(table.c[name] for name in names), *may)).all()
    keys = [tuple(for_server(table.c[n], v) for n, v in zip(names, row, strict=False)) for row in found]
    return {
        verb: {key for key, row in zip(keys, found, strict=True) if row[len(names) + at]}
        for at, verb in enumerate(verbs)
    }


async def by_the_server(connection: Any, verb: Verb, table: Table) -> set[Key]:
    """The keys of the rows on which a raw session gets it."""
    listed = ", ".join(f'"{name}"' for name in key_of(table))
    first = key_of(table)[0]
    statement = {
        Verb.SELECT: f'SELECT {listed} FROM app."{table.name}"',
        Verb.UPDATE: f'UPDATE app."{table.name}" SET "{first}" = "{first}" RETURNING {listed}',
        Verb.DELETE: f'DELETE FROM app."{table.name}" RETURNING {listed}',
    }[verb]
    inside = connection.transaction()
    await inside.start()
    try:
        return {tuple(row) for row in await connection.fetch(statement)}
    except asyncpg.InsufficientPrivilegeError:
        return set()
    finally:
        await inside.rollback()


async def under(connection: Any, kind: str) -> Any:
    """A transaction under a command of that kind, or None when it may not be given."""
    inside = connection.transaction()
    await inside.start()
    if kind == "raw":
        return inside
    try:
        await connection.execute(
            "INSERT INTO app.command (id, kind, desk) VALUES (gen_random_uuid(), $1, 'test')", kind
        )
    except asyncpg.InsufficientPrivilegeError:
        await inside.rollback()
        return None
    return inside


def test_select_update_and_delete_of_every_row(
    served: Served, embedded: Connection, access: Access, population: dict[str, list[dict[str, Any]]]
) -> None:
    differences: list[str] = []
    cases = 0

    async def compare(connection: Any, person: Person, kind: str) -> None:
        nonlocal cases
        inside = await under(connection, kind)
        assert (inside is not None) == (kind == "raw" or access.may(kind, person.me)), (person, kind)
        if inside is None:
            return
        for table in compared():
            verbs = [v for v in ROWS if kind == "raw" or _asks_kind(access, v, table)]
            if not verbs:
                continue
            expected = by_the_rules(embedded, access, verbs, table, person.me, kind)
            for verb in verbs:
                found = await by_the_server(connection, verb, table)
                cases += len(population[table.name])
                if expected[verb] != found:
                    more, less = len(found - expected[verb]), len(expected[verb] - found)
                    differences.append(f"{person.name} {kind} {verb} {table.name}: +{more} -{less}")
        await inside.rollback()

    async def all_of_them() -> None:
        # Without triggers: what is compared is row security, and deleting a record meets no foreign key.
        async with served.session(session_replication_role="replica") as connection:
            for person in PEOPLE if WIDE else FEW:
                await connection.execute(f'SET SESSION AUTHORIZATION "{person.login}"')
                for kind in KINDS:
                    await compare(connection, person, kind)

    do(all_of_them())
    assert differences == []
    assert cases > 40_000


def _asks_kind(access: Access, verb: Verb, table: Table) -> bool:
    return any(rule.kinds for rule in access._for_rows(verb, table.name))


def test_insert_of_every_row(
    served: Served, embedded: Connection, access: Access, population: dict[str, list[dict[str, Any]]]
) -> None:
    """A row that may not be written is refused by its rule; one that may, only since it is there already."""
    differences: list[str] = []

    async def compare(connection: Any, person: Person) -> None:
        for table in compared():
            rows = population[table.name]
            keys = [tuple(for_server(table.c[name], row[name]) for name in key_of(table)) for row in rows]
            may = by_the_rules(embedded, access, [Verb.INSERT], table, person.me, "raw", seen_first=False)
            expected = {
                number
                for number, (key, row) in enumerate(zip(keys, rows, strict=True), 1)
                if number % SAMPLED == 0 and key in may[Verb.INSERT] and access.begun(table, "raw", row)
            }
            found = set(await connection.fetchval(f'SELECT probe."{table.name}"()'))
            if expected != found:
                more, less = len(found - expected), len(expected - found)
                differences.append(f"{person.name} insert {table.name}: +{more} -{less}")

    async def all_of_them() -> None:
        async with served.session(session_replication_role="replica") as connection:
            inside = connection.transaction()
            await inside.start()
            for statement in probes(population):
                await connection.execute(statement)
            for person in PEOPLE if WIDE else FEW[::2]:
                await connection.execute(f'SET SESSION AUTHORIZATION "{person.login}"')
                await compare(connection, person)
            await inside.rollback()

    do(all_of_them())
    assert differences == []


def probes(population: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Functions that try to insert each row of a table again, as who calls them, and tell which may be."""
    yield "CREATE SCHEMA probe; GRANT USAGE ON SCHEMA probe TO PUBLIC"
    for table in compared():
        names = ", ".join(f'"{column.name}"' for column in table.c)
        given = ", ".join(f'r."{column.name}"' for column in table.c)
        key = ", ".join(f'"{name}"' for name in key_of(table))
        keys = [
            tuple(for_server(table.c[n], row[n]) for n in key_of(table)) for row in population[table.name]
        ]
        listed = ", ".join(
            f"({', '.join(_literal(value) for value in one)}, {i})" for i, one in enumerate(keys, 1)
        )
        numbered = f"(VALUES {listed}) AS k ({key}, probe_place)" if keys else None
        source = f'SELECT t.*, k.probe_place FROM app."{table.name}" AS t JOIN {numbered} USING ({key})'
        if numbered is None:
            source = f'SELECT t.*, 0 AS probe_place FROM app."{table.name}" AS t WHERE false'
        yield f'CREATE TABLE probe."of_{table.name}" AS {source}'
        yield f'GRANT SELECT ON probe."of_{table.name}" TO PUBLIC'
        yield (
            f'CREATE FUNCTION probe."{table.name}"() RETURNS integer[] LANGUAGE plpgsql AS $$ '
            f"DECLARE r record; may integer[] := '{{}}'; "
            f'BEGIN FOR r IN SELECT * FROM probe."of_{table.name}" WHERE probe_place % {SAMPLED} = 0 '
            "LOOP BEGIN "
            f'INSERT INTO app."{table.name}" ({names}) VALUES ({given}); may := may || r.probe_place; '
            "EXCEPTION WHEN unique_violation THEN may := may || r.probe_place; "
            "WHEN insufficient_privilege THEN NULL; "
            "END; END LOOP; RETURN may; END $$"
        )


def _literal(value: Any) -> str:
    if isinstance(value, int):
        return f"{value}::bigint"
    return f"'{value}'" + ("::uuid" if isinstance(value, UUID) else "")
