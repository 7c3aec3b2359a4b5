"""Making a shared database, or bringing one up to date: all in one transaction, by who owns the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, MetaData, text

from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.store.shared import copying, functions, lint, recovery, security
from opsdesk.store.shared.connecting import SCHEMA
from opsdesk.store.writing import Migrate

#: Making the rules into SQL takes its time, and an upgrade may have much to do.
_PATIENT = (
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = 0",
)

#: Whoever makes or upgrades takes this first: two at once would wait for each other half way.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('opsdesk.making', 0))"

#: Every login asks at which version the database stands before it goes on; only the owner moves it. Alembic
#: makes this table itself, so it is none of `metadata`.
_VERSION = """DO $$ BEGIN
    IF to_regclass('app.schema_version') IS NOT NULL THEN
        ALTER TABLE app.schema_version ENABLE ROW LEVEL SECURITY;
        ALTER TABLE app.schema_version FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS owner ON app.schema_version;
        CREATE POLICY owner ON app.schema_version TO od_owner USING (true) WITH CHECK (true);
        DROP POLICY IF EXISTS read ON app.schema_version;
        CREATE POLICY read ON app.schema_version FOR SELECT TO od_operator, od_wall USING (true);
        GRANT SELECT ON TABLE app.schema_version TO od_operator, od_wall;
    END IF;
END $$"""


def make(connection: Connection, metadata: MetaData, migrate: Migrate) -> None:
    """Make schema, roles, tables, functions, policies and triggers in an empty database.

    `Refused` (`database_exists`) where there is a desk already. The connection's user must be able to make
    roles, or they must be there (`packaging/postgresql` makes them).
    """
    _run(connection, [*_PATIENT, _ALONE])
    if connection.scalar(text("SELECT to_regnamespace(:name) IS NOT NULL"), {"name": SCHEMA}):
        raise Refused("database_exists", path=str(connection.scalar(text("SELECT current_database()"))))
    upgrade(connection, metadata, migrate)


def upgrade(connection: Connection, metadata: MetaData, migrate: Migrate) -> None:
    """Bring a shared database to this program's version; on one that is there already nothing changes."""
    _run(connection, [*_PATIENT, _ALONE, *security.roles()])
    _require_owner(connection)
    make_schema = f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {functions.OWNER}"
    become = f"SET LOCAL ROLE {functions.OWNER}"
    owned = connection.scalar(
        text("SELECT has_database_privilege(:owner, current_database(), 'CREATE')"),
        {"owner": functions.OWNER},
    )
    _run(connection, [become, make_schema] if owned else [make_schema, become])
    _run(connection, [f"SET LOCAL search_path = {SCHEMA}"])
    migrate(connection)
    _script(connection, functions.statements(metadata))
    _script(connection, security.statements(metadata))
    _script(connection, functions.guarded(metadata, security.visible_sql))
    _run(connection, [_VERSION, *copying.statements()])
    _run(connection, recovery.statements())
    _run(connection, lint.sealed())
    _run(connection, ["SET CONSTRAINTS ALL IMMEDIATE", "RESET ROLE"])


def _require_owner(connection: Connection) -> None:
    """Refuse somebody who may not act for the owner."""
    may = text("SELECT pg_has_role(current_user, :owner, 'MEMBER')")
    if not connection.scalar(may, {"owner": functions.OWNER}):
        raise StoreUnavailable("not_the_owner", owner=functions.OWNER)


def _run(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _script(connection: Connection, statements: Iterable[str]) -> None:
    """Many statements in one message, inside the transaction that runs: there are more than a thousand."""
    script = ";\n".join(statements)
    driver: Any = connection.connection.dbapi_connection
    driver.run_async(lambda asyncpg: asyncpg.execute(script))
