"""Partners as the desk knows them: frozen dataclasses and code lists, no database, no screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Sector


class OrganizationKind(StrEnum):
    """The kind of an organization; `KIND_SECTOR` says which sector it belongs to."""

    MUNICIPAL_POLICE = "municipal_police"
    COUNTY_SHERIFF = "county_sheriff"
    STATE_POLICE = "state_police"
    FEDERAL_AGENCY = "federal_agency"
    CAMPUS_POLICE = "campus_police"
    TRANSIT_POLICE = "transit_police"
    FIRE_EMS = "fire_ems"
    EMERGENCY_MANAGEMENT = "emergency_management"
    PROSECUTOR = "prosecutor"
    CORRECTIONS = "corrections"
    CONTRACT_SECURITY = "contract_security"
    PROPRIETARY_SECURITY = "proprietary_security"
    PROPERTY_OWNER = "property_owner"
    BUSINESS_IMPROVEMENT_DISTRICT = "business_improvement_district"
    CORPORATE_SECURITY = "corporate_security"
    EVENT_ORGANIZER = "event_organizer"
    UTILITY = "utility"
    HOSPITAL = "hospital"
    RETAILER = "retailer"
    HOTEL = "hotel"
    NEIGHBOURHOOD_GROUP = "neighbourhood_group"
    ASSOCIATION = "association"
    CITIZEN = "citizen"


_PUBLIC = list(OrganizationKind)[: list(OrganizationKind).index(OrganizationKind.CONTRACT_SECURITY)]
_COMMUNITY = (OrganizationKind.NEIGHBOURHOOD_GROUP, OrganizationKind.ASSOCIATION, OrganizationKind.CITIZEN)

KIND_SECTOR: dict[OrganizationKind, Sector] = {
    kind: Sector.PUBLIC if kind in _PUBLIC else Sector.COMMUNITY if kind in _COMMUNITY else Sector.PRIVATE
    for kind in OrganizationKind
}

#: Who may originate a BOLO for a person (VOCABULARY: rules of the field).
POLICE_KINDS = frozenset(
    {
        OrganizationKind.MUNICIPAL_POLICE,
        OrganizationKind.COUNTY_SHERIFF,
        OrganizationKind.STATE_POLICE,
        OrganizationKind.FEDERAL_AGENCY,
        OrganizationKind.CAMPUS_POLICE,
        OrganizationKind.TRANSIT_POLICE,
    }
)


class AgreementKind(StrEnum):
    """What binds us."""

    NONE = "none"
    INFORMAL = "informal"
    MOU = "mou"
    CONTRACT = "contract"
    MUTUAL_AID = "mutual_aid"


class PostKind(StrEnum):
    """What a post is: a place that an officer is dedicated to."""

    POST = "post"
    PATROL = "patrol"
    BEAT = "beat"
    VENUE = "venue"


class EngagementKind(StrEnum):
    """One entry of the relationship log."""

    MEETING = "meeting"
    CALL = "call"
    VISIT = "visit"
    TRAINING = "training"
    EXERCISE = "exercise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A partner: any agency, company or group that shares with the desk; its agreement is part of it."""

    id: UUID
    version: int
    name: str
    short_name: str | None
    sector: Sector
    kind: OrganizationKind
    clearance: Marking
    agreement: AgreementKind
    agreement_start: date | None
    agreement_end: date | None
    agreement_document: UUID | None
    address: str | None
    position: Position | None
    telephone: str | None
    email: str | None
    website: str | None
    notes: str | None
    archived_at: datetime | None
    is_desk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """A number in E.164 (`+37755012210`) and what it is for."""

    number: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at an organization whom the desk can reach; `available` is free text of weekdays and hours."""

    id: UUID
    version: int
    organization_id: UUID
    name: str
    role: str | None
    telephones: tuple[Telephone, ...]
    email: str | None
    call_sign: str | None
    available: str | None
    notes: str | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence or certificate of a contact or, with `contact_id` None, of the organization itself."""

    id: UUID
    version: int
    organization_id: UUID
    contact_id: UUID | None
    holder: str
    kind: str
    issuer: str | None
    number: str | None
    expires: date | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place that an officer is dedicated to; `area` is a ring of positions, else `position` is the point.

    `needed` says when it has to be covered: minutes of the week from Monday 00:00 local, as (start, end)
    pairs; empty means always. A post with `needs_cover` False (a venue on the map) never has a gap.
    """

    id: UUID
    version: int
    code: str
    name: str
    kind: PostKind
    organization_id: UUID | None
    address: str | None
    position: Position | None
    area: tuple[Position, ...]
    needs_cover: bool
    needed: tuple[tuple[int, int], ...]
    orders: str | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who stands on which post from when to when (aware UTC, end exclusive)."""

    id: UUID
    version: int
    post_id: UUID
    contact_id: UUID | None
    officer: str
    organization_id: UUID | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which a post that needs cover has none."""

    post: Post
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """One entry of the relationship log, with a follow-up date."""

    id: UUID
    version: int
    organization_id: UUID
    contact_id: UUID | None
    kind: EngagementKind
    at: datetime
    summary: str
    follow_up: date | None
    follow_up_done_at: datetime | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDay:
    """The desk's day: 24 hours of the clock from the start of its first shift, in its own time zone.

    "Today" of a liaison is the date there; "today" of a post is the shift day that runs now.
    """

    zone: str = "UTC"
    starts: time = time(6)

    @classmethod
    def at(cls, zone: tzinfo, starts: time = time(6)) -> ShiftDay:
        """The day in a zone; UTC where the zone has no name (a bare offset knows no change of clocks)."""
        return cls(zone=getattr(zone, "key", None) or "UTC", starts=starts)

    @property
    def tz(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.zone)

    def today(self, now: datetime) -> date:
        """The date at the desk."""
        return now.astimezone(self.tz).date()

    def around(self, now: datetime) -> tuple[datetime, datetime]:
        """The shift day that runs at `now`, aware UTC; 23 or 25 hours long when the clock changes."""
        local = now.astimezone(self.tz)
        day = local.date() if local.timetz().replace(tzinfo=None) >= self.starts else local.date() - _DAY
        return self.of(day)

    def of(self, day: date) -> tuple[datetime, datetime]:
        """The shift day that starts on that date, as aware UTC times."""
        first, last = (datetime.combine(d, self.starts, self.tz) for d in (day, day + _DAY))
        return first.astimezone(UTC), last.astimezone(UTC)


_DAY = timedelta(days=1)

#: How far ahead a licence or an agreement counts as expiring, and how long a partner may go without contact.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCover:
    """One line of the 24-hour strip: a post, who covers it, when nobody does, and when nobody has to."""

    post: Post
    coverage: tuple[Coverage, ...]
    gaps: tuple[tuple[datetime, datetime], ...]
    not_needed: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """A contact as the liaison calls them: where they stand now and until when, if they are on duty."""

    contact: Contact
    on_duty_until: datetime | None
    post_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom to call at an organization now; `telephone` in E.164."""

    contact: str | None
    role: str | None
    telephone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationName:
    """As much of an organization as a list of choices needs."""

    id: UUID
    name: str
    short_name: str | None
    sector: Sector
    kind: OrganizationKind
    clearance: Marking


