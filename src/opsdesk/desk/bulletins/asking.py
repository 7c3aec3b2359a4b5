"""What the tab asks of the database, each as one reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from opsdesk.accounts.model import Operator
from opsdesk.bulletins import records
from opsdesk.bulletins.model import Bulletin, BulletinCounts, BulletinFilter, ChainLink, Recipient
from opsdesk.errors import NotFound
from opsdesk.observations import records as observations
from opsdesk.observations.model import ObservationFilter, ObservationItem
from opsdesk.partners import records as partners
from opsdesk.partners.model import OrganizationName, Reach
from opsdesk.releases.naming import people

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


@dataclass(frozen=True)
class Opened:
    """One bulletin with all that the tab shows of it.

    `chosen` are the organizations of its audience, also those that will not get it; `roles` says what the
    contact of a recipient is there.
    """

    bulletin: Bulletin
    recipients: Sequence[Recipient]
    calls: Sequence[Recipient]
    chain: Sequence[ChainLink]
    sightings: Sequence[ObservationItem]
    chosen: Sequence[OrganizationName]
    reach: Mapping[UUID, Reach]


def opened(reading: Reading, bulletin_id: UUID) -> Opened:
    """Everything of one bulletin; `NotFound` also for a draft that was discarded."""
    record = records.get(reading, bulletin_id)
    if not records.some(reading, [bulletin_id], BulletinFilter(view="all")):
        raise NotFound("bulletin", record.code)
    calls = records.call_list(reading, bulletin_id)
    found = observations.some(reading, record.sightings, ObservationFilter()) if record.sightings else []
    by_id = {one.id: one for one in found}
    return Opened(
        record,
        records.recipients(reading, bulletin_id),
        calls,
        records.chain(reading, bulletin_id),
        [by_id[one] for one in record.sightings if one in by_id],
        partners.names(reading, record.audience) if record.audience else [],
        partners.reach(reading, [one.organization_id for one in calls]),
    )


def counts(reading: Reading) -> BulletinCounts:
    """What each view holds."""
    return records.waiting(reading)


@dataclass(frozen=True)
class Choices:
    """What the forms offer: partners, people who may be named; and which commands the operator may give."""

    partners: Sequence[OrganizationName] = ()
    people: Sequence[Operator] = ()
    may: frozenset[str] = frozenset()


def choices(reading: Reading, kinds: Sequence[str]) -> Choices:
    """Partners by name, and the operator's verbs."""
    may = frozenset(kind for kind in kinds if reading.may(kind))
    return Choices(partners.names(reading), people(reading), may)


@dataclass(frozen=True)
class Found:
    """A line of the palette."""

    bulletin_id: UUID
    code: str
    title: str


def found(reading: Reading, text: str, limit: int = 8) -> list[Found]:
    """Bulletins of any view by words."""
    page = records.page(reading, BulletinFilter(text=text, view="all"), None, limit)
    return [Found(one.id, one.code, one.title) for one in page.items]


def sightable(reading: Reading, text: str, limit: int = 8) -> list[ObservationItem]:
    """Observations that may be linked as a sighting: by words, or by number; without words the latest."""
    page = observations.page(reading, ObservationFilter(text=text), None, limit)
    return list(page.items)
