"""Backups while desks write, and restoring them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from opsdesk.accounts import records
from opsdesk.accounts.commands import AddOperator, RecordSignOut
from opsdesk.accounts.signing import begin_desk
from opsdesk.errors import Forbidden, Refused, StoreUnavailable
from opsdesk.handling import Role
from opsdesk.store.backup import back_up, restore
from opsdesk.store.backups import name_beside, newest_beside
from opsdesk.store.database import Database
from opsdesk.store.making import make_tables
from opsdesk.store.verification import verify
from tests.databases import person

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture(params=[None, "a passphrase of the desk"])
def desk(
    tmp_path: Path, database: Database, request: pytest.FixtureRequest
) -> Iterator[tuple[Database, str | None]]:
    """A plain and an encrypted desk."""
    if request.param is None:
        yield database, None
        return
    made = Database.create(tmp_path / "closed.db", make_tables, passphrase=request.param)
    begin_desk(made)
    yield made, request.param
    made.shut()


def test_a_backup_while_desks_write_is_whole_and_comes_back(
    desk: tuple[Database, str | None], tmp_path: Path
) -> None:
    database, passphrase = desk
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            database.run(RecordSignOut())
            written += 1

    for _ in range(200):
        database.run(RecordSignOut())
    before = database.last()
    writer = threading.Thread(target=write)
    writer.start()
    told: list[tuple[int, int]] = []
    try:
        made = back_up(database, tmp_path / "desk.backup.db", lambda done, of: told.append((done, of)))
    finally:
        stop.set()
        writer.join()
    assert told
    assert before <= made.journal.seq <= database.last()
    assert sorted(p.name for p in tmp_path.glob("desk.backup*")) == ["desk.backup.db"]
    kept = restore(made.path, tmp_path / "again.db", NOW, passphrase=passphrase)
    assert kept is None
    again = Database.open(tmp_path / "again.db", passphrase=passphrase)
    assert again.last() == made.journal.seq
    assert again.ask(verify, f"{made.journal.seq}:{made.journal.hash}").seq == made.journal.seq
    assert again.ask(records.count) == 1
    again.shut()
    assert database.ask(verify).seq == database.last()


def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    there = tmp_path / "letter.txt"
    there.write_text("dear")
    with pytest.raises(Refused, match="file_exists"):
        back_up(database, there)
    assert there.read_text() == "dear"


def test_a_backup_is_for_supervisors_and_administrators(database: Database, tmp_path: Path) -> None:
    database.sign_in(person("Kim", Role.DISPATCHER, like=database.me))
    with pytest.raises(Forbidden):
        back_up(database, tmp_path / "taken.db")
    assert not (tmp_path / "taken.db").exists()


def test_an_open_database_is_never_replaced(database: Database, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "kept.db")
    with pytest.raises(StoreUnavailable) as caught:
        restore(made.path, database.path, NOW, replace=True)
    assert caught.value.reason == "in_use"
    database.run(RecordSignOut())


def test_what_is_replaced_is_kept_under_another_name(database: Database, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "kept.db")
    organization_id = database.me.organization_id
    assert organization_id is not None
    database.run(AddOperator(name="Kim", roles={Role.LIAISON}, organization_id=organization_id))
    database.shut()
    with pytest.raises(Refused, match="file_exists"):
        restore(made.path, database.path, NOW)
    old = restore(made.path, database.path, NOW, replace=True)
    assert old is not None
    for path, operators in ((database.path, 1), (old, 2)):
        again = Database.open(path)
        assert again.ask(records.count) == operators
        again.shut()


def test_a_damaged_backup_is_refused_and_nothing_is_touched(database: Database, tmp_path: Path) -> None:
    for _ in range(300):
        database.run(RecordSignOut())
    made = back_up(database, tmp_path / "kept.db")
    data = bytearray(made.path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 4096 * 6):
        data[at] ^= 0x55
    made.path.write_bytes(bytes(data))
    with pytest.raises(StoreUnavailable) as caught:
        restore(made.path, tmp_path / "again.db", NOW)
    assert caught.value.reason in ("damaged", "not_a_database")
    assert not (tmp_path / "again.db").exists()
    assert not list(tmp_path.glob("again.db.part*"))


def test_the_newest_backup_is_found_by_its_name(tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    assert newest_beside(desk) is None
    for hour in (9, 18, 12):
        name_beside(desk, NOW.replace(hour=hour)).touch()
    found = newest_beside(desk)
    assert found is not None
    assert found.name == "desk.backup-20261123T180000Z.db"
