"""The names of operators and partners that stand beside an observation; their own subjects keep them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from opsdesk.accounts.records import operator
from opsdesk.partners.records.tables import organization
from opsdesk.store.transaction import Reading

# Written once: building a statement costs more than running it, and one observation asks for several names.
_OPERATOR = select(operator.c.name).where(operator.c.id == bindparam("one"))
_PARTNER = select(organization.c.name).where(organization.c.id == bindparam("one"))


def operator_name(reading: Reading, operator_id: UUID | None) -> str:
    """An operator's name; empty for one that is not known."""
    if operator_id is None:
        return ""
    if operator_id == reading.me.operator_id:
        return reading.me.name
    named = reading.connection.execute(_OPERATOR, {"one": operator_id}).scalar()
    return str(named or "")


def partner_name(reading: Reading, organization_id: UUID | None) -> str | None:
    """A partner's name; None for none."""
    if organization_id is None:
        return None
    named = reading.connection.execute(_PARTNER, {"one": organization_id}).scalar()
    return None if named is None else str(named)
