"""Who a login is, as the database itself says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, text

from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.operator import NOBODY, Me
from opsdesk.store.shared.logins import KEEPER
from opsdesk.store.transaction import Reading

_WHO = text(
    "SELECT app.my_operator(), app.my_name(), app.my_roles(), app.my_organization(), app.my_sector(), "
    "app.my_clearance()"
)


def server_version(reading: Reading) -> str:
    """The server's release (`18.4`)."""
    return str(reading.scalar(text("SHOW server_version"))).partition(" ")[0]


@contextmanager
def as_keeper(connection: Connection) -> Iterator[None]:
    """Act as who makes logins: the owner may, and from PostgreSQL 16 on has those rights only so."""
    connection.exec_driver_sql(f"SET LOCAL ROLE {KEEPER}")
    yield
    connection.exec_driver_sql("RESET ROLE")


def enrol(connection: Connection, operator_id: UUID, login: str, verifier: str) -> None:
    """Give an operator a login, by the owner; `verifier` is what the server keeps of the password."""
    given = {"id": operator_id, "login": login, "verifier": verifier}
    with as_keeper(connection):
        connection.execute(text("SELECT app.add_login(:id, :login, :verifier)"), given)


def who_am_i(connection: Connection) -> Me:
    """The operator whose login this connection has; `NOBODY` for an owner's or a disabled one's."""
    operator_id, name, roles, organization_id, sector, clearance = connection.execute(_WHO).one()
    if operator_id is None:
        return NOBODY
    known = frozenset(Role(role) for role in roles or ())
    return Me(operator_id, name, known, organization_id, Sector(sector), Marking(clearance))
