"""The recovery key leaves the server only behind a line in the journal, and opens what another left."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from opsdesk.errors import Forbidden, Refused
from opsdesk.handling import Role
from opsdesk.observations import records
from opsdesk.store.adopting import adopt, left_here, open_left
from opsdesk.store.entering import Here, enter
from opsdesk.store.keys import KeyFolder
from opsdesk.store.operator import Me
from opsdesk.store.saved import State
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.recovery import RECOVER, private_half, public_half
from tests.databases import person
from tests.servers import do, with_database
from tests.shared_desks import PASSWORD, Desks
from tests.store.outboxes import COMMANDS, QUICK, now
from tests.store.test_outbox import report


def opened(desks: Desks, me: Me) -> SharedDatabase:
    return SharedDatabase.open(with_database(desks.url, desks.name, desks.login(me), PASSWORD), desk="desk 1")


async def raw(desks: Desks, me: Me, *statements: str) -> Any:
    """All of it in one transaction of the operator's own login, which could be rolled back."""
    connection = await asyncpg.connect(with_database(desks.url, desks.name, desks.login(me), PASSWORD))
    try:
        async with connection.transaction():
            return [await connection.fetchval(statement) for statement in statements]
    finally:
        await connection.close()


def test_the_private_half_is_given_to_a_supervisor_once_the_request_is_journalled(desks: Desks) -> None:
    desks.reset()
    supervisor = opened(desks, person("S. Novak", Role.SUPERVISOR, like=desks.first))
    dispatcher = opened(desks, person("Kim", Role.DISPATCHER, like=desks.first))
    try:
        public = dispatcher.ask(public_half)
        assert public is not None
        with pytest.raises(Forbidden):
            dispatcher.ask(private_half)
        with pytest.raises(Forbidden):
            dispatcher.record(RECOVER, {})
        with pytest.raises(Refused) as caught:
            supervisor.ask(private_half)
        assert caught.value.reason == "recovery_not_recorded"
        asked = f"INSERT INTO app.command (id, kind, desk) VALUES (gen_random_uuid(), '{RECOVER}', 'raw')"
        with pytest.raises(asyncpg.PostgresError, match="not journalled"):
            do(raw(desks, supervisor.me, asked, "SELECT app.recovery_key()"))
        before = supervisor.last()
        supervisor.record(RECOVER, {"desk": "desk 1"})
        private = supervisor.ask(private_half)
        assert X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw() == public
        assert supervisor.last() == before + 1
        for refused in ("SELECT private FROM app.recovery", "UPDATE app.recovery SET public = public"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                do(raw(desks, supervisor.me, refused))
    finally:
        supervisor.shut()
        dispatcher.shut()


async def test_what_was_left_behind_a_reset_password_is_adopted(desks: Desks, tmp_path: Path) -> None:
    desks.reset()
    kim = person("Kim", Role.DISPATCHER, like=desks.first)
    novak = person("S. Novak", Role.SUPERVISOR, Role.DISPATCHER, like=desks.first)

    def here(me: Me) -> Here:
        return Here(
            folder=tmp_path,
            commands=COMMANDS,
            desk="desk 1",
            where="the server",
            now=now,
            chance=random.Random(1),
            opens=lambda _login, _password: opened(desks, me),
            public_half=lambda database: database.ask(public_half),
            keys=lambda path: KeyFolder(path, QUICK),
        )

    theirs = enter(here(kim), "kim", PASSWORD)
    given = report()
    await theirs.outbox.save(given)
    await theirs.close()
    mine = enter(here(novak), "novak", PASSWORD)
    assert mine.served is not None
    try:
        (left,) = left_here(here(novak), mine.me)
        mine.record(RECOVER, {"desk": "desk 1"})
        outbox = open_left(here(novak), left, mine.served.ask(private_half))
        assert outbox.me.operator_id == kim.operator_id
        line = await adopt(outbox, mine, outbox.waiting[0])
        assert line.state is State.ADOPTED
        assert (await mine.read(records.get, given.observation_id)).summary == given.summary
        await outbox.close()
    finally:
        await mine.close()
