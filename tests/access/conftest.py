"""A server with people and rows of every kind; each test asks as one login or another."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
import pytest
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql.asyncpg import dialect as postgresql
from sqlalchemy.types import TypeDecorator

from opsdesk.migrations import declared
from opsdesk.store.making import make_tables
from opsdesk.store.schema import canonical, metadata
from opsdesk.store.shared.making import create
from tests.access.people import PEOPLE, Person, rows
from tests.servers import Elsewhere, Server, do, drop, execute, with_database

T = TypeVar("T")
_POSTGRESQL = postgresql()


@dataclass(frozen=True)
class Served:
    """A database of the run's server, with all people and rows."""

    server: str
    name: str

    @property
    def url(self) -> str:
        return with_database(self.server, self.name)

    @asynccontextmanager
    async def session(self, person: Person | None = None, **settings: str) -> AsyncIterator[Any]:
        """A raw session of somebody (as `session_user`), or of the superuser."""
        connection = await asyncpg.connect(self.url, timeout=60)
        try:
            for name, value in settings.items():
                await connection.execute(f"SET {name} = {value}")
            if person is not None:
                await connection.execute(f'SET SESSION AUTHORIZATION "{person.login}"')
            yield connection
        finally:
            connection.terminate()

    def ask(self, work: Callable[[Any], Coroutine[Any, Any, T]], person: Person | None = None) -> T:
        """Run a coroutine of a raw connection, and take back all that it did."""

        async def run() -> T:
            async with self.session(person) as connection:
                return await work(connection)

        return do(run())


def for_server(column: Column[Any], value: Any) -> Any:
    """A value as the raw driver takes it."""
    if isinstance(column.type, TypeDecorator) and value is not None:
        return column.type.process_bind_param(value, _POSTGRESQL)
    return value


async def _seed(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("DELETE FROM app.journal_head")
        for table in metadata.sorted_tables:
            made = _ROWS[table.name]
            if not made:
                continue
            names = ", ".join(f'"{column.name}"' for column in table.c)
            marks = ", ".join(f"${number}" for number in range(1, len(table.c) + 1))
            values = [tuple(for_server(column, row[column.name]) for column in table.c) for row in made]
            await connection.executemany(f'INSERT INTO app."{table.name}" ({names}) VALUES ({marks})', values)
        for person in PEOPLE:
            await connection.execute(f'DROP ROLE IF EXISTS "{person.login}"')
            await connection.execute(f'CREATE ROLE "{person.login}" NOLOGIN')
            roles = canonical(sorted(role.value for role in person.roles))
            await connection.fetchval("SELECT app.group_login($1, $2)", person.login, roles)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


_ROWS: dict[str, list[dict[str, Any]]] = {}


@pytest.fixture(scope="session")
def population() -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, as Python has them."""
    declared.load()
    if not _ROWS:
        _ROWS.update(rows())
    return _ROWS


@pytest.fixture(scope="session")
def served(server: Server | Elsewhere, population: object) -> Iterator[Served]:
    """The database that all tests here read; none of them leaves anything in it."""
    made = Served(server.url, f"access_{os.getpid()}")
    do(drop(server.url, made.name))
    do(execute(server.url, f'CREATE DATABASE "{made.name}"'))
    create(made.url, make_tables).shut()
    do(_seed(made.url))
    yield made
    do(drop(server.url, made.name))
    do(execute(server.url, *(f'DROP ROLE IF EXISTS "{person.login}"' for person in PEOPLE)))


@pytest.fixture
def written(served: Served) -> Iterator[Served]:
    """A copy of it that a test may write in."""
    made = Served(served.server, f"{served.name}_w")
    do(drop(served.server, made.name))
    do(execute(served.server, f'CREATE DATABASE "{made.name}" TEMPLATE "{served.name}"'))
    yield made
    do(drop(served.server, made.name))
