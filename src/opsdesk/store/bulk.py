"""Many rows at once: the raw road of an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Dialect, Table

from opsdesk.store.search import index_chunk, searchable

#: What the driver takes as it is; all else goes through the column's type.
_RAW = frozenset({int, float, str, bytes, type(None)})


def write(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    constants: Mapping[str, Any],
    *,
    first: int,
    ids: Sequence[UUID],
) -> None:
    """Insert the rows with `n` from `first` on, the constants once in the SQL, and index them in order.

    `ids` are the rows' ids unless `columns` holds them.
    """
    names = [*columns]
    values: list[Sequence[Any]] = [
        _for_driver(connection.dialect, table, name, column)
        for name, column in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    if ids:
        names.append("id")
        values.append(_for_driver(connection.dialect, table, "id", ids))
    names.append("n")
    values.append(range(first, first + len(rows)))
    shared = {name: value for name, value in constants.items() if name not in names}
    parameters = [_for_driver(connection.dialect, table, name, [value])[0] for name, value in shared.items()]
    listed = ", ".join(f'"{name}"' for name in [*names, *shared])
    places = ", ".join(["?"] * (len(names) + len(shared)))
    statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})'  # noqa: S608 - names of our own
    tail = tuple(parameters)
    connection.exec_driver_sql(statement, [(*row, *tail) for row in zip(*values, strict=True)])
    if searchable(table) and shared.get("import_id") is not None:
        index_chunk(connection, table, first, first + len(rows) - 1)


def _for_driver(dialect: Dialect, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them; those that are so already are left alone."""
    if all(type(value) in _RAW for value in values):
        return values
    through = _processor(dialect, table, name)
    return [value if type(value) in _RAW else through(value) for value in values]


def _processor(dialect: Dialect, table: Table, name: str) -> Callable[[Any], Any]:
    found = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return found or (lambda value: value.value if hasattr(value, "value") else value)
