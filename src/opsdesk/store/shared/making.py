"""The owner's doors: making a shared database and bringing one up to date, from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from opsdesk.store.schema import metadata
from opsdesk.store.shared import creating
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.writing import Migrate


def create(
    url: str | Address, migrate: Migrate, *, desk: str = "desk", clock: Callable[[], datetime] | None = None
) -> SharedDatabase:
    """Make all of a desk in an empty database, and open it as the owner; `Refused` (`database_exists`)."""

    def work(connection: Connection) -> None:
        creating.make(connection, metadata, migrate)

    return SharedDatabase.owned(url, work, desk=desk, clock=clock)


def upgrade(url: str | Address, migrate: Migrate, *, desk: str = "desk") -> SharedDatabase:
    """Bring a shared database up to this version, with functions and policies, and open it as the owner."""

    def work(connection: Connection) -> None:
        creating.upgrade(connection, metadata, migrate)

    return SharedDatabase.owned(url, work, desk=desk)
