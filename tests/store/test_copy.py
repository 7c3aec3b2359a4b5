"""An embedded desk moves up to the shared database: everything, once, with its journal's chain."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from PIL import Image
from sqlalchemy import Connection, inspect
from sqlcipher3 import dbapi2

from opsdesk.accounts.commands import AddOperator
from opsdesk.accounts.records import name_key
from opsdesk.accounts.scram import verifier
from opsdesk.bulletins.commands import DraftBulletin
from opsdesk.bulletins.model import BulletinKind
from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.geo.places import Position
from opsdesk.handling import Role
from opsdesk.migrations import declared
from opsdesk.observations.commands import ReportObservation
from opsdesk.store.database import Database
from opsdesk.store.keeping import KeepFile
from opsdesk.store.making import make_tables
from opsdesk.store.shared import moving_up
from opsdesk.store.shared.admitting import admit
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.making import create
from opsdesk.store.shared.moving_up import MovedUp, move_up
from opsdesk.store.verification import head_hash, verify
from tests.databases import begun, person
from tests.servers import Elsewhere, Server, do, drop, execute, with_database

MONACO = Position(43.7384, 7.4246)


def migrate(connection: Connection) -> None:
    """The tables as the rooms declare them, once."""
    if not inspect(connection).has_table("journal_head", schema="app"):
        make_tables(connection)


#: All triggers of the desk's tables, and whether they fire; where row security is forced on the owner.
GUARDS = (
    "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = 'app'::regnamespace AND NOT t.tgisinternal "
    "UNION ALL SELECT relname, 'forced', relforcerowsecurity::text::\"char\" FROM pg_class "
    "WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' ORDER BY 1, 2"
)

#: Who may act for the owner and is no superuser, as `packaging/postgresql` makes one.
MOVER, PASSWORD = f"od_mover_{os.getpid()}", "correct horse battery"


def fetch(url: str, statement: str, *given: object) -> list[tuple[Any, ...]]:
    async def asked() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement, *given)]
        finally:
            await connection.close()

    return do(asked())


@pytest.fixture(scope="module")
def made(server: Server | Elsewhere) -> Iterator[str]:
    """The name of a database with a desk's tables and nothing in them."""
    declared.load()
    name = f"moved_{os.getpid()}"
    do(drop(server.url, name))
    do(execute(server.url, f'CREATE DATABASE "{name}"'))
    create(with_database(server.url, name), migrate).shut()
    do(execute(server.url, f"CREATE ROLE {MOVER} LOGIN PASSWORD '{PASSWORD}' IN ROLE od_owner"))
    yield name
    do(execute(server.url, f"DROP ROLE {MOVER}"))
    do(drop(server.url, name))


@pytest.fixture
def target(server: Server | Elsewhere, made: str) -> Iterator[str]:
    """The address of such a database."""
    name = f"{made}_target"
    do(execute(server.url, f'CREATE DATABASE "{name}" TEMPLATE "{made}"'))
    yield with_database(server.url, name)
    do(drop(server.url, name))


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small desk's file: reports, a photo, an operator, two bulletins of which one names the later."""
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    database = begun(path)
    for number in range(12):
        database.run(ReportObservation.of(summary=f"Gate {number} – “ouverte”", position=MONACO))
    assert database.me.organization_id is not None
    kim = AddOperator.of(name="Kim", roles={Role.DISPATCHER}, organization_id=database.me.organization_id)
    database.run(kim)
    database.run(KeepFile.of(data=photo(), name="gate.jpg"))
    drafts = [DraftBulletin.of(bulletin_kind=BulletinKind.BOLO_PERSON, title=f"Draft {n}") for n in range(2)]
    for draft in drafts:
        database.run(draft)
    database.shut()
    change(
        path,
        "UPDATE bulletin SET superseded_by = ? WHERE id = ?",
        drafts[1].bulletin_id.bytes,
        drafts[0].bulletin_id.bytes,
    )
    change(path, "UPDATE operator SET secret = 'a hash of the file'")
    return path


@pytest.fixture
def desk(written: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copyfile(written, tmp_path / "desk.db"))


def change(path: Path, statement: str, *given: object) -> None:
    """Change a file behind the program's back."""
    connection = dbapi2.connect(path)
    with connection:
        connection.execute(statement, given)
    connection.close()


class Broken(Exception):
    """Stands for a line that goes, or a machine that is switched off."""


def broken_at(after: int) -> moving_up.Progress:
    def told(_table: str, done: int, _of: int) -> None:
        if done > after:
            raise Broken

    return told


def owners(target: str) -> str:
    """The same database, for who may act for the owner."""
    return with_database(target, target.rpartition("/")[2], MOVER, PASSWORD)


def copied(path: Path, target: str, progress: moving_up.Progress | None = None) -> MovedUp:
    return move_up(path, owners(target), migrate, progress=progress)


