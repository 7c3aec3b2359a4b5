"""Observations as the desk knows them: frozen dataclasses, code lists, transitions (VOCABULARY.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from opsdesk.geo.places import Position
from opsdesk.handling import Marking, RecordClass


class Priority(IntEnum):
    """1 is worst; a record is routine unless someone says otherwise."""

    EMERGENCY = 1
    URGENT = 2
    ROUTINE = 3
    INFORMATION = 4


class Channel(StrEnum):
    """How it came in."""

    PHONE = "phone"
    RADIO = "radio"
    IN_PERSON = "in_person"
    EMAIL = "email"
    WEB_FORM = "web_form"
    PARTNER_FEED = "partner_feed"
    FILE_IMPORT = "file_import"
    APP = "app"


class Reliability(StrEnum):
    """Source reliability (Admiralty)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Credibility(IntEnum):
    """Information credibility (Admiralty)."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    CANNOT_BE_JUDGED = 6


class Behaviour(StrEnum):
    """Behaviour codes of ISE-SAR (NIEM `sar.xsd`)."""

    NONE = "NONE"
    INTRSN = "INTRSN"
    MISREP = "MISREP"
    THEFT = "THEFT"
    SABOT = "SABOT"
    CYBER = "CYBER"
    THREAT = "THREAT"
    AVIATION = "AVIATION"
    ELICIT = "ELICIT"
    TESTSEC = "TESTSEC"
    RECRUT = "RECRUT"
    PHOTO = "PHOTO"
    SURVL = "SURVL"
    MATRLS = "MATRLS"
    EXPERT = "EXPERT"
    WPNS = "WPNS"
    SECTOR = "SECTOR"


#: Criminal as defined; the other codes need a recorded, articulable reason (ISE-SAR standard 1.5.5).
CRIMINAL_AS_DEFINED = frozenset(
    {
        Behaviour.INTRSN,
        Behaviour.MISREP,
        Behaviour.THEFT,
        Behaviour.SABOT,
        Behaviour.CYBER,
        Behaviour.THREAT,
        Behaviour.AVIATION,
    }
)


class Category(StrEnum):
    """Category of an observation or incident (APCO common incident types, shortened)."""

    SUSPICIOUS_PERSON = "suspicious_person"
    SUSPICIOUS_VEHICLE = "suspicious_vehicle"
    SUSPICIOUS_PACKAGE = "suspicious_package"
    TRESPASS = "trespass"
    THEFT = "theft"
    SHOPLIFT = "shoplift"
    BURGLARY = "burglary"
    ROBBERY = "robbery"
    ASSAULT = "assault"
    THREAT = "threat"
    DISTURBANCE = "disturbance"
    VANDALISM = "vandalism"
    FRAUD = "fraud"
    DRUGS = "drugs"
    WEAPONS = "weapons"
    ALARM = "alarm"
    FIRE = "fire"
    MEDICAL = "medical"
    HAZARD = "hazard"
    TRAFFIC = "traffic"
    WELFARE_CHECK = "welfare_check"
    MISSING_PERSON = "missing_person"
    WANTED_PERSON = "wanted_person"
    CROWD = "crowd"
    DEMONSTRATION = "demonstration"
    LOST_PROPERTY = "lost_property"
    NOISE = "noise"
    OTHER = "other"


class Vetting(StrEnum):
    """Set by the two-person review; an unvetted report is never released to a partner."""

    UNVETTED = "unvetted"
    VETTED = "vetted"
    REJECTED = "rejected"


class ObservationStatus(StrEnum):
    """Where an observation stands."""

    NEW = "new"
    UNDER_REVIEW = "under_review"
    NEEDS_INFORMATION = "needs_information"
    REFERRED = "referred"
    CONVERTED = "converted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


_S = ObservationStatus
#: From a status to those that may follow; any may be withdrawn (the undo of a report or an import).
TRANSITIONS: dict[ObservationStatus, frozenset[ObservationStatus]] = {
    _S.NEW: frozenset(
        {_S.UNDER_REVIEW, _S.NEEDS_INFORMATION, _S.REFERRED, _S.CONVERTED, _S.CLOSED, _S.WITHDRAWN}
    ),
    _S.UNDER_REVIEW: frozenset(
        {_S.NEW, _S.NEEDS_INFORMATION, _S.REFERRED, _S.CONVERTED, _S.CLOSED, _S.WITHDRAWN}
    ),
    _S.NEEDS_INFORMATION: frozenset({_S.UNDER_REVIEW, _S.REFERRED, _S.CONVERTED, _S.CLOSED, _S.WITHDRAWN}),
    _S.REFERRED: frozenset({_S.UNDER_REVIEW, _S.CLOSED, _S.CONVERTED, _S.WITHDRAWN}),
    _S.CONVERTED: frozenset({_S.UNDER_REVIEW, _S.CLOSED, _S.WITHDRAWN}),
    _S.CLOSED: frozenset({_S.UNDER_REVIEW, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
#: Statuses that still wait for someone.
OPEN = frozenset({_S.NEW, _S.UNDER_REVIEW, _S.NEEDS_INFORMATION, _S.REFERRED})


#: Statuses in which nobody has to answer but the desk itself.
AT_THE_DESK = frozenset({_S.NEW, _S.UNDER_REVIEW})


class ObservationDisposition(StrEnum):
    """Required to close an observation."""

    DUPLICATE = "duplicate"
    INFORMATION_ONLY = "information_only"
    UNFOUNDED = "unfounded"
    FALSE_REPORT = "false_report"
    NO_ACTION = "no_action"
    ADVISED = "advised"
    REPORT_TAKEN = "report_taken"
    ARREST = "arrest"
    REFERRED_TO_PARTNER = "referred_to_partner"


class SourceKind(StrEnum):
    """What lists, pages and partners may know of a source (PAGES: sources appear as these four words)."""

    CITIZEN = "citizen"
    GUARD = "guard"
    PARTNER = "partner"
    POLICE = "police"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo of a record; `file_id` names its re-encoded copy and the kept original (store.files)."""

    file_id: UUID
    caption: str
    added_at: datetime
    photo_id: UUID | None = None
    """The attachment itself, which `RemovePhoto` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that someone saw and told the desk; times are aware UTC.

    `occurred_at` to `occurred_until` is when it was seen (until None: a moment), `reported_at` when it was
    told. `claimed_by` is the operator that reviews it. `import_id` and `external_id` name where it came from.
    """

    id: UUID
    n: int
    number: int
    version: int
    summary: str
    narrative: str
    category: Category
    priority: Priority
    status: ObservationStatus
    disposition: ObservationDisposition | None
    closing_note: str | None
    channel: Channel
    source_kind: SourceKind
    organization_id: UUID | None
    organization_name: str | None
    reported_by_name: str
    """Operator who took it in."""
    created_by: UUID
    created_at: datetime
    occurred_at: datetime | None
    occurred_until: datetime | None
    reported_at: datetime
    place: str | None
    position: Position | None
    reliability: Reliability | None
    credibility: Credibility | None
    behaviour: Behaviour
    behaviour_reason: str | None
    record_class: RecordClass
    marking: Marking
    vetting: Vetting
    vetted_by: UUID | None
    claimed_by: UUID | None
    claimed_by_name: str | None
    claimed_at: datetime | None
    reply_due: datetime | None
    tags: tuple[str, ...]
    photos: tuple[Photo, ...]
    incidents: tuple[tuple[UUID, int], ...]
    """(incident id, incident number) of what came of it."""
    bulletins: tuple[UUID, ...]
    import_id: UUID | None
    external_id: str | None
    originator_id: UUID | None = None
    """The organization whose record it is: the partner that told it, else the desk's own."""
    changed_at: datetime | None = None
    closed_at: datetime | None = None
    vetted_by_name: str | None = None
    vetted_at: datetime | None = None
    vetting_reason: str | None = None
    asked: str | None = None
    """What was asked back; answered by `reply_due`."""
    referred_to: UUID | None = None
    referred_to_name: str | None = None
    basis: str | None = None
    """Class intelligence: the basis of suspicion, its reviewer and the day by which it is looked at again."""
    reviewer_id: UUID | None = None
    review_due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationSource:
    """Who gave the tip; stands in its own table and never in lists, search, exports, wall or packets."""

    observation_id: UUID
    name: str | None
    telephone: str | None
    email: str | None
    note: str | None
    anonymous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationItem:
    """One row of the observations list."""

    n: int
    id: UUID
    version: int
    number: int
    priority: Priority
    status: ObservationStatus
    reported_at: datetime
    occurred_at: datetime | None
    summary: str
    category: Category
    place: str | None
    position: Position | None
    grade: str | None
    """Such as `B2`; None when ungraded."""
    source: str
    """The partner's name, or a source kind and channel such as `citizen`."""
    source_kind: SourceKind
    channel: Channel
    photos: int
    linked: int
    marking: Marking
    vetting: Vetting
    claimed_by: UUID | None
    claimed_by_name: str | None
    reply_due: datetime | None
    disposition: ObservationDisposition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationFilter:
    """What the list, the map and an export show; None or empty means no limit."""

    text: str = ""
    statuses: frozenset[ObservationStatus] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    categories: frozenset[Category] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    organization_id: UUID | None = None
    claimed_by: UUID | None = None
    reported_by: UUID | None = None
    unclaimed: bool = False
    overdue: bool = False
    """Nobody has it within the time its priority allows (see `CLAIM_WITHIN`), or a reply is overdue."""
    reply_due_until: datetime | None = None
    to_decide: bool = False
    """Graded and waiting for the supervisor's vetting."""
    bounds: tuple[float, float, float, float] | None = None
    """South, west, north, east in degrees."""
    tag: str | None = None
    import_id: UUID | None = None
    closed_since: datetime | None = None


#: Minutes within which someone should have claimed a new observation, by priority.
CLAIM_WITHIN: dict[Priority, int] = {
    Priority.EMERGENCY: 2,
    Priority.URGENT: 30,
    Priority.ROUTINE: 8 * 60,
    Priority.INFORMATION: 24 * 60,
}
