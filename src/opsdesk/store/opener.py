"""How a connection to the database file is opened: its key, and what must hold on every connection."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Pool, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from opsdesk.errors import StoreUnavailable
from opsdesk.store.backups import newest_beside

#: Older ones carry a WAL corruption bug (3.7.0 to 3.51.2).
OLDEST_SQLITE = (3, 51, 3)

#: How long SQLite itself waits for another process, in milliseconds; the fair lock comes before it.
BUSY_MS = 10_000

#: Pages of the WAL after which it is written into the file: by the writer, when it has let go of the lock
#: (`writing`), so that no other desk waits for it. SQLite itself would do it inside the commit; it still does
#: at the last resort, should the writer's way fail.
WAL_PAGES = 4_000
_WAL_PAGES_AT_LAST = 40_000
#: Bytes of a page in the WAL, with the head of its frame.
WAL_FRAME = 4096 + 24

_SALT_BYTES = 16
_MAGIC = b"SQLite format 3\0"
_PAGE = 4096
_ROUNDS = 256_000


class Opener:
    """Opens connections to one file; holds the key, which stands in no URL, no SQL text, no repr.

    The passphrase is turned into a raw key once, as SQLCipher does it (PBKDF2, SHA-512, 256,000 rounds,
    the file's first 16 bytes as salt): so a connection costs 2 ms and not 90, and any SQLCipher opens
    the file with the passphrase.
    """

    def __init__(
        self, path: Path, passphrase: str | None = None, *, read_only: bool = False, lasting: bool = True
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.lasting = lasting
        self._key: str | None = None
        if passphrase:
            salt = _salt(path)
            key = hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, _ROUNDS, 32)
            self._key = key.hex() + salt.hex()

    def __repr__(self) -> str:
        return f"Opener({str(self.path)!r}, {'encrypted' if self.encrypted else 'plain'})"

    @property
    def encrypted(self) -> bool:
        """Whether the file is opened with a key."""
        return self._key is not None

    def for_path(self, path: Path, *, read_only: bool = False) -> Opener:
        """The same key for another file with the same salt: a backup of this one."""
        other = Opener(path, read_only=read_only)
        other._key = self._key
        return other

    def bare(self) -> Any:
        """A connection of the driver with the key and nothing else: what a backup is copied into."""
        mode = "ro" if self.read_only else "rw"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        if self._key is not None:
            # It would print to the terminal; what is wrong is raised as well.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{self._key}'\"")
        return connection

    def __call__(self) -> Any:
        """A connection of the driver, with all that must hold on it."""
        connection = self.bare()
        try:
            if self._key is not None:
                connection.execute("PRAGMA cipher_memory_security = OFF")
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self.lasting else 'OFF'}")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -32000")
            if not self.read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES_AT_LAST}")
                # Cut when it is begun anew: so its length tells how much waits to be written into the file.
                connection.execute(f"PRAGMA journal_size_limit = {WAL_PAGES * WAL_FRAME // 2}")
        except BaseException:
            connection.close()
            raise
        return connection


def require_opening(path: Path, passphrase: str | None) -> None:
    """Refuse a file that cannot be opened so: the file or the passphrase is not right.

    An encrypted file looks like noise from its first byte on; text and pictures do not.
    """
    with path.open("rb") as file:
        start = file.read(_PAGE)
    facts: dict[str, object] = {"path": str(path)}
    if not os.access(path, os.W_OK) or not os.access(path.absolute().parent, os.W_OK):
        raise StoreUnavailable("read_only", **facts)
    plain = start.startswith(_MAGIC)
    noise = len(start) == _PAGE and len(zlib.compress(start)) >= _PAGE
    if plain and passphrase:
        raise StoreUnavailable("not_encrypted", **facts)
    if plain or (noise and passphrase):
        return
    if noise:
        raise StoreUnavailable("passphrase_needed", **facts)
    backup = newest_beside(path)
    raise StoreUnavailable("not_a_database", **facts, **({"backup": str(backup)} if backup else {}))


def on_disk(path: Path) -> None:
    """Wait until what was written to the file stands on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _salt(path: Path) -> bytes:
    """The salt of the file that is there, or a new one for a file that is yet to be made."""
    try:
        with path.open("rb") as file:
            found = file.read(_SALT_BYTES)
    except FileNotFoundError:
        found = b""
    return found if len(found) == _SALT_BYTES else os.urandom(_SALT_BYTES)


def require_sqlite() -> None:
    """Refuse a SQLite that may corrupt a WAL database."""
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise StoreUnavailable("sqlite_too_old", found=dbapi2.sqlite_version, needed=oldest)


def engine(opener: Opener, connections: int, pool: type[Pool] = QueuePool) -> Engine:
    """A synchronous engine over the file; each transaction says BEGIN itself, a writer's IMMEDIATE."""
    made = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=opener,
        poolclass=pool,
        **({"pool_size": connections, "max_overflow": 0} if pool is QueuePool else {}),
        hide_parameters=True,
        insertmanyvalues_page_size=500,
    )

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("writer", False)
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN IMMEDIATE" if writer else "BEGIN")

    return made
