"""Who may see a record: the marking against the audience's clearance, the class, and whether it is vetted.

The rules (VOCABULARY: TLP 2.0, 28 CFR 23, the two-person review):

- CLEAR, GREEN, AMBER: readers whose clearance is at least as high.
- AMBER+STRICT: only the organization that it comes from, and those that it is addressed to.
- RED: people named one by one; only a packet for one of them (`of_person`) ever holds a RED record.
- Class intelligence: the public sector only, whatever the marking.
- Unvetted and rejected observations: nobody but the desk's own shift (`Audience.internal`), which works on
  them; a desk that prints for its own next shift is not releasing anything to a partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from opsdesk.accounts.model import Operator
from opsdesk.handling import CLEARANCES, Marking, RecordClass, Sector, strictest
from opsdesk.observations.model import Vetting
from opsdesk.partners.model import Organization
from opsdesk.releases.model import Audience, LeftOut, LeftOutReason

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a record decides: `originator_id` None is the desk itself, `addressed` who it was told to.

    `readers` are the people that a RED one was made for and its author. `label` is what the operator reads
    in the list of what is left out; it is never printed.
    """

    subject: str
    record_id: UUID
    label: str
    marking: Marking
    record_class: RecordClass
    vetting: Vetting | None = None
    originator_id: UUID | None = None
    addressed: frozenset[UUID] = frozenset()
    readers: frozenset[UUID] = frozenset()


def of_clearance(clearance: Marking) -> Audience:
    """Whoever is cleared for a marking, without a name; RED is never a clearance (ValueError)."""
    if clearance not in CLEARANCES:
        raise ValueError(f"not a clearance: {clearance}")
    return Audience(clearance=clearance, organization_id=None, organization_name=None, public_sector=False)


def of_organization(organization: Organization) -> Audience:
    """A partner, with the clearance that the desk gave it."""
    return Audience(
        clearance=organization.clearance,
        organization_id=organization.id,
        organization_name=organization.name,
        public_sector=organization.sector is Sector.PUBLIC,
    )


def of_this_desk(organization: Organization) -> Audience:
    """The desk's own people: up to AMBER+STRICT inside it, unvetted reports among it."""
    return Audience(
        clearance=Marking.AMBER_STRICT,
        organization_id=organization.id,
        organization_name=organization.name,
        public_sector=organization.sector is Sector.PUBLIC,
        internal=True,
    )


def of_person(operator: Operator, organization: Organization) -> Audience:
    """One person by name: what their organization gets, as far as their own clearance goes, and their RED."""
    whole = of_this_desk(organization) if organization.is_desk else of_organization(organization)
    own = operator.clearance or whole.clearance
    return replace(
        whole,
        clearance=min(whole.clearance, own, key=lambda marking: marking.rank),
        operator_id=operator.id,
        person=operator.name,
    )


def refusal(audience: Audience, asked: Asked) -> LeftOutReason | None:
    """Why the audience does not get the record, or None when it may see it."""
    if asked.record_class is RecordClass.INTELLIGENCE and not audience.public_sector:
        return LeftOutReason.INTELLIGENCE
    if asked.vetting not in (None, Vetting.VETTED) and not audience.internal:
        return LeftOutReason.UNVETTED
    if asked.marking is Marking.RED:
        return None if audience.operator_id in asked.readers else LeftOutReason.NOT_ADDRESSED
    if asked.marking is Marking.AMBER_STRICT:
        return None if _inside(audience, asked) else LeftOutReason.NOT_ADDRESSED
    return None if asked.marking.rank <= audience.clearance.rank else LeftOutReason.MARKING


def _inside(audience: Audience, asked: Asked) -> bool:
    """AMBER+STRICT stays inside the organization it comes from and those that it is addressed to."""
    if audience.organization_id is None:
        return False
    if audience.internal and asked.originator_id is None:
        return True
    return audience.organization_id == asked.originator_id or audience.organization_id in asked.addressed


def parted(audience: Audience, items: Iterable[tuple[Item, Asked]]) -> tuple[list[Item], list[LeftOut]]:
    """The items that the audience gets, in their order, and those that are left out, each with its reason."""
    shown: list[Item] = []
    left_out: list[LeftOut] = []
    for item, asked in items:
        reason = refusal(audience, asked)
        if reason is None:
            shown.append(item)
        else:
            left_out.append(
                LeftOut(
                    subject=asked.subject,
                    record_id=asked.record_id,
                    label=asked.label,
                    marking=asked.marking,
                    reason=reason,
                )
            )
    return shown, left_out


def packet_marking(markings: Sequence[Marking], least: Marking = Marking.CLEAR) -> Marking:
    """The marking of a packet: the strictest inside it, and never below `least`."""
    return strictest([*markings, least])
