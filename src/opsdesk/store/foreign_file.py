"""SQLite files that others made, read only and without trust: a map's tiles."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlcipher3 import dbapi2

from opsdesk.errors import BadInput


class ForeignFile:
    """A plain SQLite file, opened for reading; may be asked from several threads.

    BadInput (field "file", "not_a_database") where it cannot be read, at opening or later.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._lock = threading.Lock()
        try:
            self._connection = dbapi2.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
        except dbapi2.Error as error:
            raise BadInput.one("file", "not_a_database", name=self._name) from error
        try:
            self.rows("PRAGMA trusted_schema=OFF")
        except BadInput:
            self.close()
            raise

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Give all rows of a query; text that is no UTF-8 counts as a torn file."""
        try:
            with self._lock:
                return list(self._connection.execute(query, values).fetchall())
        except (dbapi2.Error, UnicodeDecodeError) as error:
            raise BadInput.one("file", "not_a_database", name=self._name) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
