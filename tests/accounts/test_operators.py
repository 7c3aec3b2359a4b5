"""What an administrator does with operators, and what becomes of a one-time password."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from opsdesk.accounts import records
from opsdesk.accounts.commands import (
    AddOperator,
    DisableOperator,
    RecordLock,
    ReleaseOperator,
    ResetPassword,
    SecureDesk,
)
from opsdesk.accounts.model import OperatorFilter, OperatorItem, OperatorState
from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.scram import ITERATIONS, one_time, verifier
from opsdesk.accounts.signing import Door
from opsdesk.errors import BadInput, Forbidden, Refused
from opsdesk.handling import Role
from opsdesk.store.database import Database
from opsdesk.store.journal_page import JournalFilter
from opsdesk.store.journal_page import page as journal
from opsdesk.store.operator import Me
from tests.databases import person

PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
GIVEN, OWN = "kd7m-2pqx-hs4t-w9ze", "correct horse battery"


def add(database: Database, me: Me, name: str = "Kim", *roles: Role) -> AddOperator:
    in_a_file = not database.ask(records.has_logins)
    command = AddOperator.of(
        name=name,
        roles=frozenset(roles) or {Role.DISPATCHER},
        organization_id=me.organization_id,
        secret=SecretStr(PASSWORDS.hashed(GIVEN).value) if in_a_file else None,
    )
    database.run(command)
    return command


def item(database: Database, name: str = "Kim") -> OperatorItem:
    (found,) = database.ask(records.page, OperatorFilter(text=name)).items
    return found


@pytest.mark.file_only
def test_a_one_time_password_lets_in_once_and_is_replaced(database: Database, me: Me) -> None:
    door = Door(database, PASSWORDS)
    kim = add(database, me)
    assert item(database).state is OperatorState.ONE_TIME
    signed = door.sign_in("Kim", GIVEN)
    assert signed.must_set
    door.set_password(OWN)
    assert not door.sign_in("Kim", OWN).must_set
    with pytest.raises(Refused, match="password_wrong"):
        door.sign_in("Kim", GIVEN)
    database.sign_in(me)
    assert item(database).state is OperatorState.ACTIVE
    database.run(ResetPassword.of(operator_id=kim.operator_id, secret=PASSWORDS.hashed(GIVEN).value))
    assert door.sign_in("Kim", GIVEN).must_set
    lines = database.ask(journal, JournalFilter()) if database.me.roles >= {Role.SUPERVISOR} else None
    assert lines is None  # Kim reads no journal
    database.sign_in(me)
    told = str(database.ask(journal, JournalFilter()).items)
    assert GIVEN not in told
    assert "$argon2id" not in told


def test_the_list_is_the_administrators_by_name_with_filters(database: Database, me: Me) -> None:
    for name, role in (("Zoe", Role.LIAISON), ("Ann", Role.SUPERVISOR), ("Kim", Role.DISPATCHER)):
        add(database, me, name, role)
    first = database.ask(records.page, OperatorFilter(), None, 2)
    rest = database.ask(records.page, OperatorFilter(), first.after, 10)
    assert [one.operator.name for one in (*first.items, *rest.items)] == ["Ann", "Kim", me.name, "Zoe"]
    assert rest.after is None
    liaisons = database.ask(records.page, OperatorFilter(roles=frozenset({Role.LIAISON})))
    assert {one.operator.name for one in liaisons.items} == {me.name, "Zoe"}
    kim = item(database)
    assert kim.organization_name == "Port Police"
    database.run(DisableOperator(operator_id=kim.id, version=kim.operator.version))
    assert database.ask(records.number_of, OperatorFilter(disabled=True)) == 1
    assert item(database).state is OperatorState.DISABLED
    assert [one.id for one in database.ask(records.listed, [kim.id], OperatorFilter(disabled=False))] == []
    database.sign_in(person("S", Role.SUPERVISOR, like=me))
    with pytest.raises(Forbidden) as caught:
        database.ask(records.page, OperatorFilter())
    assert caught.value.roles == (Role.ADMINISTRATOR,)


@pytest.mark.file_only
def test_a_lock_is_seen_and_released_and_a_disabled_one_is_not_released(database: Database, me: Me) -> None:
    door = Door(database, PASSWORDS)
    kim = add(database, me)
    for _ in range(5):
        with pytest.raises(Refused):
            door.sign_in("Kim", "wrong password")
    database.sign_in(me)
    assert item(database).state is OperatorState.LOCKED
    database.run(ReleaseOperator(operator_id=kim.operator_id))
    assert item(database).state is OperatorState.ONE_TIME
    version = item(database).operator.version
    database.run(DisableOperator(operator_id=kim.operator_id, version=version))
    with pytest.raises(Refused, match="operator_disabled_not_locked"):
        database.run(ReleaseOperator(operator_id=kim.operator_id))


def test_a_desk_in_a_secured_room_is_an_administrators_word_with_a_reason(database: Database, me: Me) -> None:
    assert not database.ask(records.secured, "desk 1")
    with pytest.raises(BadInput):
        database.run(SecureDesk.of(desk="desk 1", exempt=True))
    done = database.run(SecureDesk.of(desk="desk 1", reason="guard at the door", exempt=True))
    assert database.ask(records.secured, "desk 1")
    assert not database.ask(records.secured, "desk 2")
    assert done.undo is not None
    database.run(done.undo)
    assert not database.ask(records.secured, "desk 1")
    database.sign_in(person("S", Role.SUPERVISOR, like=me))
    with pytest.raises(Forbidden):
        database.run(SecureDesk.of(desk="desk 1", reason="because", exempt=True))
    database.run(RecordLock(idle=True))
    kinds = [line.kind for line in database.ask(journal, JournalFilter(subject="operator")).items]
    assert kinds[0] == "operator.lock"


def test_a_verifier_is_what_the_server_would_have_made() -> None:
    text = verifier("pencil and paper", salt=b"0123456789abcdef")
    scheme, rest = text.split("$", 1)
    assert scheme == "SCRAM-SHA-256"
    head, keys = rest.split("$")
    iterations, salt = head.split(":")
    stored, server = (b64decode(part) for part in keys.split(":"))
    salted = hashlib.pbkdf2_hmac("sha256", b"pencil and paper", b64decode(salt), int(iterations))
    assert int(iterations) == ITERATIONS
    assert hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest() == stored
    assert hmac.digest(salted, b"Server Key", "sha256") == server
    with pytest.raises(BadInput, match="password_too_short"):
        verifier("short")


def test_one_time_passwords_differ_and_have_no_sign_that_is_taken_for_another() -> None:
    made = {one_time() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0o1il")
    assert all(len(one) == 19 for one in made)
