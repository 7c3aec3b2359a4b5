"""This desk's own encrypted file: drafts of one operator; nothing in it is shared."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from opsdesk.errors import StoreUnavailable
from opsdesk.store.schema import canonical
from opsdesk.store.sealed import SealedFile

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
        # No `.db`: that ending is for desks, and this file is nothing that a person opens.
        self.path = folder / f"desk-{operator_id}.local"
        self._before = folder / f"desk-{operator_id}.db"
        self._key_path = folder / f"desk-{operator_id}.key"
        self._file = SealedFile(self.path, self._key, _TABLES, _VERSION, "local-file")

    async def save(self, key: str, values: Mapping[str, Any]) -> None:
        """Keep a draft; the same key replaces."""
        await self._file.do(self._save, key, canonical(dict(values)))

    async def drop(self, key: str) -> None:
        """The draft went where it should, or was thrown away."""
        await self._file.do(self._drop, key)

    async def all(self) -> Mapping[str, Mapping[str, Any]]:
        """Every draft by its key."""
        return await self._file.do(self._drafts)

    async def close(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """`close` that blocks."""
        self._file.shut()

    def _key(self) -> str:
        """The key; a file that still has the ending of former versions gets its name now."""
        if self._before.is_file() and not self.path.exists():
            for part in ("-wal", "-shm", "-journal"):
                with suppress(FileNotFoundError):
                    self._before.with_name(self._before.name + part).replace(f"{self.path}{part}")
            self._before.replace(self.path)
        return read_key(self._key_path)

    def _save(self, key: str, text: str) -> None:
        self._file.connection().execute(
            "INSERT INTO draft (key, draft) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET draft = excluded.draft",
            (key, text),
        )

    def _drop(self, key: str) -> None:
        self._file.connection().execute("DELETE FROM draft WHERE key = ?", (key,))

    def _drafts(self) -> dict[str, dict[str, Any]]:
        rows = self._file.connection().execute("SELECT key, draft FROM draft ORDER BY key").fetchall()
        return {key: json.loads(draft) for key, draft in rows}


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
