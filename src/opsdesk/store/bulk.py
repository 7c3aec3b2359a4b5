"""Many rows at once: the raw road of an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from opsdesk.errors import BadInput
from opsdesk.store.search import index_new

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
    ids: Sequence[bytes],
) -> None:
    """Insert the rows with `n` from `first` on, the constants once in the SQL, and index them in order.

    `ids` are the rows' ids unless `columns` holds them.
    """
    dialect = connection.dialect
    names = [*columns]
    values: list[Sequence[Any]] = [
        _for_driver(dialect, table, name, column)
        for name, column in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    if ids:
        names.append("id")
        values.append(ids)
    names.append("n")
    values.append(range(first, first + len(rows)))
    shared = {name: value for name, value in constants.items() if name not in names}
    literals = [_literal(_for_driver(dialect, table, name, [value])[0]) for name, value in shared.items()]
    listed = ", ".join(f'"{name}"' for name in [*names, *shared])
    places = ", ".join([*("?" for _ in names), *literals])
    statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})'  # noqa: S608 - names of our own
    connection.exec_driver_sql(statement, list(zip(*values, strict=True)))
    index_new(connection, table, first, first + len(rows) - 1)


def _for_driver(dialect: Dialect, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them; those that are so already are left alone."""
    if _RAW.issuperset(map(type, values)):
        return values
    through = _processor(dialect, table, name)
    return [value if type(value) in _RAW else through(value) for value in values]


def _literal(value: Any) -> str:
    """A constant as it stands in the SQL: bound once for each row it would cost a quarter of an import."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes | bytearray | memoryview):
        return f"X'{bytes(value).hex()}'"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if "\0" in text:
        raise BadInput.one("text", "nul")
    return "'" + text.replace("'", "''") + "'"


def _processor(dialect: Dialect, table: Table, name: str) -> Callable[[Any], Any]:
    found = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return found or (lambda value: value.value if hasattr(value, "value") else value)
