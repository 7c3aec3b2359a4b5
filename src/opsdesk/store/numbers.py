"""The numbers that people say aloud: one series for each subject, given inside the transaction."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, update

from opsdesk.store import tables

_TAKE = (
    update(tables.series)
    .where(tables.series.c.name == bindparam("series"))
    .values(last=tables.series.c.last + bindparam("count"))
    .returning(tables.series.c.last)
)
_START = insert(tables.series)


def take(connection: Connection, series: str, count: int) -> int:
    """Take the next `count` numbers of a series, which starts at 1; returns the last of them."""
    last = connection.execute(_TAKE, {"series": series, "count": count}).scalar()
    if last is None:
        connection.execute(_START, {"name": series, "last": count})
        return count
    return int(last)
