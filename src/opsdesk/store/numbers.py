"""The numbers that people say aloud: one series for each subject, given inside the transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from opsdesk.store.journal import driver

_TAKE = (
    "INSERT INTO series (name, last) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET last = last + excluded.last RETURNING last"
)


def take(connection: Connection, series: str, count: int) -> int:
    """Take the next `count` numbers of a series, which starts at 1; returns the last of them."""
    return int(driver(connection).execute(_TAKE, (series, count)).fetchone()[0])
