"""A small SQLCipher file of this desk: one connection, in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlcipher3 import dbapi2

from opsdesk.errors import StoreUnavailable
from opsdesk.store.failures import explained

P = ParamSpec("P")
T = TypeVar("T")


class SealedFile:
    """The file with its tables. `key` gives 64 hexadecimal digits when it is first needed.

    Args:
        tables: statements that make what is not there yet, and set `user_version`.
        version: a file with a higher `user_version` is of a newer program, and refused.
    """

    def __init__(self, path: Path, key: Callable[[], str], tables: str, version: int, name: str) -> None:
        self.path = path
        self._key = key
        self._tables = tables
        self._version = version
        self._thread = ThreadPoolExecutor(1, name)
        self._connection: Any = None

    async def do(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Run `work` in the file's thread; what the driver says of it comes as `StoreUnavailable`."""
        return await asyncio.wrap_future(self._thread.submit(self._explained, work, args, named))

    def do_now(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """`do` that blocks: for tests and the command line."""
        return self._thread.submit(self._explained, work, args, named).result()

    def shut(self) -> None:
        """Close it; blocks."""
        self._thread.submit(self._shut).result()
        self._thread.shutdown(wait=True)

    def connection(self) -> Any:
        """The connection, opened with the first use; in the file's thread only."""
        if self._connection is None:
            self._connection = self._opened()
        return self._connection

    def _explained(self, work: Callable[..., T], args: Any, named: Any) -> T:
        with explained(self.path):
            return work(*args, **named)

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> Any:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = self._key()
        connection = dbapi2.connect(str(self.path), isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            if connection.execute("PRAGMA user_version").fetchone()[0] > self._version:
                raise StoreUnavailable("newer_version", path=str(self.path))
            connection.executescript(self._tables)
        except BaseException:
            connection.close()
            raise
        self.path.chmod(0o600)
        return connection
