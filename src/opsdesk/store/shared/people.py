"""Who a login is, as the database itself says."""

from __future__ import annotations

from sqlalchemy import Connection, text

from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.operator import NOBODY, Me

_WHO = text(
    "SELECT app.my_operator(), app.my_name(), app.my_roles(), app.my_organization(), app.my_sector(), "
    "app.my_clearance()"
)


def who_am_i(connection: Connection) -> Me:
    """The operator whose login this connection has; `NOBODY` for an owner's or a disabled one's."""
    operator_id, name, roles, organization_id, sector, clearance = connection.execute(_WHO).one()
    if operator_id is None:
        return NOBODY
    known = frozenset(Role(role) for role in roles or ())
    return Me(operator_id, name, known, organization_id, Sector(sector), Marking(clearance))
