"""This desk's own encrypted file: drafts of one operator; nothing in it is shared."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from sqlcipher3 import dbapi2

from opsdesk.errors import StoreUnavailable
from opsdesk.store.failures import explained
from opsdesk.store.schema import canonical

P = ParamSpec("P")
T = TypeVar("T")

_TABLES = """
CREATE TABLE IF NOT EXISTS draft (key TEXT PRIMARY KEY, draft TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
"""
_VERSION = 1
_KEY_BYTES = 32


class LocalFile:
    """Drafts of one operator at this desk, in a small SQLCipher file with a random key.

    The key stands beside it in a file that only this user of the machine can read. All of it runs in one
    thread of its own; nothing blocks who awaits it.
    """

    def __init__(self, folder: Path, operator_id: UUID) -> None:
        self.path = folder / f"desk-{operator_id}.db"
        self._key_path = folder / f"desk-{operator_id}.key"
        self._thread = ThreadPoolExecutor(1, "local-file")
        self._connection: Any = None

    async def save(self, key: str, values: Mapping[str, Any]) -> None:
        """Keep a draft; the same key replaces."""
        await self._do(self.save_draft, key, values)

    async def drop(self, key: str) -> None:
        """The draft went where it should, or was thrown away."""
        await self._do(self.drop_draft, key)

    async def all(self) -> Mapping[str, Mapping[str, Any]]:
        """Every draft by its key."""
        return await self._do(self.drafts)

    async def close(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self.shut)

    def save_draft(self, key: str, values: Mapping[str, Any]) -> None:
        """`save` that blocks; called in one thread only."""
        with explained(self.path):
            self._opened().execute(
                "INSERT INTO draft (key, draft) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET draft = excluded.draft",
                (key, canonical(dict(values))),
            )

    def drop_draft(self, key: str) -> None:
        """`drop` that blocks."""
        with explained(self.path):
            self._opened().execute("DELETE FROM draft WHERE key = ?", (key,))

    def drafts(self) -> dict[str, dict[str, Any]]:
        """`all` that blocks."""
        with explained(self.path):
            rows = self._opened().execute("SELECT key, draft FROM draft ORDER BY key").fetchall()
        return {key: json.loads(draft) for key, draft in rows}

    def shut(self) -> None:
        """`close` that blocks."""
        self._thread.submit(self._shut).result()
        self._thread.shutdown(wait=True)

    async def _do(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        return await asyncio.wrap_future(self._thread.submit(work, *args, **named))

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> Any:
        if self._connection is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = read_key(self._key_path)
            connection = dbapi2.connect(str(self.path), isolation_level=None, check_same_thread=False)
            try:
                connection.execute(f"PRAGMA key = \"x'{key}'\"")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA secure_delete = ON")
                if connection.execute("PRAGMA user_version").fetchone()[0] > _VERSION:
                    raise StoreUnavailable("newer_version", path=str(self.path))
                connection.executescript(_TABLES)
            except BaseException:
                connection.close()
                raise
            self.path.chmod(0o600)
            self._connection = connection
        return self._connection


def read_key(path: Path) -> str:
    """The key in hexadecimal; made with the first use. A key that others could read is refused."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise StoreUnavailable("key_open_to_others", path=str(path)) from None
        key = path.read_text("ascii").strip()
        if len(key) != 2 * _KEY_BYTES:
            raise StoreUnavailable("key_damaged", path=str(path)) from None
        return key
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_hex(_KEY_BYTES)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
