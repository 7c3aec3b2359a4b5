"""What tests of the outbox share: a server that can be away, an outbox over a quick key, commands by kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from opsdesk.errors import StoreUnavailable
from opsdesk.incidents.commands import COMMANDS as INCIDENTS
from opsdesk.observations.commands import COMMANDS as OBSERVATIONS
from opsdesk.store.command import Applied, Command
from opsdesk.store.database import Database
from opsdesk.store.keeping import KeepFile
from opsdesk.store.keys import KeyFolder, Stretch
from opsdesk.store.operator import Me
from opsdesk.store.outbox import Outbox
from opsdesk.store.unbroken import UnbrokenDatabase

COMMANDS = {command.kind: command for command in (*OBSERVATIONS, *INCIDENTS, KeepFile)}
#: A key that costs nothing to make.
QUICK = Stretch(passes=1, memory=64, lanes=1)
PASSWORD = "correct horse battery"


class Server:
    """A shared database that can be lost, and can swallow its acknowledgements.

    It is the embedded one, as it acts for `me`; the connection to it is what fails.
    """

    def __init__(self, database: Database, me: Me, desk: str = "desk 1") -> None:
        self.database = database
        self.me = me
        self.desk = desk
        self.away = False
        self.swallows = 0
        self.tries = 0
        self.acknowledged: list[Any] = []

    def _line(self) -> None:
        self.tries += 1
        if self.away:
            raise StoreUnavailable("server_away")

    def sign_in(self, me: Me) -> None:
        """It is who it is."""

    def sign_out(self) -> None:
        """The same."""

    def now(self) -> datetime:
        return self.database.now()

    def last(self) -> int:
        self._line()
        return self.database.last()

    def ask(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        self._line()
        return self.database.ask(query, *args, **named)

    def run(self, command: Command, me: Me | None = None) -> Applied:
        self._line()
        return self.database.run(command, me or self.me)

    async def apply(self, command: Command, me: Me | None = None) -> Applied:
        self._line()
        applied = await self.database.apply(command, me or self.me)
        if self.swallows:
            self.swallows -= 1
            self.away = True
        self._line()
        self.acknowledged.append(command.id)
        return applied

    async def read(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        self._line()
        return await self.database.read(query, *args, **named)

    async def head(self) -> int:
        self._line()
        return await self.database.head()

    async def follow(self, after: int, limit: int = 1000) -> Any:
        self._line()
        return await self.database.follow(after, limit)

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - the port's own
        self._line()
        return await self.database.changed(after, timeout)

    def may(self, kind: str) -> bool:
        return self.database.may(kind)

    def record(self, kind: str, detail: Any) -> None:
        self._line()
        self.database.record(kind, detail)

    async def close(self) -> None:
        """The database is the fixture's."""

    def shut(self) -> None:
        """The same."""


def now() -> datetime:
    return datetime.now(UTC)


def outbox(folder: Path, me: Me, clock: Callable[[], datetime] = now) -> Outbox:
    """This operator's outbox in a folder, made or opened again."""
    keys = KeyFolder(folder, QUICK)
    if keys.has(me.operator_id):
        key = keys.unlock(me.operator_id, PASSWORD)
    else:
        key = keys.make(me.operator_id, me.name, PASSWORD, None)
    made = Outbox(folder / f"{me.operator_id}.outbox", key, COMMANDS, me=me, now=clock)
    made.open_now()
    return made


def unbroken(kept: Outbox, server: Server | None, **named: Any) -> UnbrokenDatabase:
    """The front over both."""
    return UnbrokenDatabase(kept, server, now=now, desk="desk 1", chance=random.Random(1), **named)
