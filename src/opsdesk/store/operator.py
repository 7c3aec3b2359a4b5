"""Who is asking: the operator as access sees them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from opsdesk.handling import Marking, Role, Sector


@dataclass(frozen=True, slots=True)
class Me:
    """A signed-in operator with the organization that they act for.

    `clearance` is the highest marking that the organization may get; RED is never one.
    """

    operator_id: UUID
    name: str
    roles: frozenset[Role]
    organization_id: UUID | None
    sector: Sector
    clearance: Marking


#: Nobody is signed in: nothing is visible, and only what opens the door may be done.
NOBODY = Me(UUID(int=0), "", frozenset(), None, Sector.COMMUNITY, Marking.CLEAR)
