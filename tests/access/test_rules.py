"""A raw login gets exactly what the table of rules says: every login × table × verb × row, 0 differences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from opsdesk.store.access import Access, Verb
from opsdesk.store.operator import Me
from opsdesk.store.schema import metadata
from tests.access.conftest import Served, for_server
from tests.access.people import PEOPLE, Person
from tests.servers import do

#: Commands under which some rules hold, besides none (`raw`).
KINDS = ("raw", "observation.purge", "observation.withdraw_import", "operator.sign_in", "operator.release")

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
    connection: Connection, access: Access, verb: Verb, table: Table, me: Me, kind: str
) -> set[Key]:
    """The keys of the rows on which the embedded database allows the verb."""
    where = [access.criterion(verb, table, me, kind)]
    if verb in (Verb.UPDATE, Verb.DELETE):
        where.append(access.criterion(Verb.SELECT, table, me))
    found = select(*(table.c[name] for name in key_of(table))).where(*where)
    return {tuple(for_server(table.c[n], v) for n, v in row._mapping.items()) for row in connection.execute(found)}


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
    except Exception as error:
        if getattr(error, "sqlstate", "") == "42501":
            return set()
        raise
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
    except Exception as error:
        assert getattr(error, "sqlstate", "") == "42501", error
        await inside.rollback()
        return None
    return inside


def test_select_update_and_delete_of_every_row(served: Served, embedded: Connection, access: Access) -> None:
    differences: list[str] = []
    cases = 0

    async def compare(person: Person) -> None:
        nonlocal cases
        # Without triggers: what is compared is row security, and deleting a record meets no foreign key.
        async with served.session(person, session_replication_role="replica") as connection:
            for kind in KINDS:
                inside = await under(connection, kind)
                assert (inside is not None) == (kind == "raw" or access.may(kind, person.me)), (person, kind)
                if inside is None:
                    continue
                for table in compared():
                    for verb in (Verb.SELECT, Verb.UPDATE, Verb.DELETE):
                        if kind != "raw" and not _asks_kind(access, verb, table):
                            continue
                        expected = by_the_rules(embedded, access, verb, table, person.me, kind)
                        found = await by_the_server(connection, verb, table)
                        cases += len(served_rows[table.name])
                        if expected != found:
                            more, less = len(found - expected), len(expected - found)
                            differences.append(f"{person.name} {kind} {verb} {table.name}: +{more} -{less}")
                await inside.rollback()

    from tests.access.conftest import _ROWS as served_rows

    async def all_of_them() -> None:
        for person in PEOPLE:
            await compare(person)

    do(all_of_them())
    assert differences == []
    assert cases > 100_000


def _asks_kind(access: Access, verb: Verb, table: Table) -> bool:
    return any(rule.kinds for rule in access._for_rows(verb, table.name))
