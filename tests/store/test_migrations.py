"""The migrations make exactly what the rooms declare, and leave foreign databases alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from opsdesk.accounts.signing import begin_desk
from opsdesk.errors import StoreUnavailable
from opsdesk.migrations import declared
from opsdesk.migrations.migrate import VERSION_TABLE, migrate, newest, revision_of
from opsdesk.store.database import Database
from opsdesk.store.making import make_tables
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify


def shape(path: Path) -> dict[str, Any]:
    """All that SQLite knows of tables, indexes and triggers."""
    connection = dbapi2.connect(str(path))
    found: dict[str, Any] = {}
    for kind, name, sql in connection.execute(
        "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    ).fetchall():
        if name == VERSION_TABLE or name.startswith("sqlite_"):
            continue
        if kind == "table":
            found[name] = (
                sorted(connection.execute(f'PRAGMA table_xinfo("{name}")').fetchall()),
                sorted(
                    row[2:] for row in connection.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
                ),
            )
        elif kind == "index":
            where = (sql or "").partition(" WHERE ")[2]
            found[name] = (connection.execute(f'PRAGMA index_xinfo("{name}")').fetchall(), where)
        else:
            found[name] = sql
    connection.close()
    return found


def test_the_migrations_make_what_is_declared(tmp_path: Path) -> None:
    """When it fails: `python -m opsdesk.migrations.regenerate`; after the first release, a new migration."""
    declared.load()
    Database.create(tmp_path / "declared.db", make_tables).shut()
    Database.create(tmp_path / "migrated.db", migrate).shut()
    wanted, made = shape(tmp_path / "declared.db"), shape(tmp_path / "migrated.db")
    assert made.keys() == wanted.keys()
    for name, what in wanted.items():
        assert made[name] == what, name


def test_a_migrated_desk_works_and_is_migrated_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    made = Database.create(path, migrate)
    begin_desk(made)
    made.shut()
    again = Database.open(path, migrate)
    assert again.ask(verify).seq == again.last() > 0
    assert again.ask(lambda reading: revision_of(reading.connection)) == newest()
    again.shut()


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    made = Database.create(path, migrate)
    made.shut()
    with dbapi2.connect(str(path)) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreUnavailable) as caught:
        Database.open(path, migrate)
    assert caught.value.reason == "newer_version"
    assert caught.value.facts["path"] == str(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with dbapi2.connect(str(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    with pytest.raises(StoreUnavailable) as caught:
        Database.open(path, migrate)
    assert caught.value.reason == "not_a_desk"


def test_a_migration_that_fails_is_taken_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    made = Database.create(path, migrate)
    begin_desk(made)
    made.shut()

    def fails(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE operator ADD COLUMN shoe_size INTEGER")
        connection.exec_driver_sql("DELETE FROM organization")

    with pytest.raises(StoreUnavailable) as caught:
        Database.open(path, fails)
    assert caught.value.reason == "migration_failed"
    again = Database.open(path, migrate)

    def organizations(reading: Reading) -> int:
        return int(reading.connection.exec_driver_sql("SELECT count(*) FROM organization").scalar() or 0)

    assert again.ask(organizations) == 1
    again.shut()
