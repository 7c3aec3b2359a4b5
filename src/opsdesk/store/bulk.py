"""Many rows at once: the raw road of an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from opsdesk.errors import BadInput
from opsdesk.store.journal import driver
from opsdesk.store.search import index_new

#: Rows of one statement: starting a statement, with all indexes of its table, costs as much as a row.
_AT_ONCE = 50
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
    """Insert the rows with `n` from `first` on, what they share once for many rows, and index them in order.

    `ids` are the rows' ids unless `columns` holds them. A text of the constants with a NUL is `BadInput`.
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
    shared = {
        name: _shared(_for_driver(dialect, table, name, [value])[0])
        for name, value in constants.items()
        if name not in names
    }
    through = driver(connection)
    lines = [*zip(*values, strict=True)]
    statement = ""
    for start in range(0, len(lines), _AT_ONCE):
        some = lines[start : start + _AT_ONCE]
        if not statement or len(some) < _AT_ONCE:
            statement = _insert(table.name, [*shared], names, len(some))
        through.execute(statement, (*shared.values(), *chain.from_iterable(some)))
    index_new(connection, table, first, first + len(rows) - 1)


def _insert(table: str, shared: Sequence[str], names: Sequence[str], rows: int) -> str:
    """INSERT of so many rows; what they share is bound once, in front."""
    listed = ", ".join(f'"{name}"' for name in (*shared, *names))
    once = "".join(f"?{place}, " for place in range(1, len(shared) + 1))
    starts = range(len(shared) + 1, len(shared) + 1 + rows * len(names), len(names))
    places = (", ".join(f"?{start + at}" for at in range(len(names))) for start in starts)
    lines = ", ".join(f"({once}{own})" for own in places)
    return f'INSERT INTO "{table}" ({listed}) VALUES {lines}'  # noqa: S608 - names of our own


def _for_driver(dialect: Dialect, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them; those that are so already are left alone."""
    if _RAW.issuperset(map(type, values)):
        return values
    through = _processor(dialect, table, name)
    return [value if type(value) in _RAW else through(value) for value in values]


def _shared(value: Any) -> Any:
    """A constant as the driver takes it; a text with a NUL is read differently by half of SQLite."""
    if isinstance(value, str) and "\0" in value:
        raise BadInput.one("text", "nul")
    return value


def _processor(dialect: Dialect, table: Table, name: str) -> Callable[[Any], Any]:
    found = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return found or (lambda value: value.value if hasattr(value, "value") else value)
