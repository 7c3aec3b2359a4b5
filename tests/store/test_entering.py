"""Signing in with the server there or away, a reset password, and what another operator left."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from opsdesk.errors import Forbidden, Refused, StoreUnavailable
from opsdesk.handling import Role
from opsdesk.observations import records
from opsdesk.store.adopting import adopt, left_here, open_left
from opsdesk.store.database import Database
from opsdesk.store.entering import Here, enter, folder_of, known_here
from opsdesk.store.keys import KeyFolder, new_recovery_pair
from opsdesk.store.link import Standing
from opsdesk.store.operator import Me
from opsdesk.store.saved import State
from tests.databases import person
from tests.store.outboxes import COMMANDS, QUICK, Server, now
from tests.store.test_outbox import report
from tests.waiting import until

PUBLIC, PRIVATE = new_recovery_pair()


class Desk:
    """A desk at which people sign in to one server that may be away."""

    def __init__(self, folder: Path, database: Database, *people: Me) -> None:
        self.away = False
        self.passwords = {one.name: "first password" for one in people}
        self.people = {one.name: one for one in people}
        self.database = database
        self.here = Here(
            folder=folder,
            commands=COMMANDS,
            desk="desk 1",
            where="server/desk",
            now=now,
            chance=random.Random(1),
            opens=self.opens,
            public_half=lambda _database: PUBLIC,
            keys=lambda path: KeyFolder(path, QUICK),
        )

    def opens(self, login: str, password: str) -> Server:
        if self.away:
            raise StoreUnavailable("server_away")
        if self.passwords.get(login) != password:
            raise Refused("password_wrong", name=login)
        return Server(self.database, self.people[login])


async def test_who_signed_in_here_once_can_sign_in_while_the_server_is_away(
    database: Database, me: Me, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, database, me)
    live = enter(desk.here, me.name, "first password")
    assert live.link.standing is Standing.LIVE
    await live.close()
    desk.away = True
    assert [one.name for one in known_here(desk.here)] == [me.name]
    with pytest.raises(Refused):
        enter(desk.here, me.name, "another password")
    with pytest.raises(StoreUnavailable):
        enter(desk.here, "Kim", "first password")
    away = enter(desk.here, me.name, "first password")
    assert (away.me, away.link.standing) == (me, Standing.AWAY)
    given = report()
    await away.apply(given)
    desk.away = False
    sending = asyncio.create_task(away.keep_sending())
    await until(lambda: away.link.standing is Standing.LIVE)
    sending.cancel()
    assert database.ask(records.get, given.observation_id)
    await away.close()


async def test_a_login_that_is_refused_is_not_tried_again_unasked(
    database: Database, me: Me, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, database, me)
    await enter(desk.here, me.name, "first password").close()
    desk.away = True
    away = enter(desk.here, me.name, "first password")
    desk.away = False
    desk.passwords[me.name] = "a password that was set meanwhile"
    tries = []
    opens = desk.opens
    object.__setattr__(desk.here, "opens", lambda *given: (tries.append(given), opens(*given))[1])
    sending = asyncio.create_task(away.keep_sending())
    await until(lambda: away.link.why is not None)
    assert isinstance(away.link.why, Refused)
    await away.apply(report())
    await asyncio.sleep(0)
    assert len(tries) == 1
    away.try_now()
    await until(lambda: len(tries) == 2)
    sending.cancel()
    await away.close()


async def test_a_reset_password_loses_nothing(database: Database, me: Me, tmp_path: Path) -> None:
    """The old outbox is put aside; a supervisor opens it with the recovery key and adopts what waits."""
    kim = person("Kim", Role.DISPATCHER, like=me)
    desk = Desk(tmp_path, database, me, kim)
    await enter(desk.here, "Kim", "first password").close()
    desk.away = True
    away = enter(desk.here, "Kim", "first password")
    given = report()
    await away.apply(given)
    await away.close()
    desk.away = False
    desk.passwords["Kim"] = "second password"
    again = enter(desk.here, "Kim", "second password")
    assert not again.outbox.entries
    await again.close()

    supervisor = enter(desk.here, me.name, "first password")
    left = [one for one in left_here(desk.here, me) if one.path.suffix == ".aside"]
    assert [one.name for one in left] == ["Kim"]
    outbox = open_left(desk.here, left[0], PRIVATE)
    assert (outbox.me.name, [one.command for one in outbox.waiting]) == ("Kim", [given])
    before = database.last()
    line = await adopt(outbox, Server(database, me), outbox.waiting[0])
    assert (line.state, line.by) == (State.ADOPTED, me.name)
    assert database.ask(records.get, given.observation_id).summary == given.summary
    assert database.last() == before + 2, "the act of adopting, then what was adopted"
    await outbox.close()
    await supervisor.close()


async def test_only_a_supervisor_adopts(database: Database, me: Me, tmp_path: Path) -> None:
    kim, novak = (person(name, Role.DISPATCHER, like=me) for name in ("Kim", "T. Novak"))
    desk = Desk(tmp_path, database, kim, novak)
    theirs = enter(desk.here, "Kim", "first password")
    await theirs.outbox.save(report())
    line = theirs.outbox.waiting[0]
    database.sign_in(novak)
    with pytest.raises(Forbidden):
        await adopt(theirs.outbox, Server(database, novak), line)
    assert theirs.outbox.waiting == (line,)
    await theirs.close()


def test_what_waits_for_one_server_stands_apart_from_the_other(tmp_path: Path) -> None:
    assert folder_of(tmp_path, "db.example/desk") != folder_of(tmp_path, "db.example/exercise")
