"""The door of a shared database: the server knows the passwords; while it is away a wrapped key does."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from pydantic import SecretStr

from opsdesk.accounts.commands import RecordLock, SetPassword
from opsdesk.accounts.scram import verifier
from opsdesk.errors import StoreUnavailable
from opsdesk.store.entering import Here, right_password, set_password
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.unbroken import UnbrokenDatabase


class ServerDoor:
    """What the lock of an open desk asks; see `desk/locking.py`."""

    def __init__(self, database: UnbrokenDatabase, here: Here, login: str) -> None:
        self._database, self._here, self._login = database, here, login

    async def confirm_async(self, password: str) -> None:
        """The password of who is signed in; `Refused` when it is wrong."""
        await asyncio.to_thread(right_password, self._here, self._database, self._login, password)

    async def set_password_async(self, password: str) -> None:
        """Set it at the server, then wrap the outbox's key with it; `BadInput` says why it will not do."""
        me = self._database.me
        secret = await asyncio.to_thread(verifier, password, me.name)
        await self._database.apply(SetPassword(operator_id=me.operator_id, secret=SecretStr(secret)))
        served = self._database.served
        if isinstance(served, SharedDatabase):
            served.use_password(password)
        await asyncio.to_thread(set_password, self._here, self._database, self._login, password)

    async def record_lock_async(self, *, idle: bool) -> None:
        """Record that the desk was locked; while the server is away nobody can."""
        with suppress(StoreUnavailable):
            await self._database.apply(RecordLock(idle=idle))
