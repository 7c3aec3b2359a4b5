"""All tables, indexes of search and first rows of a new database, from what the subjects declare."""

from __future__ import annotations

from sqlalchemy import Connection

from opsdesk.store import journal
from opsdesk.store.schema import metadata
from opsdesk.store.search import search_statements, searchable


def make_tables(connection: Connection) -> None:
    """Create all that `metadata` holds now, with search indexes and the empty journal's head."""
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        if searchable(table):
            for statement in search_statements(table):
                connection.exec_driver_sql(statement)
    journal.begin(connection)
