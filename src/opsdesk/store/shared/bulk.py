"""Many rows at once on PostgreSQL: one array for each column, unfolded by the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Connection, Date, Table
from sqlalchemy.types import TypeEngine

from opsdesk.errors import BadInput
from opsdesk.store.schema import Coded, Id, Instant, Json, canonical, microseconds

#: The row's place in the chunk; no column has such a name.
_PLACE = "place_in_chunk"


def write(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    constants: Mapping[str, Any],
    first: int,
) -> None:
    """Insert the rows with `n` from `first` on; constants are sent once. COPY is refused under row security.

    Values may be Python's or those that SQLite keeps (microseconds, codes, 16 bytes), as in `store.bulk`.
    """
    arrays: list[Any] = []
    named, shared = [], []
    for name, column in zip(columns, zip(*rows, strict=True), strict=True):
        arrays.append(_values(table, name, column))
        named.append(name)
    constant: list[Any] = []
    for name, value in constants.items():
        if name not in named:
            constant.append(_values(table, name, [value])[0])
            shared.append(name)
    kinds = [table.c[name].type.compile(connection.dialect) for name in (*named, *shared)]
    unfolded = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(kinds[: len(named)], 1))
    given = [f"${place}::{kind}" for place, kind in enumerate(kinds[len(named) :], len(named) + 1)]
    listed = ", ".join(f'"{name}"' for name in (*named, *shared, "n"))
    parts = [*(f'u."{name}"' for name in named), *given, f"${len(kinds) + 1}::bigint + u.{_PLACE}"]
    names = ", ".join(f'"{name}"' for name in named)
    statement = (
        f'INSERT INTO "{table.name}" ({listed}) SELECT {", ".join(parts)} '  # noqa: S608 - names of our own
        f"FROM unnest({unfolded}) WITH ORDINALITY AS u({names}, {_PLACE})"
    )
    try:
        connection.exec_driver_sql(statement, (*arrays, *constant, first - 1))
    except UnicodeError as error:
        raise BadInput.one("text", "nul") from error


def _values(table: Table, name: str, values: Sequence[Any]) -> list[Any]:
    through = _taken(table.c[name].type)
    if through is None:
        return list(values)
    return [None if value is None else through(value) for value in values]


def _taken(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How a value of the column is handed to the driver; None for as it is."""
    if isinstance(kind, Instant):
        return lambda value: value if isinstance(value, int) else microseconds(value)
    if isinstance(kind, Id):
        return lambda value: UUID(bytes=bytes(value)) if isinstance(value, bytes | bytearray) else value
    if isinstance(kind, Coded):
        return lambda value: value.value if isinstance(value, Enum) else value
    if isinstance(kind, Json):
        return lambda value: value if isinstance(value, str) else canonical(value)
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, Date):
        return lambda value: date.fromisoformat(value) if isinstance(value, str) else value
    return None
