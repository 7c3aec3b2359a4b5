"""Bulletins as the desk knows them: frozen dataclasses and code lists (VOCABULARY.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from opsdesk.geo.places import Position
from opsdesk.handling import Marking, RecordClass


class BulletinKind(StrEnum):
    """Kind of a bulletin."""

    BOLO_PERSON = "bolo_person"
    BOLO_VEHICLE = "bolo_vehicle"
    MISSING_PERSON = "missing_person"
    THREAT_ADVISORY = "threat_advisory"
    SAFETY_NOTICE = "safety_notice"
    SITUATION_UPDATE = "situation_update"
    ALL_CLEAR = "all_clear"


class BulletinStatus(StrEnum):
    """Status as written; `expired` is computed from the time and never written."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class AcknowledgedHow(StrEnum):
    """How an acknowledgement came."""

    IN_APP = "in_app"
    PHONE = "phone"
    RADIO = "radio"
    EMAIL = "email"


#: Kinds that are about a person, and those about a person or a vehicle.
ABOUT_A_PERSON = frozenset({BulletinKind.BOLO_PERSON, BulletinKind.MISSING_PERSON})

#: What was told to partners once, whatever became of it; such a bulletin is never edited.
ISSUED = frozenset({BulletinStatus.PUBLISHED, BulletinStatus.SUPERSEDED, BulletinStatus.CANCELLED})

#: A BOLO for a person expires within a week; it is renewed by superseding (VOCABULARY: rules of the field).
BOLO_PERSON_LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person or vehicle that a bulletin is about; every part may be missing."""

    name: str | None = None
    aliases: tuple[str, ...] = ()
    born: date | None = None
    juvenile: bool = False
    description: str | None = None
    clothing: str | None = None
    vehicle: str | None = None
    plate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where a bulletin holds: a centre and a radius in metres, or a ring of positions."""

    centre: Position | None = None
    radius: float | None = None
    ring: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One organization of the audience, when it is due to confirm, and how it did.

    `telephone` and `contact` are whom to call now. While the bulletin is a draft, `due_at` is what it
    would be if it were published now.
    """

    organization_id: UUID
    name: str
    clearance: Marking
    telephone: str | None
    contact: str | None
    added_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    how: AcknowledgedHow | None
    called_at: datetime | None
    call_note: str | None

    def overdue(self, now: datetime) -> bool:
        """Whether it should have confirmed by now (computed, never written)."""
        return self.acknowledged_at is None and self.due_at < now


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What the desk tells its partners; a published one is never edited, only superseded or cancelled.

    `originator_id` is the organization that asks for it; `photos` are file ids, the first is the main one.
    """

    id: UUID
    n: int
    number: int
    version: int
    kind: BulletinKind
    status: BulletinStatus
    title: str
    text: str
    subject: Subject
    offence: str | None
    requested_action: str | None
    caution: str | None
    last_seen: str | None
    last_seen_at: datetime | None
    last_seen_position: Position | None
    area: Area | None
    case_number: str | None
    legal_basis: str | None
    contact: str | None
    telephone: str | None
    restrictions: str | None
    reliability: str | None
    credibility: int | None
    photo_authority: str | None
    """Who allowed the photo of a juvenile."""
    originator_id: UUID | None
    originator_name: str | None
    marking: Marking
    record_class: RecordClass
    show_on_wall: bool
    created_by: UUID
    created_by_name: str
    created_at: datetime
    submitted_at: datetime | None
    submitted_by: UUID | None
    returned_reason: str | None
    """Why a supervisor sent it back to its author."""
    published_at: datetime | None
    published_by_name: str | None
    expires_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    supersedes: UUID | None
    superseded_by: UUID | None
    photos: tuple[UUID, ...]
    recipients: tuple[Recipient, ...]
    audience: tuple[UUID, ...]
    """Every organization that was chosen, whether it gets it or not."""
    left_out: tuple[tuple[str, Marking], ...]
    """Organizations chosen that will not get it, with their clearance."""
    sightings: tuple[UUID, ...]
    withheld: bool
    """Name, aliases, date of birth and photos are taken off: a missing juvenile's, once it has ended."""
    readers: tuple[UUID, ...] = ()
    """Of a TLP:RED one the operators who were named, one by one, as its readers; its author reads it too."""
    reader_names: tuple[str, ...] = ()

    def state(self, now: datetime) -> BulletinStatus:
        """The status that counts at `now`: a published one past its expiry is expired."""
        if self.status is BulletinStatus.PUBLISHED and self.expires_at is not None and self.expires_at <= now:
            return BulletinStatus.EXPIRED
        return self.status

    @property
    def code(self) -> str:
        """How it is called on the radio: `B-0312`."""
        return f"B-{self.number:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinItem:
    """One row of the bulletin list, one card of the wall and of the shift briefing."""

    n: int
    id: UUID
    version: int
    number: int
    kind: BulletinKind
    status: BulletinStatus
    """As it counts now (`expired` included)."""
    title: str
    subject: Subject
    marking: Marking
    created_by: UUID
    created_by_name: str
    created_at: datetime
    submitted_at: datetime | None
    published_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    recipients: int
    acknowledged: int
    overdue: int
    photo: UUID | None
    area: Area | None
    last_seen: str | None
    last_seen_position: Position | None
    caution: str | None
    superseded_by_number: int | None
    show_on_wall: bool

    @property
    def code(self) -> str:
        """How it is called on the radio: `B-0312`."""
        return f"B-{self.number:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One bulletin of a supersede chain, oldest first."""

    id: UUID
    number: int
    title: str
    status: BulletinStatus
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFilter:
    """What the board shows; `view` is one of recent, in_force, waiting, overdue, ended, all."""

    text: str = ""
    view: str = "recent"
    kinds: frozenset[BulletinKind] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinCounts:
    """How many bulletins each view holds, and how many partners have not confirmed in time."""

    recent: int
    in_force: int
    waiting: int
    overdue: int
    ended: int
    all: int
    overdue_partners: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAcknowledgements:
    """How one partner confirmed what it was sent in a period: `acknowledged` of `sent`."""

    sent: int
    acknowledged: int
    median_minutes: float | None
    last_code: str | None
    last_at: datetime | None
    last_how: AcknowledgedHow | None
    last_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRecipient:
    """A partner that has not confirmed a bulletin in force in time: a line of the shift briefing."""

    bulletin_id: UUID
    number: int
    title: str
    organization_id: UUID
    organization: str
    contact: str | None
    telephone: str | None
    due_at: datetime
    called_at: datetime | None
    call_note: str | None
