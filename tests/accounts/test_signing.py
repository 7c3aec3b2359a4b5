"""Who is let in, and what stands in the journal about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from opsdesk.accounts import records
from opsdesk.accounts.commands import (
    AddOperator,
    ChangeOperator,
    DisableOperator,
    ReleaseOperator,
    ResetPassword,
)
from opsdesk.accounts.passwords import Passwords, banned
from opsdesk.accounts.signing import Door, begin_desk, choices
from opsdesk.errors import BadInput, Forbidden, Refused
from opsdesk.handling import Marking, Role
from opsdesk.store import tables
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.operator import Me
from opsdesk.store.transaction import Reading

GOOD = "correct horse battery"


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def door(database: Database, passwords: Passwords) -> Door:
    return Door(database, passwords)


def kinds(reading: Reading) -> list[str]:
    return [row.kind for row in reading.all(select(tables.journal.c.kind).order_by(tables.journal.c.seq))]


def details(reading: Reading) -> str:
    return "".join(row.detail for row in reading.all(select(tables.journal_detail.c.detail)))


def refused(door: Door, name: str | None, password: str | None = None) -> str:
    with pytest.raises(Refused) as caught:
        door.sign_in(name, password)
    return caught.value.reason


def test_the_first_operator_comes_in_without_a_password_and_is_asked_to_set_one(
    database: Database, door: Door
) -> None:
    first = door.sign_in(None)
    assert first.without_password
    door.set_password(GOOD)
    assert refused(door, None) == "password_needed"
    assert refused(door, "rowan VALE", "wrong password") == "password_wrong"
    assert not door.sign_in("Rowan Vale", GOOD).without_password
    assert GOOD not in database.ask(details)
    assert "$argon2id" not in database.ask(details)


def test_a_desk_begins_once(database: Database) -> None:
    with pytest.raises(Refused, match="desk_begun"):
        begin_desk(database)


def test_an_unknown_name_is_refused_and_recorded(database: Database, door: Door) -> None:
    assert refused(door, "Nobody") == "operator_unknown"
    assert database.ask(kinds)[-1] == "operator.sign_in"


def test_five_wrong_passwords_lock_until_an_administrator_releases(
    database: Database, door: Door, me: Me
) -> None:
    kim = new_id()
    database.run(
        AddOperator(operator_id=kim, name="Kim", roles={Role.DISPATCHER}, organization_id=me.organization_id)
    )
    door.sign_in("Kim")
    door.set_password(GOOD)
    for _ in range(5):
        assert refused(door, "Kim", "wrong password") == "password_wrong"
    assert refused(door, "Kim", GOOD) == "operator_locked"
    database.sign_in(me)
    database.run(ReleaseOperator(operator_id=kim))
    assert door.sign_in("Kim", GOOD).me.roles == {Role.DISPATCHER}


def test_failures_long_ago_do_not_count(tmp_path: Path, passwords: Passwords) -> None:
    from opsdesk.store.making import make_tables

    now = [datetime(2026, 11, 1, 3, 0, tzinfo=UTC)]
    database = Database.create(tmp_path / "clock.db", make_tables, clock=lambda: now[0])
    begin_desk(database)
    door = Door(database, passwords)
    door.set_password(GOOD)
    for _ in range(2):
        for _ in range(4):
            assert refused(door, None, "wrong password") == "password_wrong"
        now[0] += timedelta(minutes=16)
    assert refused(door, None, "wrong password") == "password_wrong"
    for _ in range(4):
        refused(door, None, "wrong password")
    with pytest.raises(Refused) as caught:
        door.sign_in(None, GOOD)
    assert caught.value.reason == "operator_locked_alone"
    assert caught.value.facts["until"] == now[0] + timedelta(minutes=15)
    now[0] += timedelta(minutes=16)
    # The only administrator could not be released by anybody.
    assert not door.sign_in(None, GOOD).without_password
    database.shut()


def test_a_reset_password_is_asked_for_anew(database: Database, door: Door, me: Me) -> None:
    door.set_password(GOOD)
    database.run(ResetPassword(operator_id=me.operator_id))
    assert door.sign_in(None).without_password


def test_a_disabled_operator_is_not_let_in(database: Database, door: Door, me: Me) -> None:
    kim = new_id()
    added = database.run(
        AddOperator(operator_id=kim, name="Kim", roles={Role.LIAISON}, organization_id=me.organization_id)
    )
    assert [operator.name for operator in choices(database)] == ["Kim", "Rowan Vale"]
    assert added.undo is not None
    undone = database.run(added.undo)
    assert refused(door, "Kim") == "operator_disabled"
    assert undone.undo is not None
    database.run(undone.undo)
    assert door.sign_in("Kim").without_password


def test_one_administrator_must_be_left(database: Database, me: Me) -> None:
    with pytest.raises(Refused, match="last_administrator"):
        database.run(DisableOperator(operator_id=me.operator_id, version=1))
    with pytest.raises(Refused, match="last_administrator"):
        database.run(ChangeOperator(operator_id=me.operator_id, version=1, roles={Role.LIAISON}))


def test_only_an_administrator_adds_operators(database: Database, door: Door, me: Me) -> None:
    database.run(AddOperator(name="Kim", roles={Role.SUPERVISOR}, organization_id=me.organization_id))
    door.sign_in("Kim")
    with pytest.raises(Forbidden) as caught:
        database.run(AddOperator(name="Lee", roles={Role.SUPERVISOR}, organization_id=me.organization_id))
    assert caught.value.roles == (Role.ADMINISTRATOR,)
    assert database.ask(kinds)[-1] == "access.denied"
    assert database.ask(records.count) == 2


def test_names_are_told_apart_without_case(database: Database, me: Me) -> None:
    with pytest.raises(BadInput, match="operator_taken"):
        database.run(AddOperator(name="rowan vâle", roles={Role.LIAISON}, organization_id=me.organization_id))


def test_a_wall_has_its_own_clearance_and_no_other_role(database: Database, door: Door, me: Me) -> None:
    with pytest.raises(BadInput, match="wall_alone"):
        database.run(
            AddOperator(name="Wall", roles={Role.WALL, Role.LIAISON}, organization_id=me.organization_id)
        )
    wall = AddOperator(
        name="Wall", roles={Role.WALL}, organization_id=me.organization_id, clearance=Marking.GREEN
    )
    database.run(wall)
    assert door.sign_in("Wall").me.clearance is Marking.GREEN


@pytest.mark.parametrize(
    "password", ["short", "password123", "P@ssw0rd", "12345678", "aaaaaaaaaa", "rowanvale1"]
)
def test_worn_out_passwords_are_refused(passwords: Passwords, password: str) -> None:
    with pytest.raises(BadInput):
        passwords.hashed(password, "Rowan Vale")


def test_good_passwords_are_taken(passwords: Passwords) -> None:
    for password in (GOOD, "ügly-Ducks-42", "Rowan likes the harbour"):
        assert not banned(password, "Rowan Vale")
        secret = passwords.hashed(password)
        assert passwords.right(password, secret)
        assert not passwords.right(password + "x", secret)
        assert password not in repr(secret)
    assert not passwords.right("anything at all", None)
