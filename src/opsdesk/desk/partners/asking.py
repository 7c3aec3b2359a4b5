"""What the tab asks of the database, each as one reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from opsdesk.bulletins import records as bulletins
from opsdesk.bulletins.model import PartnerAcknowledgements
from opsdesk.errors import NotFound
from opsdesk.incidents.model import Relief
from opsdesk.incidents.records import relief
from opsdesk.observations import records as observations
from opsdesk.observations.around import SourceRecord
from opsdesk.partners import records
from opsdesk.partners.model import (
    Contact,
    Coverage,
    Engagement,
    Expiring,
    Licence,
    Organization,
    OrganizationItem,
    PartnerCounts,
    PartnerFilter,
    Post,
    PostCover,
    Reachable,
    ShiftDay,
)
from opsdesk.partners.telephones import region_of
from opsdesk.store.page import Page

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Subjects whose records are parts of a partner.
PARTS = ("contact", "licence", "post", "coverage", "engagement")
#: As many contacts and partners as the palette offers.
MOST_FOUND = 8


def page(reading: Reading, asked: PartnerFilter, after: int | None, limit: int) -> Page[OrganizationItem]:
    """The next rows of the list."""
    return records.page(reading, asked, after, limit)


def some(reading: Reading, ids: Sequence[UUID], asked: PartnerFilter) -> Sequence[OrganizationItem]:
    """Those of the named ones that the filter shows."""
    return records.some(reading, ids, asked)


def count(reading: Reading, asked: PartnerFilter) -> int:
    """How many the filter shows."""
    return records.count(reading, asked)


@dataclass(frozen=True)
class Counts:
    """What each view holds, and own views by their id; what runs out within 90 days."""

    views: PartnerCounts
    own: Mapping[str, int]
    expiring: Sequence[Expiring]


def counts(reading: Reading, day: ShiftDay, own: Mapping[str, PartnerFilter]) -> Counts:
    """Count for the column of views, and read the strip under the list."""
    return Counts(
        records.waiting(reading, day),
        {view_id: records.count(reading, wanted) for view_id, wanted in own.items()},
        records.expiring(reading, day),
    )


@dataclass(frozen=True)
class Concerned:
    """Partners that changes of parts concern, and their rows where the filter shows them."""

    ids: frozenset[UUID]
    items: Sequence[OrganizationItem]


def concerned(reading: Reading, changes: Mapping[str, frozenset[UUID]], asked: PartnerFilter) -> Concerned:
    """Which partners the journal's lines are about, asked again."""
    ids: set[UUID] = set()
    for subject, changed in changes.items():
        ids |= records.organizations_of(reading, subject, changed)
    return Concerned(frozenset(ids), records.some(reading, sorted(ids), asked))


@dataclass(frozen=True)
class Opened:
    """One partner with all that its detail shows at once; `starts`, `ends` are the strip's day."""

    organization: Organization
    contacts: Sequence[Reachable]
    licences: Sequence[Licence]
    engagements: Sequence[Engagement]
    strip: Sequence[PostCover]
    starts: datetime
    ends: datetime


def opened(reading: Reading, organization_id: UUID, day: ShiftDay, on: date | None) -> Opened:
    """What the detail shows first; the strip shows the shift day that runs now, or that of a date."""
    starts, ends = day.around(reading.now) if on is None else day.of(on)
    return Opened(
        records.get(reading, organization_id),
        records.contacts(reading, organization_id),
        records.licences(reading, organization_id),
        records.engagements(reading, organization_id),
        records.strip(reading, starts, ends, day, organization_id),
        starts,
        ends,
    )


@dataclass(frozen=True)
class Around:
    """What other subjects know of a partner."""

    source: SourceRecord
    relief: Relief
    bulletins: PartnerAcknowledgements


def around(reading: Reading, organization_id: UUID, day: ShiftDay) -> Around:
    """Its record as a source, what it relieved the police of this year, how it confirms bulletins."""
    new_year = datetime(day.today(reading.now).year, 1, 1, tzinfo=day.tz).astimezone(UTC)
    return Around(
        observations.source_record(reading, organization_id),
        relief(reading, new_year, reading.now, organization_id),
        bulletins.acknowledged_by(reading, organization_id),
    )


@dataclass(frozen=True)
class Choices:
    """Which commands the operator may give, and the country of telephone numbers without one (ISO 3166)."""

    may: frozenset[str]
    region: str | None


def choices(reading: Reading, kinds: Sequence[str]) -> Choices:
    """Which of these commands the operator may give; the country is that of the desk's own number."""
    own = records.desk(reading)
    number = None if own is None else own.telephone
    may = frozenset(kind for kind in kinds if reading.may(kind))
    return Choices(may, None if number is None else region_of(number))


def draft_partner(reading: Reading, organization_id: UUID) -> tuple[Organization, Sequence[Reachable]]:
    """What the forms of a partner need: itself and its people."""
    return records.get(reading, organization_id), records.contacts(reading, organization_id)


def draft_contact(reading: Reading, contact_id: UUID) -> tuple[Contact]:
    """What the form of a contact needs."""
    return (records.get_contact(reading, contact_id),)


def draft_licence(reading: Reading, licence_id: UUID) -> tuple[Licence, Sequence[Reachable]]:
    """What the form of a licence needs."""
    one = records.get_licence(reading, licence_id)
    return one, records.contacts(reading, one.organization_id)


def draft_engagement(reading: Reading, engagement_id: UUID) -> tuple[Engagement, Sequence[Reachable]]:
    """What the form of an entry of the log needs."""
    one = records.get_engagement(reading, engagement_id)
    return one, records.contacts(reading, one.organization_id)


def draft_post(reading: Reading, post_id: UUID) -> tuple[Post, Sequence[Reachable]]:
    """What the forms of a post need: itself, and who may stand there."""
    post = records.get_post(reading, post_id)
    own = post.organization_id
    return post, () if own is None else records.contacts(reading, own)


def draft_coverage(reading: Reading, coverage_id: UUID) -> tuple[Post, Coverage, Sequence[Reachable]]:
    """What the form of an assignment needs."""
    one = records.get_coverage(reading, coverage_id)
    post, people = draft_post(reading, one.post_id)
    return post, one, people


def home_of(reading: Reading, record_id: UUID) -> UUID:
    """The organization that a record belongs to: itself, or a contact's or post's; `NotFound`."""
    ways: tuple[Callable[[], UUID | None], ...] = (
        lambda: records.get(reading, record_id).id,
        lambda: records.get_contact(reading, record_id).organization_id,
        lambda: records.get_post(reading, record_id).organization_id,
    )
    for way in ways:
        with suppress(NotFound):
            if (found := way()) is not None:
                return found
    raise NotFound("organization", record_id)


@dataclass(frozen=True)
class Found:
    """What the palette's words find; contacts with the name of their partner."""

    partners: Sequence[OrganizationItem]
    contacts: Sequence[tuple[Contact, str]]


def find(reading: Reading, words: str, day: ShiftDay) -> Found:
    """Partners and contacts that have these words."""
    partners = records.page(reading, PartnerFilter(text=words, day=day), None, MOST_FOUND).items
    people = records.find_contacts(reading, words, MOST_FOUND)
    named = {one.id: one.name for one in records.names(reading, {who.organization_id for who in people})}
    return Found(partners, [(who, named.get(who.organization_id, "")) for who in people])
