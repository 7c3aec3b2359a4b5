"""Opening and making a database by its address: a file, or a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

from opsdesk.store.database import Database, utc_now
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.store.shared.address import Address, is_shared
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.making import create, upgrade
from opsdesk.store.writing import Migrate

__all__ = ["Address", "create_database", "is_shared", "open_database", "upgrade_database"]


def open_database(
    url: str | os.PathLike[str],
    migrate: Migrate | None = None,
    *,
    passphrase: str | None = None,
    login: str | None = None,
    password: str | None = None,
    desk: str = "desk",
    clock: Callable[[], datetime] | None = None,
) -> DeskDatabase:
    """Open the database that the address names. Blocks.

    A file: `passphrase` opens it, `migrate` brings it up to this version (`Database.open`). A server:
    `login` and `password` (or those in the address) sign in, `migrate` only looks whether it stands at this
    version (`SharedDatabase.open`).
    """
    if is_shared(url):
        return SharedDatabase.open(
            os.fspath(url), migrate, login=login, password=password, desk=desk, clock=clock
        )
    return Database.open(url, migrate, passphrase=passphrase, desk=desk, clock=clock or utc_now)


def create_database(
    url: str | os.PathLike[str],
    migrate: Migrate,
    *,
    passphrase: str | None = None,
    desk: str = "desk",
    clock: Callable[[], datetime] | None = None,
) -> DeskDatabase:
    """Make a database and open it: a new file, or all of a desk in an empty database of a server. Blocks.

    On a server the address must be an owner's, who may make roles or finds them there; nobody is an operator
    yet. What stands there already is left alone (`Refused`, `database_exists`).
    """
    if is_shared(url):
        return create(os.fspath(url), migrate, desk=desk, clock=clock)
    return Database.create(url, migrate, passphrase=passphrase, desk=desk, clock=clock or utc_now)


def upgrade_database(
    url: str | os.PathLike[str], migrate: Migrate, *, passphrase: str | None = None, desk: str = "desk"
) -> DeskDatabase:
    """Bring a database up to this version of the program, and open it. On a server by its owner. Blocks."""
    if is_shared(url):
        return upgrade(os.fspath(url), migrate, desk=desk)
    return Database.open(url, migrate, passphrase=passphrase, desk=desk)
