"""Rows of a table as they are kept: read from the embedded file, written to the server, and compared.

The common form is SQLite's: 16 bytes for an id, microseconds for a time, 0 and 1, a day as text. So both
sides hash alike, and nothing of what is copied passes through the program's own types.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from asyncpg.pgproto.pgproto import UUID
from sqlalchemy import Boolean, Column, Connection, Date, LargeBinary, String, Table, Text
from sqlalchemy.types import TypeEngine

from opsdesk.store.journal import driver
from opsdesk.store.schema import Coded, Id

#: Rows that are read and written at once; of tables that hold files, far fewer.
AT_ONCE, FILES_AT_ONCE = 5_000, 4

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and the SHA-256 of all of them in the order of their key."""

    rows: int
    hash: str


class Copied:
    """A table as it is copied: its columns, its key, and the statements for it.

    Attributes:
        table: the table.
        columns: the columns that are copied; the others (`left`) are no business of the other side.
    """

    def __init__(self, table: Table, left: frozenset[str] = frozenset()) -> None:
        self.table = table
        self.columns = [column for column in table.c if column.name not in left]
        self.key = [column for column in self.columns if column.primary_key]
        self._places = [self.columns.index(column) for column in self.key]
        # Whoever is superseded names a later one: known only when all are there.
        self.later = [column for column in self.columns if _names_own_table(column)]
        heavy = any(isinstance(c.type, LargeBinary) and c.type.length is None for c in self.columns)
        self.at_once = FILES_AT_ONCE if heavy else AT_ONCE
        self._through = [to_server(column.type) for column in self.columns]

    def is_in(self, source: Connection) -> bool:
        """Whether the file has the table with all of its columns: one of an earlier version may not."""
        found = driver(source).execute(f'PRAGMA table_info("{self.table.name}")').fetchall()
        return {column.name for column in self.columns} <= {row[1] for row in found}

    def count(self, source: Connection) -> int:
        """How many rows the file has."""
        return int(driver(source).execute(f'SELECT count(*) FROM "{self.table.name}"').fetchone()[0])  # noqa: S608 - names of our own

    def read(self, source: Connection, after: Row | None = None) -> Iterator[list[Row]]:
        """The file's rows behind a key, in order, some at a time."""
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        keys = ", ".join(f'"{column.name}"' for column in self.key)
        beyond = f"WHERE ({keys}) > ({', '.join('?' for _ in self.key)})" if after is not None else ""
        asked = f'SELECT {names} FROM "{self.table.name}" {beyond} ORDER BY {keys}'  # noqa: S608 - names of our own
        cursor = driver(source).execute(asked, after or ())
        while rows := cursor.fetchmany(self.at_once):
            yield rows

    def last(self, target: Connection) -> Row | None:
        """The key of the last row that is on the server."""
        names = ", ".join(_from_server(column) for column in self.key)
        asked = f'SELECT {names} FROM app."{self.table.name}" ORDER BY {self._order("DESC")} LIMIT 1'  # noqa: S608 - names of our own
        found = target.exec_driver_sql(asked).first()
        return None if found is None else tuple(found)

    def write(self, target: Connection, rows: Sequence[Row]) -> None:
        """Put rows on the server, as they are; what all of them have alike is sent once."""
        unfolded: list[str] = []
        names: list[str] = []
        parts: list[str] = []
        given: list[Any] = []
        for column, values in zip(self.columns, self._arrays(rows), strict=True):
            kind = kind_of(column, target)
            if column in self.later:
                parts.append("NULL")
            elif values.count(values[0]) == len(values):
                given.append(values[0])
                parts.append(f"${len(given)}::{kind}")
            else:
                given.append(values)
                unfolded.append(f"${len(given)}::{kind}[]")
                names.append(f'"{column.name}"')
                parts.append(f'u."{column.name}"')
        listed = ", ".join(f'"{column.name}"' for column in self.columns)
        source = f"FROM unnest({', '.join(unfolded)}) AS u({', '.join(names)})" if unfolded else ""
        statement = f'INSERT INTO app."{self.table.name}" ({listed}) SELECT {", ".join(parts)} {source}'
        target.exec_driver_sql(statement, tuple(given))

    def write_later(self, source: Connection, target: Connection) -> None:
        """Fill in what names rows of the same table."""
        for column in self.later:
            keys = ", ".join(f'"{key.name}"' for key in self.key)
            asked = (
                f'SELECT "{column.name}", {keys} FROM "{self.table.name}" WHERE "{column.name}" IS NOT NULL'  # noqa: S608 - names of our own
            )
            rows = driver(source).execute(asked).fetchall()
            if not rows:
                continue
            part = [column, *self.key]
            arrays = [
                [None if value is None else to_server(c.type)(value) for value in values]
                for c, values in zip(part, zip(*rows, strict=True), strict=True)
            ]
            unfolded = ", ".join(f"${n}::{kind_of(c, target)}[]" for n, c in enumerate(part, 1))
            names = ", ".join(f'"{c.name}"' for c in part)
            same = " AND ".join(f't."{key.name}" = u."{key.name}"' for key in self.key)
            target.exec_driver_sql(
                f'UPDATE app."{self.table.name}" AS t SET "{column.name}" = u."{column.name}" '  # noqa: S608 - names of our own
                f"FROM unnest({unfolded}) AS u({names}) WHERE {same}",
                tuple(arrays),
            )

    def _arrays(self, rows: Sequence[Row]) -> list[Any]:
        columns = map(list, zip(*rows, strict=True))
        return [
            values if change is _as_it_is else [None if one is None else change(one) for one in values]
            for change, values in zip(self._through, columns, strict=True)
        ]

    def content_of_file(self, source: Connection) -> Content:
        """What the file holds."""
        return _content(self.read(source))

    def content_of_server(self, target: Connection) -> Content:
        """What the server holds, read back from it."""
        return _content(self._read_back(target))

    def _read_back(self, target: Connection) -> Iterator[list[Row]]:
        names = ", ".join(_from_server(column) for column in self.columns)
        keys = ", ".join(_in_order(column) for column in self.key)
        given = ", ".join(f"${n}::{kind_of(c, target)}" for n, c in enumerate(self.key, 1))
        start = f'SELECT {names} FROM app."{self.table.name}"'  # noqa: S608 - names of our own
        end = f"ORDER BY {self._order('')} LIMIT {self.at_once}"
        rows = [tuple(row) for row in target.exec_driver_sql(f"{start} {end}")]
        while rows:
            yield rows
            after = tuple(self._through[place](rows[-1][place]) for place in self._places)
            behind = target.exec_driver_sql(f"{start} WHERE ({keys}) > ({given}) {end}", after)
            rows = [tuple(row) for row in behind]

    def _order(self, direction: str) -> str:
        return ", ".join(f"{_in_order(column)} {direction}".strip() for column in self.key)


