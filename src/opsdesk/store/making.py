"""All tables, indexes of search and first rows of a new database, from what the subjects declare."""

from __future__ import annotations

from sqlalchemy import Connection

from opsdesk.store import files, journal, tables
from opsdesk.store.schema import metadata
from opsdesk.store.search import search_statements, searchable

#: What the store itself declares; importing it is what puts it into `metadata`.
OWN = (tables.journal, files.file)


def make_tables(connection: Connection) -> None:
    """Create all that `metadata` holds now, with search indexes and the empty journal's head."""
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        if searchable(table) and connection.dialect.name == "sqlite":
            for statement in search_statements(table.name, imported="import_id" in table.c):
                connection.exec_driver_sql(statement)
    journal.begin(connection)