class RunsOut(StrEnum):
    """What runs out: a licence or an agreement."""

    LICENCE = "licence"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A licence or an agreement that has run out or will; `days` is negative when it has."""

    what: RunsOut
    id: UUID
    organization_id: UUID
    organization: str
    holder: str
    title: str
    expires: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCounts:
    """How many partners each saved view holds, exactly."""

    gaps_today: int
    expired: int
    expiring: int
    follow_ups_due: int
    no_contact: int
    organizations: int
    public: int
    private: int
    community: int
    archived: int

    @property
    def waiting(self) -> int:
        """What the tab's title says is late: partners with a gap today, and those with something expired."""
        return self.gaps_today + self.expired


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationItem:
    """One row of the partner list, with what the liaison must see at a glance.

    `clearance` is the highest marking it may get; `next_licence_expiry` the soonest of its licences.
    """

    n: int
    id: UUID
    version: int
    name: str
    sector: Sector
    kind: OrganizationKind
    agreement: AgreementKind
    agreement_end: date | None
    clearance: Marking
    last_contact: datetime | None
    licences: int
    licences_expired: int
    licences_expiring: int
    next_licence_expiry: date | None
    posts: int
    gaps: int
    archived: bool
    name_key: str = ""
    """The list is ordered by `(name_key, n)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFilter:
    """What the partner list shows; None or empty means no limit."""

    text: str = ""
    sectors: frozenset[Sector] = frozenset()
    kinds: frozenset[OrganizationKind] = frozenset()
    view: str = "organizations"
    """One of: gaps_today, expired, expiring, follow_ups_due, no_contact, organizations, archived."""
    day: ShiftDay = ShiftDay()
    """What "today" means in the views and in the facts of each row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyDouble:
    """A partner that has nearly the name being typed; likeness 0 to 100."""

    id: UUID
    name: str
    likeness: int