def _content(chunks: Iterator[list[Row]]) -> Content:
    digest = hashlib.sha256()
    count = 0
    for rows in chunks:
        count += len(rows)
        digest.update("".join(f"{row!r}\n" for row in rows).encode("utf-8", "surrogatepass"))
    return Content(count, digest.hexdigest())


def _names_own_table(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def kind_of(column: Column[Any], target: Connection) -> str:
    """The server's name of a column's type."""
    return str(column.type.compile(target.dialect))


def _as_it_is(value: Any) -> Any:
    return value


def to_server(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """How a value of the file is handed to the server's driver."""
    if isinstance(kind, Id):
        made: Callable[[Any], Any] = UUID
        return made
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, Date):
        return date.fromisoformat
    return _as_it_is


def _from_server(column: Column[Any]) -> str:
    """A column of the server in the file's form."""
    if isinstance(column.type, Id):
        return f'uuid_send("{column.name}")'
    if isinstance(column.type, Boolean):
        return f'"{column.name}"::integer'
    if isinstance(column.type, Date):
        return f'"{column.name}"::text'
    return f'"{column.name}"'


def _in_order(column: Column[Any]) -> str:
    """A column of the key in the file's order: texts by their bytes."""
    textual = isinstance(column.type, String | Text) or (
        isinstance(column.type, Coded) and not column.type.integer
    )
    return f'"{column.name}" COLLATE "C"' if textual else f'"{column.name}"'
