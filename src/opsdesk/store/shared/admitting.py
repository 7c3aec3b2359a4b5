"""The first way in: the owner of a shared database gives one administrator a login.

A desk that moved up has operators without a login, and one whose administrators are all locked out has nobody
who could release them.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, text

from opsdesk.errors import Refused
from opsdesk.handling import Role
from opsdesk.store.ids import new_id
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.functions import OWNER
from opsdesk.store.shared.people import as_keeper, enrol

_WHO = text("SELECT id, name, roles::jsonb AS roles, login FROM app.operator WHERE name_key = :key")
_ADMINISTRATORS = text(
    "SELECT name FROM app.operator WHERE roles::jsonb ? 'administrator' ORDER BY name_key LIMIT 20"
)
_COMMAND = text("INSERT INTO app.command (id, kind, desk) VALUES (:id, 'operator.enable', :desk)")
_ENABLE = text("UPDATE app.operator SET disabled_at = NULL WHERE id = :id")
_OPEN = text("SELECT app.open_login(:id)")


def admit(url: str | Address, key: str, *, login: str, verifier: str, desk: str = "desk") -> str:
    """Let an administrator in, named by the key of their name; returns the login. By the owner; blocking.

    One who has a login already is let in by that, with the new password. `verifier` is what the server keeps
    of the password. `Refused`: `no_such_administrator`, and what the server says of the login.
    """
    found: list[str] = []

    def work(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
        row = connection.execute(_WHO, {"key": key}).first()
        if row is None or Role.ADMINISTRATOR not in row.roles:
            known = ", ".join(connection.execute(_ADMINISTRATORS).scalars())
            raise Refused("no_such_administrator", name=key, known=known)
        connection.execute(_COMMAND, {"id": new_id(), "desk": desk})
        connection.execute(_ENABLE, {"id": row.id})
        connection.exec_driver_sql("RESET ROLE")
        found.append(row.login or login)
        _open(connection, row.id, row.login, login, verifier)

    SharedDatabase.owned(url, work, desk=desk).shut()
    return found[0]


def _open(connection: Connection, operator_id: UUID, known: str | None, login: str, verifier: str) -> None:
    """Make the login, or open the one that is there."""
    if known is None:
        enrol(connection, operator_id, login, verifier)
        return
    given = {"id": operator_id, "verifier": verifier}
    with as_keeper(connection):
        connection.execute(text("SELECT app.set_login_secret(:id, :verifier)"), given)
        connection.execute(_OPEN, {"id": operator_id})