def test_everything_arrives_once_and_the_journal_keeps_its_head(desk: Path, target: str) -> None:
    before = fetch(target, GUARDS)
    database = Database.open(desk)
    seq, head = database.ask(head_hash)
    database.shut()
    told: list[tuple[str, int, int]] = []
    moved = copied(desk, target, progress=lambda *step: told.append(step))
    assert (moved.journal.seq, moved.journal.hash) == (seq, head)
    counted = {table.name: table.content.rows for table in moved.tables}
    assert counted["observation"] == 12
    assert counted["journal"] == seq
    assert counted["file_original"] == 1
    assert counted["file_copy"] >= 2
    assert counted["bulletin"] == 2
    assert told[-1][1] == told[-1][2]
    assert moved.rows == sum(counted.values())
    assert fetch(target, "SELECT count(*) FROM app.journal") == [(seq,)]
    assert fetch(target, "SELECT count(*) FROM app.bulletin WHERE superseded_by IS NOT NULL") == [(1,)]
    assert fetch(target, "SELECT data FROM app.file_original") == [(photo(),)]
    assert fetch(target, GUARDS) == before
    operators = "SELECT name, disabled_at IS NULL, login, secret FROM app.operator ORDER BY name"
    assert fetch(target, operators) == [("Kim", False, None, None), ("Rowan Vale", False, None, None)]
    with pytest.raises(Refused, match="target_not_empty"):
        copied(desk, target)
    assert fetch(target, "SELECT count(*) FROM app.observation") == [(12,)]
    the_door_for_the_journal_is_the_owners_and_shut(target)
    the_owner_lets_in_one_administrator(target)


def test_a_copy_that_breaks_off_goes_on_and_brings_nothing_twice(
    desk: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_up, "JOURNAL_AT_ONCE", 5)
    for after in (3, 12, 30, 45):
        with pytest.raises(Broken):
            copied(desk, target, progress=broken_at(after))
    moved = copied(desk, target)
    assert moved.went_on
    assert {t.name: t.content.rows for t in moved.tables}["observation"] == 12
    assert fetch(target, "SELECT count(*), count(DISTINCT id) FROM app.observation") == [(12, 12)]


def test_a_file_that_went_on_meanwhile_is_copied_anew(desk: Path, target: str) -> None:
    with pytest.raises(Broken):
        copied(desk, target, progress=broken_at(30))
    database = Database.open(desk)
    database.run(ReportObservation.of(summary="One more"), person("Rowan Vale"))
    database.shut()
    moved = copied(desk, target)
    assert not moved.went_on
    assert {t.name: t.content.rows for t in moved.tables}["observation"] == 13


def the_owner_lets_in_one_administrator(target: str) -> None:
    login, name = f"od_rowan_{os.getpid()}", target.rpartition("/")[2]
    for key in ("kim", "nobody"):
        with pytest.raises(Refused, match="no_such_administrator") as refused:
            admit(owners(target), key, login=login, verifier=verifier(PASSWORD))
        assert refused.value.facts["known"] == "Rowan Vale"
    try:
        # The second time the login is there, and gets another password.
        for password in ("first " + PASSWORD, PASSWORD):
            given = verifier(password)
            assert admit(owners(target), name_key("Rowan Vale"), login=login, verifier=given) == login
        database = SharedDatabase.open(with_database(target, name, login, PASSWORD))
        assert (database.me.name, Role.ADMINISTRATOR in database.me.roles) == ("Rowan Vale", True)
        assert database.ask(verify).seq == database.last()
        database.shut()
    finally:
        do(execute(target, f"DROP ROLE IF EXISTS {login}"))


def the_door_for_the_journal_is_the_owners_and_shut(target: str) -> None:
    call = "SELECT app.import_journal({})".format(", ".join(["NULL"] * 15))
    with pytest.raises(asyncpg.PostgresError, match="no copy") as shut:
        fetch(target, call)
    assert shut.value.sqlstate == "OD001"
    login, name = f"od_kim_{os.getpid()}", target.rpartition("/")[2]
    do(execute(target, f"CREATE ROLE {login} LOGIN PASSWORD 'x' IN ROLE od_operator"))
    try:
        for statement in (call, "SELECT * FROM app.moved_from"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                fetch(with_database(target, name, login, "x"), statement)
    finally:
        do(execute(target, f"DROP ROLE {login}"))


def test_a_journal_that_does_not_hold_does_not_come_in(written: Path, target: str, tmp_path: Path) -> None:
    for tampered in (
        "UPDATE journal SET kind = 'other' WHERE seq = 7",
        "UPDATE journal_detail SET detail = detail || ' ' WHERE seq = 7",
        "UPDATE journal SET previous = randomblob(32) WHERE seq = 7",
        "DELETE FROM journal WHERE seq = 6",
    ):
        path = Path(shutil.copyfile(written, tmp_path / "tampered.db"))
        change(path, tampered)
        with pytest.raises(Refused) as refused:
            copied(path, target)
        assert (refused.value.reason, refused.value.facts["seq"]) == ("journal_broken", 7)
    assert fetch(target, "SELECT count(*) FROM app.journal") == [(0,)]
    other = Path(shutil.copyfile(written, tmp_path / "other.db"))
    change(other, "UPDATE journal SET hash = randomblob(32) WHERE seq = 1")
    with pytest.raises(Refused, match="target_not_empty"):  # of another file a copy broke off there
        copied(other, target)


def test_a_table_that_differs_afterwards_is_named(desk: Path, target: str) -> None:
    database = Database.open(desk)
    with pytest.raises(StoreUnavailable, match="in_use"):
        copied(desk, target)
    database.shut()
    with pytest.raises(Broken):
        copied(desk, target, progress=broken_at(60))
    do(execute(target, "SET session_replication_role = replica; UPDATE app.organization SET name = 'X'"))
    with pytest.raises(Refused) as refused:
        copied(desk, target)
    assert refused.value.reason == "copy_differs"
    assert refused.value.facts["table"] == "organization"
