"""Fixtures that open a fresh embedded database, and people to sign in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import text

from opsdesk.accounts.signing import begin_desk
from opsdesk.handling import Marking, Role, Sector
from opsdesk.migrations import declared
from opsdesk.store.access import Me
from opsdesk.store.database import Database, utc_now
from opsdesk.store.ids import new_id
from opsdesk.store.making import make_tables
from opsdesk.store.transaction import Reading
from tests.shared_desks import Desks, SharedDesk

ALL_ROLES = frozenset({Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR})


def person(
    name: str = "Rowan Vale",
    *roles: Role,
    sector: Sector = Sector.PUBLIC,
    clearance: Marking = Marking.AMBER_STRICT,
    like: Me | None = None,
    organization_id: UUID | None = None,
) -> Me:
    """Somebody who can be signed in without a row of their own; `like` another one: of that organization.

    Without either they are of an organization that has no row.
    """
    if organization_id is None:
        organization_id = like.organization_id if like is not None else new_id()
    return Me(new_id(), name, frozenset(roles) or ALL_ROLES, organization_id, sector, clearance)


@cache
def _begun(at: datetime | None) -> tuple[bytes, Me]:
    """The file of a desk that has just begun, and its first operator; made once in a process."""
    declared.load()
    with TemporaryDirectory(prefix="opsdesk-begun-") as folder:
        path = Path(folder) / "desk.db"
        made = Database.create(path, make_tables, desk="desk 1", clock=utc_now if at is None else lambda: at)
        first = begin_desk(made, organization="Port Police", name="Rowan Vale")
        made.shut()
        return path.read_bytes(), first


#: Where the test that runs now has its database: on the server, or (None) in a file.
_server: list[Desks | None] = [None]


def begun(path: Path, clock: Callable[[], datetime] = utc_now) -> Database:
    """A new desk's database at `path`: all subjects, the police organization, its first operator signed in.

    In a test that runs `on` the server it is one there, and the path is of no account.

    Each is a copy of one that was made before, which takes a tenth of making it; a clock other than the
    real one says when that was.
    """
    if _server[0] is not None:
        _server[0].reset()
        shared: Any = SharedDesk(_server[0], None if clock is utc_now else clock)
        return cast(Database, shared)
    data, first = _begun(None if clock is utc_now else clock())
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
    database = Database.open(path, desk="desk 1", clock=clock)
    database.sign_in(first)
    return database


@pytest.fixture(autouse=True, scope="module")
def on(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database the test runs on: `file`, or `server` (as `tests/conftest.py` chooses)."""
    where = getattr(request, "param", "file")
    _server[0] = request.getfixturevalue("desks") if where == "server" else None
    yield where
    _server[0] = None


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A fresh database of all subjects: its police organization and first operator are made and signed in."""
    made = begun(tmp_path / "desk.db")
    yield made
    made.shut()


@pytest.fixture
def me(database: Database) -> Me:
    """The first operator: all roles, in the desk's own police organization."""
    return database.me


def everything_written(database: Database, but: str) -> str:
    """Every text that the database holds, save those of one table: journal, details, search words, rows."""
    shared: Any = database
    if isinstance(shared, SharedDesk):
        return shared.everything_written(but)

    def read(reading: Reading) -> str:
        listed = reading.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return "".join(
            str(tuple(row))
            for name in [row[0] for row in listed if row[0] != but]
            for row in reading.connection.execute(text(f'SELECT * FROM "{name}"'))
        )

    return database.ask(read)
